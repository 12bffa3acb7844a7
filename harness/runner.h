/* SPDX-License-Identifier: MIT */
/* The runner: runs the cases of a run, several at a time. */
#ifndef HARNESS_RUNNER_H
#define HARNESS_RUNNER_H

#include "harness/exit.h"
#include "harness/options.h"
#include "harness/remote.h"
#include "harness/result.h"
#include "nestbed/error.h"

/**
 * nb_runner_run() - Run every case of a run and give each its verdict
 * @run:	Planned by nb_plan(), with its folder open
 * @remote:	Where cases go that do not run here; NULL = there is no such place
 * @sinks:	@nsinks watchers, told of every change
 *
 * SIGINT, SIGTERM and SIGHUP end it in good order: nothing further starts, what runs is
 * killed, the run is marked as interrupted. SIGUSR1 prints what runs. One at a time.
 *
 * Return: NB_EXIT_PASSED, NB_EXIT_FAILED or NB_EXIT_INTERRUPTED; NB_EXIT_BROKEN or
 *	   NB_EXIT_NO_LABS with @err set
 */
enum nb_exit nb_runner_run(struct nb_run *run, const struct nb_options *options,
			   const struct nb_remote *remote, struct nb_sink *const *sinks,
			   size_t nsinks, struct nb_error *err);

/** nb_runner_default_jobs() - As many cases at a time as cores and memory allow */
unsigned int nb_runner_default_jobs(void);

#endif /* HARNESS_RUNNER_H */
