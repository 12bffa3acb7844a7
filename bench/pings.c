/* SPDX-License-Identifier: MIT */
/* The first ping once a lab is built: what the kernel puts off would make it wait. */
#include "bench/sections.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#define LABS 1000
#define FEW_LABS 100
#define RUNS 3
#define MOST_MS 2.0
#define SHARE 0.999

/** struct pings - Of each run */
struct pings {
	double median[RUNS], share[RUNS], most[RUNS];
};

static void run(const char *const argv[], size_t labs, struct pings *pings, size_t number)
{
	double *ns = calloc(labs, sizeof(*ns));

	must(ns ? 0 : -1);
	run_side(argv, ns, labs);
	pings->median[number] = quantile(ns, labs, 0.5) / 1e6;
	pings->share[number] = quantile(ns, labs, SHARE) / 1e6;
	pings->most[number] = quantile(ns, labs, 1) / 1e6;
	free(ns);
}

void bench_pings(const struct bench *bench, json_t *ret)
{
	const bool is_short = bench->scale == BENCH_SHORT;
	const size_t labs = is_short ? FEW_LABS : LABS, runs = is_short ? 1 : RUNS;
	char *program = path_of(bench, "bench/sides/pings"), count[24];
	const char *argv[] = { program, count, NULL };
	struct pings pings;
	double median, share, most;

	snprintf(count, sizeof(count), "%zu", labs);
	for (size_t number = 0; number < runs; number++)
		run(argv, labs, &pings, number);
	median = quantile(pings.median, runs, 0.5);
	share = quantile(pings.share, runs, 0.5);
	most = quantile(pings.most, runs, 1);
	say("  %zu labs, ms (medians of %zu runs): median %.3f, 99.9 %% %.3f", labs, runs,
	    median, share);
	say("; greatest of all %.3f", most);
	say_missed(share >= MOST_MS, "99.9 %% under %.0f ms", MOST_MS);
	say("\n");
	json_object_update_new(ret, json_pack("{s:i, s:f, s:f, s:f}", "labs", (int)labs,
					      "median_ms", median, "p999_ms", share,
					      "max_ms", most));
	free(program);
}
