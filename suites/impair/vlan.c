/* SPDX-License-Identifier: MIT */
/* Two VLANs on one wire, IEEE 802.1Q. */
#include "impair.h"

#include <string.h>

static const struct nb_topology trunk = {
	.name = "trunk",
	.nodes = NB_NODES({ "h1", .kind = NB_HOST,
			    .routes = NB_LIST("10.0.99.0/24 via 10.0.20.2 dev eth0.20") },
			  { "h2", .kind = NB_HOST }, { "sw", .kind = NB_SWITCH }),
	.links = NB_LINKS({ { "h1:eth0", "10.0.0.1/24",
			      .vlans = NB_LIST("10 10.0.10.1/24",
					       "20 10.0.20.1/24 2001:db8:20::1/64") },
			    { "sw:p1" } },
			  { { "h2:eth0", "10.0.0.2/24",
			      .vlans = NB_LIST("10 10.0.10.2/24",
					       "20 10.0.20.2/24 2001:db8:20::2/64") },
			    { "sw:p2" } }),
};

static const struct nb_topology introduced = {
	.name = "introduced",
	.neighbours = NB_NEIGHBOURS_STATIC,
	.nodes = NB_NODES({ "h1", .kind = NB_HOST }, { "h2", .kind = NB_HOST }),
	.links = NB_LINKS(
		{ { "h1:eth0", .vlans = NB_LIST("10 10.0.10.1/24 2001:db8::1/64") },
		  { "h2:eth0", .vlans = NB_LIST("10 10.0.10.2/24 2001:db8::2/64") } }),
};

static void tags_are_seen_on_the_wire(void **state)
{
	struct nb_node *h1 = nb_lab_node(*state, "h1");
	struct nb_packet packet;

	nb_assert_reachable(h1, "10.0.10.2", 2000);
	nb_assert_reachable(h1, "10.0.20.2", 2000);
	nb_assert_reachable(h1, "2001:db8:20::2", 2000);
	nb_assert_reachable(h1, "10.0.0.2", 2000);
	packet = nb_get_packet(*state, "h2:eth0", "vlan 10 and icmp and icmp[0] == 8", 0);
	nb_assert_field(&packet, "vlan.id", "10");
	nb_assert_field(&packet, "ip.dst", "10.0.10.2");
	nb_assert_not_seen(*state, "*", "vlan 20 and dst host 10.0.10.2", 0);
	nb_assert_not_seen(*state, "*", "vlan and dst host 10.0.0.2", 0);
	nb_assert_seen(*state, "sw:p2", "vlan 20 and ip6", nb_at_least(1), 0);
}

/* Each VLAN is a segment of its own: who asks in one is not heard in the other. */
static void vlans_stay_apart(void **state)
{
	struct nb_node *h1 = nb_lab_node(*state, "h1");

	nb_assert_command(nb_lab_node(*state, "h2"),
			  "ip addr del 10.0.10.2/24 dev eth0.10 "
			  "&& ip addr add 10.0.10.2/32 dev "
			  "eth0.20 && sysctl -qw "
			  "net.ipv4.conf.all.arp_ignore=1",
			  0);
	nb_assert_unreachable_while(h1, "10.0.10.2", 200, "10.0.20.2");
	nb_assert_seen(*state, "h2:eth0", "vlan 10 and arp", nb_at_least(1), 0);
	nb_assert_route(h1, "10.0.99.0/24 via 10.0.20.2 dev eth0.20", 0);
}

static void expect_known(struct nb_lab *lab)
{
	struct nb_node *h1 = nb_lab_node(lab, "h1");

	nb_assert_neighbour(h1, "10.0.10.2", NULL, 0);
	nb_assert_neighbour(h1, "2001:db8::2", NULL, 0);
	nb_assert_reachable(h1, "10.0.10.2", 2000);
	nb_assert_reachable(h1, "2001:db8::2", 2000);
	nb_assert_not_seen(lab, "*", "vlan and arp", 0);
}

/* Also after what took the entries of all that lies over the end. */
static void ends_of_a_vlan_know_each_other(void **state)
{
	struct nb_error err = { 0 };

	expect_known(*state);
	assert_int_equal(nb_link_down(*state, "h1:eth0", &err), 0);
	assert_int_equal(nb_link_up(*state, "h1:eth0", &err), 0);
	expect_known(*state);
}

int vlan(void)
{
	const struct CMUnitTest tests[] = {
		nb_unit_test(tags_are_seen_on_the_wire, &trunk),
		nb_unit_test(vlans_stay_apart, &trunk),
		nb_unit_test(ends_of_a_vlan_know_each_other, &introduced),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
