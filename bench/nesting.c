/* SPDX-License-Identifier: MIT */
/* Containers in containers, to depth 16: start-up and memory, beside raw system calls. */
#include "bench/sections.h"

#include <stdlib.h>

#define MOST_MS 80.0 /* at the greatest depth */
#define ROUNDS 20
#define FEW_ROUNDS 3

static const char *const depths[] = { "1", "2", "4", "8", "12", "16" };

/* Medians of a side, ms and KiB. */
struct nest {
	double ms, kib;
};

static struct nest measure(const char *program, const char *depth, size_t rounds)
{
	const char *argv[] = { program, depth, NULL };
	double ms[ROUNDS], kib[ROUNDS], got[2];

	for (size_t i = 0; i < rounds; i++) {
		run_side(argv, got, 2);
		ms[i] = got[0] / 1e6;
		kib[i] = got[1];
	}
	return (struct nest){ quantile(ms, rounds, 0.5), quantile(kib, rounds, 0.5) };
}

void bench_nesting(const struct bench *bench, json_t *ret)
{
	size_t rounds = bench->scale == BENCH_SHORT ? FEW_ROUNDS : ROUNDS;
	size_t count = sizeof(depths) / sizeof(depths[0]);
	char *program = path_of(bench, "bench/sides/nesting");
	char *floor_program = path_of(bench, "bench/sides/floor_nesting");
	json_t *list = json_array();

	say("  a root and a command at each level; docker-in-docker to depth 4, as it "
	    "was measured: 12.2 s\n"
	    "  depth       ms   floor     KiB   floor\n");
	for (size_t i = 0; i < count; i++) {
		struct nest floor = measure(floor_program, depths[i], rounds);
		struct nest nest = measure(program, depths[i], rounds);

		say("  %5s %8.2f %7.2f %7.0f %7.0f", depths[i], nest.ms, floor.ms,
		    nest.kib, floor.kib);
		say_missed(i + 1 == count && nest.ms > MOST_MS, "%.0f ms", MOST_MS);
		say("\n");
		json_array_append_new(list, json_pack("{s:s, s:f, s:f, s:f, s:f}",
						      "depth", depths[i], "ms", nest.ms,
						      "floor_ms", floor.ms, "kib",
						      nest.kib, "floor_kib", floor.kib));
	}
	json_object_set_new(ret, "chains", list);
	free(program);
	free(floor_program);
}
