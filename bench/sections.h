/* SPDX-License-Identifier: MIT */
/*
 * The sections of the bench, one file each; bench.c has them in a table. Each prints its
 * lines as it goes and fills @ret, its part of the JSON.
 */
#ifndef BENCH_SECTIONS_H
#define BENCH_SECTIONS_H

#include "bench/measure.h"

void bench_memory(const struct bench *bench, json_t *ret);
void bench_labs(const struct bench *bench, json_t *ret);
void bench_gateways(const struct bench *bench, json_t *ret);
void bench_cases(const struct bench *bench, json_t *ret);
void bench_guests(const struct bench *bench, json_t *ret);
void bench_record(const struct bench *bench, json_t *ret);
void bench_pings(const struct bench *bench, json_t *ret);
void bench_pairs(const struct bench *bench, json_t *ret);
void bench_topologies(const struct bench *bench, json_t *ret);
void bench_mininet(const struct bench *bench, json_t *ret);
void bench_batch(const struct bench *bench, json_t *ret);
void bench_chains(const struct bench *bench, json_t *ret);
void bench_operations(const struct bench *bench, json_t *ret);
void bench_nesting(const struct bench *bench, json_t *ret);
void bench_fattrees(const struct bench *bench, json_t *ret);
void bench_growth(const struct bench *bench, json_t *ret);

/** bench_machine() - What all of this ran on; not a section, it comes first */
void bench_machine(const struct bench *bench, json_t *ret);

#endif /* BENCH_SECTIONS_H */
