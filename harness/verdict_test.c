/* SPDX-License-Identifier: MIT */
/* The verdict table: what was said, how it ended, what is concluded. */
#include "nestbed/cmocka.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "harness/verdict.h"

#define SAID_MAX 4

struct said {
	enum nb_record_kind kind;
	const char *message;
	enum nb_stage stage;
};

struct row {
	const char *what;
	struct said said[SAID_MAX];
	struct nb_ending end;
	enum nb_verdict verdict;
	const char *type;    /* of the first finding */
	const char *message; /* contained in that of the last finding */
	size_t nfindings;
};

#define DONE                         \
	{                            \
		NB_REC_DONE, NULL, 0 \
	}
#define FAIL                                 \
	{                                    \
		NB_REC_FAIL, "1 is not 2", 0 \
	}
#define IN(stage)                         \
	{                                 \
		NB_REC_STAGE, NULL, stage \
	}

static const struct row rows[] = {
	{ "done and exit 0",
	  { DONE },
	  { .is_done = true },
	  NB_VERDICT_PASS,
	  NULL,
	  NULL,
	  0 },
	{ "exit 0 alone is no pass",
	  { IN(NB_STAGE_BODY) },
	  { 0 },
	  NB_VERDICT_ERROR,
	  "exited.body",
	  "exit(0) in body",
	  1 },
	{ "done alone is no pass",
	  { DONE },
	  { .is_done = true, .status = 1 },
	  NB_VERDICT_FAIL,
	  "after-body",
	  "cmocka's own checks",
	  1 },
	{ "nothing said, nothing done",
	  { { 0 } },
	  { .status = 3 },
	  NB_VERDICT_ERROR,
	  "exited.start",
	  "exit(3) in start",
	  1 },
	{ "a failed claim",
	  { FAIL, DONE },
	  { .is_done = true, .status = 1 },
	  NB_VERDICT_FAIL,
	  "assertion",
	  "1 is not 2",
	  1 },
	{ "a failed claim whose process says all is well",
	  { FAIL, DONE },
	  { .is_done = true },
	  NB_VERDICT_FAIL,
	  "assertion",
	  "1 is not 2",
	  1 },
	{ "exit(0) after a failed claim",
	  { FAIL, IN(NB_STAGE_BODY) },
	  { 0 },
	  NB_VERDICT_FAIL,
	  "assertion",
	  "exit(0) in body",
	  2 },
	{ "an error during set-up",
	  { { NB_REC_ERROR, "no bridge", 0 } },
	  { .status = 1 },
	  NB_VERDICT_ERROR,
	  "error",
	  "no bridge",
	  1 },
	{ "a failed claim, then an error: the first is the cause",
	  { FAIL, { NB_REC_ERROR, "teardown", 0 } },
	  { .status = 1 },
	  NB_VERDICT_FAIL,
	  "assertion",
	  "teardown",
	  2 },
	{ "an assertion in a forked child",
	  { { NB_REC_STRAY, "in a child", 0 }, DONE },
	  { .is_done = true },
	  NB_VERDICT_FAIL,
	  "assertion.stray",
	  "in a child",
	  1 },
	{ "a skip with its reason",
	  { { NB_REC_SKIP, "no tun", 0 }, DONE },
	  { .is_done = true },
	  NB_VERDICT_SKIP,
	  NULL,
	  NULL,
	  0 },
	{ "a skip that hides a failure",
	  { { NB_REC_SKIP, "no tun", 0 }, FAIL, DONE },
	  { .is_done = true },
	  NB_VERDICT_FAIL,
	  "assertion",
	  "1 is not 2",
	  1 },
	{ "a skip where none is allowed",
	  { { NB_REC_SKIP, "no tun", 0 }, DONE },
	  { .is_done = true, .require_all = true },
	  NB_VERDICT_ERROR,
	  "skipped",
	  "no tun",
	  1 },
	{ "a skip, then exit(0)",
	  { { NB_REC_SKIP, "no tun", 0 } },
	  { 0 },
	  NB_VERDICT_ERROR,
	  "exited.start",
	  "exit(0)",
	  1 },
	{ "a crash",
	  { IN(NB_STAGE_BODY) },
	  { .signal = SIGSEGV },
	  NB_VERDICT_ERROR,
	  "crash.SIGSEGV",
	  "SIGSEGV (Segmentation fault) in body",
	  1 },
	{ "a crash after it said that it was done",
	  { DONE },
	  { .is_done = true, .signal = SIGABRT },
	  NB_VERDICT_ERROR,
	  "crash.SIGABRT",
	  "SIGABRT",
	  1 },
	{ "the deadline passed",
	  { IN(NB_STAGE_SERVICES) },
	  { .timed_out = true, .deadline_ms = 500, .signal = SIGKILL },
	  NB_VERDICT_ERROR,
	  "timeout.services",
	  "deadline of 500 ms passed in services",
	  1 },
	{ "a leaked process",
	  { DONE },
	  { .is_done = true, .leaks = "sleep: sleep 100\n" },
	  NB_VERDICT_ERROR,
	  "leak",
	  "1 process left running: sleep: sleep 100",
	  1 },
	{ "two leaked processes",
	  { DONE },
	  { .is_done = true, .leaks = "a: a 1\nb: b 2\n" },
	  NB_VERDICT_ERROR,
	  "leak",
	  "2 processes left running: a: a 1, ...",
	  1 },
	{ "a sanitizer that spoke and went on",
	  { DONE },
	  { .is_done = true, .sanitizer = "x.c:3:5: runtime error: overflow\n  #0 f" },
	  NB_VERDICT_ERROR,
	  "sanitizer",
	  "sanitizer: runtime error: overflow",
	  1 },
	{ "a sanitizer that ended the process",
	  { IN(NB_STAGE_BODY) },
	  { .status = 1,
	    .sanitizer = "==7==ERROR: AddressSanitizer: heap-use-after-free\n" },
	  NB_VERDICT_ERROR,
	  "sanitizer",
	  "",
	  1 },
	{ "not started",
	  { { 0 } },
	  { .start_error = "exec ./x: no such file" },
	  NB_VERDICT_ERROR,
	  "start",
	  "exec ./x: no such file",
	  1 },
	{ "a record that was refused",
	  { DONE },
	  { .is_done = true, .record_error = "record of kind 6" },
	  NB_VERDICT_ERROR,
	  "record",
	  "record of kind 6",
	  1 },
};

