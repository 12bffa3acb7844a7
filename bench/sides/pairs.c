/* SPDX-License-Identifier: MIT */
/*
 * All pairs of hosts at switches, by the public headers: pairs FANOUT
 *
 * FANOUT * FANOUT hosts ping each other. Prints how long that took, ns; pairs; those without
 * an answer.
 */
#include <stdio.h>

#include <nestbed/reach.h>
#include <nestbed/shapes.h>

#include "bench/sides/side.h"

#define DEADLINE_MS 120000

int main(int argc, char **argv)
{
	struct nb_pairs pairs = { 0 };
	struct nb_topology *topo;
	struct nb_lab *lab;
	size_t silent = 0;
	uint64_t begin, end;

	if (argc != 2)
		error(2, 0, "usage: pairs FANOUT");
	side_begin();
	topo = nb_shape_newf(NB_HOST, &side_err, "tree,2,%s", argv[1]);
	must(topo ? 0 : -1);
	topo->record = NB_RECORD_NONE;
	lab = side_build(topo);
	begin = now_ns();
	must(nb_pairs_ping(lab, 4, NULL, DEADLINE_MS, &pairs, &side_err));
	end = now_ns();
	for (size_t i = 0; i < pairs.count; i++)
		silent += pairs.pair[i].answer.kind != NB_ANSWER_YES;
	printf("%llu %zu %zu\n", (unsigned long long)(end - begin), pairs.count, silent);
	nb_pairs_release(&pairs);
	nb_lab_free(lab);
	nb_topology_free(topo);
	return 0;
}
