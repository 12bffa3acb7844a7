/* SPDX-License-Identifier: MIT */
/* Links: down, without carrier, cut in one direction, with another MTU. */
#include "faults.h"

#include <errno.h>

static void the_other_way_is_taken(void **state)
{
	struct nb_lab *lab = *state;
	struct nb_node *r1 = nb_lab_node(lab, "r1"), *h1 = nb_lab_node(lab, "h1");
	struct nb_stream *stream = stream_there(lab);

	nb_assert_reachable(r1, "10.0.7.3", ANSWER_MS);
	nb_assert_not_seen(lab, "r3", "udp", 0);
	OK(nb_link_down(lab, "r1:main", &err));
	nb_assert_link_down(r1, "main", 0);
	nb_assert_link_down(nb_lab_node(lab, "r2"), "main", 0);
	nb_assert_no_route(r1, "10.0.2.0/24 via 10.0.9.2 metric 10", 0);
	nb_assert_interrupted_less_than(stream, BREAK_MS);
	nb_assert_seen(lab, "r3:east", "udp dst port 9000", nb_at_least(1), ANSWER_MS);
	nb_assert_reachable(h1, "10.0.2.2", ANSWER_MS);

	OK(nb_link_up(lab, "r1:main", &err));
	nb_assert_link_up(r1, "main", 0);
	nb_assert_link_up(nb_lab_node(lab, "r2"), "main", 0);
	nb_assert_route(r1, "10.0.2.0/24 via 10.0.9.2 metric 10", 0);
	nb_assert_route(r1, "2001:db8:2::/64 via 2001:db8:9::2 metric 10", 0);
	nb_assert_address(r1, "main", "2001:db8:9::1/64", 0);
	nb_assert_path(h1, "10.0.2.2", "r1 r2", ANSWER_MS);
	nb_assert_reachable(h1, "2001:db8:2::2", ANSWER_MS);
	nb_assert_interrupted_less_than(stream, BREAK_MS);
}

/* There is no other way in IPv6. */
static void without_another_way_it_is_felt(void **state)
{
	struct nb_lab *lab = *state;
	struct nb_stream *stream =
		stream_between(lab, "h1", "h2", "[2001:db8:2::2]:9000");

	OK(nb_link_down(lab, "r2:main", &err));
	OK(nb_link_down(lab, "r2:main", &err)); /* once more is no error */
	nb_assert_interrupted_at_least(stream, 100);
	OK(nb_link_up(lab, "r2:main", &err));
	nb_assert_stream_flows(stream, ANSWER_MS);
}

static void a_carrier_is_lost(void **state)
{
	struct nb_lab *lab = *state;
	struct nb_node *r1 = nb_lab_node(lab, "r1");
	struct nb_stream *stream = stream_there(lab);
	struct nb_link_state link;

	OK(nb_carrier_off(lab, "r1:main", &err));
	OK(nb_node_link(r1, "main", &link, &err));
	assert_true(link.is_up);
	assert_false(link.has_carrier);
	nb_assert_address(r1, "main", "10.0.9.1/24", 0);
	nb_assert_interrupted_less_than(stream, BREAK_MS);
	nb_assert_path(nb_lab_node(lab, "h1"), "10.0.2.2", "r1 r3 r2", ANSWER_MS);
	OK(nb_carrier_on(lab, "r1:main", &err));
	nb_assert_link_up(r1, "main", 0);
	nb_assert_path(nb_lab_node(lab, "h1"), "10.0.2.2", "r1 r2", ANSWER_MS);
	nb_assert_reachable(nb_lab_node(lab, "h1"), "2001:db8:2::2", ANSWER_MS);
}

/* On a wire with a middle the other end keeps its carrier: it alone is what was pulled. */
static void a_wire_is_pulled_at_one_end(void **state)
{
	struct nb_lab *lab = *state;

	OK(nb_carrier_off(lab, "r1:main", &err));
	nb_assert_link_down(nb_lab_node(lab, "r1"), "main", 0);
	nb_assert_link_up(nb_lab_node(lab, "r2"), "main", 0);
	OK(nb_link_down(lab, "r1:main", &err));
	nb_assert_link_down(nb_lab_node(lab, "r2"), "main", 0);
	OK(nb_link_up(lab, "r1:main", &err)); /* it is up, and still pulled */
	nb_assert_link_down(nb_lab_node(lab, "r1"), "main", 0);
	nb_assert_link_up(nb_lab_node(lab, "r2"), "main", 0);
	OK(nb_carrier_on(lab, "r1:main", &err));
	nb_assert_link_up(nb_lab_node(lab, "r1"), "main", 0);
	nb_assert_path(nb_lab_node(lab, "h1"), "10.0.2.2", "r1 r2", ANSWER_MS);
}

