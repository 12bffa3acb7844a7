/* SPDX-License-Identifier: MIT */
/*
 * Shapes of routers as they come: every host reaches every other by the static routes that
 * a shape brings, and all ways are used. Those of switches are in suites/mininet.
 */
#include <nestbed/nestbed.h>

#include <stdio.h>
#include <string.h>

/* The node at an end eth0, and its address: servers, VMs, containers, hosts. */
static struct nb_node *host_at(struct nb_lab *lab, const struct nb_end_spec *end,
			       char ret_addr[64])
{
	char name[NB_NAME_MAX + 1];

	if (!end->addrs || sscanf(end->at, "%15[^:]:eth0", name) != 1 ||
	    strcmp(end->at + strlen(name), ":eth0") != 0 ||
	    sscanf(end->addrs, "%63[^/]", ret_addr) != 1)
		return NULL;
	return nb_lab_node(lab, name);
}

/* Routers answer only to those who know a way to them: they are not asked. */
static void hosts_reach_each_other(struct nb_lab *lab)
{
	const struct nb_link_spec *links = nb_lab_topology(lab)->links;
	char from_addr[64], to_addr[64];
	unsigned int asked = 0;

	for (const struct nb_link_spec *from = links; from->a.at; from++) {
		struct nb_node *node = host_at(lab, &from->b, from_addr);

		for (const struct nb_link_spec *to = links; node && to->a.at; to++) {
			if (to == from || !host_at(lab, &to->b, to_addr))
				continue;
			nb_assert_reachable(node, to_addr, 2000 /* ms */);
			asked++;
		}
	}
	assert_true(asked > 1);
}

/* A case NAME_reaches_all on a topology of that shape. */
#define REACHES_ALL(name, shape, kind)                        \
	static struct nb_topology *name(struct nb_error *err) \
	{                                                     \
		return nb_shape_new(shape, kind, err);        \
	}                                                     \
                                                              \
	static void name##_reaches_all(void **state)          \
	{                                                     \
		hosts_reach_each_other(*state);               \
	}

REACHES_ALL(ring, "ring,5", NB_HOST)
REACHES_ALL(torus, "torus,3,3", NB_HOST)
REACHES_ALL(grid, "grid,3,3", NB_HOST)
REACHES_ALL(mesh, "mesh,4,2", NB_HOST)
REACHES_ALL(vl2, "vl2,4,4,servers=2", NB_HOST)
REACHES_ALL(fattree, "fattree,k=4", NB_HOST)
REACHES_ALL(planes, "fattree,k=2,r=1", NB_HOST)
/* Each server has a VM, each VM two containers: servers and VMs are asked, too. */
REACHES_ALL(nested, "fattree,k=2,r=2,vms=1,containers=2", NB_CONTAINER)

static struct nb_topology *star(struct nb_error *err)
{
	return nb_shape_new("star,3,2", NB_HOST, err);
}

static void star_all_pairs(void **state)
{
	nb_assert_all_pairs(*state, 5000 /* ms */);
}

static struct nb_topology *narrow(struct nb_error *err)
{
	return nb_shape_new("fattree,k=4,r=4", NB_HOST, err);
}

/* Three hosts a rack, so that its block of addresses has room for a fourth. */
static struct nb_topology *three(struct nb_error *err)
{
	return nb_shape_new("fattree,k=6", NB_HOST, err);
}

#define FLOWS 64 /* that none of 4 ways gets one has a chance of 4 * 0.75^64: 4e-8 */

/* Flows between two servers of different pods spread over all uplinks of the leaf. */
static void flows_take_all_ways(void **state)
{
	struct nb_node *from = nb_lab_node(*state, "srv1-1-1");
	char uplink[32];

	nb_assert_reachable(from, "10.0.0.9", 2000 /* ms */); /* srv2-1-1 */
	for (unsigned int i = 0; i < FLOWS; i++)
		nb_assert_udp_sent(from, "10.0.0.9", 20000 + i, 100 /* bytes */);
	for (unsigned int i = 1; i <= 4; i++) {
		snprintf(uplink, sizeof(uplink), "leaf1-1:up%u", i);
		nb_assert_seen(*state, uplink, "udp and dst portrange 20000-20063",
			       nb_at_least(1), 2000 /* ms */);
	}
	nb_assert_seen(*state, "srv2-1-1:eth0", "udp and dst portrange 20000-20063",
		       nb_exactly(FLOWS), 300 /* ms */);
}

/* An address of a rack that nobody has is refused there, and does not go round. */
static void nobody_is_refused(void **state)
{
	struct nb_node *from = nb_lab_node(*state, "h1-1-1");
	struct nb_answer answer;
	struct nb_error err = { 0 };

	nb_assert_reachable(from, "10.0.0.77", 2000 /* ms */); /* h3-2-3 */
	assert_int_equal(nb_ping(from, "10.0.0.79", 500 /* ms */, &answer, &err), 0);
	assert_int_equal(answer.kind, NB_ANSWER_UNREACHABLE);
}

/* A router has an address that is no link's, and those at its links reach it. */
static void loopback_answers(void **state)
{
	struct nb_node *leaf = nb_lab_node(*state, "leaf1-1");

	nb_assert_output_contains(leaf, "ip -4 addr show dev lo", "192.168.0.9/32");
	nb_assert_reachable(nb_lab_node(*state, "srv1-1-1"), "192.168.0.9",
			    2000 /* ms */);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		nb_unit_test(star_all_pairs, NULL, .make = star),
		nb_unit_test(ring_reaches_all, NULL, .make = ring),
		nb_unit_test(torus_reaches_all, NULL, .make = torus),
		nb_unit_test(grid_reaches_all, NULL, .make = grid),
		nb_unit_test(mesh_reaches_all, NULL, .make = mesh),
		nb_unit_test(vl2_reaches_all, NULL, .make = vl2),
		nb_unit_test(fattree_reaches_all, NULL, .make = fattree),
		nb_unit_test(planes_reaches_all, NULL, .make = planes),
		nb_unit_test(nested_reaches_all, NULL, .make = nested),
		nb_unit_test(flows_take_all_ways, NULL, .make = narrow),
		nb_unit_test(nobody_is_refused, NULL, .make = three),
		nb_unit_test(loopback_answers, NULL, .make = narrow),
	};

	return cmocka_run_group_tests_name("shapes", tests, NULL, NULL);
}
