/* SPDX-License-Identifier: MIT */
/* The first ping once a lab is built: what the kernel puts off would make it wait. */
#include "bench/sections.h"

#include <stdio.h>
#include <stdlib.h>

#define LABS 1000
#define FEW_LABS 100
#define MOST_MS 2.0
#define SHARE 0.999

void bench_pings(const struct bench *bench, json_t *ret)
{
	size_t labs = bench->scale == BENCH_SHORT ? FEW_LABS : LABS;
	char *program = path_of(bench, "bench/sides/pings"), count[16];
	const char *argv[] = { program, count, NULL };
	double *ns = calloc(labs, sizeof(*ns)), median, most, share;

	must(ns ? 0 : -1);
	snprintf(count, sizeof(count), "%zu", labs);
	run_side(argv, ns, labs);
	median = quantile(ns, labs, 0.5) / 1e6;
	share = quantile(ns, labs, SHARE) / 1e6;
	most = quantile(ns, labs, 1) / 1e6;
	say("  %zu labs, ms: median %.3f, 99.9 %% %.3f, greatest %.3f", labs, median,
	    share, most);
	say_missed(share >= MOST_MS, "99.9 %% under %.0f ms", MOST_MS);
	say("\n");
	json_object_update_new(ret, json_pack("{s:i, s:f, s:f, s:f}", "labs", (int)labs,
					      "median_ms", median, "p999_ms", share,
					      "max_ms", most));
	free(ns);
	free(program);
}
