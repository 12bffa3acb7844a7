/* SPDX-License-Identifier: MIT */
/* Every node asks every other, at once. */
#include "reach.h"

#include <string.h>

static void every_pair_answers(void **state)
{
	struct nb_pairs pairs;

	nb_assert_all_pairs(*state, ANSWER_MS);
	assert_int_equal(nb_pairs_ping(*state, 4, NULL, ANSWER_MS, &pairs, NULL), 1);
	assert_int_equal(pairs.count, 5 * 4);
	nb_pairs_release(&pairs);
}

static void every_pair_answers_v6(void **state)
{
	nb_assert_all_pairs_v6(*state, ANSWER_MS);
}

static void all_but_these(void **state)
{
	sh(*state, "r1",
	   "nft 'add table t; add chain t fw { type filter hook forward priority "
	   "0; }; add rule t fw ip saddr 10.0.1.3 ip daddr 10.0.2.0/24 icmp type "
	   "echo-request drop'");
	nb_assert_all_pairs_but(*state, "h3>h2", 300);
}

static void claim_all(void *lab)
{
	nb_assert_all_pairs(lab, QUIET_MS);
}

static void claim_all_but_h2(void *lab)
{
	nb_assert_all_pairs_but(lab, "*>h2", QUIET_MS);
}

static void a_dead_node_is_one_line(void **state)
{
	sh(*state, "h2", "ip link set eth0 down");
	expect_text(nb_assert_fails(claim_all, *state, NB_FAILURE_FAIL, "reach.pairs",
				    "8 of 20 pairs do not reach each other"),
		    "  wanted     20 pairs reach each other\n"
		    "  seen       no node reaches h2 (10.0.2.2)\n"
		    "             h2 reaches no node\n"
		    "  last seen  h1 > h2: h1:eth0 out > r1:lan in > r1:wan out > r2:wan "
		    "in\n"
		    "  hint       r2:lan has no carrier: its other end is down\n");
}

/* Others ask the same address at the same time, and get there. */
static void one_lost_pair_is_followed(void **state)
{
	sh(*state, "r2",
	   "nft 'add table t; add chain t fw { type filter hook forward priority "
	   "0; }; add rule t fw ip saddr 10.0.1.3 ip daddr 10.0.2.2 drop'");
	expect_text(
		nb_assert_fails(claim_all, *state, NB_FAILURE_FAIL, "reach.pairs",
				"2 of 20 pairs do not reach each other"),
		"  wanted     20 pairs reach each other\n"
		"  seen       h3 > h2 (10.0.2.2): no answer\n"
		"             h2 > h3 (10.0.1.3): no answer\n"
		"  last seen  h3 > h2: h3:eth0 out > r1:lan in > r1:wan out > r2:wan "
		"in\n"
		"  hint       routes, links and neighbours are complete there and back "
		"(h3, r1, r2, h2, r2, r1, h3): look at packet filters and services\n"
		"  hint       packets over 1400 bytes do not fit r1:wan\n");
}

static void exceptions_that_answer_are_named(void **state)
{
	expect_text(
		nb_assert_fails(claim_all_but_h2, *state, NB_FAILURE_FAIL, "reach.pairs",
				"4 of 4 pairs reach each other, and must not"),
		"  wanted     16 pairs reach each other, 4 do not\n"
		"  seen       h1 > h2 (10.0.2.2): answered by 10.0.2.2, and must not be\n"
		"             h3 > h2 (10.0.2.2): answered by 10.0.2.2, and must not be\n"
		"             r1 > h2 (10.0.2.2): answered by 10.0.2.2, and must not be\n"
		"             r2 > h2 (10.0.2.2): answered by 10.0.2.2, and must not "
		"be\n");
}

static void a_wrong_exception(void *lab)
{
	nb_assert_all_pairs_but(lab, "h1-h2", QUIET_MS);
}

static void mistyped_exceptions_are_errors(void **state)
{
	nb_assert_fails(a_wrong_exception, *state, NB_FAILURE_ERROR, "reach.pairs",
			"pairs \"h1-h2\": want from>to: Invalid argument (EINVAL)");
}

