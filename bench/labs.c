/* SPDX-License-Identifier: MIT */
/* Three nodes around one: by nestbed, by the floor and by a script of ip(8). */
#include <stdlib.h>

#include "bench/sections.h"

#define MOST_OF_FLOOR 1.5
#define LEAST_TIMES_SCRIPT 10.0
#define EACH_SCRIPT 4 /* rounds: it is slow, and its figure large */

/* The three of a lab, in turns. */
struct contest {
	struct sampler *lab, *floor, *script;
};

static struct sampler *side(const struct bench *bench, const char *name, const char *form,
			    const char *middle)
{
	char *program = path_of(bench, name);
	struct sampler *s = sampler_new(program, form, middle);

	free(program);
	return s;
}

static void take(struct contest *c, int rounds)
{
	for (int i = 0; i < rounds; i++) {
		sampler_take(c->floor);
		sampler_take(c->lab);
		if (i % EACH_SCRIPT == 0)
			sampler_take(c->script);
	}
}

static json_t *tell(struct contest *c, const char *form, const char *middle)
{
	double lab_ms = sampler_ms(c->lab, TOTAL, 0.5);
	double floor_ms = sampler_ms(c->floor, TOTAL, 0.5);
	double script_ms = sampler_ms(c->script, TOTAL, 0.5);
	double lab_least_ms = sampler_ms(c->lab, TOTAL, 0);
	double floor_least_ms = sampler_ms(c->floor, TOTAL, 0);
	double of_floor = lab_ms / floor_ms, times_script = script_ms / lab_ms;
	double ping_ms[] = { sampler_ms(c->lab, PINGED, 0.5),
			     sampler_ms(c->lab, PINGED, 0.99),
			     sampler_ms(c->lab, PINGED, 1) };

	say("%-10s %-7s %6.2f (%5.2f) %6.2f (%5.2f) %7.2f   %5.2f of the floor"
	    "  %5.1f times the script   ping %.3f %.3f %.3f",
	    form, middle, lab_ms, lab_least_ms, floor_ms, floor_least_ms, script_ms,
	    of_floor, times_script, ping_ms[0], ping_ms[1], ping_ms[2]);
	say_missed(of_floor > MOST_OF_FLOOR, "%.1f of the floor", MOST_OF_FLOOR);
	say_missed(times_script < LEAST_TIMES_SCRIPT, "%.0f times the script",
		   LEAST_TIMES_SCRIPT);
	say("\n");
	return json_pack("{s:s, s:s, s:f, s:f, s:f, s:f, s:f, s:f, s:f, s:f, s:f, "
			 "s:{s:f, s:f, s:f}}",
			 "form", form, "middle", middle, "nestbed_ms", lab_ms,
			 "nestbed_min_ms", lab_least_ms, "floor_ms", floor_ms,
			 "floor_min_ms", floor_least_ms, "script_ms", script_ms,
			 "of_floor", of_floor, "times_script", times_script, "build_ms",
			 sampler_ms(c->lab, BUILT, 0.5), "teardown_ms",
			 sampler_ms(c->lab, GONE, 0.5), "first_ping_ms", "p50",
			 ping_ms[0], "p99", ping_ms[1], "max", ping_ms[2]);
}

static json_t *compare_lab(const struct bench *bench, const char *form,
			   const char *middle)
{
	struct contest c = {
		.lab = side(bench, "bench/sides/lab", form, middle),
		.floor = side(bench, "bench/sides/floor", form, middle),
		.script = sampler_new("bench/sides/script.sh", form, middle),
	};
	json_t *told;

	take(&c, bench->rounds);
	told = tell(&c, form, middle);
	sampler_free(c.lab);
	sampler_free(c.floor);
	sampler_free(c.script);
	return told;
}

void bench_labs(const struct bench *bench, json_t *ret)
{
	static const char *const middles[] = { "switch", "lan", "router" };
	static const char *const forms[] = { "host", "container" };
	json_t *list = json_array();

	say("%-10s %-7s %14s %14s %7s   (ms: median, the least in brackets; first ping: "
	    "median, 99 %%, greatest)\n",
	    "three", "around", "nestbed", "floor", "script");
	for (size_t f = 0; f < sizeof(forms) / sizeof(forms[0]); f++)
		for (size_t m = 0; m < sizeof(middles) / sizeof(middles[0]); m++)
			json_array_append_new(list,
					      compare_lab(bench, forms[f], middles[m]));
	json_object_set_new(ret, "labs", list);
}
