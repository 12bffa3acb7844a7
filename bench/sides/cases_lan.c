/* SPDX-License-Identifier: MIT */
/* Many trivial cases, each on a lab of its own: four nodes on a lan. */
#include "bench/sides/cases.h"

static const struct nb_topology on_lan = {
	.name = "on_lan",
	.nodes = NB_NODES({ "h1" }, { "h2" }, { "h3" }, { "h4" }),
	.lans = NB_LANS({ "lan1", .ends = NB_ENDS({ "h1:eth0", "10.0.0.1/24" },
						  { "h2:eth0", "10.0.0.2/24" },
						  { "h3:eth0", "10.0.0.3/24" },
						  { "h4:eth0", "10.0.0.4/24" }) }),
};

THOUSAND_CASES(on_lan)
