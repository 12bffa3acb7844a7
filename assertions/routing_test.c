/* SPDX-License-Identifier: MIT */
/* Unit tests of the judges of sessions and learnt routes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "assertions/routing.h"

static void judged(struct nb_judgement judgement, enum nb_ruling ruling,
		   const char *message, const char *text)
{
	assert_string_equal(judgement.message, message);
	assert_int_equal(judgement.ruling, ruling);
	assert_string_equal(judgement.text.data ? judgement.text.data : "", text);
	nb_judgement_release(&judgement);
}

static const struct nb_session idle = { .daemon = "bgpd",
					.peer = "10.0.0.2",
					.state = "Idle",
					.remote_as = 65003,
					.last_error = "Bad Peer AS" };
static const struct nb_session up = { .daemon = "ospfd",
				      .peer = "10.0.0.2",
				      .dev = "e0",
				      .state = "Full/DR",
				      .is_up = true };

static void sessions_are_judged(void **state)
{
	struct nb_session_wish wish = { "r1", "bgp", "10.0.0.2", true };

	(void)state;
	judged(nb_judge_session(&wish, &up, &up, 1, false), NB_HOLDS, "", "");
	judged(nb_judge_session(&wish, &idle, &idle, 1, false), NB_FAILS,
	       "r1: bgp session with 10.0.0.2 is Idle, not up",
	       "  wanted     bgp session with 10.0.0.2 up\n"
	       "  seen       Idle, AS 65003, says bgpd\n"
	       "  last error Bad Peer AS\n");
	judged(nb_judge_session(&wish, NULL, NULL, 0, false), NB_FAILS,
	       "r1: no bgp session with 10.0.0.2",
	       "  wanted     bgp session with 10.0.0.2 up\n"
	       "  seen       no bgp session at all\n");
	wish.is_up = false;
	judged(nb_judge_session(&wish, &idle, &idle, 1, false), NB_HOLDS, "", "");
	judged(nb_judge_session(&wish, &up, &up, 1, false), NB_FAILS,
	       "r1: bgp session with 10.0.0.2 is Full/DR, not down",
	       "  wanted     bgp session with 10.0.0.2 down\n"
	       "  seen       Full/DR, at e0, says ospfd\n");
}

/* That a neighbour is not there proves nothing, unless it was. */
static void a_forgotten_neighbour_must_have_been_heard(void **state)
{
	const struct nb_session_wish wish = { "r1", "ospf", "10.0.0.7", false };

	(void)state;
	judged(nb_judge_session(&wish, NULL, &up, 1, true), NB_HOLDS, "", "");
	judged(nb_judge_session(&wish, NULL, &up, 1, false), NB_CANNOT_TELL,
	       "r1: no ospf session with 10.0.0.7, and there never was one",
	       "  wanted     ospf session with 10.0.0.7 down\n"
	       "  seen       10.0.0.2 Full/DR\n");
}

static struct nb_learnt_wish wish_of(const char *via, const char *protocol)
{
	return (struct nb_learnt_wish){
		.node = "r1",
		.prefix = "10.9.0.0/24",
		.via = via,
		.protocol = protocol,
		.network = { { AF_INET, { 10, 9, 0, 0 } }, 24 },
	};
}

static struct nb_learnt_route learnt = { .prefix = "10.9.0.0/24",
					 .daemon = "zebra",
					 .protocol = "bgp",
					 .is_best = true,
					 .nhops = 1,
					 .hop = { { "10.0.0.2", "e0" } } };
static struct nb_route_state in_kernel[] = {
	{ .type = "unicast",
	  .family = 4,
	  .dst = "10.0.0.0/24",
	  .table = 254,
	  .protocol = "kernel",
	  .nhops = 1,
	  .hop = { { "", "e0", 1 } } },
	{ .type = "unicast",
	  .family = 4,
	  .dst = "10.9.0.0/24",
	  .table = 254,
	  .protocol = "bgp",
	  .nhops = 2,
	  .hop = { { "10.0.0.3", "e0", 1 }, { "10.0.0.2", "e0", 1 } } },
};

