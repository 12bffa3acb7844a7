/* SPDX-License-Identifier: MIT */
/* One line for a failed assertion of cmocka. */
#include "nestbed/cmocka.h"

#include <string.h>

#include "assertions/wording.h"

static const struct {
	const char *text, *source, *message;
} rows[] = {
	{ "0x1 != 0x2\n", "assert_int_equal(hits, 2);",
	  "assert_int_equal(hits, 2): 0x1 != 0x2 (1 != 2)" },
	{ "0xffffffffffffffff != 0\n", "assert_int_equal(rc, 0);",
	  "assert_int_equal(rc, 0): 0xffffffffffffffff != 0 (-1 != 0)" },
	{ "-1 != 0\n", "assert_int_equal(rc, 0);", "assert_int_equal(rc, 0): -1 != 0" },
	{ "0x10 == 0x10\n", "", "0x10 == 0x10 (16 == 16)" },
	{ "rc == 0\n", "\tassert_true(rc == 0);", "assert_true(rc == 0)" },
	{ "\"a\" != \"b\"", "if (x) assert_string_equal(a, b); /* why */",
	  "assert_string_equal(a, b): \"a\" != \"b\"" },
	{ "\nERROR: boom\nmore", "fail_msg(\"boom\");", "ERROR: boom" },
	{ NULL, "assert_non_null(", "assert_non_null(" },
	{ "0x5 items\n", "", "0x5 items" },
	{ NULL, "", "left by an assertion, see the output" },
	{ "\n", "x();", "left by an assertion, see the output" },
};

static void every_row(void **state)
{
	char message[512];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_string_equal(nb_wording_message(message, sizeof(message),
						       rows[i].text, rows[i].source),
				    rows[i].message);
}

static void what_is_long_is_cut(void **state)
{
	char message[8];

	(void)state;
	nb_wording_message(message, sizeof(message), "0x1 != 0x2",
			   "assert_int_equal(a, b);");
	assert_string_equal(message, "assert_");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_row),
		cmocka_unit_test(what_is_long_is_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
