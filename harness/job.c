/* SPDX-License-Identifier: MIT */
/*
 * Jobs. What happens to an attempt:
 *
 *	RUNS -> (end told by init, deadline passed, or kept) -> EVIDENCE -> OVER
 *
 * A claim that failed has had its evidence taken at that moment, by the process of the
 * case. Where that process crashed, left or hangs, the witness of its lab still stands;
 * it is asked here, and waited for with a bound, before anything is killed.
 *
 * Nothing a case says can keep the runner busy: records are counted.
 */
#include "harness/job.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/auto.h"
#include "harness/bundle.h"
#include "harness/environment.h"
#include "harness/folder.h"
#include "harness/list.h"
#include "harness/verdict.h"

#define EVIDENCE_MS 5000    /* how long a witness may take to write evidence */
#define KEEP_MS 2000	    /* and to say that it stays */
#define RECORDS_MAX 20000   /* an attempt */
#define RECORDS_AT_ONCE 200 /* before others get their turn */

static struct nb_case_result *case_of(const struct nb_job *job,
				      const struct nb_job_context *context)
{
	return &context->watch.run->cases[job->kase];
}

static struct nb_attempt *attempt_of(const struct nb_job *job,
				     const struct nb_job_context *context)
{
	const struct nb_case_result *kase = case_of(job, context);

	return &kase->attempts[kase->nattempts - 1];
}

static void tell(const struct nb_job *job, const struct nb_job_context *context,
		 enum nb_event_kind kind, const struct nb_finding *finding,
		 const char *text)
{
	nb_watch_tell(&context->watch,
		      (struct nb_event){ .kind = kind,
					 .kase = case_of(job, context),
					 .attempt = attempt_of(job, context),
					 .finding = finding,
					 .text = text });
}

static void announce_findings(struct nb_job *job, const struct nb_job_context *context)
{
	const struct nb_attempt *attempt = attempt_of(job, context);

	for (; job->announced < attempt->nfindings; job->announced++)
		tell(job, context, NB_EVENT_FINDING, &attempt->findings[job->announced],
		     NULL);
}

static char **environment_of(const struct nb_job *job,
			     const struct nb_job_context *context)
{
	const struct nb_case_result *kase = case_of(job, context);
	const struct nb_options *options = context->options;
	nb_auto_free char *sanitizer =
		nb_bundle_sanitizer_path(context->watch.run->folder, job->serial);
	nb_auto_free char *cache = nb_bundle_cache_path(context->watch.run->folder);
	char number[32];
	const struct nb_environment wanted = {
		.mode = "case",
		.kase = number,
		.evidence = options->evidence == NB_EVIDENCE_NONE
				    ? NULL
				    : attempt_of(job, context)->evidence,
		.cache = cache,
		.sanitizer = sanitizer,
		.preload = kase->is_preloaded ? nb_list_library() : NULL,
		.keep = options->keep,
	};

	snprintf(number, sizeof(number), "%u:%u", kase->group_index, kase->test_index);
	return nb_environment_new(&wanted);
}

static enum nb_exit start_worker(struct nb_job *job, struct nb_job_context *context,
				 struct nb_error *err)
{
	char **env = environment_of(job, context);
	struct nb_worker_spec spec = { case_of(job, context)->program,
				       (const char *const *)env, job->output };
	enum nb_exit status = NB_EXIT_PASSED;

	if (!env) {
		nb_error_set(err, ENOMEM, "start %s", spec.program);
		return NB_EXIT_BROKEN;
	}
	if (nb_worker_start(&spec, &job->worker, err) < 0)
		status = NB_EXIT_NO_LABS;
	nb_environment_free(env);
	return status;
}

enum nb_exit nb_job_start(struct nb_job *job, struct nb_job_context *context,
			  size_t index, struct nb_error *err)
{
	struct nb_case_result *kase = &context->watch.run->cases[index];
	struct nb_attempt *attempt = nb_case_result_add_attempt(kase);

	*job = (struct nb_job){ .state = NB_JOB_RUNS,
				.kase = index,
				.serial = context->serial++,
				.output = memfd_create("nestbed-output", MFD_CLOEXEC),
				.witness = -1,
				.place = -1 };
	if (!attempt || job->output < 0) {
		nb_error_set(err, errno, "start %s/%s", kase->suite, kase->name);
		return NB_EXIT_BROKEN;
	}
	attempt->evidence = nb_bundle_path(context->watch.run->folder, kase, index,
					   kase->nattempts - 1);
	attempt->start_ns = nb_clock_wall_ns();
	job->start_ns = nb_clock_ns();
	job->deadline =
		(struct nb_deadline){ job->start_ns,
				      job->start_ns + kase->deadline_ms * NB_NS_PER_MS };
	job->slow = nb_deadline_in(context->options->slow_ms);
	tell(job, context, NB_EVENT_CASE_START, NULL, NULL);
	return start_worker(job, context, err);
}

