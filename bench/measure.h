/* SPDX-License-Identifier: MIT */
/*
 * What all sections of the bench share: how a program is run and timed, when the kernel is
 * at rest, how figures are printed. A section is one file and one line in bench.c: it runs
 * programs of bench/sides, prints its lines as it goes, and fills its part of the JSON.
 */
#ifndef BENCH_MEASURE_H
#define BENCH_MEASURE_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BENCH_ROUNDS_MAX 1000
#define BENCH_ROUNDS_WHOLE \
	100 /* fewer rounds: a short run, in which a section takes seconds */

enum bench_scale { BENCH_SHORT, BENCH_WHOLE, BENCH_FULL };

/**
 * struct bench - What was asked for
 * @build:	Folder with the programs
 * @rounds:	Samples of what is small, 1 to BENCH_ROUNDS_MAX
 * @cases:	Cases in a row
 * @scale:	Whether large things are measured: short, whole (minutes), full (many minutes)
 */
struct bench {
	const char *build;
	int rounds, cases;
	enum bench_scale scale;
};

/** must() - End the bench when a system call has failed */
void must(int rc);

/** say() - Print to the terminal and to the report, bench.txt */
void say(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/** say_to() - Where the report is written from now on */
void say_to(const char *path);
/** say_missed() - " MISSED: what was to be reached", or nothing */
void say_missed(bool is_missed, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/** path_of() - A file of the build folder; yours */
char *path_of(const struct bench *bench, const char *name);

/**
 * wait_until_quiet() - Until the kernel has finished with all that died before
 *
 * A destroyed bridge holds up every build on the machine, and the next sample would be
 * charged for it. The wait is for a canary, an interface whose other end died after all
 * others. Children of this process are waited for, orphans of samples too.
 */
void wait_until_quiet(void);

/** compare_double() - For qsort() of doubles */
int compare_double(const void *a, const void *b);
/** quantile() - @share of the way from the smallest to the greatest, 0.5 the median; sorts */
double quantile(double *values, size_t count, double share);

/**
 * run_side() - Run a program once the kernel is quiet, and read the numbers that it prints
 * @argv:	Program and arguments, ends with NULL
 * @ret:	Its first @count numbers
 *
 * A program that fails ends the bench.
 */
void run_side(const char *const *argv, double *ret, size_t count);

enum { BUILT, PINGED, GONE, TOTAL, PARTS };

/**
 * struct sampler - One program that builds a lab and prints its three times, ns
 * @argv:	Program and arguments, each yours
 * @ms:		Each part of each sample
 */
struct sampler {
	const char *argv[4];
	double ms[PARTS][BENCH_ROUNDS_MAX];
	size_t count;
};

/** sampler_new() - @program and up to two arguments, copied; sampler_free() ends it */
struct sampler *sampler_new(const char *program, const char *a, const char *b);
void sampler_free(struct sampler *s);
void sampler_take(struct sampler *s);
/** sampler_ms() - A quantile() of a part */
double sampler_ms(struct sampler *s, int part, double share);

#endif /* BENCH_MEASURE_H */
