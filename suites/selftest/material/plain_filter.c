/* SPDX-License-Identifier: MIT */
/* A program that sets cmocka's one filter itself: it matches nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
static void one(void **state)
{
	(void)state;
}

static void two(void **state)
{
	(void)state;
	assert_true(0);
}

int main(void)
{
	const struct CMUnitTest filtered[] = {
		cmocka_unit_test(one),
		cmocka_unit_test(two),
	};

	cmocka_set_test_filter("no*such");
	return cmocka_run_group_tests(filtered, NULL, NULL);
}