/* Nobody is told, so nobody takes the other way: the case for BFD. */
static void one_direction_is_cut(void **state)
{
	struct nb_lab *lab = *state;
	struct nb_stream *there = stream_there(lab);
	struct nb_stream *back = stream_between(lab, "h2", "h1", "10.0.1.2:9001");

	OK(nb_cut(lab, "r1:main", &err));
	OK(nb_cut(lab, "r1:main", &err));
	nb_assert_interrupted_at_least(there, 100);
	nb_assert_stream_flows(back, ANSWER_MS);
	nb_assert_link_up(nb_lab_node(lab, "r2"), "main", 0);
	OK(nb_mend(lab, "r1:main", &err));
	OK(nb_mend(lab, "r1:main", &err));
	nb_assert_stream_flows(there, ANSWER_MS);
	nb_assert_interrupted_less_than(back, BREAK_MS);
}

static void a_cut_in_the_middle_shows_who_sent(void **state)
{
	struct nb_lab *lab = *state;

	stream_there(lab);
	OK(nb_cut(lab, "r1:main", &err));
	nb_assert_udp_sent(nb_lab_node(lab, "h1"), "10.0.2.2", 7777, 100);
	nb_assert_seen(lab, "r1:main", "udp dst port 7777", nb_at_least(1), ANSWER_MS);
	nb_assert_not_seen(lab, "r2:main", "udp dst port 7777", 50);
}

static void an_mtu_changes(void **state)
{
	struct nb_lab *lab = *state;
	struct nb_node *h1 = nb_lab_node(lab, "h1");

	nb_assert_path_mtu(h1, "10.0.2.2", 1500, ANSWER_MS);
	OK(nb_set_mtu(lab, "r1:main", 1400, &err));
	nb_assert_mtu(nb_lab_node(lab, "r1"), "main", 1400, 0);
	nb_assert_path_mtu(h1, "10.0.2.2", 1400, ANSWER_MS);
	OK(nb_set_mtu(lab, "r1:main", 0, &err));
	nb_assert_mtu(nb_lab_node(lab, "r1"), "main", 1500, 0);
}

static const struct nb_topology lan = {
	.name = "lan",
	.nodes = NB_NODES({ "a", .kind = NB_HOST }, { "b", .kind = NB_HOST }),
	.lans = NB_LANS({ "lan", .ends = NB_ENDS({ "a:eth0", "10.0.0.1/24" },
						 { "b:eth0", "10.0.0.2/24" }) }),
};

static void a_port_of_a_lan_fails(void **state)
{
	struct nb_lab *lab = *state;
	struct nb_node *a = nb_lab_node(lab, "a");

	nb_assert_reachable(a, "10.0.0.2", ANSWER_MS);
	OK(nb_cut(lab, "b:eth0", &err));
	nb_assert_udp_sent(a, "10.0.0.2", 9, 10);
	nb_assert_not_seen(lab, "a:eth0", "src host 10.0.0.2 and udp", 50);
	OK(nb_mend(lab, "b:eth0", &err));
	OK(nb_link_down(lab, "b:eth0", &err));
	nb_assert_link_down(nb_lab_node(lab, "b"), "eth0", 0);
	OK(nb_link_up(lab, "b:eth0", &err));
	nb_assert_reachable(a, "10.0.0.2", ANSWER_MS);
	REFUSED(nb_carrier_off(lab, "a:eth0", &err),
		"end a:eth0: it has no wire whose far end could be pulled");
}

static void what_is_not_there_cannot_fail(void **state)
{
	struct nb_lab *lab = *state;

	REFUSED(nb_link_down(lab, "r1:wan", &err), "there is no end r1:wan in the lab");
	REFUSED(nb_link_up(lab, "r1", &err), "there is no end r1 in the lab");
	REFUSED(nb_carrier_on(lab, "r9:main", &err),
		"there is no end r9:main in the lab");
	REFUSED(nb_cut(lab, "", &err), "there is no end  in the lab");
	REFUSED(nb_set_mtu(lab, "x", 0, &err), "there is no end x in the lab");
	REFUSED(nb_set_mtu(lab, "r1:main", 20, &err),
		"end r1:main: MTU 20: node r1: link main: set the MTU: mtu less than "
		"device minimum: Invalid argument (EINVAL)");
}

int links(void)
{
	const struct CMUnitTest tests[] = {
		nb_unit_test(the_other_way_is_taken, &two_ways),
		nb_unit_test(without_another_way_it_is_felt, &two_ways),
		nb_unit_test(a_carrier_is_lost, &two_ways),
		nb_unit_test(a_wire_is_pulled_at_one_end, &two_ways_impaired),
		nb_unit_test(one_direction_is_cut, &two_ways),
		nb_unit_test(a_cut_in_the_middle_shows_who_sent, &two_ways_impaired),
		nb_unit_test(an_mtu_changes, &two_ways),
		nb_unit_test(a_port_of_a_lan_fails, &lan),
		nb_unit_test(what_is_not_there_cannot_fail, &two_ways),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
