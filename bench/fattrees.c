/* SPDX-License-Identifier: MIT */
/* Fat trees of k = r ports in one, two and three layers, as Kathará's nested ones. */
#include <stdio.h>

#include "bench/sections.h"
#include "bench/shape.h"

#define SHORT_K 4
#define WHOLE_K 8
#define FULL_K 16

static const char *const layers[] = { "", ",vms=10", ",vms=10,containers=10" };

void bench_fattrees(const struct bench *bench, json_t *ret)
{
	static const int greatest[] = { SHORT_K, WHOLE_K, FULL_K };
	json_t *list = json_array();

	say("  servers k/2 a leaf, then 10 VMs a server, then 10 containers a VM; each "
	    "has "
	    "run a program\n"
	    "  published: (16,16) in three layers, 28,496 nodes: 180 s on 84 virtual "
	    "processors\n"
	    "  k = r  layers  nodes    up, s   stop  cleared  KiB a node\n");
	for (int k = 2; k <= greatest[bench->scale]; k += 2)
		for (int l = 0; l < 3; l++) {
			struct shape_figures got;
			char shape[96];

			snprintf(shape, sizeof(shape), "fattree,k=%d,r=%d,servers=%d%s",
				 k, k, k / 2, layers[l]);
			got = run_shape(bench, shape, "container", "static", 1);
			say("  %5d  %6d  %5d  %7.2f  %5.2f  %7.2f  %10.0f\n", k, l + 1,
			    got.nodes, got.built_ms / 1e3, got.stopped_ms / 1e3,
			    got.cleared_ms / 1e3, got.kib / got.nodes);
			json_array_append_new(
				list, shape_json(shape, "container", "static", &got));
		}
	json_object_set_new(ret, "fattrees", list);
	json_object_set_new(ret, "published_16_16_s", json_integer(180));
}
