/* SPDX-License-Identifier: MIT */
/*
 * Containers in containers, by the public headers: nesting DEPTH
 *
 * Prints how long it took until each level stands, has a root of its own and has run
 * /bin/true, ns; KiB taken in all.
 */
#include <stdio.h>
#include <stdlib.h>

#include "bench/sides/memory.h"
#include "bench/sides/side.h"

#define DEPTH_MAX 30

static struct nb_topology *describe(unsigned long depth)
{
	struct nb_topology *topo = nb_topology_new("chain");
	char name[16], around[16] = "";

	must(topo ? 0 : -1);
	topo->record = NB_RECORD_NONE;
	for (unsigned long i = 1; i <= depth; i++) {
		struct nb_node_spec node = { name, .parent = i > 1 ? around : NULL };

		snprintf(name, sizeof(name), "c%lu", i);
		must(nb_topology_add_node(topo, &node, &side_err));
		snprintf(around, sizeof(around), "c%lu", i);
	}
	return topo;
}

int main(int argc, char **argv)
{
	unsigned long depth = argc == 2 ? strtoul(argv[1], NULL, 10) : 0;
	struct nb_topology *topo;
	struct nb_lab *lab;
	uint64_t begin, end;
	char name[16];
	long before;

	if (!depth || depth > DEPTH_MAX)
		error(2, 0, "usage: nesting DEPTH, 1 to %d", DEPTH_MAX);
	side_begin();
	topo = describe(depth);
	before = memory_taken_kib();
	begin = now_ns();
	lab = side_build(topo);
	for (unsigned long i = 1; i <= depth; i++) {
		snprintf(name, sizeof(name), "c%lu", i);
		side_run_true(lab, name);
	}
	end = now_ns();
	printf("%llu %ld\n", (unsigned long long)(end - begin),
	       memory_taken_kib() - before);
	nb_lab_free(lab);
	nb_topology_free(topo);
	return 0;
}
