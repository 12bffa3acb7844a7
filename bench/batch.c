/* SPDX-License-Identifier: MIT */
/* A floor, a script of ip -batch and nestbed side by side on shapes of hosts and switches. */
#include <stdlib.h>

#include "bench/sections.h"
#include "bench/shape.h"

#define ROUNDS 5

static const struct {
	const char *shape;
	enum bench_scale from; /* the smallest run that has it */
} shapes[] = {
	{ "minimal", BENCH_SHORT },    { "single,4", BENCH_SHORT },
	{ "linear,20", BENCH_SHORT },  { "tree,2,8", BENCH_SHORT },
	{ "linear,100", BENCH_WHOLE }, { "tree,2,16", BENCH_WHOLE },
};

static void measure(const struct bench *bench, const char *shape, json_t *list)
{
	char *nestbed = path_of(bench, "nestbed");
	const char *argv[] = { "bench/sides/by_batch.sh", nestbed, shape, NULL };
	size_t rounds = bench->scale == BENCH_SHORT ? 1 : ROUNDS;
	double create_ms[ROUNDS], stop_ms[ROUNDS], got[2], create, stop, times;
	struct shape_figures host, floor;

	for (size_t i = 0; i < rounds; i++) {
		run_side(argv, got, 2);
		create_ms[i] = got[0] / 1e6;
		stop_ms[i] = got[1] / 1e6;
	}
	host = run_shape(bench, shape, "host", "learnt", (int)rounds);
	floor = run_floor_shape(bench, shape, "host", (int)rounds);
	create = quantile(create_ms, rounds, 0.5);
	stop = quantile(stop_ms, rounds, 0.5);
	times = (create + stop) / (host.built_ms + host.stopped_ms);
	say("  %-10s %9.1f + %-7.1f %9.2f + %-6.2f %7.1f times  %5.2f of the floor\n",
	    shape, create, stop, host.built_ms, host.stopped_ms, times,
	    host.built_ms / floor.built_ms);
	json_array_append_new(
		list, json_pack("{s:s, s:f, s:f, s:f, s:f, s:o}", "shape", shape,
				"batch_create_ms", create, "batch_stop_ms", stop, "times",
				times, "floor_create_ms", floor.built_ms, "hosts",
				shape_json(shape, "host", "learnt", &host)));
	free(nestbed);
}

void bench_batch(const struct bench *bench, json_t *ret)
{
	json_t *list = json_array();

	say("  ms         ip -batch: create + stop  nestbed, hosts\n");
	for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++)
		if (bench->scale >= shapes[i].from)
			measure(bench, shapes[i].shape, list);
	json_object_set_new(ret, "shapes", list);
}
