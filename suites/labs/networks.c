/* SPDX-License-Identifier: MIT */
/* Links, lans, addresses, routes, sysctls and rules are what the topology says. */
#include "labs.h"

#include <ifaddrs.h>
#include <stdlib.h>
#include <string.h>

static const struct nb_topology wires = {
	.name = "wires",
	.nodes = NB_NODES(
		{ "r1", .kind = NB_HOST, .forward = true,
		  .sysctls = NB_LIST("net.ipv4.conf.all.rp_filter=2",
				     "net.ipv4.conf.left.proxy_arp=1"),
		  .routes = NB_LIST("10.9.0.0/16 via 10.0.2.2", "blackhole 10.8.0.0/16",
				    "10.7.0.0/16 dev left",
				    "10.6.0.1 via 10.0.1.2 metric 7",
				    "10.5.0.0/16 nexthop via 10.0.1.2 weight 1 "
				    "nexthop via 10.0.2.2 dev right weight 3",
				    "2001:db8:9::/48 via 2001:db8:1::2",
				    "unreachable 2001:db8:8::/48") },
		{ "h1", .kind = NB_HOST,
		  .routes =
			  NB_LIST("default via 10.0.1.1", "default via 2001:db8:1::1") },
		{ "h2", .kind = NB_HOST, .routes = NB_LIST("default via 10.0.2.1") }),
	.links = NB_LINKS(
		{ { "r1:left",
		    "10.0.1.1/24 192.168.1.1/24 2001:db8:1::1/64 2001:db8:11::1/64",
		    .mac = "02:00:00:00:00:01" },
		  { "h1:eth0", "10.0.1.2/24 2001:db8:1::2/64" },
		  1400 },
		{ { "r1:right", "10.0.2.1/24" }, { "h2:eth0", "10.0.2.2/24" } }),
};

#define NODE(name) nb_lab_node(*state, name)

static void addresses_are_what_was_asked_for(void **state)
{
	nb_assert_address(NODE("r1"), "left", "10.0.1.1/24", 0);
	nb_assert_address(NODE("r1"), "left", "192.168.1.1/24", 0);
	nb_assert_address(NODE("r1"), "left", "2001:db8:1::1/64", 0);
	nb_assert_address(NODE("r1"), "left", "2001:db8:11::1/64", 0);
	nb_assert_address(NODE("r1"), "left", "fe80::ff:fe00:1/64", 0);
	nb_assert_address(NODE("h1"), "lo", "127.0.0.1/8", 0);
}

/* An end without IPv6 is silent: not even a link-local address. */
static void ipv6_is_only_where_it_was_asked_for(void **state)
{
	struct nb_address_state *list;
	size_t count;

	assert_int_equal(nb_node_addresses(NODE("h2"), &list, &count, NULL), 0);
	for (size_t i = 0; i < count; i++)
		if (!strcmp(list[i].dev, "eth0"))
			assert_string_equal(list[i].address, "10.0.2.2/24");
	free(list);
	nb_assert_counter(NODE("h2"), "eth0", NB_TX_PKTS, 0, 0, 0);
}

static void routes_are_what_was_asked_for(void **state)
{
	struct nb_node *r1 = NODE("r1");

	nb_assert_route(r1, "10.9.0.0/16 via 10.0.2.2 dev right", 0);
	nb_assert_route(r1, "blackhole 10.8.0.0/16", 0);
	nb_assert_route(r1, "10.7.0.0/16 dev left", 0);
	nb_assert_route(r1, "10.6.0.1 via 10.0.1.2 metric 7", 0);
	nb_assert_route(r1,
			"10.5.0.0/16 nexthop via 10.0.1.2 dev left weight 1 "
			"nexthop via 10.0.2.2 dev right weight 3",
			0);
	nb_assert_route(r1, "2001:db8:9::/48 via 2001:db8:1::2 dev left", 0);
	nb_assert_route(r1, "unreachable 2001:db8:8::/48", 0);
	nb_assert_route(NODE("h1"), "default via 10.0.1.1 dev eth0", 0);
	nb_assert_route(NODE("h1"), "default via 2001:db8:1::1 dev eth0", 0);
}

