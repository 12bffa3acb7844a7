/* SPDX-License-Identifier: MIT */
/* The event stream says all: the model comes back from it, and so does every report. */
#include "harness/auto.h"
#include "reports/command.h"
#include "reports/sample_test.h"

static char path[] = "/tmp/nestbed-events-XXXXXX";

static void tell(struct nb_sink *sink, enum nb_event_kind kind, const struct nb_run *run,
		 const struct nb_case_result *kase, const struct nb_attempt *attempt,
		 const struct nb_finding *finding)
{
	const struct nb_event event = { .kind = kind,
					.time_ns = kind == NB_EVENT_CASE_START
							   ? attempt->start_ns
							   : run->start_ns +
								     run->duration_ns,
					.run = run,
					.kase = kase,
					.attempt = attempt,
					.finding = finding,
					.text = "waits for the body" };

	sink->event(sink->ctx, &event);
}

static void tell_attempt(struct nb_sink *sink, const struct nb_run *run,
			 const struct nb_case_result *kase,
			 const struct nb_attempt *attempt, bool ends)
{
	tell(sink, NB_EVENT_CASE_START, run, kase, attempt, NULL);
	tell(sink, NB_EVENT_STAGE, run, kase, attempt, NULL);
	tell(sink, NB_EVENT_SLOW, run, kase, attempt, NULL);
	for (size_t i = 0; i < attempt->nfindings; i++)
		tell(sink, NB_EVENT_FINDING, run, kase, attempt, &attempt->findings[i]);
	if (attempt->verdict != NB_VERDICT_NONE || ends)
		tell(sink, NB_EVENT_CASE_END, run, kase, attempt, NULL);
}

/* All events of the first @cases cases, as a runner tells them. */
static void tell_run(struct nb_sink *sink, const struct nb_run *run, size_t cases,
		     bool ends)
{
	tell(sink, NB_EVENT_RUN_START, run, NULL, NULL, NULL);
	for (size_t i = 0; i < cases; i++) {
		const struct nb_case_result *kase = &run->cases[i];

		for (size_t j = 0; j < kase->nattempts; j++)
			tell_attempt(sink, run, kase, &kase->attempts[j], ends);
		if (kase->verdict != NB_VERDICT_NONE || ends)
			tell(sink, NB_EVENT_VERDICT, run, kase, NULL, NULL);
	}
	tell(sink, NB_EVENT_NOTE, run, NULL, NULL, NULL);
	if (ends)
		tell(sink, NB_EVENT_RUN_END, run, NULL, NULL, NULL);
}

static void write_stream(const struct nb_run *run, size_t cases, bool ends)
{
	struct nb_error err = { 0 };
	struct nb_sink *sink = nb_events_new(path, &err);

	assert_non_null(sink);
	tell_run(sink, run, cases, ends);
	assert_int_equal(nb_events_free(sink, &err), 0);
}

static char *slurp(void)
{
	nb_auto_file FILE *file = fopen(path, "re");
	char *text = calloc(1, 1 << 20);

	assert_non_null(file);
	assert_true(fread(text, 1, (1 << 20) - 1, file) > 0);
	return text;
}

static void every_line_is_valid_by_the_schema(void **state)
{
	struct nb_run *run = sample_run();
	nb_auto_free char *text = NULL;

	(void)state;
	write_stream(run, run->ncases, true);
	text = slurp();
	nb_run_free(run);
	sample_need("python3");
	assert_true(sample_is_valid("reports/events.schema.json", text, " lines"));
	assert_false(sample_is_valid("reports/events.schema.json",
				     "{\"event\": \"verdict\", \"time_ns\": 1}",
				     " lines"));
}

