/* SPDX-License-Identifier: MIT */
/* Source NAT, RFC 3022: what is inside is not seen outside. */
#include "basics.h"

#define WEB                                                                 \
	NB_SERVICES({ .name = "web",                                        \
		      .command = "exec /usr/bin/python3 -m http.server 80", \
		      .ready = { .tcp = 80 },                               \
		      .ready_ms = 20000 })

static const struct nb_topology behind_nat = {
	.name = "behind_nat",
	.nodes = NB_NODES({ "inside", .routes = NB_LIST("default via 192.168.1.1") },
			  { "gw", .forward = true, .nft = "masquerade.nft" },
			  { "server", .services = WEB }),
	.links = NB_LINKS(
		{ { "inside:eth0", "192.168.1.2/24" }, { "gw:lan", "192.168.1.1/24" } },
		{ { "gw:wan", "203.0.113.1/24" }, { "server:eth0", "203.0.113.9/24" } }),
};

/* Two homes as they are sold: the same range, the same .1, the same host behind it. */
static const struct nb_topology two_homes = {
	.name = "two_homes",
	.nodes = NB_NODES({ "a", .routes = NB_LIST("default via 192.168.1.1") },
			  { "b", .routes = NB_LIST("default via 192.168.1.1") },
			  { "gwA", .forward = true, .nft = "masquerade.nft" },
			  { "gwB", .forward = true, .nft = "masquerade.nft" },
			  { "server", .services = WEB }),
	.links = NB_LINKS(
		{ { "a:eth0", "192.168.1.2/24" }, { "gwA:lan", "192.168.1.1/24" } },
		{ { "b:eth0", "192.168.1.2/24" }, { "gwB:lan", "192.168.1.1/24" } }),
	.lans = NB_LANS({ .name = "internet",
			  .ends = NB_ENDS({ "gwA:wan", "203.0.113.1/24" },
					  { "gwB:wan", "203.0.113.2/24" },
					  { "server:eth0", "203.0.113.9/24" }) }),
};

static void inside_address_never_appears_outside(void **state)
{
	struct nb_node *inside = nb_lab_node(*state, "inside");

	nb_assert_http(inside, "http://203.0.113.9/", 200, NULL, ANSWER_MS);
	nb_assert_reachable(inside, "203.0.113.9", ANSWER_MS);
	nb_assert_seen(*state, "gw:wan", "src host 203.0.113.1 and tcp dst port 80",
		       nb_at_least(1), ANSWER_MS);
	nb_assert_not_seen(*state, "gw:wan server:eth0", "net 192.168.0.0/16", QUIET_MS);
}

/* Only the source changes on the way out, RFC 3022 2.1: the rest of the flow is the same. */
static void source_address_is_rewritten(void **state)
{
	struct nb_node *inside = nb_lab_node(*state, "inside");
	struct nb_packet in, out;

	nb_assert_reachable(inside, "203.0.113.9", ANSWER_MS);
	in = nb_get_packet(*state, "gw:lan", "icmp[icmptype] == icmp-echo", ANSWER_MS);
	out = nb_get_packet(*state, "gw:wan", "icmp[icmptype] == icmp-echo", ANSWER_MS);
	nb_assert_same_fields(&in, &out, "ip.dst icmp.seq");
	nb_assert_different_fields(&in, &out, "ip.src");
}

static void equal_ranges_behind_two_nats(void **state)
{
	struct nb_node *a = nb_lab_node(*state, "a");
	struct nb_node *b = nb_lab_node(*state, "b");

	nb_assert_http(a, "http://203.0.113.9/", 200, NULL, ANSWER_MS);
	nb_assert_http(b, "http://203.0.113.9/", 200, NULL, ANSWER_MS);
	nb_assert_seen(*state, "server:eth0", "src host 203.0.113.1 and tcp dst port 80",
		       nb_at_least(1), ANSWER_MS);
	nb_assert_seen(*state, "server:eth0", "src host 203.0.113.2 and tcp dst port 80",
		       nb_at_least(1), ANSWER_MS);
	nb_assert_not_seen(*state, "gwA:wan gwB:wan server:eth0", "net 192.168.0.0/16",
			   QUIET_MS);
}

int nat_cases(void)
{
	const struct CMUnitTest nat[] = {
		nb_unit_test(inside_address_never_appears_outside, &behind_nat),
		nb_unit_test(source_address_is_rewritten, &behind_nat),
		nb_unit_test(equal_ranges_behind_two_nats, &two_homes),
	};

	return cmocka_run_group_tests(nat, NULL, NULL);
}
