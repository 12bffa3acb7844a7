/* SPDX-License-Identifier: MIT */
/* Many trivial cases, each on a fresh lab of four containers, two at a time: medians of runs. */
#include "bench/sections.h"
#include "bench/suites.h"

#define LEAST_CASES 150.0
#define LEAST_CASES_SWITCH 40.0 /* the kernel takes 17 ms to destroy a bridge */
#define MOST_TIMES_MEDIAN 20.0	/* the slowest build */

#define RUNS 3 /* of as many cases as there are; of fewer, one */

static const struct {
	const char *name;
	double least;
} segments[] = {
	{ "wire", LEAST_CASES },
	{ "lan", LEAST_CASES },
	{ "switch", LEAST_CASES_SWITCH },
};
#define SEGMENTS (sizeof(segments) / sizeof(segments[0]))

/** struct runs - The same figure of each run */
struct runs {
	double rate[RUNS], median[RUNS], p99[RUNS], most[RUNS];
};

static void run(const struct bench *bench, const char *segment, struct runs *runs,
		size_t number)
{
	double seconds = run_cases(bench, segment, bench->cases, "-j2");
	struct builds builds = read_builds(bench, (size_t)bench->cases);

	runs->rate[number] = bench->cases / seconds;
	runs->median[number] = builds.median;
	runs->p99[number] = builds.p99;
	runs->most[number] = builds.most;
}

static json_t *report(size_t segment, struct runs *runs, size_t count)
{
	double rate = quantile(runs->rate, count, 0.5);
	double median = quantile(runs->median, count, 0.5);
	double p99 = quantile(runs->p99, count, 0.5);
	double most = quantile(runs->most, count, 0.5);

	say("  %-7s %6.1f", segments[segment].name, rate);
	say_missed(rate < segments[segment].least, "%.0f", segments[segment].least);
	say("   built in, ms: median %.2f, 99 %% %.2f, slowest %.2f", median, p99, most);
	say_missed(most > median * MOST_TIMES_MEDIAN,
		   "slowest within %.0f times the median", MOST_TIMES_MEDIAN);
	say("\n");
	return json_pack("{s:f, s:f, s:f, s:f}", "cases_a_second", rate,
			 "build_median_ms", median, "build_p99_ms", p99, "build_max_ms",
			 most);
}

void bench_cases(const struct bench *bench, json_t *ret)
{
	const size_t count = bench->cases < CASES_MAX ? 1 : RUNS;
	struct runs runs[SEGMENTS];

	say("%d on a lab of 4 containers, -j 2, cases a second (medians of %zu runs):\n",
	    bench->cases, count);
	for (size_t number = 0; number < count; number++)
		for (size_t s = 0; s < SEGMENTS; s++)
			run(bench, segments[s].name, &runs[s], number);
	for (size_t s = 0; s < SEGMENTS; s++)
		json_object_set_new(ret, segments[s].name, report(s, &runs[s], count));
}
