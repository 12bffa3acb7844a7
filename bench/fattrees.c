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

static const char *const layers[LAYERS] = { "", ",vms=10", ",vms=10,containers=10" };

/* With a process in each, beside the floor. */
static void compare(const struct bench *bench, const char *shape,
		    const struct shape_figures *lab, json_t *told)
{
	struct shape_figures floor = run_floor_shape(bench, shape, "built", 1);

	say_of_floor(lab, &floor);
	json_object_set_new(told, "floor_built_ms", json_real(floor.built_ms));
	json_object_set_new(told, "floor_kib", json_real(floor.kib));
}

static void measure(const struct bench *bench, int k, int layer, const char *form,
		    json_t *list)
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
	    got.cleared_ms / 1e3, got.kib / got.nodes, got.built_ms / got.nodes);
	if (!strcmp(form, "started"))
		compare(bench, shape, &got, told);
	say("\n");
	json_array_append_new(list, told);
}

void bench_fattrees(const struct bench *bench, json_t *ret)
{
	static const int greatest[] = { SHORT_K, WHOLE_K, FULL_K };
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
			measure(bench, k, layer, "built", list);
			measure(bench, k, layer, "started", list);
			if (k <= WHOLE_K)
				measure(bench, k, layer, "container", list);
		}
	json_object_set_new(ret, "fattrees", list);
	json_object_set_new(ret, "published_16_16_s", json_integer(180));
}
