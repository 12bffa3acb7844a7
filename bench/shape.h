/* SPDX-License-Identifier: MIT */
/* Topologies of a shape, built and handed back by bench/sides/shape.c. */
#ifndef BENCH_SHAPE_H
#define BENCH_SHAPE_H

#include "bench/measure.h"

/**
 * struct shape_figures - What a shape took
 * @built_ms:	From nothing to built; as "container" each has run a program, too
 * @stopped_ms:	Until nb_lab_free() has returned
 * @cleared_ms:	From when that began until the kernel, too, was done
 * @kib:	Taken in all, between; @nodes: without switches
 */
struct shape_figures {
	double built_ms, stopped_ms, cleared_ms, kib;
	int nodes, switches;
};

/**
 * run_shape() - Build it and hand it back, so often; the median of each figure
 * @form:	"host", "container", or "built": containers in which nothing has run
 * @neighbours:	"learnt" or "static"
 */
struct shape_figures run_shape(const struct bench *bench, const char *shape,
			       const char *form, const char *neighbours, int rounds);

/** run_floor_shape() - The same by bench/sides/floor_shape.c; @form: "host" or "built" */
struct shape_figures run_floor_shape(const struct bench *bench, const char *shape,
				     const char *form, int rounds);

/** say_of_floor() - How often what the floor took, and what large labs miss of what they are to reach */
void say_of_floor(const struct shape_figures *lab, const struct shape_figures *floor);

/** shape_json() - The figures as an object */
json_t *shape_json(const char *shape, const char *form, const char *neighbours,
		   const struct shape_figures *figures);

#endif /* BENCH_SHAPE_H */
