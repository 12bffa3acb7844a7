/* SPDX-License-Identifier: MIT */
/*
 * The agent.
 *
 * Lines of JSON lead both ways. From the host, an order: {"start": CASE, "index": N,
 * "attempt": N, "serial": N, "is_preloaded": BOOL}. To the host, {"event": "hello"} with
 * the release of the kernel, {"event": "alive"} every second, and the lines of the event
 * stream about attempts, as `nestbed run --events` writes them. Jobs are the runner's own
 * (harness/job.c): deadlines, evidence and verdicts are what they are anywhere.
 */
#include "harness/guests/agent.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "harness/guests/lines.h"
#include "harness/guests/speed.h"
#include "harness/auto.h"
#include "harness/bundle.h"
#include "harness/dying.h"
#include "harness/job.h"
#include "reports/jsontext.h"
#include "reports/reports.h"

struct agent {
	int channel;
	struct nb_lines lines;
	struct nb_job_context context;
	struct nb_run run; /* cases by the host's numbers; those not ordered are empty */
	struct nb_job *jobs;
	unsigned int njobs;
	struct nb_dying dying;
	json_t *orders; /* that wait for a place */
	struct pollfd *fds;
	double scale;
	uint64_t next_alive_ns;
};

/* Waits of cases, and their deadlines, take as much longer as a process does here. */
static void set_scale(struct agent *agent)
{
	const char *host = getenv(NB_ENV_HOST_NS), *given = getenv("NB_TIMEOUT_SCALE");
	double before = given ? strtod(given, NULL) : 1.0;
	char text[32];

	agent->scale = nb_speed_scale(nb_speed_ns(), host ? strtoull(host, NULL, 10) : 0);
	snprintf(text, sizeof(text), "%.2f",
		 (before >= 0.1 ? before : 1.0) * agent->scale);
	setenv("NB_TIMEOUT_SCALE", text, 1);
	unsetenv(NB_ENV_HOST_NS);
}

static int say_hello(const struct agent *agent)
{
	struct utsname machine;

	uname(&machine);
	return nb_lines_write(agent->channel,
			      json_pack("{ss ss sf}", "event", "hello", "kernel",
					machine.release, "scale", agent->scale));
}

static int say_alive(struct agent *agent)
{
	uint64_t now = nb_clock_ns();

	if (now < agent->next_alive_ns)
		return 0;
	agent->next_alive_ns = now + NB_AGENT_ALIVE_MS * NB_NS_PER_MS;
	for (unsigned int i = 0; i < agent->njobs; i++)
		if (agent->jobs[i].state != NB_JOB_FREE)
			nb_bundle_trim_output(agent->jobs[i].output);
	return nb_lines_write(agent->channel, json_pack("{ss}", "event", "alive"));
}

/* The case of an order, in its place among the cases; earlier attempts are empty. */
static struct nb_case_result *take_case(struct agent *agent, const json_t *order)
{
	size_t index = (size_t)json_integer_value(json_object_get(order, "index"));
	size_t attempt = (size_t)json_integer_value(json_object_get(order, "attempt"));
	struct nb_case_result *kase;

	while (agent->run.ncases <= index)
		if (!nb_run_add_case(&agent->run))
			return NULL;
	kase = &agent->run.cases[index];
	nb_case_result_release(kase);
	nb_replay_case(kase, json_object_get(order, "start"));
	kase->is_preloaded = json_is_true(json_object_get(order, "is_preloaded"));
	kase->deadline_ms = (unsigned int)(kase->deadline_ms * agent->scale);
	while (kase->nattempts + 1 < attempt)
		if (!nb_case_result_add_attempt(kase))
			return NULL;
	return kase->suite && kase->name && kase->program ? kase : NULL;
}

static int start_order(struct agent *agent, struct nb_job *job, struct nb_error *err)
{
	json_t *order = json_array_get(agent->orders, 0);
	const struct nb_case_result *kase = take_case(agent, order);
	enum nb_exit status;

	if (!kase)
		return nb_error_set(err, EBADMSG, "an order of the host");
	agent->context.serial =
		(unsigned long)json_integer_value(json_object_get(order, "serial"));
	status = nb_job_start(job, &agent->context, (size_t)(kase - agent->run.cases),
			      err);
	json_array_remove(agent->orders, 0);
	return status == NB_EXIT_PASSED ? 0 : -1;
}

static int start_orders(struct agent *agent, struct nb_error *err)
{
	for (unsigned int i = 0; i < agent->njobs; i++) {
		if (!json_array_size(agent->orders) ||
		    nb_dying_is_full(&agent->dying, agent->njobs))
			return 0;
		if (agent->jobs[i].state == NB_JOB_FREE &&
		    start_order(agent, &agent->jobs[i], err) < 0)
			return -1;
	}
	return 0;
}

