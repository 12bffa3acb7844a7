/* SPDX-License-Identifier: MIT */
/* Verdicts from records, exit status, deadline, leaks and sanitizer logs. */
#include "harness/verdict.h"

#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_said(const char *text)
{
	return text && *text;
}

static const char *or_else(const char *text, const char *otherwise)
{
	return is_said(text) ? text : otherwise;
}

__attribute__((format(printf, 5, 6))) static int
add_finding(struct nb_attempt *attempt, bool is_error, const char *type, const char *text,
	    const char *fmt, ...)
{
	struct nb_finding *finding = nb_attempt_add_finding(attempt);
	va_list args;

	if (!finding)
		return -1;
	va_start(args, fmt);
	if (vasprintf(&finding->message, fmt, args) < 0)
		finding->message = NULL;
	va_end(args);
	finding->is_error = is_error;
	finding->type = strdup(type);
	finding->text = is_said(text) ? strdup(text) : NULL;
	return finding->message && finding->type ? 0 : -1;
}

static int take_finding(struct nb_attempt *attempt, const struct nb_record *rec,
			bool is_error, const char *type)
{
	const struct nb_field *field = rec->field;
	const char *message = or_else(field[NB_KEY_MESSAGE].text, "no message");
	struct nb_finding *finding;

	if (add_finding(attempt, is_error, or_else(field[NB_KEY_TYPE].text, type),
			field[NB_KEY_TEXT].text, "%s", message) < 0)
		return -1;
	finding = &attempt->findings[attempt->nfindings - 1];
	finding->line = (int)field[NB_KEY_LINE].number;
	if (field[NB_KEY_FILE].text)
		finding->file = strdup(field[NB_KEY_FILE].text);
	return 0;
}

static void take_stage(struct nb_attempt *attempt, uint64_t stage)
{
	if (stage <= NB_STAGE_END)
		attempt->stage = (enum nb_stage)stage;
}

static void take_times(struct nb_attempt *attempt, const struct nb_field *field)
{
	attempt->setup_ns = field[NB_KEY_SETUP_NS].number;
	attempt->body_ns = field[NB_KEY_BODY_NS].number;
	attempt->teardown_ns = field[NB_KEY_TEARDOWN_NS].number;
}

static int take_skip(struct nb_attempt *attempt, const struct nb_field *field)
{
	const char *missing = field[NB_KEY_NEEDS].text;

	free(attempt->skip_reason);
	free(attempt->missing);
	attempt->skip_reason =
		strdup(or_else(field[NB_KEY_MESSAGE].text, "no reason given"));
	attempt->missing = missing ? strdup(missing) : NULL;
	return attempt->skip_reason && (attempt->missing || !missing) ? 0 : -1;
}

int nb_attempt_take(struct nb_attempt *attempt, const struct nb_record *rec)
{
	const struct nb_field *field = rec->field;

	switch (rec->kind) {
	case NB_REC_STAGE:
		take_stage(attempt, field[NB_KEY_STAGE].number);
		return 0;
	case NB_REC_FAIL:
		return take_finding(attempt, rec, false, "assertion");
	case NB_REC_ERROR:
		return take_finding(attempt, rec, true, "error");
	case NB_REC_STRAY:
		return take_finding(attempt, rec, false, "assertion.stray");
	case NB_REC_SKIP:
		return take_skip(attempt, field);
	case NB_REC_PROPERTY:
		return nb_attempt_add_property(attempt,
					       or_else(field[NB_KEY_NAME].text, "?"),
					       or_else(field[NB_KEY_TEXT].text, ""));
	case NB_REC_EVIDENCE:
		return nb_attempt_add_attachment(attempt,
						 or_else(field[NB_KEY_NAME].text, "file"),
						 or_else(field[NB_KEY_TEXT].text, ""));
	case NB_REC_DONE:
		take_times(attempt, field);
		return 0;
	case NB_REC_CASE:
	case NB_REC_LISTED:
	case NB_REC_NODE:
	case NB_REC_PLACE: /* whoever runs the case keeps its descriptor */
	case NB_REC_WITNESS:
	case NB_REC_BRIDGES:
	case NB_REC_KEPT:
		return 0;
	}
	return 0;
}

static void judge_signal(struct nb_attempt *attempt, int signal)
{
	const char *name = sigabbrev_np(signal);
	char type[32];

	snprintf(type, sizeof(type), "crash.SIG%s", name ? name : "?");
	add_finding(attempt, true, type, NULL, "crash: SIG%s (%s) in %s",
		    name ? name : "?", strsignal(signal), nb_stage_name(attempt->stage));
}

