/* SPDX-License-Identifier: MIT */
/* A router between two LANs, RFC 1812. */
#include "basics.h"

static const struct nb_topology two_lans = {
	.name = "two_lans",
	.nodes = NB_NODES({ "r1", .forward = true },
			  { "h1", .routes = NB_LIST("default via 10.0.1.1") },
			  { "h2", .routes = NB_LIST("default via 10.0.2.1") }),
	.links = NB_LINKS({ { "h1:eth0", "10.0.1.2/24" }, { "r1:lan1", "10.0.1.1/24" } },
			  { { "h2:eth0", "10.0.2.2/24" }, { "r1:lan2", "10.0.2.1/24" } }),
};

/* Each hop lowers the TTL by one and leaves the addresses alone, RFC 1812 5.3.1. */
static void ttl_drops_by_one(void **state)
{
	struct nb_node *h1 = nb_lab_node(*state, "h1");
	struct nb_packet in, out;

	nb_assert_reachable(h1, "10.0.2.2", ANSWER_MS);
	in = nb_get_packet(*state, "r1:lan1", "icmp[icmptype] == icmp-echo", ANSWER_MS);
	out = nb_get_packet(*state, "r1:lan2", "icmp[icmptype] == icmp-echo", ANSWER_MS);
	nb_assert_same_fields(&in, &out, "ip.src ip.dst ip.id icmp.id icmp.seq ip.ttl-1");
}

/* A router puts its own link-layer source and the next hop's destination, RFC 1812 3.3.2. */
static void macs_are_rewritten(void **state)
{
	struct nb_node *h1 = nb_lab_node(*state, "h1");
	struct nb_packet in, out;

	nb_assert_reachable(h1, "10.0.2.2", ANSWER_MS);
	in = nb_get_packet(*state, "r1:lan1", "icmp[icmptype] == icmp-echo", ANSWER_MS);
	out = nb_get_packet(*state, "r1:lan2", "icmp[icmptype] == icmp-echo", ANSWER_MS);
	nb_assert_different_fields(&in, &out, "eth.src eth.dst");
}

/* ARP asks within a link and never crosses a router, RFC 826. */
static void arp_stays_in_its_lan(void **state)
{
	struct nb_node *h1 = nb_lab_node(*state, "h1");

	nb_assert_reachable(h1, "10.0.2.2", ANSWER_MS);
	nb_assert_seen_only_on(*state, "h1:eth0 r1:lan1", "arp net 10.0.1.0/24",
			       ANSWER_MS);
	nb_assert_seen_only_on(*state, "h2:eth0 r1:lan2", "arp net 10.0.2.0/24",
			       ANSWER_MS);
}

/* The path is the router, then the host; the router answers with Time Exceeded, RFC 792. */
static void path_names_the_router(void **state)
{
	struct nb_node *h1 = nb_lab_node(*state, "h1");

	nb_assert_path(h1, "10.0.2.2", "10.0.1.1 10.0.2.2", ANSWER_MS);
	nb_assert_seen(*state, "r1:lan1", "icmp[icmptype] == icmp-timxceed",
		       nb_at_least(1), ANSWER_MS);
}

int routing_cases(void)
{
	const struct CMUnitTest routing[] = {
		nb_unit_test(ttl_drops_by_one, &two_lans),
		nb_unit_test(macs_are_rewritten, &two_lans),
		nb_unit_test(arp_stays_in_its_lan, &two_lans),
		nb_unit_test(path_names_the_router, &two_lans),
	};

	return cmocka_run_group_tests(routing, NULL, NULL);
}
