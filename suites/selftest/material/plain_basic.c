/* SPDX-License-Identifier: MIT */
/* Never linked with nestbed: a test of each kind. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>

static void passes(void **state)
{
	(void)state;
	puts("seen on stdout");
	assert_int_equal(2, 2);
}

static void fails(void **state)
{
	const char *got = "404";

	(void)state;
	fputs("seen on stderr\n", stderr);
	assert_string_equal(got, "200");
}

static void skips(void **state)
{
	(void)state;
	skip();
}

int main(void)
{
	const struct CMUnitTest basic[] = {
		cmocka_unit_test(passes),
		cmocka_unit_test(fails),
		cmocka_unit_test(skips),
	};

	return cmocka_run_group_tests(basic, NULL, NULL);
}
