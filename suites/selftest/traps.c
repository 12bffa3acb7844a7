/* SPDX-License-Identifier: MIT */
/*
 * The traps of cmocka: each shown by a program that was never linked with nestbed, and what
 * nestbed reports of it instead. docs/cmocka.md has the same table, by the same numbers.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shared/nested.h"

/* 1: a failed assertion in a forked child makes the child run the rest of the suite. */
static void trap_01_assertion_in_a_forked_child(void **state)
{
	struct nested *run = nested_run(*state, "material/plain_fork");

	expect_case(run, "plain_fork/asserts_in_a_child", .verdict = "FAIL",
		    .type = "assertion.stray", .file = "plain_fork.c",
		    .message = "in a forked child: ");
	expect_case(run, "plain_fork/skips_in_a_child", .verdict = "FAIL",
		    .message = "in a forked child: skip() was called");
	expect_case(run, "plain_fork/runs_after_them", .verdict = "PASS");
	assert_int_equal(nested_count(run), 4);
}

/* 2: in another thread it ends the process: no result, no teardown, no summary. */
static void trap_02_assertion_in_another_thread(void **state)
{
	struct nested *run = nested_run(*state, "material/plain_fork");

	expect_case(run, "plain_fork/asserts_in_a_thread", .verdict = "FAIL",
		    .type = "assertion.stray", .file = "plain_fork.c",
		    .message = "in another thread: ");
	expect_case(run, "plain_fork/runs_after_them", .verdict = "PASS");
	assert_int_equal(run->status, 1);
}

/* 3: skip() in a set-up is an error, and hides the failure of the next test. */
static void trap_03_skip_in_a_setup(void **state)
{
	struct nested *run = nested_run(*state, "material/plain_fixtures");

	expect_case(run, "plain_fixtures/skip_in_setup", .verdict = "SKIP",
		    .reason = "plain_fixtures.c:");
	expect_case(run, "plain_fixtures/fails_after_skip_in_setup", .verdict = "FAIL",
		    .type = "assert");
}

/* 4: a set-up that fails gets no teardown; what it left dies with the namespaces. */
static void trap_04_failing_setup(void **state)
{
	struct nested *run = nested_run(*state, "material/plain_fixtures");

	expect_case(run, "plain_fixtures/fail_in_setup", .verdict = "ERROR",
		    .type = "setup", .message = "the set-up returned -1");
	expect_case(run, "plain_fixtures/assert_in_setup", .verdict = "ERROR",
		    .type = "setup", .file = "plain_fixtures.c", .message = "3");
}

/* 5: the teardown of a skipped test is called, and a skip stays a skip. */
static void trap_05_teardown_of_a_skipped_test(void **state)
{
	struct nested *run = nested_run(*state, "material/plain_fixtures");

	expect_case(run, "plain_fixtures/skip_with_teardown", .verdict = "SKIP",
		    .output = "teardown was called");
}

/* 6: errors of teardowns are counted, but nobody is named. */
static void trap_06_failing_teardown(void **state)
{
	struct nested *run = nested_run(*state, "material/plain_fixtures");

	expect_case(run, "plain_fixtures/fail_in_teardown", .verdict = "ERROR",
		    .type = "teardown", .message = "the teardown returned 7");
	expect_case(run, "plain_fixtures/assert_in_teardown", .verdict = "ERROR",
		    .type = "teardown", .file = "plain_fixtures.c");
	expect_case(run, "plain_fixtures/fails_and_fails_in_teardown", .verdict = "FAIL",
		    .type = "assert", .second = "teardown");
}

/* 7: the text of fail_msg() is in no report of 1.1.5. */
static void trap_07_text_of_fail_msg(void **state)
{
	struct nested *run = nested_run(*state, "material/plain_text");
	char *junit = nested_file(run, "junit.xml");

	expect_case(run, "plain_text/fails_with_a_message", .verdict = "FAIL",
		    .message = "the answer is 42");
	assert_non_null(strstr(junit, "the answer is 42"));
	free(junit);
}

static void expect_well_formed(const struct nested *run)
{
	char line[256];

	snprintf(line, sizeof(line), "xmllint --noout %s/junit.xml", run->folder);
	assert_int_equal(system(line), 0);
}

/* 8: names and texts break its XML; two groups are two roots. */
static void trap_08_names_and_texts_in_reports(void **state)
{
	struct nested *run =
		nested_run(*state, "material/plain_text", "material/plain_groups");

	expect_well_formed(run);
	expect_case(run, "plain_text/<name> & \"quotes\" ]]>", .verdict = "PASS");
	expect_case(run, "plain_text/fails_with_markup", .verdict = "FAIL",
		    .message = "]]>");
	expect_case(run, "plain_groups/sees_the_state", .verdict = "PASS");
	expect_case(run, "plain_text/same name", .verdict = "PASS");
	expect_case(run, "plain_text/texts.same name", .verdict = "PASS");
}

