/* SPDX-License-Identifier: MIT */
/* Many trivial cases, each on a lab of its own: three nodes on a switch. */
#include "bench/sides/cases.h"

static const struct nb_topology on_switch = {
	.name = "on_switch",
	.nodes = NB_NODES({ "s1", .kind = NB_SWITCH }, { "h1" }, { "h2" }, { "h3" }),
	.links = NB_LINKS({ { "s1" }, { "h1:eth0", "10.0.0.1/24" } },
			  { { "s1" }, { "h2:eth0", "10.0.0.2/24" } },
			  { { "s1" }, { "h3:eth0", "10.0.0.3/24" } }),
};

THOUSAND_CASES(on_switch)
