/* SPDX-License-Identifier: MIT */
/* A case that leaves a process behind. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <unistd.h>

static void leaves_a_daemon(void **state)
{
	(void)state;
	if (fork() == 0) {
		setsid();
		if (fork() == 0)
			execlp("sleep", "sleep", "1000", (char *)NULL);
		_exit(0);
	}
}

int main(void)
{
	const struct CMUnitTest daemons[] = {
		cmocka_unit_test(leaves_a_daemon),
	};

	return cmocka_run_group_tests(daemons, NULL, NULL);
}
