/* SPDX-License-Identifier: MIT */
/* Cases that do not end: in the set-up, the body, the teardown; deaf to SIGTERM. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static int hang(void **state)
{
	(void)state;
	puts("hangs now");
	fflush(stdout);
	for (;;)
		pause();
	return 0;
}

static void hangs(void **state)
{
	hang(state);
}

static void hangs_deaf(void **state)
{
	signal(SIGTERM, SIG_IGN);
	signal(SIGINT, SIG_IGN);
	if (fork() == 0)
		hang(state);
	hang(state);
}

static void passes(void **state)
{
	(void)state;
}

int main(void)
{
	const struct CMUnitTest hanging[] = {
		{ "in_setup", passes, hang, NULL, NULL },
		{ "in_body", hangs, NULL, NULL, NULL },
		{ "in_teardown", passes, NULL, hang, NULL },
		{ "deaf", hangs_deaf, NULL, NULL, NULL },
		{ "passes", passes, NULL, NULL, NULL },
	};

	return cmocka_run_group_tests(hanging, NULL, NULL);
}
