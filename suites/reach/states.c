/* SPDX-License-Identifier: MIT */
/* What the kernel of a node knows, read from outside. */
#include "reach.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static const struct nb_topology bridged = {
	.name = "bridged",
	.nodes = NB_NODES({ "sw", .kind = NB_SWITCH }, { "a", .kind = NB_HOST },
			  { "b", .kind = NB_HOST }),
	.links = NB_LINKS(
		{ { "a:eth0", "10.0.0.1/24", "02:00:00:00:00:0a" }, { "sw:p1" } },
		{ { "b:eth0", "10.0.0.2/24", "02:00:00:00:00:0b" }, { "sw:p2" } }),
};

static void links_are_read(void **state)
{
	struct nb_node *h1 = nb_lab_node(*state, "h1");
	struct nb_link_state link;
	struct nb_error err = { 0 };

	nb_assert_link_up(h1, "eth0", 0);
	nb_assert_mtu(nb_lab_node(*state, "r1"), "wan", 1400, 0);
	nb_assert_mac(h1, "eth0", "02:00:00:00:01:02", 0);
	assert_int_equal(nb_node_link(h1, "eth7", &link, &err), -1);
	assert_string_equal(err.text, "node h1: interface eth7: No such device (ENODEV)");
	sh(*state, "h2", "ip link set eth0 down");
	nb_assert_link_down(nb_lab_node(*state, "h2"), "eth0", 0);
	nb_assert_link_down(nb_lab_node(*state, "r2"), "lan", ANSWER_MS);
}

static void claim_down(void *lab)
{
	nb_assert_link_down(nb_lab_node(lab, "h1"), "eth0", 0);
}

static void claim_no_such_link(void *lab)
{
	nb_assert_link_up(nb_lab_node(lab, "h1"), "eth7", 0);
}

static void claim_wrong_mtu(void *lab)
{
	nb_assert_mtu(nb_lab_node(lab, "r1"), "wan", 1500, 0);
}

static void claim_wrong_mac(void *lab)
{
	nb_assert_mac(nb_lab_node(lab, "h1"), "eth0", "02:00:00:00:01:03", 0);
}

static void links_fail(void **state)
{
	nb_assert_fails(claim_down, *state, NB_FAILURE_FAIL, "state.link",
			"h1:eth0: want down, got up, with carrier");
	expect_text(nb_assert_fails(claim_no_such_link, *state, NB_FAILURE_FAIL,
				    "state.link", "h1: no interface eth7"),
		    "  wanted     an interface eth7\n"
		    "  seen       lo eth0\n");
	nb_assert_fails(claim_wrong_mtu, *state, NB_FAILURE_FAIL, "state.link",
			"r1:wan: want MTU 1500, got MTU 1400");
	nb_assert_fails(claim_wrong_mac, *state, NB_FAILURE_FAIL, "state.link",
			"h1:eth0: want MAC 02:00:00:00:01:03, got MAC 02:00:00:00:01:02");
}

static void counters_count(void **state)
{
	struct nb_node *r1 = nb_lab_node(*state, "r1");
	uint64_t before = nb_link_counter(r1, "wan", NB_TX_PKTS);

	nb_assert_reachable(nb_lab_node(*state, "h1"), "10.0.2.2", ANSWER_MS);
	nb_assert_counter(r1, "wan", NB_TX_PKTS, before + 1, UINT64_MAX, ANSWER_MS);
	nb_assert_counter(r1, "wan", NB_TX_ERRORS, 0, 0, 0);
	for (int c = NB_RX_PKTS; c <= NB_TX_DROPPED; c++)
		nb_assert_counter(r1, "wan", (enum nb_counter)c, 0, UINT64_MAX, 0);
}

static void claim_many_errors(void *lab)
{
	nb_assert_counter(nb_lab_node(lab, "r1"), "wan", NB_RX_ERRORS, 7, UINT64_MAX, 0);
}

static void claim_a_range(void *lab)
{
	nb_assert_counter(nb_lab_node(lab, "r1"), "wan", NB_RX_DROPPED, 7, 9, 0);
}

static void counters_fail(void **state)
{
	nb_assert_fails(claim_many_errors, *state, NB_FAILURE_FAIL, "state.link",
			"r1:wan: want at least 7 receive errors, got 0");
	nb_assert_fails(claim_a_range, *state, NB_FAILURE_FAIL, "state.link",
			"r1:wan: want 7 to 9 dropped received, got 0");
}

static void addresses_are_read(void **state)
{
	struct nb_node *h1 = nb_lab_node(*state, "h1");

	nb_assert_address(h1, "eth0", "10.0.1.2/24", 0);
	nb_assert_address(h1, "eth0", "10.0.1.2", 0);
	nb_assert_address(h1, "eth0", "2001:db8:1::2/64", ANSWER_MS);
	nb_assert_no_address(h1, "eth0", "10.0.1.3", 0);
}

static void claim_wrong_length(void *lab)
{
	nb_assert_address(nb_lab_node(lab, "h3"), "eth0", "10.0.1.3/16", 0);
}

