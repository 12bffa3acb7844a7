/* SPDX-License-Identifier: MIT */
/* The way of a packet: which routers, and how big it may be. */
#include "reach.h"

static void path_is_known_hop_by_hop(void **state)
{
	struct nb_node *h1 = nb_lab_node(*state, "h1");
	struct nb_path path;

	nb_assert_path(h1, "10.0.2.2", "10.0.1.1 10.0.9.2", ANSWER_MS);
	nb_assert_path(h1, "10.0.2.2", "r1 r2 10.0.2.2", ANSWER_MS);
	nb_assert_path(h1, "2001:db8:2::2", "* r2", ANSWER_MS);
	nb_assert_path(h1, "10.0.1.3", "", ANSWER_MS);
	nb_assert_path_avoids(h1, "10.0.2.2", "h3", ANSWER_MS);
	assert_int_equal(nb_path_trace(h1, "10.0.2.2", ANSWER_MS, &path, NULL), 1);
	assert_int_equal(path.nhops, 2);
	assert_string_equal(path.hop[1].from, "10.0.9.2");
}

static void claim_another_router(void *lab)
{
	nb_assert_path(nb_lab_node(lab, "h1"), "10.0.2.2", "r1 h3", ANSWER_MS);
}

static void claim_a_shorter_path(void *lab)
{
	nb_assert_path(nb_lab_node(lab, "h1"), "10.0.2.2", "r1", ANSWER_MS);
}

static void claim_a_longer_path(void *lab)
{
	nb_assert_path(nb_lab_node(lab, "h1"), "10.0.2.2", "r1 r2 *", ANSWER_MS);
}

static void claim_to_avoid_r2(void *lab)
{
	nb_assert_path_avoids(nb_lab_node(lab, "h1"), "10.0.2.2", "r2", ANSWER_MS);
}

static void path_fails(void **state)
{
	expect_text(
		nb_assert_fails(claim_another_router, *state, NB_FAILURE_FAIL,
				"reach.path",
				"h1: path to 10.0.2.2: hop 2 is 10.0.9.2 (r2), not h3"),
		"  wanted     r1 h3\n"
		"  seen       10.0.1.1 (r1), 10.0.9.2 (r2), 10.0.2.2\n"
		"  differs    hop 2: want h3, got 10.0.9.2 (r2)\n"
		"  last seen  h1:eth0 out > r1:lan in > r1:wan out > r2:wan in > "
		"r2:lan out > h2:eth0 in\n"
		"             answer: h2:eth0 out > r2:lan in > r2:wan out > r1:wan in "
		"> r1:lan out > h1:eth0 in\n");
	nb_assert_fails(
		claim_a_shorter_path, *state, NB_FAILURE_FAIL, "reach.path",
		"h1: path to 10.0.2.2: hop 2 is 10.0.9.2 (r2), not the destination");
	nb_assert_fails(claim_a_longer_path, *state, NB_FAILURE_FAIL, "reach.path",
			"h1: path to 10.0.2.2: hop 3 is no further router, not *");
	nb_assert_fails(claim_to_avoid_r2, *state, NB_FAILURE_FAIL, "reach.path",
			"h1: the path to 10.0.2.2 passes r2");
}

static void trace_to_nobody(void *lab)
{
	nb_assert_path(nb_lab_node(lab, "h1"), "10.0.2.77", "r1 r2", QUIET_MS);
}

static void path_that_ends_says_where(void **state)
{
	expect_text(nb_assert_fails(trace_to_nobody, *state, NB_FAILURE_FAIL,
				    "reach.path",
				    "h1: the path does not get to 10.0.2.77: no answer"),
		    "  wanted     r1 r2\n"
		    "  seen       10.0.1.1 (r1), 10.0.9.2 (r2), then no answer\n"
		    "  last seen  h1:eth0 out > r1:lan in > r1:wan out > r2:wan in\n"
		    "  hint       no node of the lab has 10.0.2.77, where r2 sends to\n");
}

