/* SPDX-License-Identifier: MIT */
/* Many trivial cases, each on a lab of its own: three nodes around a router. */
#include "bench/sides/cases.h"

static const struct nb_topology on_wires = {
	.name = "on_wires",
	.nodes = NB_NODES({ "r1", .forward = true }, { "h1" }, { "h2" }, { "h3" }),
	.links = NB_LINKS({ { "r1:eth1", "10.0.1.1/24" }, { "h1:eth0", "10.0.1.2/24" } },
			  { { "r1:eth2", "10.0.2.1/24" }, { "h2:eth0", "10.0.2.2/24" } },
			  { { "r1:eth3", "10.0.3.1/24" }, { "h3:eth0", "10.0.3.2/24" } }),
};

THOUSAND_CASES(on_wires)
