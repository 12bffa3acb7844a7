/* SPDX-License-Identifier: MIT */
/*
 * Many trivial cases, each on a fresh lab of four containers, two at a time: medians of runs.
 * Beside each run the floor builds and pings such labs, two at a time as well, so that a slow
 * hour of the machine can be told from a slow nestbed.
 */
#include "bench/sections.h"
#include "bench/suites.h"

#define LEAST_CASES 150.0
#define LEAST_CASES_SWITCH 40.0 /* the kernel takes 17 ms to destroy a bridge */
#define MOST_TIMES_MEDIAN 20.0	/* the slowest build */

#define EACH_FLOOR 4 /* cases: it is there to compare with */
#define RUNS 3	     /* of as many cases as there are; of fewer, one */

static const struct {
	const char *name, *middle; /* as cases, as a lab of the floor */
	double least;
} segments[] = {
	{ "wire", "router", LEAST_CASES },
	{ "lan", "lan", LEAST_CASES },
	{ "switch", "switch", LEAST_CASES_SWITCH },
};
#define SEGMENTS (sizeof(segments) / sizeof(segments[0]))

/** struct runs - The same figure of each run */
struct runs {
	double rate[RUNS], floor[RUNS], median[RUNS], p99[RUNS], most[RUNS];
};

static void run(const struct bench *bench, size_t segment, struct runs *runs,
		size_t number)
{
	const int floors = (bench->cases + EACH_FLOOR - 1) / EACH_FLOOR;
	double seconds = run_cases(bench, segments[segment].name, bench->cases, "-j2");
	struct builds builds = read_builds(bench, (size_t)bench->cases);

	runs->rate[number] = bench->cases / seconds;
	runs->floor[number] =
		floors / run_floors(bench, segments[segment].middle, floors);
	runs->median[number] = builds.median;
	runs->p99[number] = builds.p99;
	runs->most[number] = builds.most;
}

static json_t *report(size_t segment, struct runs *runs, size_t count)
{
	double rate = quantile(runs->rate, count, 0.5);
	double floor = quantile(runs->floor, count, 0.5);
	double median = quantile(runs->median, count, 0.5);
	double p99 = quantile(runs->p99, count, 0.5);
	double most = quantile(runs->most, count, 0.5);

	say("  %-7s %6.1f", segments[segment].name, rate);
	say_missed(rate < segments[segment].least, "%.0f", segments[segment].least);
	say("   %.2f of the floor's %.1f", rate / floor, floor);
	say("   built in, ms: median %.2f, 99 %% %.2f, slowest %.2f", median, p99, most);
	say_missed(most > median * MOST_TIMES_MEDIAN,
		   "slowest within %.0f times the median", MOST_TIMES_MEDIAN);
	say("\n");
	return json_pack("{s:f, s:f, s:f, s:f, s:f}", "cases_a_second", rate,
			 "floor_labs_a_second", floor, "build_median_ms", median,
			 "build_p99_ms", p99, "build_max_ms", most);
}

void bench_cases(const struct bench *bench, json_t *ret)
{
	const size_t count = bench->cases < CASES_MAX ? 1 : RUNS;
	struct runs runs[SEGMENTS];

	say("%d on a lab of 4 containers, -j 2, cases a second (medians of %zu runs):\n",
	    bench->cases, count);
	for (size_t number = 0; number < count; number++)
		for (size_t s = 0; s < SEGMENTS; s++)
			run(bench, s, &runs[s], number);
	for (size_t s = 0; s < SEGMENTS; s++)
		json_object_set_new(ret, segments[s].name, report(s, &runs[s], count));
}