/* 9: a report that is there already stays as it was. */
static void trap_09_report_of_an_earlier_run(void **state)
{
	struct nested *run = *state;
	char *first, *second;

	setenv("CMOCKA_MESSAGE_OUTPUT", "XML", 1);
	setenv("CMOCKA_XML_FILE", "/nowhere/stale.xml", 1);
	first = nested_file(nested_run(run, "material/plain_basic"), "junit.xml");
	second = nested_file(nested_run(run, "material/plain_time"), "junit.xml");
	assert_non_null(strstr(first, "plain_basic"));
	assert_null(strstr(second, "plain_basic"));
	assert_non_null(strstr(second, "plain_time"));
	free(first);
	free(second);
}

/* 10: a skip is "not ok" in its TAP. */
static void trap_10_skip_in_tap(void **state)
{
	struct nested *run = nested_run(*state, "--tap", "material/plain_basic");
	char *tap = nested_file(run, "report.tap");
	char *line = strstr(tap, "plain_basic/skips");

	assert_non_null(line);
	assert_non_null(strstr(line, "# SKIP"));
	while (line > tap && line[-1] != '\n')
		line--;
	assert_int_equal(strncmp(line, "ok ", 3), 0);
	free(tap);
}

/* 11: one pattern for the whole process, set by whoever was last; ours selects. */
static void trap_11_selection(void **state)
{
	struct nested *run = nested_run(*state, "material/plain_filter");

	expect_case(run, "plain_filter/one", .verdict = "PASS");
	expect_case(run, "plain_filter/two", .verdict = "FAIL");
	nested_run(run, "material/plain_filter", "material/plain_basic", "*/one",
		   "*/sk*");
	assert_int_equal(nested_count(run), 2);
	expect_case(run, "plain_filter/one", .verdict = "PASS");
	expect_case(run, "plain_basic/skips", .verdict = "SKIP");
}

/* 12: integers in hexadecimal, and nobody says which one was expected. */
static void trap_12_integers(void **state)
{
	struct nested *run = nested_run(*state, "material/plain_text");

	expect_case(run, "plain_text/compares_numbers", .verdict = "FAIL",
		    .message = "26 != 10");
}

static json_int_t number(const json_t *object, const char *key)
{
	return json_integer_value(json_object_get(object, key));
}

/* 13: durations of the body alone, by a clock that may be set. */
static void trap_13_durations(void **state)
{
	struct nested *run = nested_run(*state, "material/plain_time");
	const json_t *attempt = nested_attempt(run, "plain_time/takes_20_ms");
	const json_int_t ms = 1000000;

	assert_true(number(attempt, "setup_ns") >= 60 * ms);
	assert_true(number(attempt, "body_ns") >= 20 * ms);
	assert_true(number(attempt, "body_ns") < number(attempt, "setup_ns"));
	assert_true(number(attempt, "teardown_ns") >= 60 * ms);
	assert_true(number(attempt, "duration_ns") >= 140 * ms);
}

/* 14: 256 failures are exit status 0. */
static void trap_14_many_failures(void **state)
{
	struct nested *run = nested_run(*state, "material/plain_many");

	assert_int_equal(run->status, 1);
	assert_int_equal(nested_count(run), 256);
	assert_int_equal(number(json_object_get(run->report, "counts"), "FAIL"), 256);
}

/* 15: tested code that calls exit(0) ends all with 0, also after a failure. */
static void trap_15_exit_in_tested_code(void **state)
{
	struct nested *run = nested_run(*state, "material/plain_exit");

	assert_int_equal(run->status, 1);
	expect_case(run, "plain_exit/fails_first", .verdict = "FAIL", .type = "assert");
	expect_case(run, "plain_exit/calls_exit", .verdict = "ERROR",
		    .type = "exited.body", .message = "exit(0)");
	expect_case(run, "plain_exit/calls_raw_exit", .verdict = "ERROR",
		    .type = "exited.body");
	expect_case(run, "plain_exit/a_child_exits", .verdict = "PASS");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		nested_unit_test(trap_01_assertion_in_a_forked_child),
		nested_unit_test(trap_02_assertion_in_another_thread),
		nested_unit_test(trap_03_skip_in_a_setup),
		nested_unit_test(trap_04_failing_setup),
		nested_unit_test(trap_05_teardown_of_a_skipped_test),
		nested_unit_test(trap_06_failing_teardown),
		nested_unit_test(trap_07_text_of_fail_msg),
		nested_unit_test(trap_08_names_and_texts_in_reports),
		nested_unit_test(trap_09_report_of_an_earlier_run),
		nested_unit_test(trap_10_skip_in_tap),
		nested_unit_test(trap_11_selection),
		nested_unit_test(trap_12_integers),
		nested_unit_test(trap_13_durations),
		nested_unit_test(trap_14_many_failures),
		nested_unit_test(trap_15_exit_in_tested_code),
	};

	return cmocka_run_group_tests_name("traps of cmocka", tests, NULL, NULL);
}
