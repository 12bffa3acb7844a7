/* SPDX-License-Identifier: MIT */
/*
 * Single operations by the public headers, once each; prints their times, ns, in the order
 * of bench/operations.c. Labs stand until the end, so that no build waits for the end of
 * another; what has a switch comes last.
 */
#include <stdio.h>

#include <nestbed/fault.h>

#include "bench/sides/side.h"

#define HOST(name_)                            \
	{                                      \
		.name = name_, .kind = NB_HOST \
	}
#define SWITCH(name_)                            \
	{                                        \
		.name = name_, .kind = NB_SWITCH \
	}

static const struct nb_topology one_host = { .name = "one_host",
					     .nodes = NB_NODES(HOST("h1")),
					     .record = NB_RECORD_NONE };
static const struct nb_topology one_container = { .name = "one_container",
						  .nodes = NB_NODES({ "c1" }),
						  .record = NB_RECORD_NONE };
static const struct nb_topology two_hosts = { .name = "two_hosts",
					      .nodes = NB_NODES(HOST("h1"), HOST("h2")),
					      .record = NB_RECORD_NONE };
static const struct nb_topology linked = {
	.name = "linked",
	.nodes = NB_NODES(HOST("h1"), HOST("h2")),
	.links = NB_LINKS({ { "h1:eth0", "10.0.0.1/24" }, { "h2:eth0", "10.0.0.2/24" } }),
	.record = NB_RECORD_NONE,
};
static const struct nb_topology switched = {
	.name = "switched",
	.nodes = NB_NODES(SWITCH("s1"), HOST("h1"), HOST("h2")),
	.record = NB_RECORD_NONE,
};

static uint64_t begin;

static void tell(void)
{
	printf("%llu\n", (unsigned long long)(now_ns() - begin));
}

static struct nb_lab *build(const struct nb_topology *topo)
{
	struct nb_lab *lab;

	begin = now_ns();
	lab = side_build(topo);
	tell();
	return lab;
}

static void run_twice(struct nb_lab *lab, const char *node)
{
	for (int i = 0; i < 2; i++) {
		begin = now_ns();
		side_run_true(lab, node);
		tell();
	}
}

static void set_link(struct nb_lab *lab)
{
	begin = now_ns();
	must(nb_link_down(lab, "h1:eth0", &side_err));
	tell();
	begin = now_ns();
	must(nb_link_up(lab, "h1:eth0", &side_err));
	tell();
}

int main(void)
{
	struct nb_lab *labs[5];

	side_begin();
	nb_lab_free(side_build(&one_host)); /* what only the first does */
	labs[0] = build(&one_host);
	labs[1] = build(&one_container);
	run_twice(labs[0], "h1");
	run_twice(labs[1], "c1");
	labs[2] = build(&two_hosts);
	labs[3] = build(&linked);
	set_link(labs[3]);
	labs[4] = build(&switched);
	for (int i = 0; i < 5; i++) {
		begin = now_ns();
		nb_lab_free(labs[i]);
		tell();
	}
	return 0;
}
