/* SPDX-License-Identifier: MIT */
/* Shared segments: a learning bridge, IEEE 802.1D 7.7, and a macvlan lan. */
#include "basics.h"

static const struct nb_topology bridged = {
	.name = "bridged",
	.nodes = NB_NODES({ "sw", NB_SWITCH }, { "h1" }, { "h2" }, { "h3" }),
	.links = NB_LINKS(
		{ { "h1:eth0", "10.0.0.1/24", .mac = "02:00:00:00:00:01" }, { "sw:p1" } },
		{ { "h2:eth0", "10.0.0.2/24", .mac = "02:00:00:00:00:02" }, { "sw:p2" } },
		{ { "h3:eth0", "10.0.0.3/24", .mac = "02:00:00:00:00:03" },
		  { "sw:p3" } }),
};

static const struct nb_topology segment = {
	.name = "segment",
	.nodes = NB_NODES({ "h1" }, { "h2" }, { "h3" }),
	.lans = NB_LANS({ .name = "lan",
			  .ends = NB_ENDS({ "h1:eth0", "10.0.0.1/24" },
					  { "h2:eth0", "10.0.0.2/24" },
					  { "h3:eth0", "10.0.0.3/24" }) }),
};

/* A bridge that knows where a station is does not bother the others. */
static void bridge_learns_and_stops_flooding(void **state)
{
	struct nb_node *h1 = nb_lab_node(*state, "h1");
	struct nb_node *sw = nb_lab_node(*state, "sw");

	nb_assert_reachable(h1, "10.0.0.2", ANSWER_MS);
	nb_assert_fdb(sw, "p1", "02:00:00:00:00:01", ANSWER_MS);
	nb_assert_fdb(sw, "p2", "02:00:00:00:00:02", ANSWER_MS);
	nb_assert_seen_only_on(*state, "h1:eth0 sw:p1 sw:p2 h2:eth0", "icmp", ANSWER_MS);
}

/* Broadcasts reach every port. */
static void bridge_floods_broadcasts(void **state)
{
	struct nb_node *h1 = nb_lab_node(*state, "h1");

	nb_assert_reachable(h1, "10.0.0.2", ANSWER_MS);
	nb_assert_seen(*state, "h3:eth0", "arp and ether broadcast", nb_at_least(1),
		       ANSWER_MS);
}

static void every_node_of_a_segment_reaches_every_other(void **state)
{
	nb_assert_all_pairs(*state, ANSWER_MS);
}

static void unicast_on_a_segment_is_private(void **state)
{
	struct nb_node *h1 = nb_lab_node(*state, "h1");

	nb_assert_reachable(h1, "10.0.0.2", ANSWER_MS);
	nb_assert_seen_only_on(*state, "h1:eth0 h2:eth0", "icmp", ANSWER_MS);
	nb_assert_seen(*state, "h3:eth0", "arp and ether broadcast", nb_at_least(1),
		       ANSWER_MS);
}

int segment_cases(void)
{
	const struct CMUnitTest segments[] = {
		nb_unit_test(bridge_learns_and_stops_flooding, &bridged),
		nb_unit_test(bridge_floods_broadcasts, &bridged),
		nb_unit_test(every_node_of_a_segment_reaches_every_other, &segment),
		nb_unit_test(unicast_on_a_segment_is_private, &segment),
	};

	return cmocka_run_group_tests(segments, NULL, NULL);
}
