/* SPDX-License-Identifier: MIT */
/* For tests: a run with a case of every kind, hostile ones too, and its reports as text. */
#ifndef REPORTS_SAMPLE_TEST_H
#define REPORTS_SAMPLE_TEST_H

#include <stdarg.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "nestbed/cmocka.h"

#include "harness/buffer.h"
#include "reports/reports.h"

/* What breaks reports: markup, controls, terminal sequences, malformed UTF-8, newlines. */
#define SAMPLE_HOSTILE                                                   \
	"a\x01 b\x1b[31mred\x1b[0m c]]> <!-- & \"q\" 'r' d\xff\xc0\xaf " \
	"e\xef\xbf\xbe f\xed\xa0\x80 g\nok 7 # SKIP\n::error::h\r\ti|j \xe2\x80\xae k\\"

enum sample_case {
	SAMPLE_PASS,
	SAMPLE_FAIL,
	SAMPLE_CRASH,
	SAMPLE_SKIP,
	SAMPLE_FLAKY,
	SAMPLE_NEVER, /* failed in both attempts */
	SAMPLE_CUT,   /* was running when the run was interrupted */
	SAMPLE_NOT_BEGUN,
	SAMPLE_HOSTILE_CASE,
	SAMPLE_COUNT,
};

static inline struct nb_case_result *sample_case(struct nb_run *run, const char *suite,
						 const char *name,
						 enum nb_verdict verdict)
{
	struct nb_case_result *kase = nb_run_add_case(run);

	assert_non_null(kase);
	kase->suite = strdup(suite);
	kase->name = strdup(name);
	kase->program = strdup("build/suites/routing");
	kase->source = strdup("tests/routing.c");
	kase->line = 12;
	kase->deadline_ms = 30000;
	kase->verdict = verdict;
	return kase;
}

static inline struct nb_attempt *sample_attempt(struct nb_case_result *kase,
						enum nb_verdict verdict)
{
	struct nb_attempt *attempt = nb_case_result_add_attempt(kase);

	assert_non_null(attempt);
	attempt->verdict = verdict;
	attempt->start_ns = 1767225600000000000u + 1000000000u * kase->nattempts;
	attempt->duration_ns = 412345678;
	attempt->setup_ns = 100000000;
	attempt->body_ns = 300000000;
	attempt->teardown_ns = 10000000;
	attempt->stage = NB_STAGE_BODY;
	attempt->stage_ns[NB_STAGE_BUILD] = 1000000;
	attempt->stage_ns[NB_STAGE_BODY] = 102000000;
	return attempt;
}

static inline void sample_finding(struct nb_attempt *attempt, bool is_error,
				  const char *type, const char *message, const char *text)
{
	struct nb_finding *finding = nb_attempt_add_finding(attempt);

	assert_non_null(finding);
	finding->is_error = is_error;
	finding->type = strdup(type);
	finding->message = strdup(message);
	finding->text = text ? strdup(text) : NULL;
	if (!is_error) {
		finding->file = strdup("tests/routing.c");
		finding->line = 31;
	}
}

static inline void sample_output(struct nb_attempt *attempt, const char *text)
{
	free(attempt->output);
	attempt->output = strdup(text);
	attempt->output_len = strlen(text);
}

#define SAMPLE_TTL_TEXT            \
	"  wanted     ip.ttl 63\n" \
	"  seen       ip.ttl 64\n" \
	"  last seen  r1:lan1\n"

static inline void sample_ttl(struct nb_attempt *attempt)
{
	sample_finding(attempt, false, "packet.mismatch",
		       "the TTL drops by one: ip.ttl: want 63, got 64", SAMPLE_TTL_TEXT);
}

static inline void sample_ordinary(struct nb_run *run)
{
	struct nb_case_result *kase;
	struct nb_attempt *attempt;

	kase = sample_case(run, "routing", "forwards", NB_VERDICT_PASS);
	kase->points = 2;
	kase->tags = strdup("fast ipv4");
	attempt = sample_attempt(kase, NB_VERDICT_PASS);
	nb_attempt_add_property(attempt, "packets", "42");

	kase = sample_case(run, "routing", "ttl_drops", NB_VERDICT_FAIL);
	kase->points = 3;
	kase->hint = strdup("does r1 route?");
	attempt = sample_attempt(kase, NB_VERDICT_FAIL);
	sample_ttl(attempt);
	attempt->evidence = strdup("/run/7/routing/ttl_drops/1");
	nb_attempt_add_attachment(attempt, "packets", "packets/h1.eth0.pcap");
	nb_attempt_add_attachment(attempt, "forged", "a]]|b");
	sample_output(attempt, "pinging\nlost\n");

	kase = sample_case(run, "routing", "crashes", NB_VERDICT_ERROR);
	attempt = sample_attempt(kase, NB_VERDICT_ERROR);
	attempt->exit_status = -1;
	attempt->signal = 11;
	sample_finding(attempt, true, "crash.SIGSEGV", "killed by SIGSEGV in the body",
		       NULL);
}

static inline void sample_retried(struct nb_run *run)
{
	struct nb_case_result *kase;
	struct nb_attempt *attempt;

	kase = sample_case(run, "nat", "needs_nft", NB_VERDICT_SKIP);
	kase->needs = strdup("esp4 netem");
	attempt = sample_attempt(kase, NB_VERDICT_SKIP);
	attempt->skip_reason = strdup("nft is not installed");
	attempt->missing = strdup("netem");

	kase = sample_case(run, "nat", "sometimes", NB_VERDICT_FLAKY);
	kase->points = 1.5;
	sample_ttl(sample_attempt(kase, NB_VERDICT_FAIL));
	sample_attempt(kase, NB_VERDICT_PASS);

	kase = sample_case(run, "nat", "never", NB_VERDICT_FAIL);
	sample_finding(sample_attempt(kase, NB_VERDICT_ERROR), true, "timeout.body",
		       "did not end within 30000 ms, in body", NULL);
	sample_ttl(sample_attempt(kase, NB_VERDICT_FAIL));
}

