/* SPDX-License-Identifier: MIT */
/*
 * A page of Markdown for the summary of a GitHub job: the counts, a table of what did not
 * pass, and the report of each failure folded away. GitHub shows nothing of a page of more
 * than 1 MiB, so reports stop before that and the page says how many are missing.
 */
#include "reports/formats.h"

#include <errno.h>

#include "harness/clock.h"
#include "reports/escape.h"
#include "reports/view.h"

#define PAGE_MAX (900 * 1024)  /* bytes */
#define REPORT_MAX (16 * 1024) /* of one failure */

static void add_name(struct nb_buffer *page, const struct nb_case_result *kase)
{
	nb_escape_puts(page, NB_ESCAPE_MARKDOWN, kase->suite);
	nb_buffer_puts(page, "/");
	nb_escape_puts(page, NB_ESCAPE_MARKDOWN, kase->name);
}

static const char *why(const struct nb_case_result *kase)
{
	const char *message;

	if (kase->verdict == NB_VERDICT_SKIP)
		return nb_view_reason(kase);
	if (kase->verdict == NB_VERDICT_FLAKY)
		return "passed only when tried again";
	message = nb_view_cause(kase, nb_view_last(kase))->message;
	return message ? message : "";
}

static void add_table(struct nb_buffer *page, const struct nb_run *run)
{
	bool is_first = true;
	size_t missing = 0;

	for (size_t i = 0; i < run->ncases; i++) {
		const struct nb_case_result *kase = &run->cases[i];

		if (kase->verdict == NB_VERDICT_PASS)
			continue;
		if (page->len > PAGE_MAX / 2) {
			missing++;
			continue;
		}
		if (is_first)
			nb_buffer_puts(page, "| verdict | case | time | why |\n"
					     "|---|---|--:|---|\n");
		is_first = false;
		nb_buffer_printf(page, "| %s | ",
				 nb_view_word(nb_view_verdict(kase),
					      nb_view_cause(kase, nb_view_last(kase))));
		add_name(page, kase);
		nb_buffer_printf(page, " | %.2f s | ",
				 (double)nb_view_duration_ns(kase) / (double)NB_NS_PER_S);
		nb_escape_puts(page, NB_ESCAPE_MARKDOWN, why(kase));
		nb_buffer_puts(page, " |\n");
	}
	if (missing)
		nb_buffer_printf(page, "\nand %zu more\n", missing);
}

static void add_report(struct nb_buffer *page, const struct nb_case_result *kase)
{
	nb_auto_buffer struct nb_buffer report = { 0 }, cut = { 0 };

	nb_view_report(kase, nb_view_last(kase), &report);
	if (report.data)
		nb_view_middle(&cut, report.data, report.len, REPORT_MAX);
	nb_buffer_puts(page, "\n<details><summary>");
	add_name(page, kase);
	nb_buffer_puts(page, "</summary>\n\n<pre>");
	if (cut.data)
		nb_escape(page, NB_ESCAPE_XML, cut.data, cut.len);
	nb_buffer_puts(page, "</pre>\n</details>\n");
}

static void add_reports(struct nb_buffer *page, const struct nb_run *run)
{
	size_t missing = 0;

	for (size_t i = 0; i < run->ncases; i++) {
		if (!nb_view_is_bad(&run->cases[i]))
			continue;
		if (page->len > PAGE_MAX - 6 * REPORT_MAX) /* escaping makes a byte six */
			missing++;
		else
			add_report(page, &run->cases[i]);
	}
	if (missing)
		nb_buffer_printf(page, "\n%zu more reports are in the report folder.\n",
				 missing);
}

int nb_markdown_report(const struct nb_run *run, FILE *out,
		       const struct nb_report_options *options, struct nb_error *err)
{
	nb_auto_buffer struct nb_buffer page = { 0 };
	size_t count[NB_VERDICT_FLAKY + 1];

	(void)options;
	nb_view_count(run, NULL, count);
	nb_buffer_printf(
		&page,
		"### nestbed: %zu passed, %zu failed, %zu in error, %zu skipped, "
		"%zu flaky\n\n",
		count[NB_VERDICT_PASS], count[NB_VERDICT_FAIL], count[NB_VERDICT_ERROR],
		count[NB_VERDICT_SKIP], count[NB_VERDICT_FLAKY]);
	add_table(&page, run);
	add_reports(&page, run);
	if (page.failed)
		return nb_error_set(err, ENOMEM, "write the Markdown report");
	fwrite(page.data, 1, page.len, out);
	return nb_view_written(out, "Markdown", err);
}
