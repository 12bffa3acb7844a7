/* SPDX-License-Identifier: MIT */
/*
 * The data centre at its full size, on demand: 80 routers, 256 servers; with 2,560 VMs and
 * 25,600 containers it needs some 10 GB. Cases with this tag run only when it is asked for.
 */
#include "datacentre.h"

#include <stdio.h>

static struct nb_topology *nodes_28496(struct nb_error *err)
{
	struct nb_topology *topo = nb_shape_new(NODES_28496, NB_CONTAINER, err);

	if (topo)
		topo->record = NB_RECORD_NONE;
	return topo;
}

/* Recorded, all 2,560 ends. */
static struct nb_topology *routers_80(struct nb_error *err)
{
	return nb_shape_new(ROUTERS_80, NB_CONTAINER, err);
}

/* Those of an interface, as the kernel counts them. */
static uint64_t sent_by(struct nb_node *node, const char *ifname)
{
	struct nb_link_state link = { 0 };
	struct nb_error err = { 0 };

	if (nb_node_link(node, ifname, &link, &err) < 0)
		fail_msg("%s", err.text);
	return link.tx_pkts;
}

/* All servers, and a container of each: three layers deep. */
static void all_of_28496_nodes(void **state)
{
	struct nb_node *leaf = nb_lab_node(*state, "leaf1-1");
	uint64_t sent[16];
	char uplink[NAME];

	fabric_converges(fabric_of(*state));
	for (unsigned int i = 0; i < 16; i++) {
		snprintf(uplink, sizeof(uplink), "up%u", i + 1);
		sent[i] = sent_by(leaf, uplink);
	}
	nb_assert_all_pairs_among(*state, "srv*", NULL, UP_MS);
	nb_assert_all_pairs_among(*state, "c*-1-1", NULL, UP_MS);
	/* 16 servers and containers ask 248 elsewhere each; BGP alone sends a few */
	for (unsigned int i = 0; i < 16; i++) {
		snprintf(uplink, sizeof(uplink), "up%u", i + 1);
		assert_true(sent_by(leaf, uplink) - sent[i] > 100);
	}
}

/* Every uplink of the rack, seen in its captures. */
static void flows_take_all_16_ways(void **state)
{
	struct nb_node *from = nb_lab_node(*state, "srv1-1-1");
	char end[2 * NAME];

	fabric_converges(fabric_of(*state));
	for (unsigned int i = 0; i < 512; i++) /* none of 16: 16 * (15/16)^512, 7e-14 */
		nb_assert_udp_sent(from, "10.0.1.1", 20000 + i, 100 /* bytes */);
	for (unsigned int i = 1; i <= 16; i++) {
		snprintf(end, sizeof(end), "leaf1-1:up%u", i);
		nb_assert_seen(*state, end, "udp and dst portrange 20000-20511",
			       nb_at_least(1), UP_MS);
	}
}

static void a_link_of_1024_fails(void **state)
{
	a_link_fails(state);
}

static void a_spine_of_32_fails(void **state)
{
	a_spine_fails(state);
}

static void a_spine_of_32_falls_silent(void **state)
{
	a_spine_falls_silent(state);
}

static void a_daemon_of_80_hangs(void **state)
{
	a_daemon_hangs(state);
}

#define SCALE(function, start, maker)                                             \
	nb_unit_test_setup_teardown(function, NULL, start, NULL, .make = (maker), \
				    .tags = "scale", .deadline_ms = 600000)

int scale(void)
{
	const struct CMUnitTest tests[] = {
		SCALE(all_of_28496_nodes, start_bird, nodes_28496),
		SCALE(flows_take_all_16_ways, start_bird, routers_80),
		SCALE(a_link_of_1024_fails, start_bird, routers_80),
		SCALE(a_spine_of_32_fails, start_bird, routers_80),
		SCALE(a_spine_of_32_falls_silent, start_bird_bfd_300ms, routers_80),
		SCALE(a_daemon_of_80_hangs, start_bird_bfd_300ms, routers_80),
	};

	return cmocka_run_group_tests_name("scale", tests, NULL, NULL);
}