static void only_the_named_are_asked(void **state)
{
	struct nb_pairs pairs;

	nb_assert_all_pairs_among(*state, "h*", NULL, ANSWER_MS);
	assert_int_equal(
		nb_pairs_ping_among(*state, "h1 h3 r2", 0, NULL, ANSWER_MS, &pairs, NULL),
		1);
	assert_int_equal(pairs.count, 3 * 2);
	nb_pairs_release(&pairs);
}

static void claim_among_nobody(void *lab)
{
	nb_assert_all_pairs_among(lab, "h* g*", NULL, QUIET_MS);
}

static void names_of_nobody_are_errors(void **state)
{
	nb_assert_fails(claim_among_nobody, *state, NB_FAILURE_ERROR, "reach.pairs",
			"all pairs of \"h* g*\": no node is named g*");
}

/* Four pods of two racks, two hosts each. */
static struct nb_topology *pods(struct nb_error *err)
{
	return nb_shape_new("fattree,k=4", NB_HOST, err);
}

static void claim_among_hosts(void *lab)
{
	nb_assert_all_pairs_among(lab, "h*", NULL, QUIET_MS);
}

/* 10.0.0.24/29 is pod 4. */
static void pods_are_summed_up(void **state)
{
	static const char rule[] =
		"nft 'add table t; add chain t fw { type filter hook forward priority "
		"0; }; add rule t fw ip daddr 10.0.0.24/29 icmp type echo-request drop'";
	const struct nb_failure *failure;

	nb_assert_all_pairs_among(*state, "h*", NULL, ANSWER_MS);
	sh(*state, "edge3-1", rule);
	sh(*state, "edge3-2", rule);
	failure =
		nb_assert_fails(claim_among_hosts, *state, NB_FAILURE_FAIL, "reach.pairs",
				"16 of 240 pairs do not reach each other");
	assert_non_null(strstr(failure->text,
			       "  wanted     240 pairs reach each other\n"
			       "  seen       no node of h3-* reaches any of h4-*\n"
			       "  last seen  h3-1-1 > h4-1-1: h3-1-1:eth0 out > "
			       "edge3-1:down1 in\n"));
}

#define MANY 130

static struct nb_topology *many(struct nb_error *err)
{
	struct nb_topology *topo = nb_shape_newf(NB_HOST, err, "single,%d", MANY);

	if (topo)
		topo->record = NB_RECORD_NONE;
	return topo;
}

/* 16,770: more than are asked at once, and some that are asked to the end. */
static void many_pairs_with_a_dead_node(void **state)
{
	struct nb_pairs pairs;
	size_t silent = 0;

	sh(*state, "h7", "ip link set eth0 down");
	assert_int_equal(nb_pairs_ping(*state, 4, NULL, QUIET_MS, &pairs, NULL), 0);
	assert_int_equal(pairs.count, MANY * (MANY - 1));
	for (size_t i = 0; i < pairs.count; i++) {
		const struct nb_pair *pair = &pairs.pair[i];
		bool has_h7 = !strcmp(pair->from, "h7") || !strcmp(pair->to, "h7");

		assert_int_equal(pair->answer.kind == NB_ANSWER_YES, !has_h7);
		silent += has_h7;
	}
	assert_int_equal(silent, 2 * (MANY - 1));
	nb_pairs_release(&pairs);
	nb_assert_all_pairs_but(*state, "h7>* *>h7", QUIET_MS);
}

int all_pairs(void)
{
	const struct CMUnitTest tests[] = {
		nb_unit_test(every_pair_answers, &four_hops),
		nb_unit_test(every_pair_answers_v6, &four_hops),
		nb_unit_test(all_but_these, &four_hops),
		nb_unit_test(a_dead_node_is_one_line, &four_hops),
		nb_unit_test(one_lost_pair_is_followed, &four_hops),
		nb_unit_test(exceptions_that_answer_are_named, &four_hops),
		nb_unit_test(mistyped_exceptions_are_errors, &four_hops),
		nb_unit_test(only_the_named_are_asked, &four_hops),
		nb_unit_test(names_of_nobody_are_errors, &four_hops),
		nb_unit_test(pods_are_summed_up, NULL, .make = pods),
		nb_unit_test(many_pairs_with_a_dead_node, NULL, .make = many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
