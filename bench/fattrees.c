/* SPDX-License-Identifier: MIT */
/* Fat trees of k = r ports in one, two and three layers, as Kathará's nested ones. */
#include <stdio.h>
#include <string.h>

#include "bench/sections.h"
#include "bench/shape.h"

#define SHORT_K 2
#define WHOLE_K 8 /* and the last in which a program is run in each */
#define FULL_K 16

#define LAYERS 3
#define LARGE 1000 /* nodes, from which on these hold: */
#define MOST_OF_FLOOR 1.3
#define MOST_GROWTH 1.3
#define MOST_S 75	 /* of any */
#define MOST_BYTES 400e3 /* a node */

static const char *const layers[LAYERS] = { "", ",vms=10", ",vms=10,containers=10" };

/** struct growth - Time a node, with a process in each */
struct growth {
	struct shape_figures thousand, last; /* of about 1,000 nodes; of the last tree */
};

static double ms_a_node(const struct shape_figures *figures)
{
	return figures->built_ms / figures->nodes;
}

static double times_from_thousand(int nodes)
{
	return nodes < 1000 ? 1e3 / (nodes + 1e-3) : nodes / 1e3;
}

/* With a process in each, beside the floor. */
static void compare(const struct bench *bench, const char *shape,
		    const struct shape_figures *lab, json_t *told)
{
	struct shape_figures floor = run_floor_shape(bench, shape, "built", 1);
	double ratio = lab->built_ms / floor.built_ms;
	bool is_large = lab->nodes >= LARGE;

	say("   %5.2f of the floor", ratio);
	say_missed(is_large && ratio > MOST_OF_FLOOR, "%.1f of the floor", MOST_OF_FLOOR);
	say_missed(lab->built_ms > MOST_S * 1e3, "%d s", MOST_S);
	say_missed(is_large && lab->kib / lab->nodes > MOST_BYTES / 1024,
		   "%.0f KB a node", MOST_BYTES / 1e3);
	json_object_set_new(told, "floor_built_ms", json_real(floor.built_ms));
	json_object_set_new(told, "floor_kib", json_real(floor.kib));
}

static void measure(const struct bench *bench, int k, int layer, const char *form,
		    struct growth *growth, json_t *list)
{
	struct shape_figures got;
	char shape[96];
	json_t *told;

	snprintf(shape, sizeof(shape), "fattree,k=%d,r=%d,servers=%d%s", k, k, k / 2,
		 layers[layer]);
	got = run_shape(bench, shape, form, "static", 1);
	told = shape_json(shape, form, "static", &got);
	say("  %5d  %6d  %5d  %-9s %8.2f  %5.2f  %7.2f  %10.0f  %5.2f", k, layer + 1,
	    got.nodes, form, got.built_ms / 1e3, got.stopped_ms / 1e3,
	    got.cleared_ms / 1e3, got.kib / got.nodes, ms_a_node(&got));
	if (!strcmp(form, "started")) {
		compare(bench, shape, &got, told);
		growth->last = got;
		if (times_from_thousand(got.nodes) <
		    times_from_thousand(growth->thousand.nodes))
			growth->thousand = got;
	}
	say("\n");
	json_array_append_new(list, told);
}

static void tell_growth(const struct growth *growth, json_t *ret)
{
	double ratio = ms_a_node(&growth->last) / ms_a_node(&growth->thousand);

	say("  time a node of %d nodes: %.2f times that of %d", growth->last.nodes, ratio,
	    growth->thousand.nodes);
	say_missed(ratio > MOST_GROWTH, "%.1f times", MOST_GROWTH);
	say("\n");
	json_object_set_new(ret, "growth", json_real(ratio));
}

void bench_fattrees(const struct bench *bench, json_t *ret)
{
	static const int greatest[] = { SHORT_K, WHOLE_K, FULL_K };
	struct growth growth = { 0 };
	json_t *list = json_array();

	say("  servers k/2 a leaf, then 10 VMs a server, then 10 containers a VM; "
	    "\"started\": PID 1 and root of each stand; as containers each has run a "
	    "program\n"
	    "  published: (16,16) in three layers, 28,496 nodes: 180 s on 84 virtual "
	    "processors\n"
	    "  k = r  layers  nodes  as           up, s   stop  cleared  KiB a node  ms "
	    "a node\n");
	for (int k = 2; k <= greatest[bench->scale]; k += 2)
		for (int layer = 0; layer < LAYERS; layer++) {
			measure(bench, k, layer, "built", &growth, list);
			measure(bench, k, layer, "started", &growth, list);
			if (k <= WHOLE_K)
				measure(bench, k, layer, "container", &growth, list);
		}
	if (growth.last.nodes > 2 * growth.thousand.nodes)
		tell_growth(&growth, ret);
	json_object_set_new(ret, "fattrees", list);
	json_object_set_new(ret, "published_16_16_s", json_integer(180));
}