/* One Packet Too Big is enough for the sender to lower its MTU, RFC 8201 4. */
static void path_mtu_is_that_of_the_narrow_wire(void **state)
{
	struct nb_node *h1 = nb_lab_node(*state, "h1");
	struct nb_path_mtu_found found;

	nb_assert_path_mtu(h1, "10.0.2.2", 1400, ANSWER_MS);
	nb_assert_path_mtu(h1, "2001:db8:2::2", 1400, ANSWER_MS);
	nb_assert_path_mtu(h1, "10.0.1.3", 1500, ANSWER_MS);
	nb_assert_path_mtu_below(h1, "10.0.2.2", 1500, ANSWER_MS);
	assert_int_equal(nb_path_mtu_measure(h1, "10.0.2.2", ANSWER_MS, &found, NULL), 1);
	assert_string_equal(found.said_by, "10.0.1.1");
	assert_false(found.is_silent);
}

static void sender_learns_path_mtu(void **state)
{
	struct nb_node *h1 = nb_lab_node(*state, "h1");

	assert_int_equal(nb_path_mtu(h1, "2001:db8:2::2"), 1500);
	nb_assert_udp_sent(h1, "2001:db8:2::2", 9, 1420 /* bytes */);
	nb_assert_eventually(nb_path_mtu(h1, "2001:db8:2::2") == 1400, ANSWER_MS);
}

static void black_hole_is_measured(void **state)
{
	struct nb_node *h1 = nb_lab_node(*state, "h1");
	struct nb_path_mtu_found found;

	sh(*state, "r1",
	   "nft 'add table t; add chain t out { type filter hook output priority "
	   "0; }; add rule t out icmp type destination-unreachable drop'");
	assert_int_equal(nb_path_mtu_measure(h1, "10.0.2.2", 5000, &found, NULL), 1);
	assert_true(found.is_silent);
	assert_int_equal(found.mtu, 1400);
}

static void claim_a_wider_wire(void *lab)
{
	nb_assert_path_mtu(nb_lab_node(lab, "h1"), "10.0.2.2", 1500, ANSWER_MS);
}

static void claim_a_narrower_wire(void *lab)
{
	nb_assert_path_mtu_below(nb_lab_node(lab, "h1"), "10.0.2.2", 1400, ANSWER_MS);
}

static void measure_nobody(void *lab)
{
	nb_assert_path_mtu(nb_lab_node(lab, "h1"), "10.0.2.77", 1400, QUIET_MS);
}

static void path_mtu_fails(void **state)
{
	expect_text(nb_assert_fails(claim_a_wider_wire, *state, NB_FAILURE_FAIL,
				    "reach.mtu",
				    "h1: path MTU to 10.0.2.2 is 1400, not 1500"),
		    "  wanted     1500 bytes\n"
		    "  seen       1400 bytes, says 10.0.1.1\n"
		    "  last seen  h1:eth0 out > r1:lan in\n"
		    "             answer: r1:lan out > h1:eth0 in\n");
	nb_assert_fails(claim_a_narrower_wire, *state, NB_FAILURE_FAIL, "reach.mtu",
			"h1: path MTU to 10.0.2.2 is 1400, not below 1400");
	expect_text(nb_assert_fails(measure_nobody, *state, NB_FAILURE_FAIL, "reach.mtu",
				    "h1: no path MTU to 10.0.2.77: no answer"),
		    "  wanted     1400 bytes\n"
		    "  seen       no answer\n"
		    "  last seen  h1:eth0 out > r1:lan in > r1:wan out > r2:wan in\n"
		    "  hint       no node of the lab has 10.0.2.77, where r2 sends to\n");
}

int paths(void)
{
	const struct CMUnitTest tests[] = {
		nb_unit_test(path_is_known_hop_by_hop, &four_hops),
		nb_unit_test(path_fails, &four_hops),
		nb_unit_test(path_that_ends_says_where, &four_hops),
		nb_unit_test(path_mtu_is_that_of_the_narrow_wire, &four_hops),
		nb_unit_test(sender_learns_path_mtu, &four_hops),
		nb_unit_test(black_hole_is_measured, &four_hops),
		nb_unit_test(path_mtu_fails, &four_hops),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
