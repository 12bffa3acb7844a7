/* SPDX-License-Identifier: MIT */
/* Single operations, beside the HotNets 2010 paper on Mininet. */
#include "bench/sections.h"

#include <stdio.h>
#include <stdlib.h>

/* In the order in which bench/sides/operations.c prints them. */
static const struct {
	const char *name, *title;
	double published_ms; /* 0 = not known here */
} operations[] = {
	{ "node", "a node, as a lab of its own", 10 },
	{ "node_end", "that handed back", 0 },
	{ "container", "a container, until its first command has run", 0 },
	{ "command_container", "a later command in a container", 0 },
	{ "command_host", "a command in a host", 0.3 },
	{ "link", "a lab with a wire more", 260 },
	{ "link_end", "that handed back", 416 },
	{ "switch", "a lab with a switch more", 0 },
	{ "switch_end", "that handed back", 0 },
	{ "link_down", "a link set down in a lab", 0 },
	{ "link_up", "and up again, with its routes", 0 },
};

#define OPERATIONS (sizeof(operations) / sizeof(operations[0]))

void bench_operations(const struct bench *bench, json_t *ret)
{
	char *program = path_of(bench, "bench/sides/operations"), rounds[16];
	const char *argv[] = { program, rounds, NULL };
	double ns[OPERATIONS];

	snprintf(rounds, sizeof(rounds), "%d", bench->rounds);
	run_side(argv, ns, OPERATIONS);
	say("  medians of %d, ms; a wire or a switch more is the difference of two "
	    "labs\n",
	    bench->rounds);
	for (size_t i = 0; i < OPERATIONS; i++) {
		say("  %-45s %8.3f", operations[i].title, ns[i] / 1e6);
		if (operations[i].published_ms != 0)
			say("   published, laptop of 2010: %g",
			    operations[i].published_ms);
		say("\n");
		json_object_set_new(ret, operations[i].name,
				    json_pack("{s:f, s:f}", "ms", ns[i] / 1e6,
					      "published_2010_ms",
					      operations[i].published_ms));
	}
	free(program);
}
