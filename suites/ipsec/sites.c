/* SPDX-License-Identifier: MIT */
/* What is known of the sites beside their topology. */
#include "ipsec.h"

const struct site sites[SITES_COUNT] = {
	[SITE_A] = { .gateway = "gwA",
		     .peer_name = "a",
		     .outside = { "192.0.2.1", "2001:db8:a::1" },
		     .inside = { "10.1.0.0/24", "fd00:1::/64" },
		     .ends = ENDS_A },
	[SITE_B] = { .gateway = "gwB",
		     .peer_name = "b",
		     .outside = { "198.51.100.1", "2001:db8:b::1" },
		     .inside = { "10.2.0.0/24", "fd00:2::/64" },
		     .ends = ENDS_B },
	[SITE_S] = { .gateway = "gwS",
		     .peer_name = "s",
		     .outside = { "203.0.113.1", "2001:db8:5::1" },
		     .inside = { "10.3.0.0/24", "fd00:3::/64" },
		     .ends = ENDS_S },
};

#define S1                                \
	{                                 \
		"10.3.0.11", "fd00:3::11" \
	}
#define S2                                \
	{                                 \
		"10.3.0.12", "fd00:3::12" \
	}

const struct talk talks[TALKS_COUNT] = {
	{ "a1", "s1", "a1:eth0 gwA:lan", "gwS:lan s1:eth0", S1 },
	{ "a2", "s2", "a2:eth0 gwA:lan", "gwS:lan s2:eth0", S2 },
	{ "b1", "s1", "b1:eth0 gwB:lan", "gwS:lan s1:eth0", S1 },
	{ "b2", "s2", "b2:eth0 gwB:lan", "gwS:lan s2:eth0", S2 },
};

/* The lab was built from the first member of a scenario. */
const struct scenario *scenario_of(struct nb_lab *lab)
{
	return (const struct scenario *)nb_lab_topology(lab);
}