bool nb_job_is_building(const struct nb_job *job, const struct nb_job_context *context)
{
	return job->state == NB_JOB_RUNS &&
	       attempt_of(job, context)->stage <= NB_STAGE_BUILD;
}

void nb_job_fds(const struct nb_job *job, struct pollfd fds[NB_JOB_FDS])
{
	bool runs = job->state == NB_JOB_RUNS;

	fds[0] = (struct pollfd){ runs ? job->worker.control : -1, POLLIN, 0 };
	fds[1] = (struct pollfd){
		runs && job->nrecords < RECORDS_MAX ? job->worker.records : -1, POLLIN, 0
	};
	fds[2] = (struct pollfd){ job->state == NB_JOB_EVIDENCE ? job->witness : -1,
				  POLLIN, 0 };
}

int nb_job_left_ms(const struct nb_job *job)
{
	int left, slow;

	if (job->state == NB_JOB_EVIDENCE)
		return nb_deadline_left_ms(&job->evidence);
	left = nb_deadline_left_ms(&job->deadline);
	slow = nb_deadline_left_ms(&job->slow);
	return !job->was_slow && slow < left ? slow : left;
}

static void ask_witness(const struct nb_job *job, const char *request)
{
	if (job->witness >= 0)
		send(job->witness, request, strlen(request), MSG_NOSIGNAL | MSG_DONTWAIT);
}

static void take_descriptor(int *kept, struct nb_record *rec)
{
	if (*kept < 0)
		*kept = nb_steal_fd(&rec->fd);
}

static void take_record(struct nb_job *job, const struct nb_job_context *context,
			struct nb_record *rec)
{
	struct nb_attempt *attempt = attempt_of(job, context);

	if (nb_attempt_take(attempt, rec) < 0)
		nb_error_set(&job->record_error, ENOMEM, "take a record");
	if (rec->kind == NB_REC_STAGE) {
		if (!attempt->stage_ns[attempt->stage])
			attempt->stage_ns[attempt->stage] = nb_clock_ns() - job->start_ns;
		if (attempt->stage == NB_STAGE_BUILD && context->pacing)
			nb_pacing_builds(context->pacing, job->start_ns);
		tell(job, context, NB_EVENT_STAGE, NULL, NULL);
	} else if (rec->kind == NB_REC_WITNESS) {
		take_descriptor(&job->witness, rec);
	} else if (rec->kind == NB_REC_PLACE) {
		take_descriptor(&job->place, rec);
	} else if (rec->kind == NB_REC_BRIDGES && context->pacing) {
		nb_held_take(&context->pacing->held, job->worker.pid,
			     nb_steal_fd(&rec->fd), rec->field[NB_KEY_COUNT].number);
	} else if (rec->kind == NB_REC_NODE) {
		nb_buffer_printf(&job->nodes, "%s\t%s\n", rec->field[NB_KEY_NAME].text,
				 rec->field[NB_KEY_TEXT].text);
	}
	job->is_done = job->is_done || rec->kind == NB_REC_DONE;
	job->is_kept = job->is_kept || rec->kind == NB_REC_KEPT;
	announce_findings(job, context);
}

/* Take up to @max records that have come. */
static void hear(struct nb_job *job, const struct nb_job_context *context,
		 unsigned int max)
{
	for (; max && job->nrecords < RECORDS_MAX; max--, job->nrecords++) {
		struct nb_error why = { 0 };
		struct nb_record rec;
		int rc = nb_record_receive(job->worker.records, &rec, &why);

		if (rc == 0 || (rc < 0 && why.code == EAGAIN))
			return;
		if (rc < 0) {
			nb_error_set(&job->record_error, 0, "%s", why.text);
			continue;
		}
		take_record(job, context, &rec);
		nb_record_release(&rec);
	}
	if (job->nrecords >= RECORDS_MAX)
		nb_error_set(&job->record_error, 0, "more than %d records", RECORDS_MAX);
}

