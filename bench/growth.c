/* SPDX-License-Identifier: MIT */
/*
 * Growth: time a node of a large fat tree beside that of one of some 1,000 nodes, both three
 * layers deep, PID 1 and root of each node up; by nestbed and by the floor. On memory as the
 * machine has it, which may be fresh, then on memory that was in use before
 * (bench/used.c).
 */
#include <stdint.h>

#include "bench/sections.h"
#include "bench/shape.h"
#include "bench/used.h"

#define MOST_GROWTH 1.3
#define SMALL_ROUNDS 3 /* medians; the large one is built once */

/** struct sizes - What is compared at a scale of the bench */
struct sizes {
	const char *small, *large;
	size_t touched; /* bytes at most */
};

static const struct sizes sizes[] = {
	[BENCH_SHORT] = { "fattree,k=2,r=2,servers=1,vms=1,containers=1",
			  "fattree,k=2,r=2,servers=1,vms=2,containers=2", 64ul << 20 },
	[BENCH_WHOLE] = { "fattree,k=4,r=4,servers=1,vms=11,containers=10",
			  "fattree,k=8,r=8,servers=4,vms=10,containers=10", SIZE_MAX },
	[BENCH_FULL] = { "fattree,k=4,r=4,servers=1,vms=11,containers=10",
			 "fattree,k=16,r=16,servers=8,vms=10,containers=10", SIZE_MAX },
};

/** struct pair - The same shape by both */
struct pair {
	struct shape_figures lab, floor;
};

static double ms_a_node(const struct shape_figures *figures)
{
	return figures->built_ms / figures->nodes;
}

static struct pair measure(const struct bench *bench, const char *memory,
			   const char *shape, int rounds, json_t *list)
{
	struct pair pair = { run_shape(bench, shape, "started", "static", rounds),
			     run_floor_shape(bench, shape, "built", rounds) };
	json_t *told = shape_json(shape, "started", "static", &pair.lab);

	say("  %-11s  %5d  %7.2f  %10.0f  %9.2f  %15.2f", memory, pair.lab.nodes,
	    pair.lab.built_ms / 1e3, pair.lab.kib / pair.lab.nodes, ms_a_node(&pair.lab),
	    ms_a_node(&pair.floor));
	say_of_floor(&pair.lab, &pair.floor);
	say("\n");
	json_object_set_new(told, "floor_built_ms", json_real(pair.floor.built_ms));
	json_array_append_new(list, told);
	return pair;
}

static void compare(const struct bench *bench, bool is_used, json_t *ret)
{
	const char *memory = is_used ? "used before" : "as found";
	const struct sizes *of = &sizes[bench->scale];
	json_t *list = json_array();
	struct pair small = measure(bench, memory, of->small, SMALL_ROUNDS, list);
	struct pair large = measure(bench, memory, of->large, 1, list);
	double growth = ms_a_node(&large.lab) / ms_a_node(&small.lab);
	double floor = ms_a_node(&large.floor) / ms_a_node(&small.floor);

	say("  time a node, memory %s: grows %.2f times, the floor's %.2f times", memory,
	    growth, floor);
	say_missed(is_used && bench->scale != BENCH_SHORT && growth > MOST_GROWTH,
		   "%.1f times", MOST_GROWTH);
	say("\n");
	json_object_set_new(ret, is_used ? "used_before" : "as_found",
			    json_pack("{s:f, s:f, s:o}", "growth", growth, "floor_growth",
				      floor, "labs", list));
}

void bench_growth(const struct bench *bench, json_t *ret)
{
	struct used_memory *used;

	say("  memory       nodes    up, s  KiB a node  ms a node  floor ms a node\n");
	compare(bench, false, ret);
	used = used_memory_new(sizes[bench->scale].touched);
	say("  %zu MiB touched and let go: %.2f us a page as found, %.2f us now\n",
	    used->bytes >> 20, used->found_us, used->again_us);
	compare(bench, true, ret);
	json_object_set_new(ret, "touched_mib",
			    json_integer((json_int_t)(used->bytes >> 20)));
	json_object_set_new(ret, "found_us_a_page", json_real(used->found_us));
	json_object_set_new(ret, "used_us_a_page", json_real(used->again_us));
	used_memory_free(used);
}
