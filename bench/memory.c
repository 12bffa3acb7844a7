/* SPDX-License-Identifier: MIT */
/* Memory a node: nestbed and the floor, labs of a router with hosts on wires. */
#include <stdio.h>
#include <stdlib.h>

#include "bench/sections.h"

#define NODES "100"
#define LABS 9 /* one after the other, see bench/sides/memory.h */
#define SOAK 3 /* of them: they use up what the kernel had kept */
#define COUNT (LABS - SOAK)

/* KiB a node of one side: the median of some labs, and their range. */
struct memory {
	double median, least, most;
};

static struct memory memory_kib(const struct bench *bench, const char *side,
				const char *form)
{
	char *program = path_of(bench, side), labs[8];
	const char *argv[] = { program, form, NODES, labs, NULL };
	double kib[LABS];

	snprintf(labs, sizeof(labs), "%d", LABS);
	run_side(argv, kib, LABS);
	free(program);
	return (struct memory){ .median = (quantile(kib + SOAK, COUNT, 0.4) +
					   quantile(kib + SOAK, COUNT, 0.6)) /
					  2,
				.least = quantile(kib + SOAK, COUNT, 0),
				.most = quantile(kib + SOAK, COUNT, 1) };
}

void bench_memory(const struct bench *bench, json_t *ret)
{
	static const char *const forms[] = { "host", "container" };

	say("labs of " NODES " on wires, KiB:\n");
	for (size_t f = 0; f < sizeof(forms) / sizeof(forms[0]); f++) {
		struct memory floor = memory_kib(bench, "bench/sides/floor", forms[f]);
		struct memory lab = memory_kib(bench, "bench/sides/lab", forms[f]);
		double of_floor = lab.median / floor.median;

		say("  %-10s %5.0f (%.0f to %.0f)  floor %5.0f (%.0f to %.0f)   %.2f "
		    "of the floor\n",
		    forms[f], lab.median, lab.least, lab.most, floor.median, floor.least,
		    floor.most, of_floor);
		json_object_set_new(ret, forms[f],
				    json_pack("{s:f, s:f, s:f}", "nestbed_kib",
					      lab.median, "floor_kib", floor.median,
					      "of_floor", of_floor));
	}
}
