/* SPDX-License-Identifier: MIT */
/*
 * Claims about routing daemons that do not hold, and what they then print; and the mistakes
 * in configurations that they are there to find.
 */
#include "routing.h"

#include <string.h>

static const struct nb_topology wrong_as =
	TWO_SITES("wrong_as", "conf/r1-bgpd.conf", FRR("conf/r2-wrong-as.conf"));
static const struct nb_topology wrong_as_bird = TWO_SITES(
	"wrong_as_bird", "conf/r1-bgpd.conf", BIRD("conf/r2-wrong-as-bird.conf"));
static const struct nb_topology wrong_password = TWO_SITES(
	"wrong_password", "conf/r1-password.conf", FRR("conf/r2-password.conf"));

static void has_text(const struct nb_failure *failure, const char *part)
{
	if (!strstr(failure->text, part))
		fail_msg("want \"%s\" in:\n%s", part, failure->text);
}

static void has_no_text(const struct nb_failure *failure, const char *part)
{
	if (strstr(failure->text, part))
		fail_msg("\"%s\" is in:\n%s", part, failure->text);
}

/* In a state between two tries the message names that one: any but Established. */
static const struct nb_failure *is_not_up(const struct nb_failure *failure)
{
	assert_non_null(failure);
	assert_string_equal(failure->type, "routing.session");
	assert_int_equal(failure->kind, NB_FAILURE_FAIL);
	assert_non_null(strstr(failure->message, "bgp session with 10.0.0."));
	assert_non_null(strstr(failure->message, ", not up"));
	assert_null(strstr(failure->message, "Established"));
	return failure;
}

static void claim_r1_up(void *lab)
{
	nb_assert_session_up(nb_lab_node(lab, "r1"), "bgp", "10.0.0.2", 2500);
}

static void claim_r1_up_now(void *lab)
{
	nb_assert_session_up(nb_lab_node(lab, "r1"), "bgp", "10.0.0.2", 0);
}

static void claim_r2_up(void *lab)
{
	nb_assert_session_up(nb_lab_node(lab, "r2"), "bgp", "10.0.0.1", 2500);
}

/* RFC 4271 4.5, 6.2: NOTIFICATION (type 3) of code 2 (OPEN Message Error), subcode 2. */
#define BAD_PEER_AS                                                \
	"tcp port 179 and tcp[((tcp[12] & 0xf0) >> 2) + 18] == 3 " \
	"and tcp[((tcp[12] & 0xf0) >> 2) + 19:2] == 0x0202"

/* Who notices it says it in its notification; the other one tells what it received. */
static void a_wrong_as_is_told(struct nb_lab *lab, const char *said_by_r2)
{
	struct nb_node *r1 = nb_lab_node(lab, "r1");
	const struct nb_failure *failure;
	struct nb_error err = { 0 };
	struct nb_session session;

	nb_assert_eventually(nb_session_get(r1, "bgp", "10.0.0.2", &session, &err) == 1 &&
				     strstr(session.last_error, "Bad Peer AS"),
			     UP_MS);
	/* At once: bgpd tells of its last try alone, and the next one may end otherwise. */
	failure = is_not_up(nb_expect_failure(claim_r1_up_now, lab));
	has_text(failure, "  wanted     bgp session with 10.0.0.2 up\n");
	has_text(failure, ", AS 65002, says bgpd\n");
	has_text(failure, "  last error BGP Notification received: OPEN Message "
			  "Error/Bad Peer AS\n");
	failure = is_not_up(nb_expect_failure(claim_r1_up, lab));
	has_text(failure, "  last error ");
	has_text(failure, "  last seen  r1:wan out > r2:wan in");
	has_text(failure, "  packets    ");
	has_text(failure, "  waited     2500 ms");
	failure = is_not_up(nb_expect_failure(claim_r2_up, lab));
	has_text(failure, said_by_r2);
	nb_assert_seen(lab, "r1:wan", BAD_PEER_AS " and src host 10.0.0.2",
		       nb_at_least(1), 0);
	nb_assert_not_seen(lab, "*", BAD_PEER_AS " and src host 10.0.0.1", 0);
	nb_assert_session_down(r1, "bgp", "10.0.0.2", UP_MS);
	nb_assert_no_route_learnt(r1, "10.2.0.0/24", 0);
}

