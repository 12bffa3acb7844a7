/* SPDX-License-Identifier: MIT */
/* Cases that leave a process behind. */
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

/* Each is gone as soon as the next is there, also while the case is looked through. */
static void leaves_the_last_of_a_chain(void **state)
{
	(void)state;
	if (fork() != 0)
		return;
	setsid();
	for (int i = 0; i < 100; i++)
		if (fork() != 0)
			_exit(0);
	execlp("sleep", "sleep", "1000", (char *)NULL);
	_exit(0);
}

int main(void)
{
	const struct CMUnitTest daemons[] = {
		cmocka_unit_test(leaves_a_daemon),
		cmocka_unit_test(leaves_the_last_of_a_chain),
	};

	return cmocka_run_group_tests(daemons, NULL, NULL);
}
