/* SPDX-License-Identifier: MIT */
/*
 * JUnit XML in two dialects. "ci", the default, is Jenkins' shape and adds what other
 * readers want: file and line, properties of a case, counts at the root. "strict" leaves
 * these out and is valid by the schema of Jenkins' xunit-plugin.
 *
 * The last attempt is the case; attempts before it that did not pass are rerunFailure or
 * rerunError where the case did not pass either, flakyFailure or flakyError where it did.
 * A case is written once, whatever happened to it, and one that never came to a verdict
 * is an error of type "interrupted".
 */
#include "reports/formats.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "harness/auto.h"
#include "harness/clock.h"
#include "reports/escape.h"
#include "reports/view.h"

#define OUTPUT_MAX (64 * 1024) /* bytes of a case's output; the file has the rest */

struct junit {
	FILE *out;
	const struct nb_run *run;
	const struct nb_report_options *options;
};

static void put(struct junit *junit, enum nb_escape how, const char *text, size_t len)
{
	nb_auto_buffer struct nb_buffer clean = { 0 };

	nb_escape(&clean, how, text, len);
	if (clean.data)
		fwrite(clean.data, 1, clean.len, junit->out);
}

static void attribute(struct junit *junit, const char *name, const char *value)
{
	if (!value)
		return;
	fprintf(junit->out, " %s=\"", name);
	put(junit, NB_ESCAPE_XML_ATTRIBUTE, value, strlen(value));
	fputs("\"", junit->out);
}

/* Seconds with three decimals, by integers: no locale can put a comma there. */
static void attribute_time(struct junit *junit, uint64_t ns)
{
	fprintf(junit->out, " time=\"%" PRIu64 ".%03u\"", (uint64_t)(ns / NB_NS_PER_S),
		(unsigned int)(ns % NB_NS_PER_S / NB_NS_PER_MS));
}

static void attribute_timestamp(struct junit *junit, uint64_t ns)
{
	time_t seconds = (time_t)(ns / NB_NS_PER_S);
	char text[sizeof("2026-01-01T00:00:00") + 16];
	struct tm utc;

	if (gmtime_r(&seconds, &utc) &&
	    strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &utc))
		attribute(junit, "timestamp", text);
}

static void property(struct junit *junit, const char *name, const char *value)
{
	if (!value || !*value)
		return;
	fputs("<property", junit->out);
	attribute(junit, "name", name);
	attribute(junit, "value", value);
	fputs("/>\n", junit->out);
}

static void property_number(struct junit *junit, const char *name, uint64_t value)
{
	char text[24];

	snprintf(text, sizeof(text), "%" PRIu64, value);
	property(junit, name, text);
}

static void put_place(struct junit *junit, const char *file, int line)
{
	if (junit->options->junit_strict || !file)
		return;
	attribute(junit, "file", nb_view_relative(file));
	fprintf(junit->out, " line=\"%d\"", line);
}

/* A case may print what a reader takes for the name of a file to fetch: spoil it. */
static void put_output(struct junit *junit, const struct nb_attempt *attempt)
{
	static const char mark[] = "[[ATTACHMENT";
	nb_auto_buffer struct nb_buffer cut = { 0 }, clean = { 0 };
	const char *from, *hit;

	nb_view_middle(&cut, attempt->output ? attempt->output : "", attempt->output_len,
		       OUTPUT_MAX);
	nb_escape(&clean, NB_ESCAPE_XML, cut.data ? cut.data : "", cut.len);
	for (from = clean.data ? clean.data : ""; (hit = strstr(from, mark));
	     from = hit + 2) {
		fwrite(from, 1, (size_t)(hit - from), junit->out);
		fputs("[ [", junit->out);
	}
	fputs(from, junit->out);
}

/* Paths with these would end the mark early or be taken for two. */
static bool can_be_told(const char *path)
{
	return !strpbrk(path, "|\r\n") && !strstr(path, "]]");
}