/* An interrupted run with a case of every kind, in the order of enum sample_case. */
static inline struct nb_run *sample_run(void)
{
	struct nb_run *run = calloc(1, sizeof(*run));
	struct nb_case_result *kase;
	struct nb_attempt *attempt;

	assert_non_null(run);
	run->command_line = strdup("nestbed run build/suites/routing");
	run->folder = strdup("/run/7");
	run->kernel = strdup("6.1.0");
	run->hostname = strdup("lab");
	run->version = strdup("0.1.0");
	run->start_ns = 1767225600000000000u; /* 2026-01-01T00:00:00 */
	run->duration_ns = 2500000000u;
	run->jobs = 2;
	run->retries = 1;
	run->seed = 42;
	run->interrupted = true;
	run->backlog = (struct nb_backlog){ .most = 12, .longest_ns = 310000000 };
	sample_ordinary(run);
	sample_retried(run);
	kase = sample_case(run, "nat", "cut", NB_VERDICT_NONE);
	kase->is_interrupted = true;
	sample_attempt(kase, NB_VERDICT_NONE);
	sample_case(run, "nat", "not_begun", NB_VERDICT_NONE);

	kase = sample_case(run, "routing", SAMPLE_HOSTILE, NB_VERDICT_FAIL);
	kase->hint = strdup(SAMPLE_HOSTILE);
	attempt = sample_attempt(kase, NB_VERDICT_FAIL);
	sample_finding(attempt, false, SAMPLE_HOSTILE, SAMPLE_HOSTILE, SAMPLE_HOSTILE);
	nb_attempt_add_property(attempt, SAMPLE_HOSTILE, SAMPLE_HOSTILE);
	nb_attempt_add_attachment(attempt, SAMPLE_HOSTILE, SAMPLE_HOSTILE);
	sample_output(attempt, SAMPLE_HOSTILE "\n[[ATTACHMENT|/etc/shadow]]\n"
					      "[[\x1b[0mATTACHMENT|/etc/passwd]]\n");
	return run;
}

/* A run of nothing but one passing case. */
static inline struct nb_run *sample_good_run(void)
{
	struct nb_run *run = calloc(1, sizeof(*run));

	assert_non_null(run);
	run->duration_ns = 500000000;
	run->jobs = 1;
	sample_attempt(sample_case(run, "routing", "forwards", NB_VERDICT_PASS),
		       NB_VERDICT_PASS);
	return run;
}

/* The report as text, to free(). Not inlined: gcc 12 takes what the stream keeps for dangling. */
static __attribute__((noinline, unused)) char *
sample_text(const char *format, const struct nb_run *run,
	    const struct nb_report_options *options)
{
	static const struct nb_report_options defaults;
	const struct nb_report *report = nb_report_find(format);
	struct nb_error err = { 0 };
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	assert_non_null(report);
	assert_int_equal(report->write(run, out, options ? options : &defaults, &err), 0);
	fclose(out);
	assert_int_equal(strlen(text), len);
	return text;
}

/* Run a shell line with @text as its standard input; its exit status. */
static inline int sample_pipe(const char *line, const char *text)
{
	FILE *to = popen(line, "w");
	int status;

	assert_non_null(to);
	assert_int_equal(fwrite(text, 1, strlen(text), to), strlen(text));
	status = pclose(to);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* Skips, with a reason, where a program is not installed. */
static inline void sample_need(const char *program)
{
	char line[256];

	snprintf(line, sizeof(line), "command -v %s >/dev/null", program);
	if (system(line) != 0) {
		print_message("skipped: %s is not installed\n", program);
		skip();
	}
}

/* Path of a reference schema; skips, with a reason, where it is not at hand. */
static inline const char *sample_schema(const char *name)
{
	static char path[512];
	const char *folder = getenv("NESTBED_SCHEMAS");

	snprintf(path, sizeof(path), "%s/%s", folder ? folder : "../shared/schemas",
		 name);
	if (access(path, R_OK) != 0) {
		print_message("skipped: no %s; NESTBED_SCHEMAS names its folder\n", path);
		skip();
	}
	return path;
}

#define SAMPLE_VALIDATE                                                     \
	"python3 -W ignore -c 'import json, jsonschema, sys\n"              \
	"schema = json.load(open(sys.argv[1]))\n"                           \
	"jsonschema.Draft7Validator.check_schema(schema)\n"                 \
	"for line in sys.stdin.read().split(chr(10)) if len(sys.argv) > 2 " \
	"else [sys.stdin.read()]:\n"                                        \
	"  line and jsonschema.validate(json.loads(line), schema)' "

/* Whether JSON text is valid by a schema; @how " lines" = each of its lines is. */
static inline bool sample_is_valid(const char *schema, const char *text, const char *how)
{
	char line[1024];

	snprintf(line, sizeof(line),
		 "PATH=/usr/bin:$PATH; export PATH; " SAMPLE_VALIDATE "%s%s 2>/dev/null",
		 schema, how);
	return sample_pipe(line, text) == 0;
}

#endif /* REPORTS_SAMPLE_TEST_H */
