/* SPDX-License-Identifier: MIT */
/*
 * A topology of a shape by the public headers.
 *
 *	shape SHAPE host|built|started|container learnt|static
 *
 * "built" is of containers in which nothing has run yet; as "started" each has its PID 1, as
 * "container" each has run /bin/true when the time is taken. Prints: built, ns; handed back, ns; when that
 * began, ns of CLOCK_MONOTONIC; KiB taken in all; hosts and routers; switches. How neighbours
 * are known is said for hosts at switches; routed shapes have it as they like.
 */
#include <stdio.h>

#include <nestbed/shapes.h>

#include "bench/sides/memory.h"
#include "bench/sides/side.h"

static void start(struct nb_lab *lab, const char *node)
{
	must(nb_node_start(nb_lab_node(lab, node), &side_err));
}

static void in_each(struct nb_lab *lab, void (*act)(struct nb_lab *lab, const char *node))
{
	const struct nb_topology *topo = nb_lab_topology(lab);

	for (const struct nb_node_spec *node = topo->nodes; node->name; node++)
		if (node->kind == NB_CONTAINER)
			act(lab, node->name);
}

int main(int argc, char **argv)
{
	unsigned int nodes = 0, switches = 0;
	uint64_t begin, built, ending;
	struct nb_topology *topo;
	struct nb_lab *lab;
	long before, kib;

	if (argc != 4)
		error(2, 0,
		      "usage: shape SHAPE host|built|started|container "
		      "learnt|static");
	side_begin();
	topo = nb_shape_new(argv[1], !strcmp(argv[2], "host") ? NB_HOST : NB_CONTAINER,
			    &side_err);
	must(topo ? 0 : -1);
	topo->record = NB_RECORD_NONE;
	topo->neighbours =
		!strcmp(argv[3], "learnt") ? NB_NEIGHBOURS_LEARNT : NB_NEIGHBOURS_STATIC;
	for (const struct nb_node_spec *node = topo->nodes; node->name; node++)
		*(node->kind == NB_SWITCH ? &switches : &nodes) += 1;

	before = memory_taken_kib();
	begin = now_ns();
	lab = side_build(topo);
	if (!strcmp(argv[2], "started"))
		in_each(lab, start);
	if (!strcmp(argv[2], "container"))
		in_each(lab, side_run_true);
	built = now_ns();
	kib = memory_taken_kib() - before;
	ending = now_ns();
	nb_lab_free(lab);
	printf("%llu %llu %llu %ld %u %u\n", (unsigned long long)(built - begin),
	       (unsigned long long)(now_ns() - ending), (unsigned long long)ending, kib,
	       nodes, switches);
	nb_topology_free(topo);
	return 0;
}
