/* SPDX-License-Identifier: MIT */
/* Tested code that leaves by exit() and _exit(), after a test that failed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static void fails_first(void **state)
{
	(void)state;
	assert_int_equal(1, 2);
}

static void calls_exit(void **state)
{
	(void)state;
	exit(0);
}

static void calls_raw_exit(void **state)
{
	(void)state;
	_exit(0);
}

static void a_child_exits(void **state)
{
	int status = -1;
	pid_t pid = fork();

	(void)state;
	if (pid == 0)
		exit(0);
	waitpid(pid, &status, 0);
	assert_int_equal(status, 0);
}

int main(void)
{
	const struct CMUnitTest exits[] = {
		cmocka_unit_test(fails_first),
		cmocka_unit_test(calls_exit),
		cmocka_unit_test(calls_raw_exit),
		cmocka_unit_test(a_child_exits),
	};

	return cmocka_run_group_tests(exits, NULL, NULL);
}
