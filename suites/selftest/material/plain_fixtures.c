/* SPDX-License-Identifier: MIT */
/* Set-ups and teardowns that skip, fail and assert. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>

static int skip_in_setup(void **state)
{
	(void)state;
	skip();
	return 0;
}

static int fail_in_setup(void **state)
{
	(void)state;
	return -1;
}

static int assert_in_setup(void **state)
{
	(void)state;
	assert_int_equal(3, 4);
	return 0;
}

static int fail_in_teardown(void **state)
{
	(void)state;
	return 7;
}

static int assert_in_teardown(void **state)
{
	(void)state;
	assert_int_equal(5, 6);
	return 0;
}

static int say_teardown(void **state)
{
	(void)state;
	puts("teardown was called");
	return 0;
}

static void passes(void **state)
{
	(void)state;
}

static void fails(void **state)
{
	(void)state;
	assert_int_equal(1, 2);
}

static void skips(void **state)
{
	(void)state;
	skip();
}

int main(void)
{
	const struct CMUnitTest fixtures[] = {
		{ "skip_in_setup", passes, skip_in_setup, NULL, NULL },
		{ "fails_after_skip_in_setup", fails, NULL, NULL, NULL },
		{ "fail_in_setup", passes, fail_in_setup, say_teardown, NULL },
		{ "assert_in_setup", passes, assert_in_setup, NULL, NULL },
		{ "skip_with_teardown", skips, NULL, say_teardown, NULL },
		{ "fail_in_teardown", passes, NULL, fail_in_teardown, NULL },
		{ "assert_in_teardown", passes, NULL, assert_in_teardown, NULL },
		{ "fails_and_fails_in_teardown", fails, NULL, fail_in_teardown, NULL },
	};

	return cmocka_run_group_tests(fixtures, NULL, NULL);
}
