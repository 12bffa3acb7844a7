/* SPDX-License-Identifier: MIT */
/* What cmocka finds after the body: blocks not freed, mock values left over or missing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
static int mocked(void)
{
	return (int)mock();
}

static void leaks_a_block(void **state)
{
	void *volatile block = test_malloc(40);

	(void)state;
	(void)block;
}

static void leaves_a_value(void **state)
{
	(void)state;
	will_return(mocked, 5);
}

static void misses_a_value(void **state)
{
	(void)state;
	assert_int_equal(mocked(), 5);
}

int main(void)
{
	const struct CMUnitTest after[] = {
		cmocka_unit_test(leaks_a_block),
		cmocka_unit_test(leaves_a_value),
		cmocka_unit_test(misses_a_value),
	};

	return cmocka_run_group_tests(after, NULL, NULL);
}