static void mtu_and_mac_are_what_was_asked_for(void **state)
{
	nb_assert_mtu(NODE("r1"), "left", 1400, 0);
	nb_assert_mtu(NODE("h1"), "eth0", 1400, 0);
	nb_assert_mtu(NODE("h2"), "eth0", 1500, 0);
	nb_assert_mac(NODE("r1"), "left", "02:00:00:00:00:01", 0);
	/* made from "h1:eth0": the same in every run, on every machine */
	nb_assert_mac(NODE("h1"), "eth0", "02:35:15:bc:8a:ed", 0);
}

static void sysctls_are_what_was_asked_for(void **state)
{
	nb_assert_output_is(NODE("r1"),
			    "cat /proc/sys/net/ipv4/conf/all/rp_filter"
			    " /proc/sys/net/ipv4/conf/left/proxy_arp"
			    " /proc/sys/net/ipv4/ip_forward"
			    " /proc/sys/net/ipv6/conf/all/forwarding",
			    "2\n1\n1\n1\n");
	nb_assert_output_is(NODE("h1"), "cat /proc/sys/net/ipv4/ip_forward", "0\n");
	nb_assert_file_is(NODE("h1"), "/proc/sys/net/ipv4/conf/all/rp_filter", "0\n");
}

/* The first packet waits for nothing: link states were settled while building. */
static void the_first_packet_passes_at_once(void **state)
{
	nb_assert_reachable(NODE("h1"), "10.0.2.2", 100);
	nb_assert_reachable(NODE("h1"), "2001:db8:1::1", 100);
}

static const struct nb_topology twins = {
	.name = "twins",
	.nodes = NB_NODES({ "a1", .kind = NB_HOST }, { "b1", .kind = NB_HOST },
			  { "a2", .kind = NB_HOST }, { "b2", .kind = NB_HOST }),
	.links = NB_LINKS({ { "a1:e", "10.0.0.1/24" }, { "b1:e", "10.0.0.2/24" } },
			  { { "a2:e", "10.0.0.1/24" }, { "b2:e", "10.0.0.2/24" } }),
};

static void equal_ranges_are_apart(void **state)
{
	nb_assert_reachable(NODE("a1"), "10.0.0.2", 1000);
	nb_assert_udp_sent(NODE("a2"), "10.0.0.2", 9, 100);
	nb_assert_seen(*state, "b1:e", "icmp[icmptype] == icmp-echo", nb_at_least(1),
		       1000);
	nb_assert_seen(*state, "b2:e", "udp port 9", nb_exactly(1), 1000);
	nb_assert_not_seen(*state, "*2:e", "icmp[icmptype] == icmp-echo", 0);
	nb_assert_not_seen(*state, "*1:e", "udp port 9", 0);
}

#define LAN_ENDS(name)                                        \
	NB_ENDS({ "h1:" name, "10.0.0.1/24 2001:db8::1/64" }, \
		{ "h2:" name, "10.0.0.2/24 2001:db8::2/64" }, \
		{ "h3:" name, "10.0.0.3/24" })

static const struct nb_topology macvlan = {
	.name = "macvlan",
	.nodes = NB_NODES({ "h1" }, { "h2" }, { "h3" }, { "h4" }),
	.lans = NB_LANS({ "office", .ends = LAN_ENDS("lan"), .mtu = 1300 },
			{ "lab", .ends = NB_ENDS({ "h3:lab", "10.1.0.3/24" },
						 { "h4:lab", "10.1.0.4/24" }) }),
};

static const struct nb_topology switched = {
	.name = "switched",
	.nodes = NB_NODES({ "h1" }, { "h2" }, { "h3" }),
	.lans = NB_LANS({ "office", NB_LAN_SWITCH, LAN_ENDS("lan"), 1300 }),
};

