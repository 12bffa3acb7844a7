/* SPDX-License-Identifier: MIT */
/*
 * A spine that says nothing any more, while all its links stay up.
 *
 * No event tells the others. By BGP alone they notice when the hold timer expires; BFD has
 * them notice when BFD_MISSED messages in a row are missing (RFC 5880, 6.8.4). They are sent
 * every bfd_ms or a little sooner (6.8.7), so the last one to arrive is at most that old when
 * silence falls.
 */
#include "datacentre.h"

/*
 * From then on: a route is withdrawn by up to two routers, one after the other, and written
 * to the kernels of all; milliseconds on a quiet machine. The rest is for daemons that have to
 * wait for a processor, and is far from the 6 s that a hold timer takes at least.
 */
#define LEARNT_MS 2000

unsigned int silence_ms(const struct fabric *fabric)
{
	return BFD_MISSED * fabric->bfd_ms + LEARNT_MS;
}

static void spine_falls_silent(struct nb_lab *lab)
{
	struct nb_error err = { 0 };

	must(nb_partition(lab, "spine2-1", &err), &err);
}

void is_watched(struct fabric *fabric, const char *name)
{
	struct router *router = fabric_find(fabric, name);

	for (size_t i = 0; i < router->nwires; i++) {
		struct router *peer = &fabric->router[router->wire[i].peer];

		nb_assert_session_up(router->node, "bfd", router->wire[i].peer_addr,
				     UP_MS);
		nb_assert_session_up(peer->node, "bfd",
				     fabric_wire(fabric, peer->name, name)->peer_addr,
				     UP_MS);
	}
}

void a_spine_falls_silent(void **state)
{
	struct fabric *fabric = fabric_of(*state);
	const struct breakage silence = {
		"spine2-1 fell silent",
		spine_falls_silent,
		.least_ms = (BFD_MISSED - 2) * fabric->bfd_ms, /* earlier: another sign */
		.most_ms = silence_ms(fabric),
	};

	fabric_converges(fabric);
	is_watched(fabric, "spine2-1");
	heals_after(*state, &silence);
	fabric_cut_off(fabric, "spine2-1", true);
	fabric_converges(fabric);
}

static void daemon_hangs(struct nb_lab *lab)
{
	struct nb_error err = { 0 };

	must(nb_node_freeze(nb_lab_node(lab, "spine2-1"), &err), &err);
}

/* The kernel of the router forwards as before, until its neighbours have turned away. */
void a_daemon_hangs(void **state)
{
	static const struct breakage hang = { "the daemon of spine2-1 hung", daemon_hangs,
					      0, 0 };
	struct fabric *fabric = fabric_of(*state);

	fabric_converges(fabric);
	is_watched(fabric, "spine2-1");
	heals_after(*state, &hang);
	nb_assert_session_down(nb_lab_node(*state, "leaf2-1"), "bgp",
			       fabric_wire(fabric, "leaf2-1", "spine2-1")->peer_addr,
			       silence_ms(fabric));
	fabric_cut_off(fabric, "spine2-1", true);
	fabric_converges(fabric);
}

static void a_spine_falls_silent_with_frr(void **state)
{
	a_spine_falls_silent(state);
}

static struct nb_topology *small(struct nb_error *err)
{
	return nb_shape_new(SMALL, NB_CONTAINER, err);
}

int silence(void)
{
	const struct CMUnitTest tests[] = {
		nb_unit_test_setup_teardown(a_spine_falls_silent, NULL,
					    start_bird_bfd_100ms, NULL, .make = small,
					    .deadline_ms = 180000),
		nb_unit_test_setup_teardown(a_spine_falls_silent_with_frr, NULL,
					    start_frr_bfd_100ms, NULL, .make = small,
					    .tags = "frr scale", .deadline_ms = 180000),
	};

	return cmocka_run_group_tests_name("silence", tests, NULL, NULL);
}
