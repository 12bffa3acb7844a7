/* SPDX-License-Identifier: MIT */
/* Judges of reachability and state, on answers that no lab gives on demand. */
#include "nestbed/cmocka.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "assertions/pairs.h"
#include "assertions/path.h"
#include "assertions/reach.h"
#include "assertions/state.h"

static const char full[] =
	"the neighbour table of the machine was full 3 times meanwhile";

/* Takes the judgement over. */
static void expect(struct nb_judgement judgement, enum nb_ruling ruling,
		   const char *message, const char *text)
{
	assert_string_equal(judgement.message, message);
	assert_int_equal(judgement.ruling, ruling);
	if (text)
		assert_string_equal(judgement.text.data ? judgement.text.data : "", text);
	nb_judgement_release(&judgement);
}

static void overflow_rules_out_pass_and_fail(void **state)
{
	const struct nb_reach_wish wish = { "reach.ping", "h1", "10.0.0.1",
					    "answers ping" };
	const struct nb_path path = { .end.kind = NB_ANSWER_YES };
	const struct nb_path_seen walked = { .path = &path, .overflow = full };
	const struct nb_path_mtu_seen measured = { .found.mtu = 1500, .overflow = full };
	struct nb_reach_seen seen = { .overflow = full };
	const struct nb_http http = { .answer.kind = NB_ANSWER_YES, .status = 200 };
	const struct nb_pairs pairs = { 0 };
	char message[128];

	(void)state;
	snprintf(message, sizeof(message), "h1: %s", full);
	for (int kind = NB_ANSWER_NONE; kind <= NB_ANSWER_YES; kind++) {
		seen.answer.kind = (enum nb_answer_kind)kind;
		expect(nb_judge_answered(&wish, &seen), NB_CANNOT_TELL, message, NULL);
		expect(nb_judge_silent(&wish, &seen), NB_CANNOT_TELL, message, NULL);
	}
	expect(nb_judge_http("h1", "u", 200, NULL, &http, &seen), NB_CANNOT_TELL, message,
	       NULL);
	expect(nb_judge_path("h1", "10.0.0.1", "", &walked), NB_CANNOT_TELL, message,
	       NULL);
	expect(nb_judge_path_avoids("h1", "10.0.0.1", "r1", &walked), NB_CANNOT_TELL,
	       message, NULL);
	expect(nb_judge_path_mtu("h1", "10.0.0.1", 1500, false, &measured),
	       NB_CANNOT_TELL, message, NULL);
	snprintf(message, sizeof(message), "all pairs: %s", full);
	expect(nb_judge_pairs(&pairs, NULL, NULL, full), NB_CANNOT_TELL, message, NULL);
}

static void http_that_is_none_fails(void **state)
{
	struct nb_http http = { .answer.kind = NB_ANSWER_YES };
	const struct nb_reach_seen seen = { .answer.kind = NB_ANSWER_YES };
	char head[] = "SSH-2.0", body[] = "<html>";

	(void)state;
	expect(nb_judge_http("h1", "u", 200, NULL, &http, &seen), NB_FAILS,
	       "h1: u: no HTTP response",
	       "  wanted     an HTTP response\n"
	       "  seen       connected, then closed without a word\n");
	http.head = head;
	expect(nb_judge_http("h1", "u", 200, NULL, &http, &seen), NB_FAILS,
	       "h1: u: no HTTP response",
	       "  wanted     an HTTP response\n"
	       "  seen       connected, then something else\n");
	http.status = 200;
	http.body = body;
	http.body_len = strlen(body);
	expect(nb_judge_http("h1", "u", 0, "count: 1", &http, &seen), NB_FAILS,
	       "h1: u: the body lacks \"count: 1\"",
	       "  wanted     a body that contains \"count: 1\"\n"
	       "  seen       \"<html>\", 6 bytes\n");
}

static void a_silent_hop_may_be_any(void **state)
{
	const struct nb_path path = { .nhops = 2,
				      .hop = { { .from = "" }, { .from = "10.0.9.2" } },
				      .end = { .kind = NB_ANSWER_YES } };
	const char *const owner[] = { NULL, NULL };
	const struct nb_path_seen seen = { .path = &path, .owner = owner };

	(void)state;
	expect(nb_judge_path("h1", "10.0.2.2", "* 10.0.9.2", &seen), NB_HOLDS, "", "");
	expect(nb_judge_path("h1", "10.0.2.2", "10.0.1.1 *", &seen), NB_FAILS,
	       "h1: path to 10.0.2.2: hop 1 is silence, not 10.0.1.1",
	       "  wanted     10.0.1.1 *\n"
	       "  seen       silence, 10.0.9.2, 10.0.2.2\n"
	       "  differs    hop 1: want 10.0.1.1, got silence\n");
	expect(nb_judge_path_avoids("h1", "10.0.2.2", "10.0.1.1", &seen), NB_CANNOT_TELL,
	       "h1: hop 1 to 10.0.2.2 keeps silent, it may be 10.0.1.1", NULL);
	expect(nb_judge_path_avoids("h1", "10.0.2.2", "10.0.9.2", &seen), NB_FAILS,
	       "h1: the path to 10.0.2.2 passes 10.0.9.2", NULL);
}