/* The last assertion that was reached gives a crash and a timeout a place. */
static void add_place(const struct nb_job *job, struct nb_attempt *attempt)
{
	char text[512];
	ssize_t len = job->place >= 0 ? pread(job->place, text, sizeof(text) - 1, 0) : 0;
	char *colon;

	if (len <= 0 || !attempt->nfindings || attempt->findings[0].file ||
	    attempt->stage != NB_STAGE_BODY)
		return;
	text[len] = '\0';
	colon = strrchr(text, ':');
	if (!colon)
		return;
	*colon = '\0';
	attempt->findings[0].file = strdup(text);
	attempt->findings[0].line = atoi(colon + 1);
}

static bool is_bad(const struct nb_attempt *attempt)
{
	return attempt->verdict == NB_VERDICT_FAIL ||
	       attempt->verdict == NB_VERDICT_ERROR;
}

static void judge(struct nb_job *job, const struct nb_job_context *context)
{
	struct nb_attempt *attempt = attempt_of(job, context);
	nb_auto_free char *sanitizer = nb_bundle_take_sanitizer(
		context->watch.run->folder, job->serial,
		context->options->evidence == NB_EVIDENCE_NONE ? NULL
							       : attempt->evidence);
	const struct nb_worker_end *end = &job->end;
	struct nb_ending ending = {
		.is_done = job->is_done || job->is_kept,
		.timed_out = job->timed_out,
		.deadline_ms = case_of(job, context)->deadline_ms,
		.start_error = end->how == NB_WORKER_ENDED ? NULL : end->err.text,
		.record_error = job->record_error.text[0] ? job->record_error.text : NULL,
		.status = WIFEXITED(end->status) ? WEXITSTATUS(end->status) : -1,
		.signal = WIFSIGNALED(end->status) ? WTERMSIG(end->status) : 0,
		.leaks = end->leaks,
		.sanitizer = sanitizer,
		.require_all = context->require_all &&
			       !(context->may_go_elsewhere &&
				 attempt->missing),
	};

	nb_attempt_judge(attempt, &ending);
	add_place(job, attempt);
}

/* Keep or forget what is in the evidence folder, or would be. */
static void bundle(const struct nb_job *job, const struct nb_job_context *context)
{
	struct nb_attempt *attempt = attempt_of(job, context);
	enum nb_evidence_when when = (enum nb_evidence_when)context->options->evidence;
	bool is_wanted = when == NB_EVIDENCE_ALL ||
			 (when == NB_EVIDENCE_FAILURE && is_bad(attempt));

	nb_bundle_read_output(attempt, job->output);
	if (is_wanted && nb_make_folders(attempt->evidence, NULL) == 0) {
		nb_bundle_save_output(attempt, job->output);
		nb_bundle_attach(attempt);
	} else {
		free(attempt->evidence);
		attempt->evidence = NULL;
	}
}

/* In the order of the lines: the name, then the words for nsenter(1). */
static void tell_kept(const struct nb_job *job, const struct nb_job_context *context)
{
	const struct nb_case_result *kase = case_of(job, context);
	nb_auto_buffer struct nb_buffer note = { 0 };
	const char *into = job->worker.is_user
				   ? "-U --preserve-credentials -m -u -i -n -p"
				   : "-m -u -i -n -p";
	char *rest = job->nodes.data, *line;

	nb_buffer_printf(&note, "%s/%s is kept; enter its nodes with\n", kase->suite,
			 kase->name);
	while (rest && (line = strsep(&rest, "\n"))) {
		char *words = strchr(line, '\t');

		if (!words)
			continue;
		*words = '\0';
		nb_buffer_printf(&note, "  %-16s nsenter -t %d %s nsenter %s\n", line,
				 job->worker.pid, into, words + 1);
	}
	nb_buffer_printf(
		&note, "  %-16s nsenter -t %d %s\nand end it with\n  %-16s kill -9 %d\n",
		"(all of it)", job->worker.pid, into, "", job->worker.pid);
	tell(job, context, NB_EVENT_NOTE, NULL, note.data);
}