static void every_report_comes_back_from_the_stream(void **state)
{
	struct nb_run *run = sample_run(), *again;
	struct nb_error err = { 0 };

	(void)state;
	write_stream(run, run->ncases, true);
	again = nb_replay(path, &err);
	assert_string_equal(err.text, "");
	assert_non_null(again);
	for (const struct nb_report *report = nb_reports; report->name; report++) {
		nb_auto_free char *one = sample_text(report->name, run, NULL);
		nb_auto_free char *two = sample_text(report->name, again, NULL);

		assert_string_equal(one, two);
	}
	assert_int_equal(again->count[NB_VERDICT_FLAKY], 1);
	nb_run_free(again);
	nb_run_free(run);
}

static void a_killed_runner_leaves_an_interrupted_run(void **state)
{
	struct nb_run *run = sample_run(), *again;
	nb_auto_free char *text = NULL;
	struct nb_error err = { 0 };

	(void)state;
	write_stream(run, SAMPLE_CUT + 1, false);
	text = slurp();
	assert_int_equal(truncate(path, (off_t)strlen(text) - 5), 0);
	again = nb_replay(path, &err);
	assert_non_null(again);
	assert_true(again->interrupted);
	assert_int_equal(again->duration_ns, run->duration_ns);
	assert_int_equal(again->ncases, SAMPLE_COUNT);
	assert_int_equal(again->cases[SAMPLE_FAIL].verdict, NB_VERDICT_FAIL);
	assert_int_equal(again->cases[SAMPLE_CUT].verdict, NB_VERDICT_NONE);
	assert_true(again->cases[SAMPLE_CUT].is_interrupted);
	assert_int_equal(again->cases[SAMPLE_CUT].attempts[0].stage, NB_STAGE_BODY);
	assert_int_equal(again->cases[SAMPLE_CUT].attempts[0].duration_ns, 1500000000);
	assert_int_equal(again->cases[SAMPLE_HOSTILE_CASE].nattempts, 0);
	nb_run_free(again);
	nb_run_free(run);
}

static void refuses_(const char *stream, const char *why)
{
	nb_auto_file FILE *file = fopen(path, "we");
	struct nb_error err = { 0 };

	assert_non_null(file);
	fputs(stream, file);
	fflush(file);
	assert_null(nb_replay(path, &err));
	assert_string_equal(err.text + strlen(path) + 2, why);
}

#define START(cases)                                                              \
	"{\"event\":\"run_start\",\"time_ns\":1,\"nestbed_events\":1,\"run\":{}," \
	"\"cases\":[" cases "]}\n"

static void a_stream_that_makes_no_sense_is_refused(void **state)
{
	struct nb_error err = { 0 };

	(void)state;
	refuses_("", "no run begins there");
	refuses_("x\n", "line 1: not JSON");
	refuses_("{}\n", "line 1: no event");
	refuses_("{\"event\":\"run_start\"}\n",
		 "line 1: not an event stream of version 1");
	refuses_(START("") START(""), "line 2: a second run begins");
	refuses_(START("{}"), "line 1: a case has no suite or no name");
	refuses_(START("") "{\"event\":\"verdict\",\"case\":\"a/b\"}\n",
		 "line 2: case a/b was not announced");
	refuses_(
		START("{\"suite\":\"a\",\"name\":\"b\"}") "{\"event\":\"stage\",\"case\":"
							  "\"a/b\",\"attempt\":7}\n",
		"line 2: attempt 7 does not follow");
	assert_null(nb_replay("/nowhere", &err));
	assert_string_equal(err.text,
			    "/nowhere: open: No such file or directory (ENOENT)");
}

static void a_stream_that_cannot_be_written_is_told(void **state)
{
	struct nb_run *run = sample_good_run();
	struct nb_error err = { 0 };
	struct nb_sink *sink = nb_events_new("/dev/full", &err);

	(void)state;
	assert_non_null(sink);
	tell_run(sink, run, 1, true);
	assert_int_equal(nb_events_free(sink, &err), -1);
	assert_string_equal(err.text, "the event stream could not be written: "
				      "No space left on device (ENOSPC)");
	err = (struct nb_error){ 0 };
	assert_null(nb_events_new("/nowhere/x", &err));
	assert_non_null(strstr(err.text, "open the event stream /nowhere/x: No such"));
	assert_null(nb_events_new("fd:999", NULL));
	nb_run_free(run);
}