static void say(struct nb_attempt *attempt, const struct said *said)
{
	struct nb_record rec = { .kind = said->kind, .fd = -1 };

	rec.field[NB_KEY_MESSAGE].text = said->message;
	rec.field[NB_KEY_STAGE].number = said->stage;
	assert_int_equal(nb_attempt_take(attempt, &rec), 0);
}

static void check_row(const struct row *row)
{
	struct nb_run *run = calloc(1, sizeof(*run));
	struct nb_attempt *attempt = nb_case_result_add_attempt(nb_run_add_case(run));
	enum nb_verdict verdict;

	for (size_t i = 0; i < SAID_MAX && row->said[i].kind; i++)
		say(attempt, &row->said[i]);
	verdict = nb_attempt_judge(attempt, &row->end);
	if (verdict != row->verdict || attempt->nfindings != row->nfindings)
		fail_msg("%s: %s with %zu findings", row->what, nb_verdict_name(verdict),
			 attempt->nfindings);
	if (row->type && strcmp(attempt->findings[0].type, row->type) != 0)
		fail_msg("%s: type %s", row->what, attempt->findings[0].type);
	if (row->type &&
	    !strstr(attempt->findings[attempt->nfindings - 1].message, row->message))
		fail_msg("%s: %s", row->what,
			 attempt->findings[attempt->nfindings - 1].message);
	nb_run_free(run);
}

static void every_row_of_the_table(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		check_row(&rows[i]);
}

static void a_record_keeps_its_place_and_text(void **state)
{
	struct nb_run *run = calloc(1, sizeof(*run));
	struct nb_attempt *attempt = nb_case_result_add_attempt(nb_run_add_case(run));
	struct nb_record rec = { .kind = NB_REC_FAIL, .fd = -1 };

	(void)state;
	rec.field[NB_KEY_TYPE].text = "reach.ping";
	rec.field[NB_KEY_FILE].text = "x.c";
	rec.field[NB_KEY_LINE].number = 7;
	rec.field[NB_KEY_TEXT].text = "  wanted    an answer";
	nb_attempt_take(attempt, &rec);
	assert_string_equal(attempt->findings[0].type, "reach.ping");
	assert_string_equal(attempt->findings[0].file, "x.c");
	assert_int_equal(attempt->findings[0].line, 7);
	assert_string_equal(attempt->findings[0].text, "  wanted    an answer");
	assert_string_equal(attempt->findings[0].message, "no message");

	rec = (struct nb_record){ .kind = NB_REC_DONE, .fd = -1 };
	rec.field[NB_KEY_BODY_NS].number = 5;
	nb_attempt_take(attempt, &rec);
	assert_int_equal(attempt->body_ns, 5);
	nb_run_free(run);
}

static void a_crash_has_the_place_of_the_last_assertion(void **state)
{
	const struct nb_ending end = { .signal = SIGSEGV, .place = "a:b.c:31" };
	struct nb_run *run = calloc(1, sizeof(*run));
	struct nb_attempt *attempt = nb_case_result_add_attempt(nb_run_add_case(run));

	(void)state;
	assert_int_equal(nb_attempt_judge(attempt, &end), NB_VERDICT_ERROR);
	assert_string_equal(attempt->findings[0].type, "crash.SIGSEGV");
	assert_string_equal(attempt->findings[0].file, "a:b.c");
	assert_int_equal(attempt->findings[0].line, 31);
	nb_run_free(run);
}

static void a_pass_after_a_failure_is_flaky(void **state)
{
	struct nb_case_result kase = { 0 };

	(void)state;
	assert_int_equal(nb_case_judge(&kase), NB_VERDICT_NONE);
	nb_case_result_add_attempt(&kase)->verdict = NB_VERDICT_FAIL;
	assert_int_equal(nb_case_judge(&kase), NB_VERDICT_FAIL);
	nb_case_result_add_attempt(&kase)->verdict = NB_VERDICT_PASS;
	assert_int_equal(nb_case_judge(&kase), NB_VERDICT_FLAKY);
	nb_case_result_add_attempt(&kase)->verdict = NB_VERDICT_ERROR;
	assert_int_equal(nb_case_judge(&kase), NB_VERDICT_ERROR);
	nb_case_result_release(&kase);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_row_of_the_table),
		cmocka_unit_test(a_record_keeps_its_place_and_text),
		cmocka_unit_test(a_crash_has_the_place_of_the_last_assertion),
		cmocka_unit_test(a_pass_after_a_failure_is_flaky),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
