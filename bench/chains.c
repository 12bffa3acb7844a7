/* SPDX-License-Identifier: MIT */
/* TCP from end to end of chains of switches, beside the HotNets 2010 paper on Mininet. */
#include "bench/sections.h"

#include <stdlib.h>

#define ROUNDS 3

static const struct {
	const char *switches;
	enum bench_scale from;	 /* the smallest run that has it */
	double published_mbit_s; /* through its kernel switch, 0 = not known here */
} chains[] = {
	{ "0", BENCH_SHORT },  { "1", BENCH_SHORT, 2120 },  { "10", BENCH_SHORT, 940 },
	{ "20", BENCH_WHOLE }, { "40", BENCH_WHOLE },	    { "60", BENCH_WHOLE },
	{ "80", BENCH_WHOLE }, { "100", BENCH_WHOLE, 167 },
};

void bench_chains(const struct bench *bench, json_t *ret)
{
	int rounds = bench->scale == BENCH_SHORT ? 1 : ROUNDS;
	char *program = path_of(bench, "bench/sides/chain");
	const char *ms = bench->scale == BENCH_SHORT ? "300" : "1000";
	json_t *list = json_array();

	say("  switches   Gbit/s   published, laptop of 2010\n");
	for (size_t i = 0; i < sizeof(chains) / sizeof(chains[0]); i++) {
		const char *argv[] = { program, chains[i].switches, ms, NULL };
		double rate[ROUNDS], got[2], median;

		if (bench->scale < chains[i].from)
			continue;
		for (int round = 0; round < rounds; round++) {
			run_side(argv, got, 2);
			rate[round] = got[0] * 8 / got[1];
		}
		median = quantile(rate, (size_t)rounds, 0.5);
		say("  %8s %8.2f", chains[i].switches, median);
		if (chains[i].published_mbit_s)
			say("   %.2f", chains[i].published_mbit_s / 1e3);
		say("\n");
		json_array_append_new(list, json_pack("{s:s, s:f, s:f}", "switches",
						      chains[i].switches, "gbit_s",
						      median, "published_2010_mbit_s",
						      chains[i].published_mbit_s));
	}
	json_object_set_new(ret, "chains", list);
	free(program);
}
