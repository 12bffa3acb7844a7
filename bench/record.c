/* SPDX-License-Identifier: MIT */
/*
 * The recorder: what an end costs while nothing comes, how many packets a second two cores
 * that also send record without a drop, and where that ends.
 */
#include <stdio.h>
#include <stdlib.h>

#include "bench/sections.h"

#define ENDS 1000
#define END_US_MOST 20.0
#define END_KIB_MOST 16.0
#define RECORDS_LEAST 500000.0 /* a second */
#define STEP 100000.0	       /* packets a second */
#define STEP_LEAST 25000.0     /* near the end */
#define TRIES 2		       /* one may have met others on this machine */
#define BURST_MS "500"
#define FULL_FRAME 1514
#define FULL_FRAME_MS "150" /* the log holds no more */

enum { SENT, RECORDS, DROPPED, RECORD_NS, RATE_FIGURES, BARE_FIGURES = RECORD_NS };

static void run_burst(const struct bench *bench, const char *form, int bytes, double rate,
		      double *ret, size_t figures)
{
	char *program = path_of(bench, "bench/sides/record"), size[16], speed[32];
	const char *argv[] = { program,
			       form,
			       size,
			       speed,
			       bytes == FULL_FRAME ? FULL_FRAME_MS : BURST_MS,
			       NULL };

	snprintf(size, sizeof(size), "%d", bytes);
	snprintf(speed, sizeof(speed), "%.0f", rate);
	run_side(argv, ret, figures);
	free(program);
}

/* Records a second, of each packet one at each end: those that were sent and kept. */
static double records_a_second(const double *burst)
{
	return burst[SENT] * 2 * burst[RECORDS] / (burst[RECORDS] + burst[DROPPED]);
}

static void run_idle(const struct bench *bench, const char *record, double *ret)
{
	char *program = path_of(bench, "bench/sides/record"), ends[16];
	const char *argv[] = { program, "idle", ends, record, NULL };

	snprintf(ends, sizeof(ends), "%d", ENDS);
	run_side(argv, ret, 2);
	free(program);
}

#define ROUNDS_MOST 9

static const struct {
	const char *record, *title, *us, *kib;
} recordings[] = {
	{ "all", "each", "end_us", "end_kib" },
	{ "udp port 9", "with a filter", "filtered_end_us", "filtered_end_kib" },
};

/* What it costs an end to be recorded while nothing comes. */
static void measure_idle(const struct bench *bench, json_t *ret)
{
	double ns[ROUNDS_MOST], kib[ROUNDS_MOST], got[2], end_us, end_kib;
	size_t rounds = bench->scale == BENCH_SHORT ? 3 : ROUNDS_MOST;

	for (size_t i = 0; i < sizeof(recordings) / sizeof(recordings[0]); i++) {
		for (size_t round = 0; round < rounds; round++) {
			run_idle(bench, recordings[i].record, got);
			ns[round] = got[0];
			kib[round] = got[1];
		}
		end_us = quantile(ns, rounds, 0.5) / 1e3 / ENDS;
		end_kib = quantile(kib, rounds, 0.5) / ENDS;
		say("  %d ends recorded, %-13s %5.1f us to open, %4.1f KiB idle", ENDS,
		    recordings[i].title, end_us, end_kib);
		say_missed(end_us > END_US_MOST || end_kib > END_KIB_MOST,
			   "%.0f us and %.0f KiB", END_US_MOST, END_KIB_MOST);
		say("\n");
		json_object_set_new(ret, recordings[i].us, json_real(end_us));
		json_object_set_new(ret, recordings[i].kib, json_real(end_kib));
	}
}

/* Were so many packets a second sent, and all of them recorded? */
static bool holds(const struct bench *bench, int bytes, double rate, json_t *ladder,
		  double *ret)
{
	run_burst(bench, "rate", bytes, rate, ret, RATE_FIGURES);
	say("    offered %7.0f a second at both ends: %7.0f records a second of %.0f ns, "
	    "%.0f of %.0f dropped\n",
	    ret[SENT], records_a_second(ret), ret[RECORD_NS], ret[DROPPED],
	    ret[RECORDS] + ret[DROPPED]);
	json_array_append_new(ladder, json_pack("{s:f, s:f, s:f, s:f, s:f}", "asked",
						rate, "offered", ret[SENT], "records",
						records_a_second(ret), "record_ns",
						ret[RECORD_NS], "dropped", ret[DROPPED]));
	return ret[DROPPED] == 0 && ret[SENT] >= rate * 0.98;
}

/* Ever faster, until packets are dropped or the sender can no more; then the steps halve. */
static json_t *climb(const struct bench *bench, int bytes)
{
	double burst[RATE_FIGURES], bare[BARE_FIGURES], best = 0, most = 0, step = STEP;
	json_t *ladder = json_array();
	bool has_failed = false, has_dropped = false;

	run_burst(bench, "bare", bytes, 0, bare, BARE_FIGURES);
	say("  %d bytes: a bare reader of one end %.0f a second, %.0f dropped\n", bytes,
	    bare[SENT], bare[DROPPED]);
	while (step >= STEP_LEAST) {
		bool held = false;

		for (int try = 0; try < TRIES && !held; try++)
			held = holds(bench, bytes, most + step, ladder, burst);
		if (held) {
			most += step;
			best = records_a_second(burst);
		} else {
			has_failed = true;
			has_dropped = burst[DROPPED] > 0;
		}
		if (has_failed)
			step /= 2;
	}
	say("    none dropped up to %.0f packets, %.0f records a second; beyond, %s",
	    most, best,
	    has_dropped ? "packets are dropped" : "the sender has no processor left");
	say_missed(best < RECORDS_LEAST, "%.0f records", RECORDS_LEAST);
	say("\n");
	return json_pack("{s:i, s:f, s:f, s:s, s:f, s:f, s:o}", "bytes", bytes,
			 "packets_a_second", most, "records_a_second", best, "ends_by",
			 has_dropped ? "drops" : "sender", "bare_a_second", bare[SENT],
			 "bare_dropped", bare[DROPPED], "ladder", ladder);
}

void bench_record(const struct bench *bench, json_t *ret)
{
	measure_idle(bench, ret);
	json_object_set_new(ret, "small", climb(bench, 106));
	json_object_set_new(ret, "full", climb(bench, FULL_FRAME));
}
