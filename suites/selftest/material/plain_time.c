/* SPDX-License-Identifier: MIT */
/* A set-up and a teardown that take their time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <poll.h>

static int takes_60_ms(void **state)
{
	(void)state;
	poll(NULL, 0, 60);
	return 0;
}

static void takes_20_ms(void **state)
{
	(void)state;
	poll(NULL, 0, 20);
}

int main(void)
{
	const struct CMUnitTest times[] = {
		cmocka_unit_test_setup_teardown(takes_20_ms, takes_60_ms, takes_60_ms),
	};

	return cmocka_run_group_tests(times, NULL, NULL);
}
