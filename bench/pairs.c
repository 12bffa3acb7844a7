/* SPDX-License-Identifier: MIT */
/* All pairs of hosts at switches, beside Mininet's pingAll as it was measured. */
#include "bench/sections.h"

#include <stdlib.h>

#define ROUNDS 5

static const struct {
	const char *fanout;
	enum bench_scale from; /* the smallest run that has it */
	double most_s;
	const char *beside;
} sizes[] = {
	{ "8", BENCH_SHORT, 0.3, "   Mininet's pingAll: 7.2 s" },
	{ "32", BENCH_WHOLE, 30, "" },
};

void bench_pairs(const struct bench *bench, json_t *ret)
{
	char *program = path_of(bench, "bench/sides/pairs");
	json_t *list = json_array();

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		const char *argv[] = { program, sizes[i].fanout, NULL };
		int rounds = sizes[i].from == BENCH_SHORT ? ROUNDS : 1;
		double seconds[ROUNDS], got[3] = { 0 }, median;

		if (bench->scale < sizes[i].from)
			continue;
		for (int round = 0; round < rounds; round++) {
			run_side(argv, got, 3);
			seconds[round] = got[0] / 1e9;
		}
		median = quantile(seconds, (size_t)rounds, 0.5);
		say("  %8.0f pairs %7.3f s, without an answer: %.0f%s", got[1], median,
		    got[2], sizes[i].beside);
		say_missed(median > sizes[i].most_s || got[2] > 0, "all in %.1f s",
			   sizes[i].most_s);
		say("\n");
		json_array_append_new(list, json_pack("{s:f, s:f, s:f}", "pairs", got[1],
						      "s", median, "silent", got[2]));
	}
	json_object_set_new(ret, "sizes", list);
	free(program);
}
