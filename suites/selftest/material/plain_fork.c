/* SPDX-License-Identifier: MIT */
/* An assertion in a forked child, and one in another thread. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static void asserts_in_a_child(void **state)
{
	int status;
	pid_t pid = fork();

	(void)state;
	if (pid == 0)
		assert_int_equal(1, 2);
	waitpid(pid, &status, 0);
}

static void skips_in_a_child(void **state)
{
	int status;
	pid_t pid = fork();

	(void)state;
	if (pid == 0)
		skip();
	waitpid(pid, &status, 0);
}

static void *assert_elsewhere(void *arg)
{
	assert_non_null(arg);
	return arg;
}

static void asserts_in_a_thread(void **state)
{
	pthread_t thread;

	(void)state;
	assert_int_equal(pthread_create(&thread, NULL, assert_elsewhere, NULL), 0);
	pthread_join(thread, NULL);
}

/* Runs twice in one process where a child went on with the suite. */
static void runs_after_them(void **state)
{
	(void)state;
	printf("process %d\n", (int)getpid());
}

int main(void)
{
	const struct CMUnitTest strays[] = {
		cmocka_unit_test(asserts_in_a_child),
		cmocka_unit_test(skips_in_a_child),
		cmocka_unit_test(asserts_in_a_thread),
		cmocka_unit_test(runs_after_them),
	};

	return cmocka_run_group_tests(strays, NULL, NULL);
}
