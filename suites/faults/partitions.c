/* SPDX-License-Identifier: MIT */
/* Partitions: a network falls in two, and comes together again. */
#include "faults.h"

#define FOUR                                                         \
	NB_NODES({ "a", .kind = NB_HOST }, { "b", .kind = NB_HOST }, \
		 { "c", .kind = NB_HOST }, { "d", .kind = NB_HOST })
#define ENDS                                                              \
	NB_ENDS({ "a:eth0", "10.0.0.1/24" }, { "b:eth0", "10.0.0.2/24" }, \
		{ "c:eth0", "10.0.0.3/24" }, { "d:eth0", "10.0.0.4/24" })

static const struct nb_topology on_macvlan = {
	.name = "on_macvlan",
	.nodes = FOUR,
	.lans = NB_LANS({ "lan", NB_LAN_MACVLAN, ENDS }),
};

static const struct nb_topology on_switch = {
	.name = "on_switch",
	.nodes = FOUR,
	.lans = NB_LANS({ "lan", NB_LAN_SWITCH, ENDS }),
};

static void wires_are_cut_both_ways(void **state)
{
	struct nb_lab *lab = *state;
	struct nb_stream *there = stream_there(lab);
	struct nb_stream *back = stream_between(lab, "h2", "h1", "10.0.1.2:9001");

	OK(nb_partition(lab, "h1 r1", &err));
	nb_assert_interrupted_at_least(there, 100);
	nb_assert_interrupted_at_least(back, 100);
	nb_assert_reachable(nb_lab_node(lab, "h1"), "10.0.1.1", ANSWER_MS);
	nb_assert_reachable(nb_lab_node(lab, "h2"), "10.0.8.3", ANSWER_MS);
	OK(nb_partition_heal(lab, &err));
	OK(nb_partition_heal(lab, &err)); /* there is none any more */
	nb_assert_stream_flows(there, ANSWER_MS);
	nb_assert_stream_flows(back, ANSWER_MS);
}

static void another_takes_its_place(void **state)
{
	struct nb_lab *lab = *state;
	struct nb_stream *there = stream_there(lab);

	OK(nb_partition(lab, "h1", &err));
	OK(nb_partition(lab, "r3", &err));
	nb_assert_stream_flows(there, ANSWER_MS);
	nb_assert_unreachable_while(nb_lab_node(lab, "r1"), "10.0.7.3", 100, "10.0.9.2");
	OK(nb_cut(lab, "r3:west", &err)); /* that is another fault */
	OK(nb_partition_heal(lab, &err));
	nb_assert_unreachable_while(nb_lab_node(lab, "r1"), "10.0.7.3", 100, "10.0.9.2");
	OK(nb_mend(lab, "r3:west", &err));
	nb_assert_reachable(nb_lab_node(lab, "r1"), "10.0.7.3", ANSWER_MS);
}

static void a_lan_falls_in_two(void **state)
{
	struct nb_lab *lab = *state;
	struct nb_node *a = nb_lab_node(lab, "a"), *c = nb_lab_node(lab, "c");

	nb_assert_all_pairs(lab, ANSWER_MS);
	OK(nb_partition(lab, "[ab]", &err));
	nb_assert_reachable(a, "10.0.0.2", ANSWER_MS);
	nb_assert_reachable(c, "10.0.0.4", ANSWER_MS);
	nb_assert_unreachable_while(a, "10.0.0.3", 100, "10.0.0.2");
	nb_assert_unreachable_while(c, "10.0.0.2", 100, "10.0.0.4");
	OK(nb_partition_heal(lab, &err));
	nb_assert_all_pairs(lab, ANSWER_MS);
}

static void a_switch_falls_in_two(void **state)
{
	struct nb_lab *lab = *state;

	a_lan_falls_in_two(state);
	/* The switch does not even send them: not one is recorded. */
	OK(nb_partition(lab, "a b", &err));
	nb_assert_udp_sent(nb_lab_node(lab, "a"), "10.0.0.3", 7777, 10);
	nb_assert_seen(lab, "a:eth0", "udp dst port 7777", nb_at_least(1), ANSWER_MS);
	nb_assert_not_seen(lab, "c:eth0", "udp dst port 7777", 50);
}

static void nodes_must_exist(void **state)
{
	struct nb_lab *lab = *state;

	REFUSED(nb_partition(lab, "h1 r7", &err),
		"partition \"h1 r7\": no node is named r7");
	nb_assert_reachable(nb_lab_node(lab, "h1"), "10.0.1.1", ANSWER_MS);
}

int partitions(void)
{
	const struct CMUnitTest tests[] = {
		nb_unit_test(wires_are_cut_both_ways, &two_ways),
		nb_unit_test(another_takes_its_place, &two_ways_impaired),
		nb_unit_test(a_lan_falls_in_two, &on_macvlan),
		nb_unit_test(a_switch_falls_in_two, &on_switch),
		nb_unit_test(nodes_must_exist, &two_ways),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
