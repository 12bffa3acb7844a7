/* SPDX-License-Identifier: MIT */
/* Ways to die. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void writes_to_nowhere(void **state)
{
	int *volatile nowhere = (int *)sizeof(int);

	(void)state;
	fputs("last words\n", stderr);
	*nowhere = 1;
}

static int crash_in_setup(void **state)
{
	writes_to_nowhere(state);
	return 0;
}

static void divides(void **state)
{
	(void)state;
	raise(SIGFPE);
}

static void aborts(void **state)
{
	(void)state;
	abort();
}

static void is_killed(void **state)
{
	(void)state;
	kill(getpid(), SIGKILL);
}

static void passes(void **state)
{
	(void)state;
}

int main(void)
{
	const struct CMUnitTest crashes[] = {
		cmocka_unit_test(writes_to_nowhere),
		{ "crash_in_setup", passes, crash_in_setup, NULL, NULL },
		cmocka_unit_test(divides),
		cmocka_unit_test(aborts),
		cmocka_unit_test(is_killed),
		cmocka_unit_test(passes),
	};

	return cmocka_run_group_tests(crashes, NULL, NULL);
}