static const struct nb_topology bridged = {
	.name = "bridged",
	.nodes = NB_NODES({ "h1" }, { "h2" }, { "h3" }, { "s1", .kind = NB_SWITCH },
			  { "s2", .kind = NB_SWITCH }),
	.links = NB_LINKS(
		{ { "h1:lan", "10.0.0.1/24 2001:db8::1/64" }, { "s1" }, .mtu = 1300 },
		{ { "s1:port" },
		  { "h2:lan", "10.0.0.2/24 2001:db8::2/64" },
		  .mtu = 1300 },
		{ { "s1" }, { "s2:up" }, .mtu = 1300 },
		{ { "h3:lan", "10.0.0.3/24" }, { "s2" }, .mtu = 1300 }),
};

static void reach_everybody(struct nb_lab *lab)
{
	nb_assert_reachable(nb_lab_node(lab, "h1"), "10.0.0.2", 1000);
	nb_assert_reachable(nb_lab_node(lab, "h2"), "10.0.0.3", 1000);
	nb_assert_reachable(nb_lab_node(lab, "h3"), "10.0.0.1", 1000);
	nb_assert_reachable(nb_lab_node(lab, "h1"), "2001:db8::2", 1000);
	nb_assert_mtu(nb_lab_node(lab, "h2"), "lan", 1300, 0);
}

static void a_macvlan_lan_joins_all(void **state)
{
	reach_everybody(*state);
}

/* Those of the case's own lab lie where the case lives, those of others do not. */
static void each_lab_has_lans_of_its_own(void **state)
{
	struct nb_error err = { 0 };
	struct nb_lab *second = nb_lab_new(&macvlan, &err);

	if (!second)
		fail_msg("%s", err.text);
	reach_everybody(second);
	reach_everybody(*state);
	nb_lab_free(second);
	reach_everybody(*state);
}

/* What the lans of a case's own lab stand on lies in its network, but speaks no IP there. */
static void a_lan_brings_no_address_to_the_case(void **state)
{
	struct ifaddrs *all;

	reach_everybody(*state);
	assert_int_equal(getifaddrs(&all), 0);
	for (const struct ifaddrs *one = all; one; one = one->ifa_next)
		if (one->ifa_addr->sa_family != AF_PACKET)
			assert_string_equal(one->ifa_name, "lo");
	freeifaddrs(all);
}

static void a_lan_that_is_a_switch_joins_all(void **state)
{
	reach_everybody(*state);
}

static void switches_join_all(void **state)
{
	reach_everybody(*state);
}

static void lans_are_apart(void **state)
{
	nb_assert_reachable(NODE("h1"), "10.0.0.2", 1000);
	nb_assert_reachable(NODE("h3"), "10.1.0.4", 1000);
	nb_assert_not_seen(*state, "*:lan", "net 10.1.0.0/24", 0);
	nb_assert_not_seen(*state, "*:lab", "net 10.0.0.0/24", 0);
}

static const struct nb_topology filtered = {
	.name = "filtered",
	.nodes = NB_NODES({ "h1", .kind = NB_HOST },
			  { "h2", .kind = NB_HOST, .nft = "no-icmp.nft" }),
	.links = NB_LINKS({ { "h1:e", "10.0.0.1/24" }, { "h2:e", "10.0.0.2/24" } }),
};

static void rules_are_in_force_from_the_start(void **state)
{
	nb_assert_unreachable(NODE("h1"), "10.0.0.2", 200);
	nb_assert_output_contains(NODE("h2"), "nft list ruleset", "icmp");
}

static const struct nb_topology broken = {
	.name = "broken",
	.nodes = NB_NODES({ "fw", .kind = NB_HOST, .nft = "broken.nft" }),
};

static void a_broken_rule_is_told_as_nft_tells_it(void **state)
{
	(void)state;
	must_not_come_up(&broken,
			 NB_LIST("broken: node fw: nft -f", "broken.nft:2:", "syntax"));
}