static void routes_are_judged(void **state)
{
	const struct nb_learnt_seen seen = { &learnt, 1, in_kernel, 2 };
	const struct nb_learnt_seen lost = { &learnt, 1, in_kernel, 1 };
	const struct nb_learnt_seen none = { NULL, 0, in_kernel, 1 };
	struct nb_learnt_wish wish = wish_of(NULL, NULL);

	(void)state;
	judged(nb_judge_learnt(&wish, &seen), NB_HOLDS, "", "");
	wish = wish_of("10.0.0.2 10.0.0.3", "bgp");
	judged(nb_judge_learnt(&wish, &seen), NB_HOLDS, "", "");
	wish = wish_of("10.0.0.2", "bgp");
	judged(nb_judge_learnt(&wish, &seen), NB_FAILS,
	       "r1: 10.9.0.0/24 via 10.0.0.2 proto bgp is not learnt",
	       "  wanted     10.9.0.0/24 via 10.0.0.2 proto bgp\n"
	       "  seen       zebra: 10.9.0.0/24 via 10.0.0.2 dev e0 proto bgp\n"
	       "             kernel: 10.9.0.0/24 nexthop via 10.0.0.3 dev e0 nexthop via "
	       "10.0.0.2 dev e0\n"
	       "  differs    via: want 10.0.0.2, got 10.0.0.3 10.0.0.2\n");
	judged(nb_judge_learnt(&wish, &lost), NB_FAILS,
	       "r1: 10.9.0.0/24 via 10.0.0.2 proto bgp is learnt, but the kernel does "
	       "not "
	       "use it",
	       "  wanted     10.9.0.0/24 via 10.0.0.2 proto bgp\n"
	       "  seen       zebra: 10.9.0.0/24 via 10.0.0.2 dev e0 proto bgp\n"
	       "             kernel: no such route\n");
	judged(nb_judge_learnt(&wish, &none), NB_FAILS,
	       "r1: 10.9.0.0/24 via 10.0.0.2 proto bgp is not learnt",
	       "  wanted     10.9.0.0/24 via 10.0.0.2 proto bgp\n"
	       "  seen       the daemon knows no such route\n"
	       "             kernel: no such route\n");
}

static void absence_is_judged(void **state)
{
	const struct nb_learnt_wish wish = wish_of(NULL, NULL);
	const struct nb_learnt_seen none = { NULL, 0, in_kernel, 1 };
	const struct nb_learnt_seen nothing = { 0 };
	const struct nb_learnt_seen left = { NULL, 0, in_kernel, 2 };

	(void)state;
	judged(nb_judge_not_learnt(&wish, &none), NB_HOLDS, "", "");
	judged(nb_judge_not_learnt(&wish, &nothing), NB_CANNOT_TELL,
	       "r1: no route 10.9.0.0/24, but no other route either", "");
	judged(nb_judge_not_learnt(&wish, &left), NB_FAILS, "r1: has a route 10.9.0.0/24",
	       "  wanted     no route 10.9.0.0/24\n"
	       "  seen       the daemon knows no such route\n"
	       "             kernel: 10.9.0.0/24 nexthop via 10.0.0.3 dev e0 nexthop via "
	       "10.0.0.2 dev e0\n");
}

/* Of many that are missing the first dozen is named. */
static void convergence_is_judged(void **state)
{
	char all[1024] = "";
	size_t used = 0;
	const struct nb_convergence done = { .wanted = 2, .text = all };
	const struct nb_convergence not_done = { 90, 40, 20, all };
	struct nb_judgement judgement;

	(void)state;
	judged(nb_judge_convergence(NULL, "10.1.0.0/24", 90, &done), NB_HOLDS, "", "");
	for (int i = 0; i < 20; i++)
		used += (size_t)snprintf(all + used, sizeof(all) - used,
					 "%sr%d 10.1.0.0/24", i ? "\n" : "", i);
	judgement = nb_judge_convergence(NULL, "10.1.0.0/24", 90, &not_done);
	assert_string_equal(judgement.message,
			    "not converged within 90 ms: 20 of 40 routes are missing");
	assert_non_null(strstr(judgement.text.data, "  missing    r0 10.1.0.0/24\n"
						    "             r1 10.1.0.0/24\n"));
	assert_non_null(strstr(judgement.text.data, "             r11 10.1.0.0/24\n"
						    "             and 8 more\n"));
	assert_null(strstr(judgement.text.data, "r12 "));
	nb_judgement_release(&judgement);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sessions_are_judged),
		cmocka_unit_test(a_forgotten_neighbour_must_have_been_heard),
		cmocka_unit_test(routes_are_judged),
		cmocka_unit_test(absence_is_judged),
		cmocka_unit_test(convergence_is_judged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
