/* SPDX-License-Identifier: MIT */
/*
 * The runner: one thread, one poll loop.
 *
 * Each place of --jobs holds at most one job (harness/job.c). When a job is over its
 * worker is killed and moves to the dying ones; its place is free at once, because the
 * death of a namespace can take longer than the case did. Only when too many are dying
 * does nothing start, so that a machine is not filled with them.
 *
 * Cases that need another kernel go to a remote (harness/remote.h): it begins and ends
 * their attempts, all else about them is the same.
 *
 * poll() with an array made anew each turn: there are a few dozen descriptors, and no
 * state to keep in step.
 */
#include "harness/runner.h"

#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "harness/auto.h"
#include "harness/bridges.h"
#include "harness/bundle.h"
#include "harness/clock.h"
#include "harness/dying.h"
#include "harness/job.h"
#include "harness/openfiles.h"
#include "harness/schedule.h"

#define TICK_MS 100
#define LAST_WAIT_MS 10000 /* for the dying, when all cases are over */
#define MEMORY_PER_JOB_KB (192 * 1024)
#define FDS_TO_START 24 /* and to write evidence and reports */
#define FDS_TO_RUN 3	/* what a job may yet be given: place, witness, bridges */

struct runner {
	struct nb_job_context context;
	struct nb_schedule *schedule;
	struct nb_job *jobs;
	unsigned int njobs;
	struct nb_dying dying;
	struct nb_pacing pacing;
	const struct nb_remote *remote; /* NULL = all cases run here */
	struct pollfd *fds;		/* room for all that can be waited for */
	int signals;
	uint64_t next_tick_ns;
	bool is_hurried; /* interrupted twice */
};

static unsigned long available_kb(void)
{
	nb_auto_file FILE *file = fopen("/proc/meminfo", "re");
	unsigned long kb = 0;
	char line[128];

	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, "MemAvailable: %lu kB", &kb) == 1)
			return kb;
	return 0;
}

unsigned int nb_runner_default_jobs(void)
{
	unsigned long by_memory = available_kb() / MEMORY_PER_JOB_KB;
	cpu_set_t set;
	unsigned long cores = 1;

	if (sched_getaffinity(0, sizeof(set), &set) == 0)
		cores = (unsigned long)CPU_COUNT(&set);
	if (by_memory < 1)
		return 1;
	return (unsigned int)(by_memory < cores ? by_memory : cores);
}

/* An attempt has ended: its case may have its verdict. */
static void conclude(struct runner *runner, size_t index)
{
	struct nb_run *run = runner->context.watch.run;

	if (nb_schedule_ended(runner->schedule, index))
		nb_watch_tell(&runner->context.watch,
			      (struct nb_event){ .kind = NB_EVENT_VERDICT,
						 .kase = &run->cases[index] });
}

/* A job is over: its worker goes to the dying. */
static void finish(struct runner *runner, struct nb_job *job)
{
	size_t index = job->kase;

	nb_dying_add(&runner->dying, &job->worker);
	nb_job_release(job);
	conclude(runner, index);
}

static void step_jobs(struct runner *runner)
{
	for (unsigned int i = 0; i < runner->njobs; i++) {
		struct nb_job *job = &runner->jobs[i];

		if (job->state == NB_JOB_FREE)
			continue;
		nb_job_step(job, &runner->context);
		if (job->state == NB_JOB_OVER)
			finish(runner, job);
	}
}

static void step_remote(struct runner *runner)
{
	ssize_t index;

	while (runner->remote && (index = runner->remote->step(runner->remote->ctx)) >= 0)
		conclude(runner, (size_t)index);
}

static enum nb_exit start_remote(struct runner *runner, struct nb_error *err)
{
	const struct nb_remote *remote = runner->remote;
	enum nb_exit status = NB_EXIT_PASSED;
	ssize_t next;

	if (remote)
		status = remote->prepare(remote->ctx,
					 nb_schedule_waiting(runner->schedule), err);
	while (remote && status == NB_EXIT_PASSED && remote->is_free(remote->ctx)) {
		next = nb_schedule_next(runner->schedule, NB_ELSEWHERE);
		if (next < 0)
			break;
		status = remote->start(remote->ctx, (size_t)next, err);
	}
	return status;
}

/* What ends gives some back; where nothing does, whoever starts tells that there are none. */
static bool are_descriptors_scarce(const struct runner *runner)
{
	unsigned int running = 0;

	for (unsigned int i = 0; i < runner->njobs; i++)
		running += runner->jobs[i].state != NB_JOB_FREE;
	return running + runner->dying.count > 0 &&
	       nb_openfiles_left() < FDS_TO_START + FDS_TO_RUN * running;
}