static void a_black_hole_is_said(void **state)
{
	const struct nb_path_mtu_seen hole = { .found = { .mtu = 1400,
							  .is_silent = true } };

	(void)state;
	expect(nb_judge_path_mtu("h1", "10.0.2.2", 1500, false, &hole), NB_FAILS,
	       "h1: path MTU to 10.0.2.2 is 1400, not 1500",
	       "  wanted     1500 bytes\n"
	       "  seen       1400 bytes; bigger packets vanish, nobody says so\n");
}

/* n nodes, all pairs; those from a node to itself are left out. */
static struct nb_pairs make_pairs(size_t n, char names[][8])
{
	struct nb_pairs pairs = { .nnodes = n };

	pairs.pair = calloc(n * n, sizeof(*pairs.pair));
	pairs.self = calloc(n, sizeof(*pairs.self));
	pairs.node = calloc(n, sizeof(*pairs.node));
	assert_true(pairs.pair && pairs.self && pairs.node);
	for (size_t i = 0; i < n; i++)
		snprintf(names[i], sizeof(names[i]), "h%zu", i + 1);
	for (size_t i = 0; i < n; i++) {
		pairs.node[i] = names[i];
		for (size_t j = 0; j < n; j++)
			if (i != j)
				pairs.pair[pairs.count++] =
					(struct nb_pair){ .from = names[i],
							  .to = names[j],
							  .address = "10.0.0.1" };
	}
	return pairs;
}

/* Half of the pairs are silent, and no pattern sums them up. */
static void a_long_list_of_pairs_is_cut(void **state)
{
	struct nb_pairs pairs;
	struct nb_judgement judgement;
	char names[12][8];
	unsigned int lines = 0;

	(void)state;
	pairs = make_pairs(12, names);
	for (size_t i = 0; i < pairs.count; i++)
		if (i % 2)
			pairs.pair[i].answer.kind = NB_ANSWER_YES;
	judgement = nb_judge_pairs(&pairs, "r1 does not forward IPv4\n", NULL, NULL);
	assert_int_equal(judgement.ruling, NB_FAILS);
	assert_string_equal(judgement.message, "66 of 132 pairs do not reach each other");
	for (const char *c = judgement.text.data; *c; c++)
		lines += *c == '\n';
	assert_true(lines <= 20);
	assert_non_null(strstr(judgement.text.data, "... and 52 more\n"));
	assert_non_null(
		strstr(judgement.text.data, "  hint       r1 does not forward IPv4\n"));
	nb_judgement_release(&judgement);
	nb_pairs_release(&pairs);
}

static void silence_of_a_dead_node_proves_nothing(void **state)
{
	const struct nb_sightings nowhere = { .recorded = "udp" };
	struct nb_pairs pairs;
	char names[3][8];

	(void)state;
	pairs = make_pairs(3, names);
	for (size_t i = 0; i < pairs.count; i++) {
		pairs.pair[i].is_excepted = !strcmp(pairs.pair[i].to, "h3");
		if (!pairs.pair[i].is_excepted)
			pairs.pair[i].answer.kind = NB_ANSWER_YES;
	}
	expect(nb_judge_pairs(&pairs, NULL, NULL, NULL), NB_CANNOT_TELL,
	       "pairs to h3 are silent, but it does not answer itself",
	       "  wanted     4 pairs reach each other, 2 do not\n");
	pairs.self[2].kind = NB_ANSWER_YES;
	expect(nb_judge_pairs(&pairs, NULL, NULL, NULL), NB_HOLDS, "", "");
	pairs.pair[0].answer.kind = NB_ANSWER_NONE; /* h1 > h2 */
	pairs.pair[1].answer.kind = NB_ANSWER_YES;  /* h1 > h3 */
	expect(nb_judge_pairs(&pairs, NULL, &nowhere, NULL), NB_FAILS,
	       "1 of 4 pairs do not reach each other, 1 must not and do",
	       "  wanted     4 pairs reach each other, 2 do not\n"
	       "  seen       h1 > h2 (10.0.0.1): no answer\n"
	       "             h1 > h3 (10.0.0.1): answered by , and must not be\n"
	       "  last seen  h1 > h2: at no end of the lab\n"
	       "  recorded   only \"udp\"\n");
	nb_pairs_release(&pairs);
}

static void flawed_addresses_do_not_count(void **state)
{
	struct nb_address_state address = { .dev = "eth0",
					    .address = "2001:db8::1/64",
					    .is_tentative = true };

	(void)state;
	expect(nb_judge_address("h1", "eth0", "2001:db8::1/64", true, true, &address, 1),
	       NB_FAILS, "h1:eth0 does not have 2001:db8::1/64",
	       "  wanted     2001:db8::1/64 on h1:eth0\n"
	       "  seen       2001:db8::1/64 (tentative)\n");
	address.has_failed_dad = true;
	expect(nb_judge_address("h1", "eth0", "2001:db8::1/64", true, true, &address, 1),
	       NB_FAILS, "h1:eth0 does not have 2001:db8::1/64",
	       "  wanted     2001:db8::1/64 on h1:eth0\n"
	       "  seen       2001:db8::1/64 (duplicate)\n");
	expect(nb_judge_address("h1", "eth0", "10.0.0.1", true, true, NULL, 0), NB_FAILS,
	       "h1:eth0 does not have 10.0.0.1",
	       "  wanted     10.0.0.1 on h1:eth0\n"
	       "  seen       no address\n");
}

