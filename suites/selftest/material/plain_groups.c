/* SPDX-License-Identifier: MIT */
/* Several groups in one program; group set-ups that work and that do not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>

static int group_setup(void **state)
{
	static int answer = 42;

	*state = &answer;
	return 0;
}

static int group_setup_fails(void **state)
{
	(void)state;
	return -1;
}

static int group_teardown_fails(void **state)
{
	(void)state;
	return -1;
}

static void sees_the_state(void **state)
{
	assert_non_null(*state);
	assert_int_equal(*(int *)*state, 42);
}

static void passes(void **state)
{
	(void)state;
}

static void fails(void **state)
{
	(void)state;
	assert_true(*state == passes);
}

int main(void)
{
	const struct CMUnitTest first[] = {
		cmocka_unit_test(sees_the_state),
		cmocka_unit_test(fails),
	};
	const struct CMUnitTest second[] = {
		{ "never_runs", passes, NULL, NULL, NULL },
	};
	const struct CMUnitTest third[] = {
		{ "before_a_failing_group_teardown", passes, NULL, NULL, NULL },
	};
	int failed = cmocka_run_group_tests(first, group_setup, NULL);

	failed += cmocka_run_group_tests(second, group_setup_fails, NULL);
	failed += cmocka_run_group_tests_name("a third & last", third, NULL,
					      group_teardown_fails);
	return failed;
}
