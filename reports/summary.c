/* SPDX-License-Identifier: MIT */
/*
 * The end of what a terminal shows: the slowest, the skipped and the flaky cases, every
 * failure once more, and the counts. Errors count as failed and flaky cases as passed;
 * cases that never began are told on a line of their own and count as neither.
 */
#include "reports/terminal.h"

#include <stdlib.h>

#include "harness/clock.h"
#include "reports/grading.h"
#include "reports/offer.h"
#include "reports/style.h"
#include "reports/view.h"

static void title(struct nb_terminal *term, const char *text)
{
	fprintf(term->out, "\n%s%s%s\n", nb_style_begin(term->has_color, NB_STYLE_STRONG),
		text, nb_style_end(term->has_color));
}

static int slowest_first(const void *a, const void *b)
{
	const struct nb_case_result *const *left = a, *const *right = b;
	uint64_t l = nb_view_duration_ns(*left), r = nb_view_duration_ns(*right);

	return l > r ? -1 : l < r;
}

static void put_duration(struct nb_terminal *term, const struct nb_case_result *kase)
{
	const struct nb_attempt *last = nb_view_last(kase);

	if (!last)
		return;
	fprintf(term->out, "%8.2f s  ", (double)last->duration_ns / (double)NB_NS_PER_S);
	nb_terminal_name(term, kase);
	fprintf(term->out, "  (set-up %.2f, body %.2f, teardown %.2f)\n",
		(double)last->setup_ns / (double)NB_NS_PER_S,
		(double)last->body_ns / (double)NB_NS_PER_S,
		(double)last->teardown_ns / (double)NB_NS_PER_S);
}

static void put_durations(struct nb_terminal *term, const struct nb_run *run)
{
	const struct nb_case_result **cases;

	if (!term->options.durations)
		return;
	cases = calloc(run->ncases + 1, sizeof(*cases));
	if (!cases)
		return;
	for (size_t i = 0; i < run->ncases; i++)
		cases[i] = &run->cases[i];
	qsort(cases, run->ncases, sizeof(*cases), slowest_first);
	title(term, "Slowest:");
	for (size_t i = 0; i < run->ncases && i < term->options.durations; i++)
		put_duration(term, cases[i]);
	free(cases);
}

static void put_verdict(struct nb_terminal *term, const struct nb_run *run,
			enum nb_verdict verdict, const char *heading)
{
	bool is_first = true;

	for (size_t i = 0; i < run->ncases; i++) {
		const struct nb_case_result *kase = &run->cases[i];

		if (kase->verdict != verdict)
			continue;
		if (is_first)
			title(term, heading);
		is_first = false;
		nb_terminal_head(term, kase, nb_view_last(kase), verdict);
	}
}

static void put_failures(struct nb_terminal *term, const struct nb_run *run)
{
	bool is_first = true;

	for (size_t i = 0; i < run->ncases; i++) {
		const struct nb_case_result *kase = &run->cases[i];

		if (!nb_view_is_bad(kase) || !kase->nattempts || run->ncases == 1)
			continue;
		if (is_first)
			title(term, "Not passed:");
		is_first = false;
		nb_terminal_head(term, kase, nb_view_last(kase), nb_view_verdict(kase));
		nb_terminal_report(term, kase, nb_view_last(kase));
	}
}

static size_t not_run(const struct nb_run *run)
{
	size_t count = 0;

	for (size_t i = 0; i < run->ncases; i++)
		if (run->cases[i].verdict == NB_VERDICT_NONE && !run->cases[i].nattempts)
			count++;
	return count;
}

static void put_offer(struct nb_terminal *term, const struct nb_run *run)
{
	nb_auto_buffer struct nb_buffer offer = { 0 };

	nb_offer(&offer, run);
	fputs(offer.data ? offer.data : "", term->out);
}

void nb_terminal_summary(struct nb_terminal *term, const struct nb_run *run)
{
	size_t count[NB_VERDICT_FLAKY + 1], missing = not_run(run), bad;
	double max, score = nb_grading_total(run, &max);

	nb_view_count(run, NULL, count);
	put_durations(term, run);
	put_verdict(term, run, NB_VERDICT_SKIP, "Skipped:");
	put_verdict(term, run, NB_VERDICT_FLAKY, "Flaky, passed only when tried again:");
	put_failures(term, run);
	nb_terminal_annotate(term, run);

	fprintf(term->out, "\n%zu case%s in %.2f s", run->ncases,
		run->ncases == 1 ? "" : "s",
		(double)run->duration_ns / (double)NB_NS_PER_S);
	if (run->folder)
		fprintf(term->out, ", reports in %s", nb_view_relative(run->folder));
	fputs("\n", term->out);
	if (run->interrupted)
		fputs("the run was interrupted\n", term->out);
	if (run->backlog.most)
		fprintf(term->out, "at most %u bridge%s held at a time, at most %.2f s\n",
			run->backlog.most, run->backlog.most == 1 ? "" : "s",
			(double)run->backlog.longest_ns / (double)NB_NS_PER_S);
	if (missing)
		fprintf(term->out, "%zu never began\n", missing);
	count[NB_VERDICT_ERROR] -= missing;
	if (count[NB_VERDICT_FLAKY])
		fprintf(term->out, "%zu of those that passed are flaky\n",
			count[NB_VERDICT_FLAKY]);
	if (count[NB_VERDICT_ERROR])
		fprintf(term->out, "%zu of those that failed are errors: %s\n",
			count[NB_VERDICT_ERROR], "nestbed could not tell");
	put_offer(term, run);
	if (max > 0)
		fprintf(term->out, "%g of %g points\n", score, max);
	bad = count[NB_VERDICT_FAIL] + count[NB_VERDICT_ERROR];
	fprintf(term->out, "%zu passed, %zu failed, %zu skipped\n",
		count[NB_VERDICT_PASS] + count[NB_VERDICT_FLAKY], bad,
		count[NB_VERDICT_SKIP]);
}
