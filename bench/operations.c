/* SPDX-License-Identifier: MIT */
/*
 * Single operations, beside those of the HotNets 2010 paper. A lab is built as a whole: what
 * a link or a switch takes to be added is a lab with it less one without it.
 */
#include <stdlib.h>

#include "bench/sections.h"

/* As bench/sides/operations.c prints them. */
enum {
	HOST,
	CONTAINER,
	HOST_FIRST,
	HOST_LATER,
	CONTAINER_FIRST,
	CONTAINER_LATER,
	TWO_HOSTS,
	LINKED,
	LINK_DOWN,
	LINK_UP,
	SWITCHED,
	HOST_GONE,
	CONTAINER_GONE,
	TWO_HOSTS_GONE,
	LINKED_GONE,
	SWITCHED_GONE,
	TIMES
};

/* One line of the report: a time, or one less another. */
static const struct operation {
	const char *key, *title;
	int time, less; /* TIMES: nothing */
	double published_ms;
} operations[] = {
	{ "host", "lab of one host, built", HOST, TIMES, 10 },
	{ "container", "lab of one container, built", CONTAINER, TIMES, 10 },
	{ "host_gone", "lab of one host, handed back", HOST_GONE, TIMES },
	{ "container_gone", "lab of one container, handed back", CONTAINER_GONE, TIMES },
	{ "host_first", "/bin/true in a host, the first", HOST_FIRST, TIMES, 0.3 },
	{ "host_later", "/bin/true in a host, a later one", HOST_LATER, TIMES, 0.3 },
	{ "container_first", "/bin/true in a container, the first", CONTAINER_FIRST,
	  TIMES, 0.3 },
	{ "container_later", "/bin/true in a container, a later one", CONTAINER_LATER,
	  TIMES, 0.3 },
	{ "link_added", "link added: a lab with one less without", LINKED, TWO_HOSTS,
	  260 },
	{ "link_deleted", "link deleted: the same, until handed back", LINKED_GONE,
	  TWO_HOSTS_GONE, 416 },
	{ "link_down", "link set down", LINK_DOWN, TIMES },
	{ "link_up", "link set up again", LINK_UP, TIMES },
	{ "switch_started", "switch started: a lab with one less without", SWITCHED,
	  TWO_HOSTS },
	{ "switch_stopped", "switch stopped: the same, until handed back", SWITCHED_GONE,
	  TWO_HOSTS_GONE },
};

void bench_operations(const struct bench *bench, json_t *ret)
{
	char *program = path_of(bench, "bench/sides/operations");
	const char *argv[] = { program, NULL };
	double got[TIMES + 1], ms[TIMES + 1][BENCH_ROUNDS_MAX] = { { 0 } };
	size_t rounds = (size_t)bench->rounds;

	for (size_t r = 0; r < rounds; r++) {
		run_side(argv, got, TIMES);
		for (int i = 0; i < TIMES; i++)
			ms[i][r] = got[i] / 1e6;
	}
	free(program);
	say("  medians of %zu, ms; published: on a laptop of 2010\n", rounds);
	for (size_t i = 0; i < sizeof(operations) / sizeof(operations[0]); i++) {
		const struct operation *o = &operations[i];
		double median = quantile(ms[o->time], rounds, 0.5) -
				quantile(ms[o->less], rounds, 0.5);

		if (median < 0) /* two that cost the same differ a little */
			median = 0;
		say("  %-46s %7.3f", o->title, median);
		if (o->published_ms)
			say("   published: %.1f", o->published_ms);
		say("\n");
		json_object_set_new(ret, o->key, json_real(median));
	}
}