static enum nb_exit start_jobs(struct runner *runner, struct nb_error *err)
{
	for (unsigned int i = 0; i < runner->njobs; i++) {
		enum nb_exit status;
		ssize_t next;

		if (runner->jobs[i].state != NB_JOB_FREE)
			continue;
		if (nb_dying_is_full(&runner->dying, runner->njobs) ||
		    !nb_pacing_may_start(&runner->pacing) ||
		    are_descriptors_scarce(runner))
			return NB_EXIT_PASSED;
		next = nb_schedule_next(runner->schedule, NB_HERE);
		if (next < 0)
			return NB_EXIT_PASSED;
		status = nb_job_start(&runner->jobs[i], &runner->context, (size_t)next,
				      err);
		if (status != NB_EXIT_PASSED)
			return status;
	}
	return NB_EXIT_PASSED;
}

static void interrupt(struct runner *runner)
{
	struct nb_run *run = runner->context.watch.run;

	runner->is_hurried = run->interrupted;
	run->interrupted = true;
	nb_schedule_stop(runner->schedule);
	for (unsigned int i = 0; i < runner->njobs; i++)
		if (runner->jobs[i].state != NB_JOB_FREE) {
			nb_job_interrupt(&runner->jobs[i], &runner->context);
			finish(runner, &runner->jobs[i]);
		}
	if (runner->remote)
		for (ssize_t index;
		     (index = runner->remote->interrupt(runner->remote->ctx)) >= 0;)
			conclude(runner, (size_t)index);
}

static bool runs(const struct nb_case_result *kase)
{
	return kase->verdict == NB_VERDICT_NONE && kase->nattempts &&
	       kase->attempts[kase->nattempts - 1].verdict == NB_VERDICT_NONE;
}

static void tell_running(const struct runner *runner)
{
	const struct nb_watch *watch = &runner->context.watch;
	nb_auto_buffer struct nb_buffer note = { 0 };
	uint64_t now = nb_clock_wall_ns();

	for (size_t i = 0; i < watch->run->ncases; i++) {
		const struct nb_case_result *kase = &watch->run->cases[i];
		const struct nb_attempt *attempt;

		if (!runs(kase))
			continue;
		attempt = &kase->attempts[kase->nattempts - 1];
		nb_buffer_printf(
			&note, "running   %s/%s (%.1f s) in %s%s\n", kase->suite,
			kase->name, (double)(now - attempt->start_ns) / NB_NS_PER_S,
			nb_stage_name(attempt->stage), kase->guest ? ", in a guest" : "");
	}
	nb_buffer_printf(&note, "dying     %u namespaces\nheld      %u bridges\n",
			 runner->dying.count, watch->run->backlog.held);
	nb_watch_tell(watch,
		      (struct nb_event){ .kind = NB_EVENT_NOTE, .text = note.data });
}

static void hear_signals(struct runner *runner)
{
	struct signalfd_siginfo info;

	while (read(runner->signals, &info, sizeof(info)) == sizeof(info))
		if (info.ssi_signo == SIGUSR1)
			tell_running(runner);
		else
			interrupt(runner);
}

static void tick(struct runner *runner)
{
	uint64_t now = nb_clock_ns();

	if (now < runner->next_tick_ns)
		return;
	runner->next_tick_ns = now + TICK_MS * NB_NS_PER_MS;
	nb_watch_tick(&runner->context.watch);
	for (unsigned int i = 0; i < runner->njobs; i++)
		if (runner->jobs[i].state != NB_JOB_FREE)
			nb_bundle_trim_output(runner->jobs[i].output);
}

/* Wait for anything to happen, at most until the next tick. */
static void wait_for_event(const struct runner *runner)
{
	struct pollfd *fds = runner->fds;
	int timeout_ms = nb_pacing_left_ms(&runner->pacing, TICK_MS);
	size_t count = 1;

	fds[0] = (struct pollfd){ runner->signals, POLLIN, 0 };
	for (unsigned int i = 0; i < runner->njobs; i++) {
		int left;

		if (runner->jobs[i].state == NB_JOB_FREE)
			continue;
		nb_job_fds(&runner->jobs[i], &fds[count]);
		count += NB_JOB_FDS;
		left = nb_job_left_ms(&runner->jobs[i]);
		timeout_ms = left < timeout_ms ? left : timeout_ms;
	}
	count += nb_dying_fds(&runner->dying, &fds[count]);
	count += nb_held_fds(&runner->pacing.held, &fds[count]);
	if (runner->remote)
		count += runner->remote->fds(runner->remote->ctx, &fds[count]);
	poll(fds, count, timeout_ms);
}

static bool are_building(const struct runner *runner)
{
	for (unsigned int i = 0; i < runner->njobs; i++)
		if (nb_job_is_building(&runner->jobs[i], &runner->context))
			return true;
	return false;
}

static enum nb_exit loop(struct runner *runner, struct nb_error *err)
{
	enum nb_exit status = NB_EXIT_PASSED;