/* A process that left by itself, but not as a case should. */
static void judge_exit(struct nb_attempt *attempt, const struct nb_ending *end)
{
	const char *stage = nb_stage_name(attempt->stage);
	char type[32];

	if (end->is_done && end->status == 0)
		return;
	if (end->is_done) {
		/* cmocka's own checks come last: blocks not freed, mock values left over
		 */
		if (!attempt->nfindings)
			add_finding(attempt, false, "after-body", NULL,
				    "exit status %d after the body: cmocka's own checks",
				    end->status);
		return;
	}
	if (end->status != 0 && attempt->nfindings)
		return;
	snprintf(type, sizeof(type), "exited.%s", stage);
	add_finding(attempt, true, type, NULL, "the process left by exit(%d) in %s",
		    end->status, stage);
}

static void judge_ending(struct nb_attempt *attempt, const struct nb_ending *end)
{
	const char *stage = nb_stage_name(attempt->stage);
	char type[32];

	if (end->timed_out) {
		snprintf(type, sizeof(type), "timeout.%s", stage);
		add_finding(attempt, true, type, NULL, "deadline of %u ms passed in %s",
			    end->deadline_ms, stage);
	} else if (end->signal) {
		judge_signal(attempt, end->signal);
	} else {
		judge_exit(attempt, end);
	}
}

/* A crash, a deadline or an exit happened after this assertion, if not in it. */
static void place_findings(struct nb_attempt *attempt, size_t first, const char *place)
{
	const char *colon = is_said(place) ? strrchr(place, ':') : NULL;

	if (!colon)
		return;
	for (size_t i = first; i < attempt->nfindings; i++) {
		struct nb_finding *finding = &attempt->findings[i];

		finding->file = strndup(place, (size_t)(colon - place));
		finding->line = atoi(colon + 1);
	}
}

static size_t count_lines(const char *text)
{
	size_t lines = 0;

	for (; *text; text++)
		lines += text[0] == '\n' || text[1] == '\0';
	return lines;
}

/* "1 process left running: sleep 100", with all of them in the text. */
static void judge_leaks(struct nb_attempt *attempt, const char *leaks)
{
	size_t count = count_lines(leaks);

	add_finding(attempt, true, "leak", leaks, "%zu process%s left running: %.*s%s",
		    count, count == 1 ? "" : "es", (int)strcspn(leaks, "\n"), leaks,
		    count == 1 ? "" : ", ...");
}

/* The line of a sanitizer's report that says what it is. */
static void judge_sanitizer(struct nb_attempt *attempt, const char *log)
{
	const char *line = strstr(log, "ERROR: ");

	if (!line)
		line = strstr(log, "runtime error: ");
	if (!line)
		line = log;
	add_finding(attempt, true, "sanitizer", log, "sanitizer: %.*s",
		    (int)strcspn(line, "\n"), line);
}

enum nb_verdict nb_attempt_judge(struct nb_attempt *attempt, const struct nb_ending *end)
{
	size_t told;

	attempt->exit_status = end->signal ? -1 : end->status;
	attempt->signal = end->signal;

	/* What tells most comes first: the first finding is the cause. */
	if (end->start_error)
		add_finding(attempt, true, "start", NULL, "%s", end->start_error);
	if (is_said(end->sanitizer))
		judge_sanitizer(attempt, end->sanitizer);
	told = attempt->nfindings;
	if (!end->start_error)
		judge_ending(attempt, end);
	place_findings(attempt, told, end->place);
	if (end->record_error)
		add_finding(attempt, true, "record", NULL, "%s", end->record_error);
	if (is_said(end->leaks))
		judge_leaks(attempt, end->leaks);
	if (!attempt->nfindings && attempt->skip_reason && end->require_all)
		add_finding(attempt, true, "skipped", NULL,
			    "skipped, and NB_REQUIRE=all forbids it: %s",
			    attempt->skip_reason);

	if (attempt->nfindings)
		attempt->verdict = attempt->findings[0].is_error ? NB_VERDICT_ERROR
								 : NB_VERDICT_FAIL;
	else
		attempt->verdict =
			attempt->skip_reason ? NB_VERDICT_SKIP : NB_VERDICT_PASS;
	return attempt->verdict;
}

enum nb_verdict nb_case_judge(const struct nb_case_result *kase)
{
	enum nb_verdict last;

	if (!kase->nattempts)
		return NB_VERDICT_NONE;
	last = kase->attempts[kase->nattempts - 1].verdict;
	return last == NB_VERDICT_PASS && kase->nattempts > 1 ? NB_VERDICT_FLAKY : last;
}
