/* SPDX-License-Identifier: MIT */
/* Suites through the runner, and labs of the floor, timed whole. */
#ifndef BENCH_SUITES_H
#define BENCH_SUITES_H

#include "bench/measure.h"

#define CASES_MAX 1000 /* bench/sides/cases.h has no more */

/**
 * run_suite() - nestbed run of a program; what it prints is thrown away
 * @which:	Cases, as `nestbed run` selects them; NULL = all
 * @how:	One more option: "-j2"
 *
 * Return: how long it took, s
 */
double run_suite(const struct bench *bench, const char *program, const char *which,
		 const char *how);

/** run_cases() - The same for so many of bench/sides/cases_<segment>.c */
double run_cases(const struct bench *bench, const char *segment, int cases,
		 const char *how);

/** struct builds - How long the labs of a run took to build, ms */
struct builds {
	double median, p99, most;
};

/** read_builds() - Of the last run, which had so many cases; from its report */
struct builds read_builds(const struct bench *bench, size_t cases);

/**
 * run_floors() - Labs of four hosts by bench/sides/floor.c, a process each, two at a time
 * @middle:	What they are around: "router", "lan", "switch"
 *
 * Return: how long it took, s
 */
double run_floors(const struct bench *bench, const char *middle, int labs);

#endif /* BENCH_SUITES_H */
