/* SPDX-License-Identifier: MIT */
/*
 * TAP version 14. Nothing that a case printed is in it: a line of output that looks like
 * "ok 7" would count. Diagnostics are YAML whose strings are written as JSON strings,
 * which YAML 1.2 reads.
 */
#include "reports/formats.h"

#include <errno.h>
#include <string.h>

#include "harness/clock.h"
#include "reports/escape.h"
#include "reports/jsontext.h"
#include "reports/view.h"

static void put(FILE *out, const char *text)
{
	nb_auto_buffer struct nb_buffer clean = { 0 };

	nb_escape_puts(&clean, NB_ESCAPE_TAP, text);
	if (clean.data)
		fputs(clean.data, out);
}

/* Safe for a terminal too: what a JSON writer would leave alone is shown first. */
static void put_string(FILE *out, const char *indent, const char *key, const char *text)
{
	nb_auto_buffer struct nb_buffer clean = { 0 };
	json_t *string;

	if (!text)
		return;
	nb_escape_puts(&clean, NB_ESCAPE_TEXT, text);
	string = json_stringn_nocheck(clean.data ? clean.data : "", clean.len);
	fprintf(out, "%s%s: ", indent, key);
	json_dumpf(string, out, JSON_ENCODE_ANY);
	fputs("\n", out);
	json_decref(string);
}

static void put_diagnostics(FILE *out, const struct nb_case_result *kase)
{
	const struct nb_attempt *last = nb_view_last(kase);
	enum nb_verdict verdict = nb_view_verdict(kase);

	fputs("  ---\n", out);
	if (nb_view_is_bad(kase)) {
		const struct nb_finding *cause = nb_view_cause(kase, last);

		put_string(out, "  ", "message", cause->message);
		put_string(out, "  ", "type", cause->type);
		if (cause->file) {
			fputs("  at:\n", out);
			put_string(out, "    ", "file", nb_view_relative(cause->file));
			fprintf(out, "    line: %d\n", cause->line);
		}
		put_string(out, "  ", "text", cause->text);
	}
	put_string(out, "  ", "severity", nb_verdict_name(verdict));
	fprintf(out, "  attempts: %zu\n", kase->nattempts);
	fprintf(out, "  duration_ms: %llu\n",
		(unsigned long long)(nb_view_duration_ns(kase) / NB_NS_PER_MS));
	if (last)
		put_string(out, "  ", "evidence", last->evidence);
	fputs("  ...\n", out);
}

static void put_case(FILE *out, const struct nb_case_result *kase, size_t number)
{
	enum nb_verdict verdict = nb_view_verdict(kase);

	fprintf(out, "%sok %zu - ", nb_view_is_bad(kase) ? "not " : "", number);
	put(out, kase->suite);
	fputs("/", out);
	put(out, kase->name);
	if (verdict == NB_VERDICT_SKIP) {
		fputs(" # SKIP ", out);
		put(out, nb_view_reason(kase));
	}
	fputs("\n", out);
	if (verdict != NB_VERDICT_SKIP)
		put_diagnostics(out, kase);
}

int nb_tap_report(const struct nb_run *run, FILE *out,
		  const struct nb_report_options *options, struct nb_error *err)
{
	(void)options;
	fprintf(out, "TAP version 14\n1..%zu%s\n", run->ncases,
		run->ncases ? "" : " # no case was selected");
	for (size_t i = 0; i < run->ncases; i++)
		put_case(out, &run->cases[i], i + 1);
	return nb_view_written(out, "TAP", err);
}
