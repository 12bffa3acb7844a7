/* SPDX-License-Identifier: MIT */
/*
 * nestbed's side of the floor: the lab {h1 - segment - r1 - h2} by the public headers.
 *
 *	lab host|container switch|lan|wire
 *	lab host|container N LABS
 *
 * The second form builds LABS times a router with N nodes on wires and prints the memory
 * that each node has cost, KiB: the kernel's and that of the processes. The first prints
 * three numbers, in nanoseconds: built; first ping from h1 to h2 answered; torn
 * down. Every end is recorded, as in a case. Each container runs /bin/true once before
 * the ping, so that nothing of it is put off.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include <nestbed/lab.h>

#include "bench/sides/memory.h"
#include "bench/sides/side.h"

static void add_node(struct nb_topology *topo, const char *name, enum nb_node_kind kind,
		     const char *route)
{
	const struct nb_node_spec node = {
		.name = name,
		.kind = kind,
		.forward = !route,
		.routes = route ? NB_LIST(route) : NULL,
	};

	must(nb_topology_add_node(topo, &node, &side_err));
}

static void add_segment(struct nb_topology *topo, const char *segment)
{
	const struct nb_end_spec h1 = { "h1:eth0", "10.0.1.2/24" };
	const struct nb_end_spec r1 = { "r1:lan", "10.0.1.1/24" };
	const struct nb_link_spec wire = { h1, r1 }, up = { h1, { "s1" } },
				  down = { r1, { "s1" } };
	const struct nb_node_spec s1 = { "s1", .kind = NB_SWITCH };
	const struct nb_lan_spec lan = { "lan1", .ends = NB_ENDS(h1, r1) };

	if (!strcmp(segment, "wire")) {
		must(nb_topology_add_link(topo, &wire, &side_err));
	} else if (!strcmp(segment, "lan")) {
		must(nb_topology_add_lan(topo, &lan, &side_err));
	} else {
		must(nb_topology_add_node(topo, &s1, &side_err));
		must(nb_topology_add_link(topo, &up, &side_err));
		must(nb_topology_add_link(topo, &down, &side_err));
	}
}

static struct nb_topology *describe(enum nb_node_kind kind, const char *segment)
{
	const struct nb_link_spec wan = { { "r1:wan", "10.0.2.1/24" },
					  { "h2:eth0", "10.0.2.2/24" } };
	struct nb_topology *topo = nb_topology_new(segment);

	must(topo ? 0 : -1);
	add_node(topo, "h1", kind, "default via 10.0.1.1");
	add_node(topo, "r1", kind, NULL);
	add_node(topo, "h2", kind, "default via 10.0.2.1");
	add_segment(topo, segment);
	must(nb_topology_add_link(topo, &wan, &side_err));
	return topo;
}

static struct nb_topology *describe_star(enum nb_node_kind kind, unsigned int leaves)
{
	struct nb_topology *topo = nb_topology_new("star");
	const struct nb_node_spec hub = { "r1", .kind = kind, .forward = true };

	must(topo ? 0 : -1);
	must(nb_topology_add_node(topo, &hub, &side_err));
	for (unsigned int i = 0; i < leaves; i++) {
		char name[16], end[24], port[24], near[24], far[24];
		const struct nb_node_spec leaf = { name, .kind = kind };
		const struct nb_link_spec wire = { { port, near }, { end, far } };

		snprintf(name, sizeof(name), "h%u", i);
		snprintf(end, sizeof(end), "h%u:eth0", i);
		snprintf(port, sizeof(port), "r1:eth%u", i);
		snprintf(near, sizeof(near), "10.1.%u.%u/30", i / 64, i % 64 * 4 + 1);
		snprintf(far, sizeof(far), "10.1.%u.%u/30", i / 64, i % 64 * 4 + 2);
		must(nb_topology_add_node(topo, &leaf, &side_err));
		must(nb_topology_add_link(topo, &wire, &side_err));
	}
	return topo;
}

static enum nb_node_kind star_kind;

/* It stays, with what each of its containers has needed to run something. */
static void stand_up_star(unsigned int leaves)
{
	struct nb_lab *lab = side_build(describe_star(star_kind, leaves));
	char name[16];

	for (unsigned int i = 0; star_kind == NB_CONTAINER && i < leaves; i++) {
		snprintf(name, sizeof(name), "h%u", i);
		side_run_true(lab, name);
	}
}

int main(int argc, char **argv)
{
	static const char *const names[] = { "h1", "r1", "h2", NULL };
	struct nb_topology *topo;
	struct nb_lab *lab;
	uint64_t begin, built, answered;
	bool is_container;

	if (argc != 3 && argc != 4)
		error(2, 0, "usage: lab host|container switch|lan|wire|N LABS");
	is_container = !strcmp(argv[1], "container");
	side_begin();
	if (argc == 4) {
		star_kind = is_container ? NB_CONTAINER : NB_HOST;
		memory_print((unsigned int)strtoul(argv[3], NULL, 10),
			     (unsigned int)strtoul(argv[2], NULL, 10), stand_up_star);
		return 0;
	}
	topo = describe(is_container ? NB_CONTAINER : NB_HOST, argv[2]);

	begin = now_ns();
	lab = side_build(topo);
	for (const char *const *name = names; is_container && *name; name++)
		side_run_true(lab, *name);
	built = now_ns();
	side_ping(lab, "h1", "10.0.2.2");
	answered = now_ns();
	nb_lab_free(lab);
	printf("%llu %llu %llu\n", (unsigned long long)(built - begin),
	       (unsigned long long)(answered - built),
	       (unsigned long long)(now_ns() - answered));
	nb_topology_free(topo);
	return 0;
}