static void put_attachments(struct junit *junit, const struct nb_attempt *attempt)
{
	for (size_t i = 0; i < attempt->nattachments; i++) {
		nb_auto_free char *path =
			nb_view_path(attempt, &attempt->attachments[i], junit->options);

		if (!path || !can_be_told(path))
			continue;
		fputs("[[ATTACHMENT|", junit->out);
		put(junit, NB_ESCAPE_XML, path, strlen(path));
		fputs("]]\n", junit->out);
	}
}

static void put_system_out(struct junit *junit, const struct nb_attempt *attempt)
{
	if (!attempt || (!attempt->output_len && !attempt->nattachments))
		return;
	fputs("<system-out>", junit->out);
	put_attachments(junit, attempt);
	put_output(junit, attempt);
	fputs("</system-out>\n", junit->out);
}

static void put_report(struct junit *junit, const struct nb_case_result *kase,
		       const struct nb_attempt *attempt)
{
	nb_auto_buffer struct nb_buffer report = { 0 };

	nb_view_report(kase, attempt, &report);
	if (report.data)
		put(junit, NB_ESCAPE_XML, report.data, report.len);
}

/* <failure> or <error>: why the case did not pass. */
static void put_failure(struct junit *junit, const struct nb_case_result *kase)
{
	const struct nb_attempt *last = nb_view_last(kase);
	const struct nb_finding *cause = nb_view_cause(kase, last);
	const char *tag = nb_view_verdict(kase) == NB_VERDICT_FAIL ? "failure" : "error";

	fprintf(junit->out, "<%s", tag);
	attribute(junit, "type", cause->type ? cause->type : "unknown");
	attribute(junit, "message", cause->message ? cause->message : "");
	put_place(junit, cause->file, cause->line);
	fputs(">", junit->out);
	put_report(junit, kase, last);
	fprintf(junit->out, "</%s>\n", tag);
}

/* An attempt before the last one; @what is "rerun" or "flaky". */
static void put_earlier(struct junit *junit, const struct nb_case_result *kase,
			const struct nb_attempt *attempt, const char *what)
{
	const struct nb_finding *cause = nb_view_cause(kase, attempt);
	const char *kind = attempt->verdict == NB_VERDICT_FAIL ? "Failure" : "Error";

	fprintf(junit->out, "<%s%s", what, kind);
	attribute(junit, "message", cause->message ? cause->message : "");
	attribute(junit, "type", cause->type ? cause->type : "unknown");
	fputs("><stackTrace>", junit->out);
	put_report(junit, kase, attempt);
	fputs("</stackTrace>\n", junit->out);
	put_system_out(junit, attempt);
	fprintf(junit->out, "</%s%s>\n", what, kind);
}

static void put_case_properties(struct junit *junit, const struct nb_case_result *kase)
{
	const struct nb_attempt *last = nb_view_last(kase);
	char points[32];

	if (junit->options->junit_strict)
		return;
	fputs("<properties>\n", junit->out);
	property(junit, "nestbed.verdict", nb_verdict_name(nb_view_verdict(kase)));
	property_number(junit, "nestbed.attempts", kase->nattempts);
	property(junit, "nestbed.tags", kase->tags);
	if (kase->points > 0) {
		snprintf(points, sizeof(points), "%g", kase->points);
		property(junit, "nestbed.points", points);
	}
	if (last) {
		property(junit, "nestbed.stage", nb_stage_name(last->stage));
		property(junit, "nestbed.evidence", last->evidence);
	}
	for (size_t i = 0; last && i < last->nproperties; i++)
		property(junit, last->properties[i].name, last->properties[i].value);
	fputs("</properties>\n", junit->out);
}

static void put_outcome(struct junit *junit, const struct nb_case_result *kase)
{
	bool is_bad = nb_view_is_bad(kase);

	if (is_bad)
		put_failure(junit, kase);
	if (nb_view_verdict(kase) == NB_VERDICT_SKIP) {
		fputs("<skipped", junit->out);
		attribute(junit, "message", nb_view_reason(kase));
		fputs("/>\n", junit->out);
	}
	for (size_t i = 0; i + 1 < kase->nattempts; i++)
		put_earlier(junit, kase, &kase->attempts[i], is_bad ? "rerun" : "flaky");
	put_system_out(junit, nb_view_last(kase));
}