static void step_jobs(struct agent *agent)
{
	for (unsigned int i = 0; i < agent->njobs; i++) {
		struct nb_job *job = &agent->jobs[i];

		if (job->state == NB_JOB_FREE)
			continue;
		nb_job_step(job, &agent->context);
		if (job->state != NB_JOB_OVER)
			continue;
		nb_dying_add(&agent->dying, &job->worker);
		nb_job_release(job);
	}
	nb_dying_reap(&agent->dying, NULL);
}

static void wait_for_event(struct agent *agent)
{
	int timeout_ms = NB_AGENT_ALIVE_MS;
	size_t count = 1;

	agent->fds[0] = (struct pollfd){ agent->channel, POLLIN, 0 };
	for (unsigned int i = 0; i < agent->njobs; i++) {
		int left;

		if (agent->jobs[i].state == NB_JOB_FREE)
			continue;
		nb_job_fds(&agent->jobs[i], &agent->fds[count]);
		count += NB_JOB_FDS;
		left = nb_job_left_ms(&agent->jobs[i]);
		timeout_ms = left < timeout_ms ? left : timeout_ms;
	}
	count += nb_dying_fds(&agent->dying, &agent->fds[count]);
	poll(agent->fds, count, timeout_ms);
}

/* False when the host is gone. */
static bool hear_orders(struct agent *agent)
{
	json_t *order;

	if (!(agent->fds[0].revents & (POLLIN | POLLHUP)))
		return true;
	if (nb_lines_read(&agent->lines, agent->channel) == 0)
		return false;
	while (nb_lines_take(&agent->lines, &order) == 1)
		if (order)
			json_array_append_new(agent->orders, order);
	return true;
}

static int serve(struct agent *agent, struct nb_error *err)
{
	set_scale(agent);
	if (say_hello(agent) < 0)
		return nb_error_set(err, errno, "speak to the host");
	for (;;) {
		if (say_alive(agent) < 0)
			return nb_error_set(err, errno, "speak to the host");
		if (start_orders(agent, err) < 0)
			return -1;
		wait_for_event(agent);
		step_jobs(agent);
		if (!hear_orders(agent))
			return 0;
	}
}

/* The channel must reach no case: a copy of it that ends when a program is executed. */
static int take_channel(struct nb_error *err)
{
	int fd = fcntl(NB_AGENT_CHANNEL, F_DUPFD_CLOEXEC, NB_AGENT_CHANNEL + 1);

	if (fd < 0)
		return nb_error_set(err, errno, "the channel to the host");
	close(NB_AGENT_CHANNEL);
	return fd;
}

static int run_agent(struct agent *agent, const struct nb_options *options,
		     struct nb_error *err)
{
	const char *require = getenv("NB_REQUIRE");
	struct nb_sink *events;
	char path[16];
	int rc = -1;

	agent->channel = take_channel(err);
	if (agent->channel < 0)
		return -1;
	snprintf(path, sizeof(path), "fd:%d", agent->channel);
	events = nb_events_new(path, err);
	agent->run.folder = options->report_dir ? strdup(options->report_dir) : NULL;
	agent->njobs = options->jobs ? options->jobs : 1;
	agent->jobs = calloc(agent->njobs, sizeof(*agent->jobs));
	agent->orders = json_array();
	nb_dying_init(&agent->dying, agent->njobs);
	agent->fds = calloc(1 + agent->njobs * (NB_JOB_FDS + 1) + agent->dying.max,
			    sizeof(*agent->fds));
	agent->context = (struct nb_job_context){
		.watch = { &agent->run, &events, 1 },
		.options = options,
		.require_all = require && !strcmp(require, "all"),
	};
	if (!events || !agent->run.folder || !agent->jobs || !agent->dying.workers ||
	    !agent->fds)
		nb_error_set(err, ENOMEM, "start the agent");
	else
		rc = serve(agent, err);
	nb_events_free(events, err);
	return rc;
}

int nb_guest_agent(int argc, char **argv)
{
	struct agent agent = { .channel = -1 };
	struct nb_error err = { 0 };
	struct nb_options options;
	int rc = nb_options_parse(argc, argv, &options, &err);

	signal(SIGPIPE, SIG_IGN);
	if (rc == 0)
		rc = run_agent(&agent, &options, &err);
	if (rc < 0)
		fprintf(stderr, "nestbed: agent: %s\n", err.text);
	return rc < 0 ? NB_EXIT_BROKEN : NB_EXIT_PASSED; /* all it holds ends with it */
}
