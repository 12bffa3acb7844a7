/* SPDX-License-Identifier: MIT */
/* Many trivial cases, each on a fresh lab of four containers, two at a time. */
#include <string.h>

#include "bench/sections.h"
#include "bench/suites.h"

#define LEAST_CASES 150.0
#define LEAST_CASES_SWITCH 40.0 /* the kernel takes 17 ms to destroy a bridge */
#define MOST_TIMES_MEDIAN 20.0	/* the slowest build */

void bench_cases(const struct bench *bench, json_t *ret)
{
	static const char *const segments[] = { "wire", "lan", "switch" };

	say("%d on a lab of 4 containers, -j 2, cases a second:\n", bench->cases);
	for (size_t s = 0; s < sizeof(segments) / sizeof(segments[0]); s++) {
		double rate =
			bench->cases / run_cases(bench, segments[s], bench->cases, "-j2");
		double least =
			strcmp(segments[s], "switch") ? LEAST_CASES : LEAST_CASES_SWITCH;

		struct builds builds = read_builds(bench, (size_t)bench->cases);

		say("  %-7s %6.1f", segments[s], rate);
		say_missed(rate < least, "%.0f", least);
		say("   built in, ms: median %.2f, 99 %% %.2f, slowest %.2f",
		    builds.median, builds.p99, builds.most);
		say_missed(builds.most > builds.median * MOST_TIMES_MEDIAN,
			   "slowest within %.0f times the median", MOST_TIMES_MEDIAN);
		say("\n");
		json_object_set_new(ret, segments[s],
				    json_pack("{s:f, s:f, s:f, s:f}", "cases_a_second",
					      rate, "build_median_ms", builds.median,
					      "build_p99_ms", builds.p99, "build_max_ms",
					      builds.most));
	}
}