/* bgpd keeps no reason for a session that it did not call itself: the wire has it. */
static void a_wrong_as_is_told_by_frr(void **state)
{
	a_wrong_as_is_told(*state, "  last error ");
}

static void a_wrong_as_is_told_by_bird(void **state)
{
	a_wrong_as_is_told(*state, "  last error BGP Error: Bad peer AS\n");
}

/* RFC 2385: segments without the right digest are dropped without a word. The capture shows
 * the question, and that nobody answered it. */
static void a_wrong_password_is_silence(void **state)
{
	const struct nb_failure *failure =
		is_not_up(nb_expect_failure(claim_r1_up, *state));

	has_text(failure, "  last seen  r1:wan out > r2:wan in");
	has_no_text(failure, "last error BGP Notification");
	nb_assert_seen(*state, "r2:wan", "dst port 179 and tcp[tcpflags] == tcp-syn",
		       nb_at_least(1), UP_MS);
	nb_assert_not_seen(*state, "*", "src port 179 and tcp[tcpflags] & tcp-ack != 0",
			   0);
	nb_assert_session_down(nb_lab_node(*state, "r1"), "bgp", "10.0.0.2", 0);
}

static void claim_nobody_up(void *lab)
{
	nb_assert_session_up(nb_lab_node(lab, "r1"), "bgp", "10.0.0.7", 0);
}

static void claim_up_is_down(void *lab)
{
	nb_assert_session_down(nb_lab_node(lab, "r2"), "bgp", "10.0.0.1", 100);
}

static void claim_nobody_down(void *lab)
{
	nb_assert_session_down(nb_lab_node(lab, "r1"), "bgp", "10.0.0.7", 0);
}

static void claim_no_daemon(void *lab)
{
	nb_assert_session_up(nb_lab_node(lab, "r1"), "ospf", "10.0.0.2", 0);
}

static void claim_no_node(void *lab)
{
	nb_assert_session_up(nb_lab_node(lab, "r9"), "bgp", "10.0.0.2", 0);
}

static void claims_about_sessions_fail(void **state)
{
	const struct nb_failure *failure;

	nb_assert_converged(*state, NULL, "10.1.0.0/24 10.2.0.0/24", UP_MS);
	failure = nb_assert_fails(claim_nobody_up, *state, NB_FAILURE_FAIL,
				  "routing.session", "r1: no bgp session with 10.0.0.7");
	has_text(failure, "  wanted     bgp session with 10.0.0.7 up\n"
			  "  seen       10.0.0.2 Established\n"
			  "             2001:db8::2 ");
	failure = nb_assert_fails(
		claim_up_is_down, *state, NB_FAILURE_FAIL, "routing.session",
		"r2: bgp session with 10.0.0.1 is Established, not down");
	has_text(failure, "  wanted     bgp session with 10.0.0.1 down\n"
			  "  seen       Established, AS 65001, says bird\n"
			  "  waited     100 ms");
	nb_assert_fails(claim_nobody_down, *state, NB_FAILURE_ERROR, "routing.session",
			"r1: no bgp session with 10.0.0.7, and there never was one");
	nb_assert_fails(
		claim_no_daemon, *state, NB_FAILURE_ERROR, "routing.session",
		"node r1: neither ospfd nor bird was started: No such file or directory "
		"(ENOENT)");
	assert_int_equal(nb_expect_failure(claim_no_node, *state)->kind,
			 NB_FAILURE_ERROR);
}

static void claim_filtered(void *lab)
{
	nb_assert_route_learnt(nb_lab_node(lab, "r2"), "10.1.9.0/24", "10.0.0.1", "bgp",
			       200);
}

static void claim_wrong_gateway(void *lab)
{
	nb_assert_route_learnt(nb_lab_node(lab, "r1"), "10.2.0.0/24", "10.0.0.3", "ospf",
			       0);
}

static void claim_own_network(void *lab)
{
	nb_assert_route_learnt(nb_lab_node(lab, "r1"), "10.1.0.0/24", NULL, NULL, 0);
}

