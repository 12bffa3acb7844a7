/* SPDX-License-Identifier: MIT */
/*
 * What a user sees while a run goes on.
 *
 * A case that ended gets one line at once, with its report below when it did not pass.
 * On a terminal a block of lines at the bottom tells what is running and in which stage
 * (progress.c). There, lines wait in memory for the next tick, which takes the block away,
 * writes them and draws the block again: so the screen changes ten times a second at most.
 * Elsewhere there are only lines, at once. The end is written by summary.c.
 */
#include "reports/terminal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/random.h>
#include <unistd.h>

#include "harness/clock.h"
#include "reports/escape.h"
#include "reports/github.h"
#include "reports/output.h"
#include "reports/progress.h"
#include "reports/style.h"
#include "reports/view.h"

#define BLOCK_ROWS 12	/* most lines of the block */
#define REPORT_LINES 30 /* of what went wrong */
#define OUTPUT_LINES 20 /* of what a case printed, the last ones */

static void say(struct nb_terminal *term, enum nb_style style, const char *word)
{
	fprintf(term->out, "%s%s%s", nb_style_begin(term->has_color, style), word,
		nb_style_end(term->has_color));
}

static void put(struct nb_terminal *term, enum nb_escape how, const char *text)
{
	nb_auto_buffer struct nb_buffer clean = { 0 };

	nb_escape_puts(&clean, how, text);
	if (clean.data)
		fputs(clean.data, term->out);
}

/* Take the block away and show the lines that wait. */
static void show_lines(struct nb_terminal *term)
{
	if (term->block_lines)
		fprintf(term->screen, "\r\x1b[%zuA\x1b[J", term->block_lines);
	term->block_lines = 0;
	fflush(term->out);
	if (term->out != term->screen) {
		fwrite(term->waiting, 1, term->waiting_len, term->screen);
		rewind(term->out);
	}
	fflush(term->screen);
}

static size_t columns(const struct nb_terminal *term, size_t *ret_rows)
{
	const char *told = getenv("COLUMNS");
	struct winsize size = { 0 };

	*ret_rows = BLOCK_ROWS;
	if (ioctl(fileno(term->screen), TIOCGWINSZ, &size) == 0 && size.ws_col) {
		if (size.ws_row && size.ws_row / 2 < BLOCK_ROWS)
			*ret_rows = size.ws_row > 3 ? size.ws_row / 2 : 1;
		return size.ws_col;
	}
	return told && atoi(told) > 0 ? (size_t)atoi(told) : 80;
}

static void on_tick(void *ctx, const struct nb_run *run)
{
	struct nb_terminal *term = ctx;
	nb_auto_buffer struct nb_buffer block = { 0 };
	size_t rows, width = columns(term, &rows), lines;

	lines = nb_progress_compose(run, nb_clock_wall_ns(), width > 1 ? width - 1 : 1,
				    rows, &block);
	show_lines(term);
	if (block.data)
		fputs(block.data, term->screen);
	term->block_lines = lines;
	fflush(term->screen);
}

/* The last lines of what a case printed, each behind a mark. */
static void put_output(struct nb_terminal *term, const struct nb_attempt *attempt)
{
	nb_auto_buffer struct nb_buffer own = { 0 };
	const char *from;

	nb_output_own(attempt, &own);
	if (!own.len)
		return;
	from = nb_output_tail(own.data, OUTPUT_LINES);
	fprintf(term->out, "  output     %s\n",
		from > own.data ? "the end of what it printed:" : "what it printed:");
	while (*from) {
		size_t len = strcspn(from, "\n");

		fprintf(term->out, "  | %.*s\n", (int)len, from);
		from += len + 1;
	}
}

void nb_terminal_name(struct nb_terminal *term, const struct nb_case_result *kase)
{
	put(term, NB_ESCAPE_LINE, kase->suite);
	fputs("/", term->out);
	put(term, NB_ESCAPE_LINE, kase->name);
}

