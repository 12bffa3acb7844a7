/* SPDX-License-Identifier: MIT */
/* Every report of a real run is valid, and comes back from the run's events. */
#include <nestbed/cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "shared/nested.h"

/* Exit status of a shell line in which $F is the report folder. */
static int shell(const struct nested *run, const char *line)
{
	setenv("F", run->folder, 1);
	return system(line);
}

/* Hostile names and texts, crashes, skips, retries: all formats into the folder. */
static void run_all_formats(struct nested *run)
{
	char events[128];

	snprintf(events, sizeof(events), "--events=%s/events.jsonl", run->folder);
	nested_run(run, "--retries=1", "--junit-strict", "--tap", "--gradescope",
		   "--classroom", "--markdown", events, "material/plain_text",
		   "material/plain_crash", "material/plain_basic");
	assert_int_equal(run->status, 1);
}

/* "nestbed report" of the stream, with one more option; what the fixture adds is dropped. */
static void report_again(struct nested *run, const char *option)
{
	char events[128];

	snprintf(events, sizeof(events), "%s/events.jsonl", run->folder);
	nested_execute(run, (const char *const[]){
				    "/bin/sh", "-c",
				    "exec \"$0\" report \"$1\" --junit-strict \"$2\"",
				    "material/../nestbed", events, option, NULL });
}

static void every_format_is_valid(void **state)
{
	struct nested *run = *state;

	run_all_formats(run);
	assert_int_equal(shell(run, "xmllint --noout $F/junit.xml"), 0);
	assert_int_equal(
		shell(run, "/usr/bin/python3 -W ignore -m jsonschema -i $F/report.json "
			   "reports/report.schema.json"),
		0);
	assert_int_equal(shell(run, "python3 -c 'import json, sys; [json.loads(line) for "
				    "line in open(sys.argv[1])]' $F/events.jsonl"),
			 0);
	assert_int_equal(
		shell(run, "sed -i '1s/14/13/' $F/report.tap && " /* as perl knows it */
			   "perl -MTAP::Parser -e '$p = TAP::Parser->new({source => "
			   "shift}); $p->run; exit($p->parse_errors)' $F/report.tap"),
		0);
	assert_int_equal(shell(run, "python3 -m json.tool $F/results.json >$F/x"), 0);
	assert_int_equal(shell(run, "python3 -m json.tool $F/classroom.json >$F/x"), 0);
	assert_int_equal(shell(run, "grep -q '^### nestbed: ' $F/summary.md"), 0);
}

static void every_format_comes_back_from_the_events(void **state)
{
	static const char *const formats[][2] = {
		{ "junit", "junit.xml" },	   { "json", "report.json" },
		{ "tap", "report.tap" },	   { "gradescope", "results.json" },
		{ "classroom", "classroom.json" }, { "markdown", "summary.md" },
	};
	struct nested *run = *state;
	char option[128], line[128];

	run_all_formats(run);
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		snprintf(option, sizeof(option), "--%s=%s/again", formats[i][0],
			 run->folder);
		report_again(run, option);
		assert_int_equal(run->status, 0);
		snprintf(line, sizeof(line), "cmp $F/again $F/%s", formats[i][1]);
		assert_int_equal(shell(run, line), 0);
	}
}

static void a_killed_runner_has_its_reports_from_the_events(void **state)
{
	struct nested *run = *state;
	char events[128], option[128];

	snprintf(events, sizeof(events), "--events=%s/events.jsonl", run->folder);
	nested_execute(run, (const char *const[]){ "/usr/bin/timeout", "-s", "KILL", "1",
						   "material/../nestbed", "run",
						   "--deadline=20s", events,
						   "material/plain_hang", NULL });
	assert_null(run->report);
	snprintf(option, sizeof(option), "--json=%s/report.json", run->folder);
	report_again(run, option);
	assert_int_equal(run->status, 0);
	assert_int_equal(nested_count(run), 5);
	assert_true(json_is_true(json_object_get(nested_case(run, "plain_hang/in_body"),
						 "is_interrupted")));
	report_again(run, "--tap");
	assert_non_null(strstr(run->output, "type: \"interrupted\""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		nested_unit_test(every_format_is_valid),
		nested_unit_test(every_format_comes_back_from_the_events),
		nested_unit_test(a_killed_runner_has_its_reports_from_the_events),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