static void evidence_gets_result_and_timeline(void **state)
{
	char folder[] = "/tmp/nestbed-evidence-XXXXXX", line[256];
	struct nb_run *run = sample_run();
	struct nb_error err = { 0 };
	struct nb_sink *sink = nb_evidence_new(&err);
	char **evidence = &run->cases[SAMPLE_FAIL].attempts[0].evidence;

	(void)state;
	assert_non_null(mkdtemp(folder));
	free(*evidence);
	*evidence = strdup(folder);
	tell_run(sink, run, run->ncases, true);
	assert_int_equal(nb_evidence_free(sink, &err), 0);
	snprintf(
		line, sizeof(line),
		"cd %s && grep -q packet.mismatch result.json && wc -l <timeline.jsonl | "
		"grep -qx 5 && grep -c ttl_drops timeline.jsonl | grep -qx 5 && rm -r %s",
		folder, folder);
	assert_int_equal(system(line), 0);

	sink = nb_evidence_new(&err); /* the folder is gone */
	tell_run(sink, run, run->ncases, true);
	assert_int_equal(nb_evidence_free(sink, &err), -1);
	assert_non_null(strstr(err.text, "timeline.jsonl: No such file or directory"));
	nb_run_free(run);
}

/* The exit status of `nestbed report`, its streams to nowhere. */
static int command(const char *one, const char *two)
{
	char *argv[] = { "report", (char *)(uintptr_t)one, (char *)(uintptr_t)two, NULL };
	int out = dup(STDOUT_FILENO), err = dup(STDERR_FILENO), status;

	assert_non_null(freopen("/dev/null", "w", stdout));
	assert_int_equal(dup2(STDOUT_FILENO, STDERR_FILENO), STDERR_FILENO);
	status = nb_command_report(!one ? 1 : !two ? 2 : 3, argv);
	fflush(stdout);
	dup2(out, STDOUT_FILENO);
	dup2(err, STDERR_FILENO);
	close(out);
	close(err);
	return status;
}

static void the_command_makes_reports_again(void **state)
{
	struct nb_run *run = sample_run();
	char junit[64], line[256];

	(void)state;
	write_stream(run, run->ncases, true);
	snprintf(junit, sizeof(junit), "--junit=%s.xml", path);
	assert_int_equal(command(path, junit), 0);
	snprintf(line, sizeof(line), "grep -q 'tests=\"9\"' %s.xml && rm %s.xml", path,
		 path);
	assert_int_equal(system(line), 0);
	assert_int_equal(command(path, NULL), 0);
	assert_int_equal(command("--help", NULL), 0);
	assert_int_equal(command(NULL, NULL), 2);
	assert_int_equal(command(path, "--nonsense"), 2);
	assert_int_equal(command(path, path), 2);
	assert_int_equal(command("/nowhere", NULL), 2);
	assert_int_equal(command(path, "--json=/nowhere/x"), 3);
	nb_run_free(run);
}

static int make_path(void **state)
{
	int fd = mkstemp(path);

	(void)state;
	return fd < 0 ? -1 : close(fd);
}

static int remove_path(void **state)
{
	(void)state;
	return unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_line_is_valid_by_the_schema),
		cmocka_unit_test(every_report_comes_back_from_the_stream),
		cmocka_unit_test(a_killed_runner_leaves_an_interrupted_run),
		cmocka_unit_test(a_stream_that_makes_no_sense_is_refused),
		cmocka_unit_test(a_stream_that_cannot_be_written_is_told),
		cmocka_unit_test(the_command_makes_reports_again),
		cmocka_unit_test(evidence_gets_result_and_timeline),
	};

	return cmocka_run_group_tests(tests, make_path, remove_path);
}
