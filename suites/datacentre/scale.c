/* SPDX-License-Identifier: MIT */
/*
 * The data centre at its full size, on demand: 80 routers, 256 servers; with 2,560 VMs and
 * 25,600 containers it needs some 10 GB. Cases with this tag run only when it is asked for.
 */
#include "datacentre.h"

#include <stdio.h>

#define MANY 200 /* packets of a stream; BGP and BFD send a few each second */

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

/* With what the kernel counts. */
static struct nb_link_state link_of(struct nb_node *node, const char *ifname)
{
	struct nb_link_state link = { 0 };
	struct nb_error err = { 0 };

	if (nb_node_link(node, ifname, &link, &err) < 0)
		fail_msg("%s", err.text);
	return link;
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
		sent[i] = link_of(leaf, uplink).tx_pkts;
	}
	nb_assert_all_pairs_among(*state, "srv*", NULL, UP_MS);
	nb_assert_all_pairs_among(*state, "c*-1-1", NULL, UP_MS);
	count_apart(*state);
	/* 16 servers and containers ask 248 elsewhere each; BGP alone sends a few */
	for (unsigned int i = 0; i < 16; i++) {
		snprintf(uplink, sizeof(uplink), "up%u", i + 1);
		assert_true(link_of(leaf, uplink).tx_pkts - sent[i] > 100);
	}
}

/* By which more than a few packets have come to a leaf since then; NULL: by none. */
static struct router *busy_spine(struct fabric *fabric, const struct router *leaf,
				 const uint64_t *since)
{
	for (size_t i = 0; i < leaf->nwires; i++)
		if (link_of(leaf->node, leaf->wire[i].ifname).rx_pkts - since[i] >= MANY)
			return &fabric->router[leaf->wire[i].peer];
	return NULL;
}

/* The spine by way of which a stream, being one flow, comes to leaf2-1. */
static struct router *spine_of_stream(struct fabric *fabric)
{
	const struct router *leaf = fabric_find(fabric, "leaf2-1");
	struct router *spine = NULL;
	uint64_t since[WIRES_MAX];

	for (size_t i = 0; i < leaf->nwires; i++)
		since[i] = link_of(leaf->node, leaf->wire[i].ifname).rx_pkts;
	nb_assert_eventually((spine = busy_spine(fabric, leaf, since)), UP_MS);
	return spine;
}

/* From a container of pod 1 to one of pod 2, both in a VM in a server. */
static struct nb_stream *start_stream(struct nb_lab *lab, unsigned int port)
{
	struct nb_error err = { 0 };
	struct nb_stream *stream;
	char to[ADDRESS + 8];

	snprintf(to, sizeof(to), "%s:%u", address_of(lab, "c2-1-1-1-1"), port);
	stream = nb_stream_start(nb_lab_node(lab, "c1-1-1-1-1"),
				 nb_lab_node(lab, "c2-1-1-1-1"), to, 1, &err);
	if (!stream)
		fail_msg("%s", err.text);
	nb_assert_stream_flows(stream, UP_MS);
	return stream;
}

static void link_goes_down(struct nb_lab *lab, struct router *spine)
{
	struct nb_error err = { 0 };
	char end[2 * NAME];

	snprintf(end, sizeof(end), "%s:down1", spine->name);
	must(nb_link_down(lab, end, &err), &err);
	fabric_cut(fabric_of(lab), spine->name, "leaf2-1", true);
}

static void spine_goes_off(struct nb_lab *lab, struct router *spine)
{
	sh(lab, spine->name, "ip link set group default down");
	fabric_cut_off(fabric_of(lab), spine->name, true);
}

static void spine_falls_silent(struct nb_lab *lab, struct router *spine)
{
	struct nb_error err = { 0 };

	must(nb_partition(lab, spine->name, &err), &err);
	fabric_cut_off(fabric_of(lab), spine->name, true);
}

/* One after the other, each where the stream passes. */
static void all_of_28496_nodes_heal(void **state)
{
	struct fabric *fabric = fabric_of(*state);
	const struct {
		const char *name;
		void (*happens)(struct nb_lab *lab, struct router *spine);
		unsigned int least_ms, most_ms;
	} faults[] = {
		{ "link_healed_ms", link_goes_down, 0, HEALED_MS },
		{ "spine_healed_ms", spine_goes_off, 0, HEALED_MS },
		{ "silence_healed_ms", spine_falls_silent, fabric->bfd_ms,
		  silence_ms(fabric) },
	};

	fabric_converges(fabric);
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		struct nb_stream *stream = start_stream(*state, 9000 + (unsigned int)i);
		struct router *spine = spine_of_stream(fabric);
		struct nb_stream_stats stats;

		is_watched(fabric, spine->name);
		faults[i].happens(*state, spine);
		nb_assert_interrupted_less_than(stream, faults[i].most_ms);
		nb_assert_interrupted_at_least(stream, faults[i].least_ms);
		nb_stream_measure(stream, &stats);
		nb_note(faults[i].name, "%u", (unsigned int)(stats.longest_ns / 1000000));
		nb_stream_stop(stream);
		fabric_converges(fabric);
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
		SCALE(all_of_28496_nodes_heal, start_bird_bfd_300ms, nodes_28496),
		SCALE(flows_take_all_16_ways, start_bird, routers_80),
		SCALE(a_link_of_1024_fails, start_bird, routers_80),
		SCALE(a_spine_of_32_fails, start_bird, routers_80),
		SCALE(a_spine_of_32_falls_silent, start_bird_bfd_300ms, routers_80),
		SCALE(a_daemon_of_80_hangs, start_bird_bfd_300ms, routers_80),
	};

	return cmocka_run_group_tests_name("scale", tests, NULL, NULL);
}