static void claim_wrong_interface(void *lab)
{
	nb_assert_address(nb_lab_node(lab, "h3"), "eth0", "127.0.0.1", 20);
}

static void claim_no_address(void *lab)
{
	nb_assert_no_address(nb_lab_node(lab, "h3"), "eth0", "10.0.1.3", 0);
}

static void claim_no_address_nowhere(void *lab)
{
	nb_assert_no_address(nb_lab_node(lab, "h3"), "eth7", "10.0.1.3", 0);
}

static void addresses_fail(void **state)
{
	expect_text(nb_assert_fails(claim_wrong_length, *state, NB_FAILURE_FAIL,
				    "state.address", "h3:eth0 does not have 10.0.1.3/16"),
		    "  wanted     10.0.1.3/16 on h3:eth0\n"
		    "  seen       10.0.1.3/24\n");
	expect_text(nb_assert_fails(claim_wrong_interface, *state, NB_FAILURE_FAIL,
				    "state.address", "h3:eth0 does not have 127.0.0.1"),
		    "  wanted     127.0.0.1 on h3:eth0\n"
		    "  seen       10.0.1.3/24\n"
		    "  nearest    127.0.0.1/8 on lo\n");
	nb_assert_fails(claim_no_address, *state, NB_FAILURE_FAIL, "state.address",
			"h3:eth0 has 10.0.1.3/24");
	nb_assert_fails(claim_no_address_nowhere, *state, NB_FAILURE_ERROR,
			"state.address", "h3: no interface eth7");
}

static void routes_are_read(void **state)
{
	struct nb_node *r1 = nb_lab_node(*state, "r1");

	nb_assert_route(r1, "10.0.2.0/24 via 10.0.9.2", 0);
	nb_assert_route(r1, "10.0.2.0/24", 0);
	nb_assert_route(r1, "2001:db8:2::/64 via 2001:db8:9::2 dev wan", ANSWER_MS);
	nb_assert_no_route(r1, "default", 0);
	nb_assert_route_lookup(r1, "10.0.2.99", "via 10.0.9.2 dev wan", 0);
	nb_assert_no_route_lookup(r1, "10.99.0.1", 0);
	sh(*state, "r1",
	   "ip route add blackhole 10.5.0.0/16; ip route add 10.6.0.0/16 nexthop "
	   "via 10.0.9.2 weight 2 nexthop via 10.0.1.3; ip route add 10.7.0.0/16 "
	   "via 10.0.9.2 metric 30 table 77");
	nb_assert_route(r1, "blackhole 10.5.0.0/16", 0);
	nb_assert_no_route_lookup(r1, "10.5.0.1", 0);
	nb_assert_route(
		r1, "10.6.0.0/16 nexthop via 10.0.1.3 nexthop via 10.0.9.2 weight 2", 0);
	nb_assert_route(r1, "10.7.0.0/16 via 10.0.9.2 metric 30 table 77", 0);
	nb_assert_no_route(r1, "10.7.0.0/16", 0);
}

static void claim_wrong_gateway(void *lab)
{
	nb_assert_route(nb_lab_node(lab, "r1"),
			"10.0.2.0/24 via 10.0.9.3 dev wan metric 20", 0);
}

static void claim_no_route(void *lab)
{
	nb_assert_no_route(nb_lab_node(lab, "r1"), "10.0.2.0/24", 0);
}

static void claim_no_words(void *lab)
{
	nb_assert_route(nb_lab_node(lab, "r1"), "10.0.2.0/24 over wan", 0);
}

static void claim_wrong_way(void *lab)
{
	nb_assert_route_lookup(nb_lab_node(lab, "h1"), "10.0.2.2", "via 10.0.1.3", 0);
}

static void claim_no_way(void *lab)
{
	nb_assert_no_route_lookup(nb_lab_node(lab, "h1"), "10.0.2.2", 0);
}

static void routes_fail(void **state)
{
	expect_text(nb_assert_fails(
			    claim_wrong_gateway, *state, NB_FAILURE_FAIL, "state.route",
			    "r1: no route 10.0.2.0/24 via 10.0.9.3 dev wan metric 20"),
		    "  wanted     10.0.2.0/24 via 10.0.9.3 dev wan metric 20\n"
		    "  differs    via: want 10.0.9.3, got 10.0.9.2\n"
		    "             metric: want 20, got 0\n"
		    "  nearest    10.0.2.0/24 via 10.0.9.2 dev wan\n");
	expect_text(nb_assert_fails(claim_no_route, *state, NB_FAILURE_FAIL,
				    "state.route", "r1: has a route 10.0.2.0/24"),
		    "  wanted     no route 10.0.2.0/24\n"
		    "  seen       10.0.2.0/24 via 10.0.9.2 dev wan\n");
	assert_int_equal(nb_expect_failure(claim_no_words, *state)->kind,
			 NB_FAILURE_ERROR);
	expect_text(nb_assert_fails(claim_wrong_way, *state, NB_FAILURE_FAIL,
				    "state.lookup",
				    "h1: a packet to 10.0.2.2 does not go via 10.0.1.3"),
		    "  wanted     via 10.0.1.3\n"
		    "  seen       10.0.2.2/32 via 10.0.1.1 dev eth0 src 10.0.1.2\n"
		    "  differs    via: want 10.0.1.3, got 10.0.1.1\n");
	nb_assert_fails(claim_no_way, *state, NB_FAILURE_FAIL, "state.lookup",
			"h1: a packet to 10.0.2.2 has a way");
}

