/* SPDX-License-Identifier: MIT */
/*
 * The first ping of a lab, by the public headers: pings N
 *
 * Builds N labs one after the other, of two hosts around a router and of two hosts at a
 * switch in turns, every end recorded. Prints for each how long its first ping took, from
 * "built" until the answer is there, ns.
 */
#include <stdio.h>
#include <stdlib.h>

#include "bench/sides/side.h"

static const struct nb_topology around_a_router = {
	.name = "around_a_router",
	.nodes = NB_NODES({ "h1", .routes = NB_LIST("default via 10.0.1.1") },
			  { "r1", .forward = true },
			  { "h2", .routes = NB_LIST("default via 10.0.2.1") }),
	.links = NB_LINKS({ { "h1:eth0", "10.0.1.2/24" }, { "r1:eth1", "10.0.1.1/24" } },
			  { { "r1:eth2", "10.0.2.1/24" }, { "h2:eth0", "10.0.2.2/24" } }),
};

static const struct nb_topology at_a_switch = {
	.name = "at_a_switch",
	.nodes = NB_NODES({ "s1", .kind = NB_SWITCH }, { "h1" }, { "h2" }),
	.links = NB_LINKS({ { "h1:eth0", "10.0.2.1/24" }, { "s1" } },
			  { { "h2:eth0", "10.0.2.2/24" }, { "s1" } }),
};

int main(int argc, char **argv)
{
	unsigned long count = argc == 2 ? strtoul(argv[1], NULL, 10) : 0;

	if (!count)
		error(2, 0, "usage: pings N");
	side_begin();
	for (unsigned long i = 0; i < count; i++) {
		struct nb_lab *lab = side_build(i % 2 ? &at_a_switch : &around_a_router);
		uint64_t built = now_ns();

		side_ping(lab, "h1", "10.0.2.2");
		printf("%llu\n", (unsigned long long)(now_ns() - built));
		nb_lab_free(lab);
	}
	return 0;
}
