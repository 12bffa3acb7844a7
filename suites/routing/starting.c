/* SPDX-License-Identifier: MIT */
/* Daemons that cannot start say why, in their own words. */
#include "routing.h"

#include <stdlib.h>
#include <string.h>

static const struct nb_topology alone = {
	.name = "alone",
	.nodes = NB_NODES({ "r1" }),
};

/* A lab of one node with this service is not built, for this reason. */
static void starts_not(const char *daemon, enum nb_role role, const char *config,
		       const char *why)
{
	const struct nb_topology lab = {
		.name = "broken",
		.nodes =
			NB_NODES({ "r1", .services = NB_SERVICES({ daemon, .role = role,
								   .config = config }) }),
	};
	struct nb_error err = { 0 };

	assert_null(nb_lab_new(&lab, &err));
	if (!strstr(err.text, why))
		fail_msg("want \"%s\" in \"%s\"", why, err.text);
}

static void a_broken_line_is_told_by_frr(void **state)
{
	(void)state;
	starts_not("bgpd", NB_ROLE_FRR, "conf/broken-bgpd.conf",
		   "broken: node r1: service bgpd: configuration: No such command on "
		   "config line 6:  coalesce-tmie 10; No such command on config line 15: "
		   "  netwrok 10.2.0.0/24");
}

static void a_broken_line_is_told_by_bird(void **state)
{
	(void)state;
	starts_not("bird", NB_ROLE_BIRD, "conf/broken-bird.conf",
		   "broken: node r1: service bird: exited with status 1; its last "
		   "output: bird: /run/bird/bird.conf:17:20 syntax error");
}

static void a_configuration_must_be_there(void **state)
{
	(void)state;
	starts_not("bgpd", NB_ROLE_FRR, "conf",
		   "config conf: bgpd.conf in that folder: No such file");
	starts_not("bgpd", NB_ROLE_FRR, "conf/none.conf",
		   "none.conf: No such file or directory (ENOENT)");
	starts_not("bird", NB_ROLE_BIRD, "conf/none.conf",
		   "none.conf: No such file or directory (ENOENT)");
}

static const struct nb_topology from_files = {
	.name = "from_files",
	.nodes = NB_NODES({ "r1", .files = "files",
			    .services = NB_SERVICES({ "bird", .role = NB_ROLE_BIRD }) }),
};

/* Without config, what the node's files hold is taken. */
static void bird_finds_its_file_in_the_node(void **state)
{
	struct nb_learnt_route route;
	struct nb_error err = { 0 };

	nb_assert_eventually(nb_learnt_route(nb_lab_node(*state, "r1"), "10.66.0.0/24",
					     &route, &err) == 1,
			     UP_MS);
	assert_string_equal(route.protocol, "static");
}

/* A question to a daemon that is gone, or that never was, is told to be one. */
static void questions_without_an_answer(void **state)
{
	struct nb_node *r1 = nb_lab_node(*state, "r1");
	struct nb_error none = { 0 }, ended = { 0 }, unknown = { 0 };
	struct nb_session *sessions = NULL;
	size_t count = 0;

	assert_int_equal(nb_sessions(r1, "isis", &sessions, &count, &unknown), -1);
	assert_string_equal(unknown.text, "protocol isis: sessions are known of bgp, "
					  "ospf, rip, bfd: Invalid argument (EINVAL)");
	assert_int_equal(nb_sessions(r1, "bgp", &sessions, &count, &none), 0);
	assert_int_equal(count, 0);
	free(sessions);
	assert_int_equal(nb_service_stop(nb_node_service(r1, "bird"), 2000, NULL, &ended),
			 0);
	assert_int_equal(nb_sessions(r1, "bgp", &sessions, &count, &ended), -1);
	assert_int_equal(
		strncmp(ended.text, "node r1: service bird: exited with status 0", 43),
		0);
}

static void nobody_to_ask(void **state)
{
	struct nb_session *sessions = NULL;
	struct nb_convergence seen;
	struct nb_error err = { 0 }, none = { 0 }, nobody = { 0 };
	size_t count = 0;

	assert_int_equal(
		nb_sessions(nb_lab_node(*state, "r1"), "bgp", &sessions, &count, &err),
		-1);
	assert_string_equal(err.text, "node r1: neither bgpd nor bird was started: No "
				      "such file or directory (ENOENT)");
	assert_int_equal(nb_converge(*state, NULL, "10.0.0.0/8", 0, &seen, &none), -1);
	assert_string_equal(none.text, "no node runs a daemon of role frr or bird: No "
				       "such file or directory (ENOENT)");
	assert_int_equal(nb_converge(*state, "r1 r7*", "10.0.0.0/8", 0, &seen, &nobody),
			 -1);
	assert_string_equal(nobody.text, "no node is named r7*");
}

int starting(void)
{
	const struct CMUnitTest tests[] = {
		nb_unit_test(a_broken_line_is_told_by_frr, NULL),
		nb_unit_test(a_broken_line_is_told_by_bird, NULL),
		nb_unit_test(a_configuration_must_be_there, NULL),
		nb_unit_test(bird_finds_its_file_in_the_node, &from_files),
		nb_unit_test(questions_without_an_answer, &from_files),
		nb_unit_test(nobody_to_ask, &alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