static void neighbours_are_learnt(void **state)
{
	struct nb_node *a = nb_lab_node(*state, "a");

	nb_assert_no_neighbour(a, "10.0.0.2", 0);
	nb_assert_reachable(a, "10.0.0.2", ANSWER_MS);
	nb_assert_neighbour(a, "10.0.0.2", "02:00:00:00:00:0b", 0);
	nb_assert_neighbour(a, "10.0.0.2", NULL, 0);
}

static void claim_wrong_neighbour(void *lab)
{
	nb_assert_neighbour(nb_lab_node(lab, "a"), "10.0.0.2", "02:00:00:00:00:0c", 0);
}

static void claim_a_missing_neighbour(void *lab)
{
	nb_assert_neighbour(nb_lab_node(lab, "a"), "10.0.0.7", NULL, 0);
}

static void claim_no_neighbour(void *lab)
{
	nb_assert_no_neighbour(nb_lab_node(lab, "a"), "10.0.0.2", 0);
}

static void claim_no_far_neighbour(void *lab)
{
	nb_assert_no_neighbour(nb_lab_node(lab, "a"), "10.9.9.9", 0);
}

static void neighbours_fail(void **state)
{
	nb_assert_reachable(nb_lab_node(*state, "a"), "10.0.0.2", ANSWER_MS);
	nb_assert_fails(claim_wrong_neighbour, *state, NB_FAILURE_FAIL, "state.neighbour",
			"a: neighbour 10.0.0.2: another MAC");
	expect_text(nb_assert_fails(claim_a_missing_neighbour, *state, NB_FAILURE_FAIL,
				    "state.neighbour", "a: neighbour 10.0.0.7: no entry"),
		    "  wanted     10.0.0.7 at some MAC\n");
	nb_assert_fails(claim_no_neighbour, *state, NB_FAILURE_FAIL, "state.neighbour",
			"a: knows the neighbour 10.0.0.2");
	nb_assert_fails(claim_no_far_neighbour, *state, NB_FAILURE_ERROR,
			"state.neighbour",
			"a: no neighbour 10.9.9.9, but no route to it either");
}

static void a_bridge_learns(void **state)
{
	struct nb_node *sw = nb_lab_node(*state, "sw");

	nb_assert_reachable(nb_lab_node(*state, "a"), "10.0.0.2", ANSWER_MS);
	nb_assert_fdb(sw, "p1", "02:00:00:00:00:0a", ANSWER_MS);
	nb_assert_fdb(sw, "p2", "02:00:00:00:00:0b", ANSWER_MS);
	nb_assert_no_fdb(sw, "p1", "02:00:00:00:00:0b", 0);
}

static void claim_wrong_port(void *lab)
{
	nb_assert_fdb(nb_lab_node(lab, "sw"), "p1", "02:00:00:00:00:0b", 0);
}

static void claim_not_learnt(void *lab)
{
	nb_assert_no_fdb(nb_lab_node(lab, "sw"), NULL, "02:00:00:00:00:0b", 0);
}

static void bridge_tables_fail(void **state)
{
	/* Nothing has been sent yet: silence proves nothing. */
	nb_assert_fails(
		claim_not_learnt, *state, NB_FAILURE_ERROR, "state.fdb",
		"sw: has not learnt 02:00:00:00:00:0b at any port, nor anything else");
	nb_assert_reachable(nb_lab_node(*state, "a"), "10.0.0.2", ANSWER_MS);
	expect_text(nb_assert_fails(claim_wrong_port, *state, NB_FAILURE_FAIL,
				    "state.fdb",
				    "sw: has not learnt 02:00:00:00:00:0b at p1"),
		    "  wanted     02:00:00:00:00:0b learnt at p1\n"
		    "  nearest    learnt at p2\n");
	nb_assert_fails(claim_not_learnt, *state, NB_FAILURE_FAIL, "state.fdb",
			"sw: has learnt 02:00:00:00:00:0b at p2");
}

int states(void)
{
	const struct CMUnitTest tests[] = {
		nb_unit_test(links_are_read, &four_hops),
		nb_unit_test(links_fail, &four_hops),
		nb_unit_test(counters_count, &four_hops),
		nb_unit_test(counters_fail, &four_hops),
		nb_unit_test(addresses_are_read, &four_hops),
		nb_unit_test(addresses_fail, &four_hops),
		nb_unit_test(routes_are_read, &four_hops),
		nb_unit_test(routes_fail, &four_hops),
		nb_unit_test(neighbours_are_learnt, &bridged),
		nb_unit_test(neighbours_fail, &bridged),
		nb_unit_test(a_bridge_learns, &bridged),
		nb_unit_test(bridge_tables_fail, &bridged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
