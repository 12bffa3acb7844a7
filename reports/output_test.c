/* SPDX-License-Identifier: MIT */
/* What a case printed is shown without what cmocka says around it. */
#include "reports/output.h"

#include "reports/sample_test.h"

static void own_(const char *output, bool has_finding, const char *want)
{
	struct nb_run *run = sample_good_run();
	struct nb_attempt *attempt = &run->cases[0].attempts[0];
	nb_auto_buffer struct nb_buffer out = { 0 };

	sample_output(attempt, output);
	if (has_finding)
		sample_ttl(attempt);
	nb_output_own(attempt, &out);
	assert_string_equal(out.data ? out.data : "", want);
	nb_run_free(run);
}

static void frames_are_left_out(void **state)
{
	(void)state;
	own_("[==========] Running 1 test(s).\n[ RUN      ] a\nhello\n[       OK ] a\n"
	     "[==========] 1 test(s) run.\n[  PASSED  ] 1 test(s).\n",
	     false, "hello\n");
	own_("[ RUN      ] a\n[  FAILED  ] a\n\n 1 FAILED TEST(S)\n", false, "");
	own_("", false, "");
}

static void what_the_report_says_is_not_said_twice(void **state)
{
	(void)state;
	own_("[  ERROR   ] --- the TTL drops by one: ip.ttl: want 63, got "
	     "64\n" SAMPLE_TTL_TEXT "mine\n[   LINE   ] --- tests/routing.c:31: error: "
	     "Failure!\n  seen       ip.ttl 64\n",
	     true, "mine\n  seen       ip.ttl 64\n");
	own_("Could not run test: the TTL drops by one: ip.ttl: want 63, got 64\n\n"
	     "Test setup failed\n[  ERROR   ] x\n",
	     true, "");
	own_("Could not run test: Test setup failed\n", true, "");
}

static void an_error_that_no_finding_tells_is_shown(void **state)
{
	(void)state;
	own_("[  ERROR   ] --- 1 != 2\n[   LINE   ] --- a.c:3: error: Failure!\n", false,
	     "1 != 2\n");
}

static void own_lines_that_look_alike_stay(void **state)
{
	(void)state;
	own_("[ RUN ] a\n[  error   ] b\n FAILED TEST(S)\n\n 2 FAILED tests\nend", false,
	     "[ RUN ] a\n[  error   ] b\n FAILED TEST(S)\n\n 2 FAILED tests\nend\n");
}

static void a_tail_begins_with_a_line(void **state)
{
	(void)state;
	assert_string_equal(nb_output_tail("a\nb\nc\n", 2), "b\nc\n");
	assert_string_equal(nb_output_tail("a\nb\nc\n", 3), "a\nb\nc\n");
	assert_string_equal(nb_output_tail("a\nb\nc\n", 9), "a\nb\nc\n");
	assert_string_equal(nb_output_tail("", 2), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(frames_are_left_out),
		cmocka_unit_test(what_the_report_says_is_not_said_twice),
		cmocka_unit_test(an_error_that_no_finding_tells_is_shown),
		cmocka_unit_test(own_lines_that_look_alike_stay),
		cmocka_unit_test(a_tail_begins_with_a_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
