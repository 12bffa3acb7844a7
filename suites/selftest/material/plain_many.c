/* SPDX-License-Identifier: MIT */
/* 256 tests that fail: their number, as an exit status, is 0. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#define COUNT 256

static void fails(void **state)
{
	(void)state;
	assert_true(0);
}

int main(void)
{
	static struct CMUnitTest many[COUNT];

	for (int i = 0; i < COUNT; i++)
		many[i] = (struct CMUnitTest)cmocka_unit_test(fails);
	return cmocka_run_group_tests(many, NULL, NULL);
}