static void put_case(struct junit *junit, const struct nb_case_result *kase)
{
	nb_auto_buffer struct nb_buffer classname = { 0 };

	nb_buffer_printf(&classname, "nestbed.%s", kase->suite);
	fputs("<testcase", junit->out);
	attribute(junit, "classname", classname.data);
	attribute(junit, "name", kase->name);
	attribute_time(junit, nb_view_duration_ns(kase));
	put_place(junit, kase->source, kase->line);
	fputs(">\n", junit->out);
	put_case_properties(junit, kase);
	put_outcome(junit, kase);
	fputs("</testcase>\n", junit->out);
}

/* tests, failures, errors and skipped; at the root the schema has no skipped. */
static void put_counts(struct junit *junit, const char *suite)
{
	size_t count[NB_VERDICT_FLAKY + 1], tests = 0;

	nb_view_count(junit->run, suite, count);
	for (int i = 0; i <= NB_VERDICT_FLAKY; i++)
		tests += count[i];
	fprintf(junit->out, " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\"", tests,
		count[NB_VERDICT_FAIL], count[NB_VERDICT_ERROR]);
	if (suite || !junit->options->junit_strict)
		fprintf(junit->out, " skipped=\"%zu\"", count[NB_VERDICT_SKIP]);
}

static void put_run_properties(struct junit *junit)
{
	const struct nb_run *run = junit->run;

	fputs("<properties>\n", junit->out);
	property(junit, "nestbed.version", run->version);
	property(junit, "nestbed.command", run->command_line);
	property(junit, "nestbed.kernel", run->kernel);
	property_number(junit, "nestbed.jobs", run->jobs);
	if (run->seed)
		property_number(junit, "nestbed.seed", run->seed);
	if (run->shard_total) {
		property_number(junit, "nestbed.shard", run->shard_index);
		property_number(junit, "nestbed.shards", run->shard_total);
	}
	if (run->interrupted)
		property(junit, "nestbed.interrupted", "true");
	fputs("</properties>\n", junit->out);
}

static void put_suite(struct junit *junit, const char *suite)
{
	const struct nb_run *run = junit->run;
	uint64_t ns = 0;

	for (size_t i = 0; i < run->ncases; i++)
		if (!strcmp(run->cases[i].suite, suite))
			ns += nb_view_duration_ns(&run->cases[i]);
	fputs("<testsuite", junit->out);
	attribute(junit, "name", suite);
	put_counts(junit, suite);
	attribute_time(junit, ns);
	attribute_timestamp(junit, run->start_ns);
	attribute(junit, "hostname", run->hostname);
	fputs(">\n", junit->out);
	put_run_properties(junit);
	for (size_t i = 0; i < run->ncases; i++)
		if (!strcmp(run->cases[i].suite, suite))
			put_case(junit, &run->cases[i]);
	fputs("</testsuite>\n", junit->out);
}

int nb_junit_report(const struct nb_run *run, FILE *out,
		    const struct nb_report_options *options, struct nb_error *err)
{
	struct junit junit = { .out = out, .run = run, .options = options };
	nb_auto_free const struct nb_case_result **suites = NULL;
	size_t count = 0;

	suites = nb_view_suites(run, &count);
	if (!suites)
		return nb_error_set(err, ENOMEM, "write the JUnit report");
	fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"nestbed\"",
	      out);
	put_counts(&junit, NULL);
	attribute_time(&junit, run->duration_ns);
	fputs(">\n", out);
	for (size_t i = 0; i < count; i++)
		put_suite(&junit, suites[i]->suite);
	fputs("</testsuites>\n", out);
	return nb_view_written(out, "JUnit", err);
}
