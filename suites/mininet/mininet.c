/* SPDX-License-Identifier: MIT */
/*
 * The topologies of Mininet, by the strings that choose them there, and its first test:
 * every host reaches every other.
 * Source: Lantz, Heller, McKeown: A Network in a Laptop: Rapid Prototyping for
 * Software-Defined Networks, HotNets 2010.
 *
 * The case of_your_choice takes its string from the environment:
 *
 *	SHAPE=tree,depth=3,fanout=3 nestbed run build/suites/mininet mininet/of_your_choice
 */
#include <nestbed/nestbed.h>

#include <stdlib.h>

/* A case NAME_all_pairs on a topology of that shape; its hosts are of that kind. */
#define ALL_PAIRS(name, shape, kind, ms)                      \
	static struct nb_topology *name(struct nb_error *err) \
	{                                                     \
		return nb_shape_new(shape, kind, err);        \
	}                                                     \
                                                              \
	static void name##_all_pairs(void **state)            \
	{                                                     \
		nb_assert_all_pairs(*state, ms);              \
	}

ALL_PAIRS(minimal, "minimal", NB_HOST, 5000)
ALL_PAIRS(single, "single,3", NB_HOST, 5000)
ALL_PAIRS(single_containers, "single,3", NB_CONTAINER, 5000)
ALL_PAIRS(reversed, "reversed,3", NB_HOST, 5000)
ALL_PAIRS(linear, "linear,4", NB_HOST, 5000)
ALL_PAIRS(linear_of_pairs, "linear,2,2", NB_HOST, 5000)
ALL_PAIRS(tree, "tree,depth=2,fanout=3", NB_HOST, 5000)
/* 64 hosts, 4,032 pairs: more neighbours than the kernel would learn, so they are static. */
ALL_PAIRS(tree_of_64, "tree,depth=2,fanout=8", NB_HOST, 20000)

static struct nb_topology *choice(struct nb_error *err)
{
	const char *shape = getenv("SHAPE");

	return nb_shape_new(shape ? shape : "tree,depth=3,fanout=2", NB_HOST, err);
}

static void of_your_choice(void **state)
{
	nb_assert_all_pairs(*state, 60000 /* ms */);
}

/* The first host of "reversed" has the last port of the switch. */
static void reversed_ports(void **state)
{
	struct nb_node *h1 = nb_lab_node(*state, "h1");

	nb_assert_reachable(h1, "10.0.0.3", 2000 /* ms */);
	nb_assert_seen_only_on(*state, "h1:eth0 s1:eth3 s1:eth1 h3:eth0",
			       "icmp and host 10.0.0.3", 1000 /* ms */);
}

/* A packet takes the switches between its ends, and no others. */
static void linear_passes_switches_between(void **state)
{
	struct nb_node *h1 = nb_lab_node(*state, "h1");

	nb_assert_reachable(h1, "10.0.0.3", 2000 /* ms */);
	nb_assert_seen_only_on(*state,
			       "h1:eth0 s1:eth1 s1:eth2 s2:eth2 s2:eth3 s3:eth2 s3:eth1 "
			       "h3:eth0",
			       "icmp and host 10.0.0.3", 1000 /* ms */);
}

/* Who is unplugged reaches nobody and is reached by nobody; the others do not mind. */
static void tree_but_the_unplugged(void **state)
{
	struct nb_node *h2 = nb_lab_node(*state, "h2");

	nb_assert_all_pairs(*state, 5000 /* ms */);
	nb_assert_command(h2, "ip link set eth0 down", 0);
	nb_assert_all_pairs_but(*state, "h2>* *>h2", 500 /* ms */);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		nb_unit_test(minimal_all_pairs, NULL, .make = minimal),
		nb_unit_test(single_all_pairs, NULL, .make = single),
		nb_unit_test(single_containers_all_pairs, NULL,
			     .make = single_containers),
		nb_unit_test(reversed_all_pairs, NULL, .make = reversed),
		nb_unit_test(reversed_ports, NULL, .make = reversed),
		nb_unit_test(linear_all_pairs, NULL, .make = linear),
		nb_unit_test(linear_of_pairs_all_pairs, NULL, .make = linear_of_pairs),
		nb_unit_test(linear_passes_switches_between, NULL, .make = linear),
		nb_unit_test(tree_all_pairs, NULL, .make = tree),
		nb_unit_test(tree_but_the_unplugged, NULL, .make = tree),
		nb_unit_test(tree_of_64_all_pairs, NULL, .make = tree_of_64,
			     .tags = "large"),
		nb_unit_test(of_your_choice, NULL, .make = choice),
	};

	return cmocka_run_group_tests_name("mininet", tests, NULL, NULL);
}
