/* SPDX-License-Identifier: MIT */
/* Containers in containers, to depth 16: start-up and memory. */
#include "bench/sections.h"

#include <stdlib.h>

#define MOST_MS 80.0 /* at the greatest depth */
#define ROUNDS 20
#define FEW_ROUNDS 3

static const char *const depths[] = { "1", "2", "4", "8", "12", "16" };

void bench_nesting(const struct bench *bench, json_t *ret)
{
	size_t rounds = bench->scale == BENCH_SHORT ? FEW_ROUNDS : ROUNDS;
	size_t count = sizeof(depths) / sizeof(depths[0]);
	char *program = path_of(bench, "bench/sides/nesting");
	json_t *list = json_array();

	say("  a root and a command at each level; docker-in-docker to depth 4, as it "
	    "was "
	    "measured: 12.2 s\n  depth       ms     KiB\n");
	for (size_t i = 0; i < count; i++) {
		const char *argv[] = { program, depths[i], NULL };
		double ms[ROUNDS], kib[ROUNDS], got[2], median;

		for (size_t round = 0; round < rounds; round++) {
			run_side(argv, got, 2);
			ms[round] = got[0] / 1e6;
			kib[round] = got[1];
		}
		median = quantile(ms, rounds, 0.5);
		say("  %5s %8.2f %7.0f", depths[i], median, quantile(kib, rounds, 0.5));
		say_missed(i + 1 == count && median > MOST_MS, "%.0f ms", MOST_MS);
		say("\n");
		json_array_append_new(list, json_pack("{s:s, s:f, s:f}", "depth",
						      depths[i], "ms", median, "kib",
						      quantile(kib, rounds, 0.5)));
	}
	json_object_set_new(ret, "chains", list);
	free(program);
}
