/* SPDX-License-Identifier: MIT */
/* Topologies of a shape, built and handed back by bench/sides/shape.c. */
#include <stdlib.h>

#include "bench/shape.h"
#include "harness/clock.h"

#define ROUNDS_MAX 20

#define LARGE 1000 /* nodes, from which on these hold: */
#define MOST_OF_FLOOR 1.3
#define MOST_S 75	 /* of any */
#define MOST_BYTES 400e3 /* a node */

enum { BUILT_NS, STOPPED_NS, ENDING_NS, KIB, NODES, SWITCHES, FIGURES };

static struct shape_figures take(const char *const *argv, int rounds)
{
	double built[ROUNDS_MAX], stopped[ROUNDS_MAX], cleared[ROUNDS_MAX];
	double kib[ROUNDS_MAX], got[FIGURES] = { 0 };
	size_t count = rounds < ROUNDS_MAX ? (size_t)rounds : ROUNDS_MAX;

	for (size_t i = 0; i < count; i++) {
		run_side(argv, got, FIGURES);
		wait_until_quiet();
		built[i] = got[BUILT_NS] / 1e6;
		stopped[i] = got[STOPPED_NS] / 1e6;
		cleared[i] = ((double)nb_clock_ns() - got[ENDING_NS]) / 1e6;
		kib[i] = got[KIB];
	}
	return (struct shape_figures){
		.built_ms = quantile(built, count, 0.5),
		.stopped_ms = quantile(stopped, count, 0.5),
		.cleared_ms = quantile(cleared, count, 0.5),
		.kib = quantile(kib, count, 0.5),
		.nodes = (int)got[NODES],
		.switches = (int)got[SWITCHES],
	};
}

struct shape_figures run_shape(const struct bench *bench, const char *shape,
			       const char *form, const char *neighbours, int rounds)
{
	char *program = path_of(bench, "bench/sides/shape");
	const char *argv[] = { program, shape, form, neighbours, NULL };
	struct shape_figures figures = take(argv, rounds);

	free(program);
	return figures;
}

struct shape_figures run_floor_shape(const struct bench *bench, const char *shape,
				     const char *form, int rounds)
{
	char *program = path_of(bench, "bench/sides/floor_shape");
	const char *argv[] = { program, shape, form, NULL };
	struct shape_figures figures = take(argv, rounds);

	free(program);
	return figures;
}

void say_of_floor(const struct shape_figures *lab, const struct shape_figures *floor)
{
	double ratio = lab->built_ms / floor->built_ms;
	bool is_large = lab->nodes >= LARGE;

	say("   %5.2f of the floor", ratio);
	say_missed(is_large && ratio > MOST_OF_FLOOR, "%.1f of the floor", MOST_OF_FLOOR);
	say_missed(lab->built_ms > MOST_S * 1e3, "%d s", MOST_S);
	say_missed(is_large && lab->kib / lab->nodes > MOST_BYTES / 1024,
		   "%.0f KB a node", MOST_BYTES / 1e3);
}

json_t *shape_json(const char *shape, const char *form, const char *neighbours,
		   const struct shape_figures *figures)
{
	return json_pack("{s:s, s:s, s:s, s:i, s:i, s:f, s:f, s:f, s:f}", "shape", shape,
			 "form", form, "neighbours", neighbours, "nodes", figures->nodes,
			 "switches", figures->switches, "built_ms", figures->built_ms,
			 "stopped_ms", figures->stopped_ms, "cleared_ms",
			 figures->cleared_ms, "kib", figures->kib);
}
