/* SPDX-License-Identifier: MIT */
/* Static neighbours: nobody who was made to send has to ask, in small segments and large ones. */
#include "labs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <nestbed/fault.h>
#include <nestbed/shapes.h>

#define NODE(name) nb_lab_node(*state, name)

static const struct nb_topology known = {
	.name = "known",
	.neighbours = NB_NEIGHBOURS_STATIC,
	.nodes = NB_NODES({ "h1" }, { "h2" }, { "h3" }, { "s1", .kind = NB_SWITCH }),
	.links = NB_LINKS({ { "h1:e", "10.0.0.1/24 2001:db8::1/64" }, { "s1" } },
			  { { "h2:e", "10.0.0.2/24 2001:db8::2/64" }, { "s1" } },
			  { { "h2:f", "10.1.0.2/24" }, { "h3:e", "10.1.0.3/24" } }),
};

/* Entered when the lab is built: nobody asks. */
static void neighbours_are_known_beforehand(void **state)
{
	nb_assert_reachable(NODE("h1"), "10.0.0.2", 1000);
	nb_assert_reachable(NODE("h3"), "10.1.0.2", 1000);
	nb_assert_neighbour(NODE("h1"), "10.0.0.2", NULL, 0);
	nb_assert_seen(*state, "*", "icmp", nb_at_least(4), 1000);
	nb_assert_not_seen(*state, "*", "arp", 0);
}

/* More hosts than are entered beforehand, 10.0.0.1 to .100. */
static struct nb_topology *crowd(struct nb_error *err)
{
	return nb_shape_new("single,100", NB_HOST, err);
}

static bool has_permanent(struct nb_node *node, const char *address)
{
	struct nb_neighbour_state *neighbour;
	struct nb_error err = { 0 };
	bool found = false;
	size_t count;

	if (nb_node_neighbours(node, &neighbour, &count, &err) < 0)
		fail_msg("%s", err.text);
	for (size_t i = 0; i < count; i++)
		found |= !strcmp(neighbour[i].address, address) &&
			 !strcmp(neighbour[i].state, "PERMANENT");
	free(neighbour);
	return found;
}

/* By neighbour discovery, for an address of the topology. */
#define SOLICITED "icmp6 and ip6[40] == 135 and ip6[48:4] == 0x20010db8"

static void those_of_ipv6_are_known_too(void **state)
{
	struct nb_error err = { 0 };

	nb_assert_reachable(NODE("h1"), "2001:db8::2", 1000);
	assert_int_equal(nb_link_down(*state, "h2:e", &err), 0);
	assert_false(has_permanent(NODE("h2"), "2001:db8::1"));
	assert_int_equal(nb_link_up(*state, "h2:e", &err), 0);
	assert_true(has_permanent(NODE("h2"), "2001:db8::1"));
	nb_assert_reachable(NODE("h2"), "2001:db8::1", 1000);
	nb_assert_seen(*state, "*", "icmp6[0] == 128", nb_at_least(8), 1000);
	nb_assert_not_seen(*state, "*", SOLICITED, 0);
}

/* Do h@a and h@b know each other? It must be both or none. */
static bool know_each_other(struct nb_lab *lab, unsigned int a, unsigned int b)
{
	char host[2][16], address[2][16];
	bool knows;

	snprintf(host[0], sizeof(host[0]), "h%u", a);
	snprintf(host[1], sizeof(host[1]), "h%u", b);
	snprintf(address[0], sizeof(address[0]), "10.0.0.%u", a);
	snprintf(address[1], sizeof(address[1]), "10.0.0.%u", b);
	knows = has_permanent(nb_lab_node(lab, host[0]), address[1]);
	assert_int_equal(knows, has_permanent(nb_lab_node(lab, host[1]), address[0]));
	return knows;
}

/* In a large segment a node is introduced to all when it is made to send, and to none before. */
static void neighbours_are_known_before_they_are_needed(void **state)
{
	assert_false(know_each_other(*state, 1, 2));
	nb_assert_reachable(NODE("h1"), "10.0.0.2", 1000);
	assert_true(know_each_other(*state, 1, 2));
	assert_true(know_each_other(*state, 1, 100));
	assert_true(know_each_other(*state, 50, 1));
	assert_false(know_each_other(*state, 2, 3));
	assert_false(know_each_other(*state, 3, 4));

	nb_assert_command(NODE("h100"), "ping -c 1 -W 2 10.0.0.1", 0);
	nb_assert_command(NODE("h100"), "ping -c 1 -W 2 10.0.0.99", 0);
	assert_true(know_each_other(*state, 100, 99));
	assert_true(know_each_other(*state, 3, 100));
	assert_false(know_each_other(*state, 3, 4));
	nb_assert_seen(*state, "*", "icmp", nb_at_least(12), 1000);
	nb_assert_not_seen(*state, "*", "arp", 0);
}

static void pairs_are_introduced_to_each_other(void **state)
{
	nb_assert_all_pairs_among(*state, "h1 h20 h30 h100", NULL, 1000);
	assert_true(know_each_other(*state, 20, 30));
	assert_true(know_each_other(*state, 30, 40));
	assert_false(know_each_other(*state, 40, 50));
	nb_assert_seen(*state, "*", "icmp", nb_at_least(48), 1000);
	nb_assert_not_seen(*state, "*", "arp", 0);
}

/* The kernel forgets even permanent neighbours with a link that goes down. */
static void neighbours_come_back_with_a_link(void **state)
{
	struct nb_error err = { 0 };

	nb_assert_reachable(NODE("h1"), "10.0.0.2", 1000);
	assert_int_equal(nb_link_down(*state, "h2:eth0", &err), 0);
	assert_false(has_permanent(NODE("h2"), "10.0.0.1"));
	/* An entry may be of one whose link is down. */
	nb_assert_command(NODE("h3"), "true", 0);
	assert_int_equal(nb_link_up(*state, "h2:eth0", &err), 0);
	assert_true(know_each_other(*state, 1, 2));
	assert_true(know_each_other(*state, 2, 3));
	assert_false(know_each_other(*state, 2, 4));
	nb_assert_reachable(NODE("h2"), "10.0.0.1", 1000);
	assert_true(know_each_other(*state, 2, 4));
	nb_assert_not_seen(*state, "*", "arp", 0);
}

const struct CMUnitTest neighbour_cases[] = {
	nb_unit_test(neighbours_are_known_beforehand, &known),
	nb_unit_test(those_of_ipv6_are_known_too, &known),
	nb_unit_test(neighbours_are_known_before_they_are_needed, NULL, .make = crowd),
	nb_unit_test(pairs_are_introduced_to_each_other, NULL, .make = crowd),
	nb_unit_test(neighbours_come_back_with_a_link, NULL, .make = crowd),
};
const size_t neighbour_count = sizeof(neighbour_cases) / sizeof(neighbour_cases[0]);
