/* SPDX-License-Identifier: MIT */
/* Jobs: one attempt of a case, from its start to its verdict. */
#ifndef HARNESS_JOB_H
#define HARNESS_JOB_H

#include <poll.h>
#include <stdbool.h>

#include "harness/buffer.h"
#include "harness/clock.h"
#include "harness/exit.h"
#include "harness/options.h"
#include "harness/pacing.h"
#include "harness/watch.h"
#include "harness/worker.h"

/** struct nb_job_context - What all jobs of a run share */
struct nb_job_context {
	struct nb_watch watch;
	const struct nb_options *options;
	struct nb_pacing *pacing; /* NULL = bridges end with their case */
	bool require_all; /* NB_REQUIRE=all */
	bool may_go_elsewhere; /* a skip for what the kernel lacks is not the last word */
	bool has_kept; /* --keep: the first that failed stays */
	unsigned long serial; /* attempts started so far */
};

enum nb_job_state {
	NB_JOB_FREE = 0,
	NB_JOB_RUNS,
	NB_JOB_EVIDENCE, /* ended; the witness was asked for evidence */
	NB_JOB_OVER, /* its attempt has a verdict; take its worker and release it */
};

#define NB_JOB_FDS 3

struct nb_job {
	enum nb_job_state state;
	size_t kase; /* index in the run */
	unsigned long serial;
	struct nb_worker worker;
	int output, witness, place; /* -1 = none */
	uint64_t start_ns; /* CLOCK_MONOTONIC */
	struct nb_deadline deadline, slow, evidence;
	bool was_slow, is_done, is_kept, timed_out, is_interrupted;
	bool has_end;
	struct nb_worker_end end;
	struct nb_error record_error;
	unsigned int nrecords;
	size_t announced; /* findings told to the watchers */
	struct nb_buffer nodes; /* how to enter them, lines */
};

/**
 * nb_job_start() - Start the next attempt of a case
 * Return: NB_EXIT_PASSED; NB_EXIT_BROKEN or NB_EXIT_NO_LABS with @err set
 */
enum nb_exit nb_job_start(struct nb_job *job, struct nb_job_context *context, size_t kase,
			  struct nb_error *err);

/** nb_job_is_building() - It was started, and its lab does not stand yet */
bool nb_job_is_building(const struct nb_job *job, const struct nb_job_context *context);

/** nb_job_fds() - What to wait for; unused places have descriptor -1 */
void nb_job_fds(const struct nb_job *job, struct pollfd fds[NB_JOB_FDS]);
/** nb_job_left_ms() - When to look without an event */
int nb_job_left_ms(const struct nb_job *job);

/** nb_job_step() - Take in what has happened; the state may be NB_JOB_OVER then */
void nb_job_step(struct nb_job *job, struct nb_job_context *context);

/** nb_job_interrupt() - End it without a verdict: NB_JOB_OVER */
void nb_job_interrupt(struct nb_job *job, struct nb_job_context *context);

void nb_job_release(struct nb_job *job); /* all but the worker */

#endif /* HARNESS_JOB_H */
