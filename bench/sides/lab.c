/* SPDX-License-Identifier: MIT */
/*
 * nestbed's side of the floor: three nodes, h0 to h2, at a switch, on a lan or around a
 * router, by the public headers.
 *
 *	lab host|container switch|lan|router
 *	lab host|container N LABS
 *
 * The first prints three numbers, in nanoseconds: built; first ping from h0 to h1 answered,
 * by a socket in the network of h0; handed back. The second builds LABS times a router
 * with N nodes around it and prints the memory that each node has cost, KiB: the kernel's
 * and that of the processes. Every end is recorded, as in a case. Each container, the
 * router among them, runs /bin/true once before the ping, so that nothing of it is put off.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include <nestbed/lab.h>

#include "bench/sides/memory.h"
#include "bench/sides/side.h"

#define LEAVES 3
#define PINGED "10.1.0.6" /* h1 */

/* Each leaf has a network of four addresses: the hub's and its own. */
struct leaf {
	char name[16], end[24], port[24], address[24], near[24], route[32];
};

static struct leaf leaf_of(unsigned int i, bool is_routed)
{
	unsigned int high = i / 64, low = i % 64 * 4, prefix = is_routed ? 30 : 24;
	struct leaf leaf;

	snprintf(leaf.name, sizeof(leaf.name), "h%u", i);
	snprintf(leaf.end, sizeof(leaf.end), "h%u:eth0", i);
	snprintf(leaf.port, sizeof(leaf.port), "r1:eth%u", i);
	snprintf(leaf.address, sizeof(leaf.address), "10.1.%u.%u/%u", high, low + 2,
		 prefix);
	snprintf(leaf.near, sizeof(leaf.near), "10.1.%u.%u/%u", high, low + 1, prefix);
	snprintf(leaf.route, sizeof(leaf.route), "default via 10.1.%u.%u", high, low + 1);
	return leaf;
}

static void add_leaf(struct nb_topology *topo, const struct leaf *leaf,
		     enum nb_node_kind kind, const char *route)
{
	const struct nb_node_spec node = { leaf->name, .kind = kind,
					   .routes = route ? NB_LIST(route) : NULL };

	must(nb_topology_add_node(topo, &node, &side_err));
}

static void describe_router(struct nb_topology *topo, enum nb_node_kind kind,
			    unsigned int leaves)
{
	const struct nb_node_spec r1 = { "r1", .kind = kind, .forward = true };

	must(nb_topology_add_node(topo, &r1, &side_err));
	for (unsigned int i = 0; i < leaves; i++) {
		const struct leaf leaf = leaf_of(i, true);
		const struct nb_link_spec wire = { { leaf.port, leaf.near },
						   { leaf.end, leaf.address } };

		add_leaf(topo, &leaf, kind, leaf.route);
		must(nb_topology_add_link(topo, &wire, &side_err));
	}
}

static void describe_switch(struct nb_topology *topo, enum nb_node_kind kind,
			    unsigned int leaves)
{
	const struct nb_node_spec s1 = { "s1", .kind = NB_SWITCH };

	must(nb_topology_add_node(topo, &s1, &side_err));
	for (unsigned int i = 0; i < leaves; i++) {
		const struct leaf leaf = leaf_of(i, false);
		const struct nb_link_spec wire = { { "s1" }, { leaf.end, leaf.address } };

		add_leaf(topo, &leaf, kind, NULL);
		must(nb_topology_add_link(topo, &wire, &side_err));
	}
}

static void describe_lan(struct nb_topology *topo, enum nb_node_kind kind,
			 unsigned int leaves)
{
	struct leaf *all = calloc(leaves, sizeof(*all));
	struct nb_end_spec *ends = calloc(leaves + 1, sizeof(*ends));
	const struct nb_lan_spec lan = { "lan1", .ends = ends };

	must(all && ends ? 0 : -1);
	for (unsigned int i = 0; i < leaves; i++) {
		all[i] = leaf_of(i, false);
		ends[i] = (struct nb_end_spec){ all[i].end, all[i].address };
		add_leaf(topo, &all[i], kind, NULL);
	}
	must(nb_topology_add_lan(topo, &lan, &side_err));
	free(ends);
	free(all);
}

static const struct middle {
	const char *name;
	void (*describe)(struct nb_topology *topo, enum nb_node_kind kind,
			 unsigned int leaves);
} middles[] = {
	{ "router", describe_router },
	{ "switch", describe_switch },
	{ "lan", describe_lan },
};

#define MIDDLES (sizeof(middles) / sizeof(middles[0]))

static struct nb_topology *describe(const char *name, enum nb_node_kind kind,
				    unsigned int leaves)
{
	struct nb_topology *topo = nb_topology_new(name);

	must(topo ? 0 : -1);
	for (size_t i = 0; i < MIDDLES; i++) {
		if (strcmp(middles[i].name, name) != 0)
			continue;
		middles[i].describe(topo, kind, leaves);
		return topo;
	}
	error(2, 0, "%s: must be switch, lan or router", name);
	__builtin_unreachable();
}

static struct nb_lab *build(const struct nb_topology *topo)
{
	struct nb_lab *lab = side_build(topo);

	for (const struct nb_node_spec *node = topo->nodes; node->name; node++)
		if (node->kind == NB_CONTAINER)
			side_run_true(lab, node->name);
	return lab;
}

static enum nb_node_kind star_kind;

/* It stays, with what each of its containers has needed to run something. */
static void stand_up_star(unsigned int leaves)
{
	build(describe("router", star_kind, leaves));
}

int main(int argc, char **argv)
{
	struct nb_topology *topo;
	struct nb_lab *lab;
	uint64_t begin, built, answered;
	enum nb_node_kind kind;

	if (argc != 3 && argc != 4)
		error(2, 0, "usage: lab host|container switch|lan|router|N LABS");
	kind = strcmp(argv[1], "container") ? NB_HOST : NB_CONTAINER;
	side_begin();
	if (argc == 4) {
		star_kind = kind;
		memory_print((unsigned int)strtoul(argv[3], NULL, 10),
			     (unsigned int)strtoul(argv[2], NULL, 10), stand_up_star);
		return 0;
	}
	topo = describe(argv[2], kind, LEAVES);

	begin = now_ns();
	lab = build(topo);
	built = now_ns();
	side_ping(lab, "h0", PINGED);
	answered = now_ns();
	nb_lab_free(lab);
	printf("%llu %llu %llu\n", (unsigned long long)(built - begin),
	       (unsigned long long)(answered - built),
	       (unsigned long long)(now_ns() - answered));
	nb_topology_free(topo);
	return 0;
}