static void a_neighbour_that_failed_is_none(void **state)
{
	const struct nb_neighbour_state dead = { .dev = "eth0",
						 .address = "10.0.0.2",
						 .state = "FAILED" };

	(void)state;
	expect(nb_judge_neighbour("h1", "10.0.0.2", NULL, true, true, &dead, 1), NB_FAILS,
	       "h1: neighbour 10.0.0.2: FAILED",
	       "  wanted     10.0.0.2 at some MAC\n"
	       "  seen       10.0.0.2 at no MAC on eth0, FAILED\n");
	expect(nb_judge_neighbour("h1", "10.0.0.2", NULL, false, true, &dead, 1),
	       NB_HOLDS, "", "");
}

static struct nb_judgement judge_route(const char *words, bool is_there,
				       const struct nb_route_state *routes, size_t count)
{
	struct nb_route_spec wish;

	assert_int_equal(nb_route_parse_pattern(words, &wish, NULL), 0);
	return nb_judge_route("r1", words, &wish, is_there, routes, count);
}

static void the_nearest_route_is_named(void **state)
{
	const struct nb_route_state routes[] = {
		{ .type = "unicast",
		  .family = 4,
		  .dst = "default",
		  .table = 254,
		  .nhops = 1,
		  .hop = { { "10.1.1.2", "eth1", 1 } } },
		{ .type = "unicast",
		  .family = 4,
		  .dst = "10.0.0.0/16",
		  .table = 254,
		  .metric = 20,
		  .mtu = 1400,
		  .src = "10.1.1.1",
		  .nhops = 1,
		  .hop = { { "10.1.1.3", "eth1", 1 } } },
		{ .type = "blackhole",
		  .family = 6,
		  .dst = "2001:db8::/32",
		  .table = 254 },
	};

	(void)state;
	expect(judge_route("10.0.0.0/16 via 10.1.1.2 dev eth1", true, routes, 3),
	       NB_FAILS, "r1: no route 10.0.0.0/16 via 10.1.1.2 dev eth1",
	       "  wanted     10.0.0.0/16 via 10.1.1.2 dev eth1\n"
	       "  differs    via: want 10.1.1.2, got 10.1.1.3\n"
	       "  nearest    10.0.0.0/16 via 10.1.1.3 dev eth1 src 10.1.1.1 metric 20 "
	       "mtu 1400\n");
	expect(judge_route("10.0.0.0/16 dev eth1 metric 20 src 10.1.1.1 mtu 1400", true,
			   routes, 3),
	       NB_HOLDS, "", "");
	expect(judge_route("blackhole 2001:db8::/32", true, routes, 3), NB_HOLDS, "", "");
	expect(judge_route("unreachable 2001:db8::/32", true, routes, 3), NB_FAILS,
	       "r1: no route unreachable 2001:db8::/32",
	       "  wanted     unreachable 2001:db8::/32\n"
	       "  differs    type: want unreachable, got blackhole\n"
	       "  nearest    blackhole 2001:db8::/32\n");
	expect(judge_route("default via 10.9.9.9", true, NULL, 0), NB_FAILS,
	       "r1: no route default via 10.9.9.9",
	       "  wanted     default via 10.9.9.9\n"
	       "  seen       no route at all\n");
	expect(judge_route("default via 10.9.9.9", false, NULL, 0), NB_CANNOT_TELL,
	       "r1: no route default via 10.9.9.9, but no other route either", NULL);
}

static void a_lookup_without_way_fails(void **state)
{
	struct nb_route_spec wish;

	(void)state;
	assert_int_equal(nb_route_parse_pattern("10.9.9.9 via 10.1.1.2", &wish, NULL), 0);
	expect(nb_judge_lookup("r1", "10.9.9.9", "via 10.1.1.2", &wish, NULL, "no route"),
	       NB_FAILS, "r1: a packet to 10.9.9.9 has no way, not via 10.1.1.2",
	       "  wanted     via 10.1.1.2\n"
	       "  seen       no route\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(overflow_rules_out_pass_and_fail),
		cmocka_unit_test(http_that_is_none_fails),
		cmocka_unit_test(a_silent_hop_may_be_any),
		cmocka_unit_test(a_black_hole_is_said),
		cmocka_unit_test(a_long_list_of_pairs_is_cut),
		cmocka_unit_test(silence_of_a_dead_node_proves_nothing),
		cmocka_unit_test(flawed_addresses_do_not_count),
		cmocka_unit_test(a_neighbour_that_failed_is_none),
		cmocka_unit_test(the_nearest_route_is_named),
		cmocka_unit_test(a_lookup_without_way_fails),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