static const struct nb_topology wrong = {
	.name = "wrong",
	.nodes = NB_NODES({ "h1" }, { "h2" }),
	.links = NB_LINKS({ { "h1:e", "10.0.0.300/24" }, { "nobody:e" } }),
};

static void a_mistake_is_told_before_anything_is_made(void **state)
{
	(void)state;
	must_not_come_up(&wrong, NB_LIST("wrong: ", "10.0.0.300", "nobody"));
}

static const struct nb_topology refused = {
	.name = "refused",
	.nodes = NB_NODES({ "h1", .kind = NB_HOST }, { "sw", .kind = NB_SWITCH }),
	/* the bridge itself has that name already */
	.links = NB_LINKS({ { "h1:e", "10.0.0.1/24" }, { "sw:sw" } }),
};

/* What only the kernel can know comes with its own words, and with the object. */
static void a_refusal_of_the_kernel_is_named(void **state)
{
	(void)state;
	must_not_come_up(
		&refused,
		NB_LIST("refused: node sw: link sw: make a wire to h1:e", "EEXIST"));
}

static const struct nb_topology unrecorded = {
	.name = "unrecorded",
	.record = NB_RECORD_NONE,
	.nodes = NB_NODES({ "h1" }, { "h2" }),
	.links = NB_LINKS({ { "h1:e", "10.0.0.1/24" }, { "h2:e", "10.0.0.2/24" } }),
};

static void nothing_is_recorded_where_that_is_wanted(void **state)
{
	struct nb_error err = { 0 };

	nb_assert_reachable(NODE("h1"), "10.0.0.2", 1000);
	assert_null(nb_lab_capture(*state));
	assert_int_equal(nb_capture_sync(nb_lab_capture(*state), &err), -1);
	assert_non_null(strstr(err.text, "nothing is recorded"));
}

static void sockets_are_in_the_network_of_the_node(void **state)
{
	struct nb_error err = { 0 };

	assert_null(nb_lab_node(*state, "h9"));
	assert_string_equal(nb_node_name(NODE("h1")), "h1");
	assert_ptr_equal(nb_node_lab(NODE("h1")), *state);
	assert_string_equal(nb_lab_topology(*state)->name, "unrecorded");
	assert_int_equal(nb_node_socket(NODE("h1"), -1, 0, 0, &err), -1);
	assert_non_null(strstr(err.text, "node h1: socket"));
}

const struct CMUnitTest network_cases[] = {
	nb_unit_test(addresses_are_what_was_asked_for, &wires),
	nb_unit_test(ipv6_is_only_where_it_was_asked_for, &wires),
	nb_unit_test(routes_are_what_was_asked_for, &wires),
	nb_unit_test(mtu_and_mac_are_what_was_asked_for, &wires),
	nb_unit_test(sysctls_are_what_was_asked_for, &wires),
	nb_unit_test(the_first_packet_passes_at_once, &wires),
	nb_unit_test(equal_ranges_are_apart, &twins),
	nb_unit_test(a_macvlan_lan_joins_all, &macvlan),
	nb_unit_test(each_lab_has_lans_of_its_own, &macvlan),
	nb_unit_test(a_lan_brings_no_address_to_the_case, &macvlan),
	nb_unit_test(a_lan_that_is_a_switch_joins_all, &switched),
	nb_unit_test(switches_join_all, &bridged),
	nb_unit_test(lans_are_apart, &macvlan),
	nb_unit_test(rules_are_in_force_from_the_start, &filtered),
	nb_unit_test(a_broken_rule_is_told_as_nft_tells_it, NULL),
	nb_unit_test(a_mistake_is_told_before_anything_is_made, NULL),
	nb_unit_test(a_refusal_of_the_kernel_is_named, NULL),
	nb_unit_test(nothing_is_recorded_where_that_is_wanted, &unrecorded),
	nb_unit_test(sockets_are_in_the_network_of_the_node, &unrecorded),
};
const size_t network_count = sizeof(network_cases) / sizeof(network_cases[0]);
