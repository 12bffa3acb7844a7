/* SPDX-License-Identifier: MIT */
/* What a program under test finds in its environment: nothing of the runner's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

extern char **environ;

static void finds_no_orders(void **state)
{
	(void)state;
	for (char **entry = environ; *entry; entry++) {
		if (!strncmp(*entry, "NESTBED_MODE", 12) ||
		    !strncmp(*entry, "NESTBED_CASE", 12) ||
		    !strncmp(*entry, "NESTBED_FD", 10))
			fail_msg("found %s", *entry);
	}
	assert_null(getenv("LD_PRELOAD"));
}

int main(void)
{
	const struct CMUnitTest environment[] = {
		cmocka_unit_test(finds_no_orders),
	};

	return cmocka_run_group_tests(environment, NULL, NULL);
}