/* The witness holds the lab. It is gone, or refuses, where the lab has come to its end. */
static bool is_held(const struct nb_job *job)
{
	struct nb_deadline deadline = nb_deadline_in(KEEP_MS);
	struct pollfd answered = { job->witness, POLLIN, 0 };
	char answer[64];

	if (job->witness < 0)
		return false;
	ask_witness(job, "keep");
	while (poll(&answered, 1, nb_deadline_left_ms(&deadline)) < 0 && errno == EINTR)
		continue;
	return recv(job->witness, answer, sizeof(answer), MSG_DONTWAIT) >= 2 &&
	       memcmp(answer, "ok", 2) == 0;
}

/* A case that ran into its deadline is stopped: it might end its lab after all. */
static bool let_stay(struct nb_job *job, const struct nb_job_context *context)
{
	struct nb_error err = { 0 };

	if (!is_held(job))
		return false;
	tell_kept(job, context);
	if (context->pacing)
		nb_held_forget(&context->pacing->held, job->worker.pid);
	if (nb_worker_let_stay(&job->worker, job->timed_out, &err) == 0)
		return true;
	tell(job, context, NB_EVENT_NOTE, NULL, err.text);
	return false;
}

static void conclude(struct nb_job *job, struct nb_job_context *context)
{
	struct nb_attempt *attempt = attempt_of(job, context);
	bool may_stay;

	attempt->duration_ns = nb_clock_ns() - job->start_ns;
	if (!job->is_interrupted)
		judge(job, context);
	may_stay = context->options->keep && !context->has_kept && is_bad(attempt) &&
		   job->nodes.len;
	if (may_stay)
		context->has_kept = let_stay(job, context);
	if (job->worker.pid)
		nb_worker_kill(&job->worker);
	bundle(job, context);
	announce_findings(job, context);
	job->state = NB_JOB_OVER;
	tell(job, context, NB_EVENT_CASE_END, NULL, NULL);
}

/* The process of the case has ended, or shall: evidence first where it is missing. */
static void end(struct nb_job *job, struct nb_job_context *context)
{
	const struct nb_attempt *attempt = attempt_of(job, context);
	enum nb_evidence_when when = (enum nb_evidence_when)context->options->evidence;
	bool is_orderly = job->is_done && !job->timed_out && WIFEXITED(job->end.status);
	bool was_taken = attempt->nfindings > 0;

	if (job->witness < 0 || job->is_kept || when == NB_EVIDENCE_NONE || was_taken ||
	    (is_orderly && when != NB_EVIDENCE_ALL)) {
		conclude(job, context);
		return;
	}
	ask_witness(job, is_orderly ? "evidence end" : "evidence failure");
	job->evidence = nb_deadline_in(EVIDENCE_MS);
	job->state = NB_JOB_EVIDENCE;
}

static void step_running(struct nb_job *job, struct nb_job_context *context)
{
	int heard = nb_worker_receive_end(&job->worker, &job->end);

	job->has_end = heard >= 0;
	if (heard == 0) /* init has died before it could tell */
		job->end.status = SIGKILL;
	if (job->has_end)
		hear(job, context, RECORDS_MAX); /* what was said before the end */
	job->timed_out =
		!job->has_end && !job->is_kept && nb_deadline_passed(&job->deadline);
	if (job->has_end || job->is_kept || job->timed_out) {
		end(job, context);
	} else if (!job->was_slow && nb_deadline_passed(&job->slow)) {
		job->was_slow = true;
		tell(job, context, NB_EVENT_SLOW, NULL, NULL);
	}
}

void nb_job_step(struct nb_job *job, struct nb_job_context *context)
{
	char answer[64];
	ssize_t len;

	if (job->state == NB_JOB_RUNS) {
		hear(job, context, RECORDS_AT_ONCE);
		step_running(job, context);
		return;
	}
	len = recv(job->witness, answer, sizeof(answer), MSG_DONTWAIT);
	if (len >= 0 || errno != EAGAIN || nb_deadline_passed(&job->evidence))
		conclude(job, context);
}

void nb_job_interrupt(struct nb_job *job, struct nb_job_context *context)
{
	job->is_interrupted = true;
	case_of(job, context)->is_interrupted = true;
	conclude(job, context);
}

void nb_job_release(struct nb_job *job)
{
	int *fds[] = { &job->output, &job->witness, &job->place };

	for (size_t i = 0; i < sizeof(fds) / sizeof(fds[0]); i++)
		if (*fds[i] >= 0)
			close(*fds[i]);
	nb_buffer_release(&job->nodes);
	*job = (struct nb_job){
		.state = NB_JOB_FREE, .output = -1, .witness = -1, .place = -1
	};
}