	while (status == NB_EXIT_PASSED && !nb_schedule_is_over(runner->schedule)) {
		status = start_jobs(runner, err);
		if (status == NB_EXIT_PASSED)
			status = start_remote(runner, err);
		wait_for_event(runner);
		hear_signals(runner);
		step_jobs(runner);
		step_remote(runner);
		nb_dying_reap(&runner->dying, &runner->pacing.held);
		nb_pacing_step(&runner->pacing, are_building(runner));
		tick(runner);
	}
	return status;
}

/*
 * The run leaves nothing behind, so the last namespaces are waited for, with a bound. Bridges
 * that are held are not; they go on to end a few at a time.
 */
static void wait_for_dying(struct runner *runner)
{
	struct nb_deadline deadline = nb_deadline_in(LAST_WAIT_MS);

	nb_dying_reap(&runner->dying, NULL);
	while (runner->dying.count && !runner->is_hurried &&
	       !nb_deadline_passed(&deadline)) {
		wait_for_event(runner);
		hear_signals(runner);
		nb_dying_reap(&runner->dying, NULL);
		nb_pacing_step(&runner->pacing, false);
	}
}

static int take_signals(sigset_t *ret_before)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, ret_before);
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

static void mark_interrupted(struct nb_run *run)
{
	for (size_t i = 0; i < run->ncases; i++)
		if (run->interrupted && run->cases[i].verdict == NB_VERDICT_NONE)
			run->cases[i].is_interrupted = true;
}

static enum nb_exit status_of(const struct nb_run *run, const struct nb_options *options)
{
	if (run->interrupted)
		return NB_EXIT_INTERRUPTED;
	if (run->count[NB_VERDICT_FAIL] || run->count[NB_VERDICT_ERROR] ||
	    (run->count[NB_VERDICT_FLAKY] && options->flaky == NB_FLAKY_FAIL))
		return NB_EXIT_FAILED;
	return NB_EXIT_PASSED;
}

static enum nb_exit run_all(struct runner *runner, struct nb_error *err)
{
	struct nb_run *run = runner->context.watch.run;
	uint64_t start = nb_clock_ns();
	enum nb_exit status;

	run->start_ns = nb_clock_wall_ns();
	nb_watch_tell(&runner->context.watch,
		      (struct nb_event){ .kind = NB_EVENT_RUN_START });
	if (runner->remote)
		runner->remote->begin(runner->remote->ctx, &runner->context.watch);
	status = loop(runner, err);
	if (status != NB_EXIT_PASSED)
		interrupt(runner);
	if (runner->remote)
		runner->remote->end(runner->remote->ctx);
	run->duration_ns = nb_clock_ns() - start;
	mark_interrupted(run);
	nb_watch_tell(&runner->context.watch,
		      (struct nb_event){ .kind = NB_EVENT_RUN_END });
	wait_for_dying(runner);
	return status == NB_EXIT_PASSED ? status_of(run, runner->context.options)
					: status;
}

enum nb_exit nb_runner_run(struct nb_run *run, const struct nb_options *options,
			   const struct nb_remote *remote, struct nb_sink *const *sinks,
			   size_t nsinks, struct nb_error *err)
{
	const char *require = getenv("NB_REQUIRE");
	struct runner runner = {
		.context = { .watch = { run, sinks, nsinks },
			     .options = options,
			     .require_all = require && !strcmp(require, "all"),
			     .may_go_elsewhere = remote && remote->takes_skipped },
		.remote = remote,
		.njobs = run->jobs,
	};
	enum nb_exit status = NB_EXIT_BROKEN;
	sigset_t before;

	runner.schedule = nb_schedule_new(run, options, remote && remote->takes_skipped);
	runner.jobs = calloc(runner.njobs, sizeof(*runner.jobs));
	runner.context.pacing = &runner.pacing;
	nb_dying_init(&runner.dying, runner.njobs);
	nb_pacing_init(&runner.pacing, &run->backlog);
	runner.fds = calloc(1 + runner.njobs * (NB_JOB_FDS + 1) + runner.dying.max +
				    NB_HELD_HANDFUL + (remote ? remote->fds_max : 0),
			    sizeof(*runner.fds));
	runner.signals = take_signals(&before);
	if (!runner.schedule || !runner.jobs || !runner.dying.workers ||
	    !runner.pacing.held.labs || !runner.fds || runner.signals < 0)
		nb_error_set(err, errno, "start the runner");
	else
		status = run_all(&runner, err);
	if (runner.signals >= 0)
		close(runner.signals);
	sigprocmask(SIG_SETMASK, &before, NULL);
	free(runner.fds);
	nb_bridges_finish(&runner.pacing);
	nb_dying_release(&runner.dying);
	free(runner.jobs);
	nb_schedule_free(runner.schedule);
	return status;
}
