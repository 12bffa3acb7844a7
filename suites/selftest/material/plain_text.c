/* SPDX-License-Identifier: MIT */
/* Texts and names that are hard to report. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
static void passes(void **state)
{
	(void)state;
}

static void fails_with_a_message(void **state)
{
	(void)state;
	fail_msg("%s is %d", "the answer", 42);
}

static void fails_with_markup(void **state)
{
	(void)state;
	fail_msg("%s", "]]> </testcase> <![CDATA[ & \x1b[31m \x01 \xff\xfe \xe2\x82");
}

static void compares_numbers(void **state)
{
	int hits = 26;

	(void)state;
	assert_int_equal(hits, 10);
}

int main(void)
{
	const struct CMUnitTest texts[] = {
		cmocka_unit_test(fails_with_a_message),
		cmocka_unit_test(fails_with_markup),
		cmocka_unit_test(compares_numbers),
		{ "<name> & \"quotes\" ]]>", passes, NULL, NULL, NULL },
		{ "bytes \x01\x1b[0m \xff", fails_with_markup, NULL, NULL, NULL },
		{ "same name", passes, NULL, NULL, NULL },
		{ "same name", passes, NULL, NULL, NULL },
	};

	return cmocka_run_group_tests(texts, NULL, NULL);
}