static void claim_learnt_is_not(void *lab)
{
	nb_assert_no_route_learnt(nb_lab_node(lab, "r1"), "10.2.0.0/24", 50);
}

static void claim_no_prefix(void *lab)
{
	nb_assert_route_learnt(nb_lab_node(lab, "r1"), "10.2.0.0/99", NULL, NULL, 0);
}

static void claims_about_routes_fail(void **state)
{
	const struct nb_failure *failure;

	nb_assert_converged(*state, NULL, "10.1.0.0/24 10.2.0.0/24", UP_MS);
	failure =
		nb_assert_fails(claim_filtered, *state, NB_FAILURE_FAIL, "routing.route",
				"r2: 10.1.9.0/24 via 10.0.0.1 proto bgp is not learnt");
	assert_string_equal(failure->text,
			    "  wanted     10.1.9.0/24 via 10.0.0.1 proto bgp\n"
			    "  seen       the daemon knows no such route\n"
			    "             kernel: no such route\n"
			    "  waited     200 ms\n");
	failure = nb_assert_fails(
		claim_wrong_gateway, *state, NB_FAILURE_FAIL, "routing.route",
		"r1: 10.2.0.0/24 via 10.0.0.3 proto ospf is not learnt");
	assert_string_equal(
		failure->text,
		"  wanted     10.2.0.0/24 via 10.0.0.3 proto ospf\n"
		"  seen       zebra: 10.2.0.0/24 via 10.0.0.2 dev wan proto bgp\n"
		"             kernel: 10.2.0.0/24 via 10.0.0.2 dev wan metric 20\n"
		"  differs    protocol: want ospf, got bgp\n"
		"             via: want 10.0.0.3, got 10.0.0.2\n");
	failure = nb_assert_fails(claim_own_network, *state, NB_FAILURE_FAIL,
				  "routing.route", "r1: 10.1.0.0/24 is not learnt");
	has_text(failure,
		 "  differs    protocol: want one that is learnt, got connected\n");
	failure = nb_assert_fails(claim_learnt_is_not, *state, NB_FAILURE_FAIL,
				  "routing.route", "r1: has a route 10.2.0.0/24");
	has_text(failure,
		 "  wanted     no route 10.2.0.0/24\n"
		 "  seen       zebra: 10.2.0.0/24 via 10.0.0.2 dev wan proto bgp\n");
	assert_int_equal(nb_expect_failure(claim_no_prefix, *state)->kind,
			 NB_FAILURE_ERROR);
}

static void claim_convergence(void *lab)
{
	nb_assert_converged(lab, "r1 r2", "10.1.0.0/24 10.2.0.0/24 10.7.0.0/24", 300);
}

static void claim_of_nobody(void *lab)
{
	nb_assert_converged(lab, "x*", "10.1.0.0/24", 0);
}

static void convergence_fails(void **state)
{
	const struct nb_failure *failure;

	nb_assert_converged(*state, NULL, "10.1.0.0/24 10.2.0.0/24", UP_MS);
	failure = nb_assert_fails(
		claim_convergence, *state, NB_FAILURE_FAIL, "routing.converged",
		"not converged within 300 ms: 2 of 6 routes are missing");
	has_text(failure, "  wanted     10.1.0.0/24 10.2.0.0/24 10.7.0.0/24 on r1 r2\n"
			  "  missing    r1 10.7.0.0/24\n"
			  "             r2 10.7.0.0/24\n"
			  "  waited     ");
	nb_assert_fails(claim_of_nobody, *state, NB_FAILURE_ERROR, "routing.converged",
			"no node is named x*");
}

int failing(void)
{
	const struct CMUnitTest tests[] = {
		nb_unit_test(a_wrong_as_is_told_by_frr, &wrong_as),
		nb_unit_test(a_wrong_as_is_told_by_bird, &wrong_as_bird),
		nb_unit_test(a_wrong_password_is_silence, &wrong_password),
		nb_unit_test(claims_about_sessions_fail, &frr_and_bird),
		nb_unit_test(claims_about_routes_fail, &frr_and_bird),
		nb_unit_test(convergence_fails, &frr_and_bird),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