void nb_terminal_head(struct nb_terminal *term, const struct nb_case_result *kase,
		      const struct nb_attempt *attempt, enum nb_verdict verdict)
{
	const struct nb_finding *cause = nb_view_cause(kase, attempt);
	bool is_bad = verdict == NB_VERDICT_FAIL || verdict == NB_VERDICT_ERROR;

	say(term, nb_style_of(verdict), nb_view_word(verdict, cause));
	if (verdict == NB_VERDICT_FLAKY)
		fprintf(term->out, " %zu/%u", kase->nattempts, term->tries);
	fputs(" ", term->out);
	nb_terminal_name(term, kase);
	if (attempt)
		fprintf(term->out, " (%.2f s)",
			(double)attempt->duration_ns / (double)NB_NS_PER_S);
	if (is_bad && (cause->file || kase->source)) {
		fputs(" ", term->out);
		put(term, NB_ESCAPE_LINE, cause->file ? cause->file : kase->source);
		fprintf(term->out, ":%d", cause->file ? cause->line : kase->line);
	}
	if (verdict == NB_VERDICT_SKIP) {
		fputs(": ", term->out);
		put(term, NB_ESCAPE_LINE, nb_view_reason(kase));
	}
	fputs("\n", term->out);
}

/* The first lines of what went wrong; evidence and other reports have all of them. */
static void put_findings(struct nb_terminal *term, const struct nb_case_result *kase,
			 const struct nb_attempt *attempt)
{
	nb_auto_buffer struct nb_buffer findings = { 0 };
	size_t lines = 0, left = 0;
	const char *at;

	nb_view_findings(kase, attempt, false, &findings);
	for (at = findings.data; at && (at = strchr(at, '\n')); at++)
		if (++lines == REPORT_LINES)
			findings.len = (size_t)(at - findings.data) + 1;
		else if (lines > REPORT_LINES)
			left++;
	if (left)
		findings.data[findings.len] = '\0';
	put(term, NB_ESCAPE_TEXT, findings.data);
	if (left)
		fprintf(term->out, "  and %zu more lines, which the other reports have\n",
			left);
}

void nb_terminal_report(struct nb_terminal *term, const struct nb_case_result *kase,
			const struct nb_attempt *attempt)
{
	nb_auto_buffer struct nb_buffer advice = { 0 };

	put_findings(term, kase, attempt);
	nb_view_advice(kase, &advice);
	put(term, NB_ESCAPE_TEXT, advice.data);
	if (!attempt)
		return;
	put_output(term, attempt);
	if (attempt->evidence) {
		fputs("  evidence   ", term->out);
		put(term, NB_ESCAPE_LINE, nb_view_relative(attempt->evidence));
		fputs("\n", term->out);
	}
}

static void on_case_end(struct nb_terminal *term, const struct nb_case_result *kase,
			const struct nb_attempt *attempt)
{
	if (attempt->verdict != NB_VERDICT_FAIL && attempt->verdict != NB_VERDICT_ERROR)
		return;
	if (term->tries > 1)
		fprintf(term->out, "TRY %zu/%u ", (size_t)(attempt - kase->attempts) + 1,
			term->tries);
	nb_terminal_head(term, kase, attempt, attempt->verdict);
	nb_terminal_report(term, kase, attempt);
}

/* What passed, was skipped or is flaky; failures were told when their attempt ended. */
static void on_verdict(struct nb_terminal *term, const struct nb_case_result *kase)
{
	if (nb_view_is_bad(kase)) {
		if (!kase->nattempts && !kase->is_interrupted)
			nb_terminal_head(term, kase, NULL, NB_VERDICT_ERROR);
		return;
	}
	if (kase->verdict == NB_VERDICT_PASS && term->options.quiet)
		return;
	nb_terminal_head(term, kase, nb_view_last(kase), kase->verdict);
	if (term->options.output && kase->nattempts)
		put_output(term, nb_view_last(kase));
}

static void on_slow(struct nb_terminal *term, const struct nb_event *event)
{
	say(term, NB_STYLE_WARN, "SLOW");
	fputs(" ", term->out);
	nb_terminal_name(term, event->kase);
	fprintf(term->out, " (%.2f s so far) in %s",
		(double)(event->time_ns - event->attempt->start_ns) / (double)NB_NS_PER_S,
		nb_stage_name(event->attempt->stage));
	if (event->text) {
		fputs(": ", term->out);
		put(term, NB_ESCAPE_LINE, event->text);
	}
	fputs("\n", term->out);
}

