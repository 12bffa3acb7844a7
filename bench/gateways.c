/* SPDX-License-Identifier: MIT */
/* IPsec: three gateways until their tunnels carry, by nestbed and by a script; the suite. */
#include <stdlib.h>

#include "bench/sections.h"
#include "bench/suites.h"

#define MOST_MS 300.0
#define MOST_ROUNDS 20
#define MOST_SUITE_S 60.0

/* From the start of the lab to the first ping through both tunnels. */
static double until_pinged_ms(struct sampler *s)
{
	for (size_t i = 0; i < s->count; i++)
		s->ms[TOTAL][i] -= s->ms[GONE][i];
	return sampler_ms(s, TOTAL, 0.5);
}

static void compare_gateways(const struct bench *bench, json_t *ret)
{
	static const char folder[] = "bench/sides/gateways";
	int rounds = bench->rounds < MOST_ROUNDS ? bench->rounds : MOST_ROUNDS;
	char *program = path_of(bench, "bench/sides/ipsec");
	struct sampler *lab = sampler_new(program, folder, NULL);
	struct sampler *script = sampler_new("bench/sides/ipsec.sh", folder, NULL);
	double lab_ms, script_ms;

	for (int i = 0; i < rounds; i++) {
		sampler_take(lab);
		sampler_take(script);
	}
	lab_ms = until_pinged_ms(lab);
	script_ms = until_pinged_ms(script);
	say("until the first ping through both tunnels, median of %d, ms:\n"
	    "  nestbed %.1f  script %.1f  %.1f times",
	    rounds, lab_ms, script_ms, script_ms / lab_ms);
	say_missed(lab_ms > MOST_MS, "%.0f ms", MOST_MS);
	say("\n");
	json_object_update_new(ret,
			       json_pack("{s:i, s:f, s:f, s:f}", "rounds", rounds,
					 "nestbed_ms", lab_ms, "script_ms", script_ms,
					 "times_script", script_ms / lab_ms));
	sampler_free(lab);
	sampler_free(script);
	free(program);
}

void bench_gateways(const struct bench *bench, json_t *ret)
{
	double seconds;

	compare_gateways(bench, ret);
	seconds = run_suite(bench, "suites/ipsec", "ipsec/*", "-j2");
	say("suites/ipsec, whole, -j 2: %.1f s", seconds);
	say_missed(seconds > MOST_SUITE_S, "%.0f s", MOST_SUITE_S);
	say("\n");
	json_object_set_new(ret, "suite_s", json_real(seconds));
}
