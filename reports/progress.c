/* SPDX-License-Identifier: MIT */
/* The lines at the bottom of a terminal that tell what is running right now. */
#include "reports/progress.h"

#include <inttypes.h>
#include <stdlib.h>

#include "harness/clock.h"
#include "reports/escape.h"
#include "reports/view.h"

static bool is_running(const struct nb_case_result *kase)
{
	const struct nb_attempt *last = nb_view_last(kase);

	return kase->verdict == NB_VERDICT_NONE && last &&
	       last->verdict == NB_VERDICT_NONE;
}

static int longest_first(const void *a, const void *b)
{
	const struct nb_case_result *const *left = a, *const *right = b;
	uint64_t l = nb_view_last(*left)->start_ns, r = nb_view_last(*right)->start_ns;

	return l < r ? -1 : l > r;
}

/* Add a line of hostile bytes, safe and no longer than @columns. */
static void add_line(struct nb_buffer *out, const struct nb_buffer *line, size_t columns)
{
	nb_auto_buffer struct nb_buffer clean = { 0 };

	nb_escape(&clean, NB_ESCAPE_LINE, line->data, line->len);
	if (clean.data)
		nb_buffer_add(out, clean.data, nb_utf8_fit(clean.data, columns));
	nb_buffer_puts(out, "\n");
}

static void add_head(struct nb_buffer *out, const struct nb_run *run, uint64_t now_ns,
		     size_t running, size_t columns)
{
	static const struct {
		enum nb_verdict verdict;
		const char *word;
	} told[] = {
		{ NB_VERDICT_FAIL, "failed" },
		{ NB_VERDICT_ERROR, "in error" },
		{ NB_VERDICT_FLAKY, "flaky" },
		{ NB_VERDICT_SKIP, "skipped" },
	};
	size_t count[NB_VERDICT_FLAKY + 1] = { 0 };
	uint64_t s = now_ns > run->start_ns ? (now_ns - run->start_ns) / NB_NS_PER_S : 0;
	nb_auto_buffer struct nb_buffer line = { 0 };

	for (size_t i = 0; i < run->ncases; i++)
		count[run->cases[i].verdict]++;
	nb_buffer_printf(&line, "[%02" PRIu64 ":%02" PRIu64 "] %zu of %zu done", s / 60,
			 s % 60, run->ncases - count[NB_VERDICT_NONE], run->ncases);
	for (size_t i = 0; i < sizeof(told) / sizeof(told[0]); i++)
		if (count[told[i].verdict])
			nb_buffer_printf(&line, ", %zu %s", count[told[i].verdict],
					 told[i].word);
	nb_buffer_printf(&line, ", %zu running", running);
	if (run->backlog.held)
		nb_buffer_printf(&line, ", %u bridges held", run->backlog.held);
	add_line(out, &line, columns);
}

static void add_case(struct nb_buffer *out, const struct nb_case_result *kase,
		     uint64_t now_ns, size_t columns)
{
	const struct nb_attempt *last = nb_view_last(kase);
	uint64_t ns = now_ns > last->start_ns ? now_ns - last->start_ns : 0;
	nb_auto_buffer struct nb_buffer line = { 0 };

	nb_buffer_printf(&line, "  %-11s %6.1f s  %s/%s", nb_stage_name(last->stage),
			 (double)ns / (double)NB_NS_PER_S, kase->suite, kase->name);
	if (kase->nattempts > 1)
		nb_buffer_printf(&line, " (try %zu)", kase->nattempts);
	add_line(out, &line, columns);
}

size_t nb_progress_compose(const struct nb_run *run, uint64_t now_ns, size_t columns,
			   size_t rows, struct nb_buffer *out)
{
	const struct nb_case_result **running = calloc(run->ncases + 1, sizeof(*running));
	size_t count = 0, shown, lines;

	if (!running)
		return 0;
	for (size_t i = 0; i < run->ncases; i++)
		if (is_running(&run->cases[i]))
			running[count++] = &run->cases[i];
	qsort(running, count, sizeof(*running), longest_first);

	shown = count < rows ? count : rows < 2 ? 0 : rows - 2;
	add_head(out, run, now_ns, count, columns);
	for (size_t i = 0; i < shown; i++)
		add_case(out, running[i], now_ns, columns);
	lines = 1 + shown;
	if (shown < count && rows > 1) {
		nb_auto_buffer struct nb_buffer more = { 0 };

		nb_buffer_printf(&more, "  and %zu more", count - shown);
		add_line(out, &more, columns);
		lines++;
	}
	free(running);
	return lines;
}