/*
 * In a GitHub workflow a line that begins with "::" is a command, and what cases print or
 * receive may hold one: none is taken until a word that they cannot know.
 */
static void suspend_commands(struct nb_terminal *term)
{
	unsigned char random[16];

	if (!nb_github_is_there() ||
	    getrandom(random, sizeof(random), 0) != sizeof(random))
		return;
	for (size_t i = 0; i < sizeof(random); i++)
		snprintf(term->token + 2 * i, 3, "%02x", random[i]);
	fprintf(term->out, "::stop-commands::%s\n", term->token);
}

void nb_terminal_annotate(struct nb_terminal *term, const struct nb_run *run)
{
	if (!term->token[0])
		return;
	fprintf(term->out, "::%s::\n", term->token);
	nb_github_annotate(run, term->out);
	term->token[0] = '\0';
}

static void on_run_start(struct nb_terminal *term, const struct nb_run *run)
{
	suspend_commands(term);
	fprintf(term->out, "nestbed %s: %zu case%s, %u at a time",
		run->version ? run->version : NB_VERSION, run->ncases,
		run->ncases == 1 ? "" : "s", run->jobs);
	if (run->shard_total)
		fprintf(term->out, ", shard %u of %u", run->shard_index,
			run->shard_total);
	if (run->seed)
		fprintf(term->out, ", shuffled with --shuffle=%llu",
			(unsigned long long)run->seed);
	fputs("\n", term->out);
	term->tries = run->retries + 1;
}

static void on_event(void *ctx, const struct nb_event *event)
{
	struct nb_terminal *term = ctx;

	if (event->kind == NB_EVENT_STAGE || event->kind == NB_EVENT_CASE_START)
		return;
	switch (event->kind) {
	case NB_EVENT_RUN_START:
		on_run_start(term, event->run);
		break;
	case NB_EVENT_SLOW:
		on_slow(term, event);
		break;
	case NB_EVENT_CASE_END:
		on_case_end(term, event->kase, event->attempt);
		break;
	case NB_EVENT_VERDICT:
		on_verdict(term, event->kase);
		break;
	case NB_EVENT_RUN_END:
		nb_terminal_summary(term, event->run);
		break;
	case NB_EVENT_NOTE:
		put(term, NB_ESCAPE_TEXT, event->text);
		break;
	case NB_EVENT_CASE_START:
	case NB_EVENT_STAGE:
	case NB_EVENT_FINDING:
		break;
	}
	if (term->out == term->screen || event->kind == NB_EVENT_RUN_END)
		show_lines(term);
}

/* On a terminal that can move its cursor: a block, and lines that wait for it. */
static void go_live(struct nb_terminal *term)
{
	const char *name = getenv("TERM");
	FILE *waiting;

	if (isatty(fileno(term->screen)) != 1 || !name || !strcmp(name, "dumb"))
		return;
	waiting = open_memstream(&term->waiting, &term->waiting_len);
	if (!waiting)
		return;
	term->out = waiting;
	term->sink.tick = on_tick;
}

struct nb_sink *nb_terminal_new(FILE *out, const struct nb_terminal_options *options,
				struct nb_error *err)
{
	struct nb_terminal *term = calloc(1, sizeof(*term));

	if (!term) {
		nb_error_set(err, ENOMEM, "watch the run");
		return NULL;
	}
	term->screen = term->out = out;
	if (options)
		term->options = *options;
	term->has_color = nb_style_wanted(out, term->options.color);
	term->sink = (struct nb_sink){ .event = on_event, .ctx = term };
	go_live(term);
	return &term->sink;
}

void nb_terminal_free(struct nb_sink *sink)
{
	struct nb_terminal *term = sink ? sink->ctx : NULL;

	if (!term)
		return;
	show_lines(term);
	if (term->out != term->screen)
		fclose(term->out);
	free(term->waiting);
	free(term);
}
