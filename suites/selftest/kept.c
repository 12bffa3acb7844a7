/* SPDX-License-Identifier: MIT */
/*
 * --keep: the lab of a case that failed, crashed, left or ran into its deadline stands when
 * nestbed has ended; its nodes are entered with just the words that were printed, and the
 * printed end leaves nothing.
 */
#include <nestbed/cmocka.h>

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "shared/nested.h"

#if defined(__SANITIZE_ADDRESS__)
#define SEGFAULT "sanitizer" /* it turns the signal into a report of its own */
#else
#define SEGFAULT "crash.SIGSEGV"
#endif

#define NOBODY 65534
#define AS_NOBODY "setpriv --reuid 65534 --regid 65534 --clear-groups "

/* Output of a shell command, the start of it; valid until the next call. */
static const char *shell(const char *command)
{
	static char text[4096];
	FILE *pipe = popen(command, "r");
	size_t len;

	assert_non_null(pipe);
	len = fread(text, 1, sizeof(text) - 1, pipe);
	text[len] = '\0';
	pclose(pipe);
	return text;
}

/* The command that a kept run told behind @label, with @before and @more around it. */
static const char *told_command(const struct nested *run, const char *before,
				const char *label, const char *more)
{
	static char command[512];
	const char *line = strstr(run->output, label);

	assert_non_null(line);
	line += strlen(label);
	line += strspn(line, " ");
	snprintf(command, sizeof(command), "%s%.*s %s 2>&1", before,
		 (int)strcspn(line, "\n"), line, more);
	return command;
}

static void expect_inside(const struct nested *run, const char *before, const char *label,
			  const char *command, const char *part)
{
	const char *text = shell(told_command(run, before, label, command));

	if (!strstr(text, part))
		fail_msg("%s%s: not in \"%s\"", label, part, text);
}

/* The printed end takes all of it: PID 1 of the case is gone only after all others. */
static void end_it(const struct nested *run, const char *before)
{
	int pid = 0;

	assert_int_equal(sscanf(told_command(run, "", "and end it with\n", ""),
				"kill -9 %d", &pid),
			 1);
	assert_int_equal(kill(pid, 0), 0);
	shell(told_command(run, before, "and end it with\n", ""));
	for (int waited_ms = 0; kill(pid, 0) == 0 && waited_ms < 10000; waited_ms++)
		poll(NULL, 0, 1);
	assert_int_equal(kill(pid, 0), -1);
}

static void a_failing_lab_may_be_kept(void **state)
{
	struct nested *run = nested_run(*state, "--keep", "material/mixed",
					"fails_on_a_lab", "fails_on_its_own_lab");

	assert_int_equal(run->status, 1);
	assert_int_equal(nested_count(run), 2);
	expect_inside(run, "", "\n  h1 ", "ip -br addr", "10.0.0.1/24");
	expect_inside(run, "", "\n  h2 ", "ping -c1 -W2 10.0.0.1", " 0% packet loss");
	end_it(run, "");
}

/* Every kind of node is there, with what ran in it. */
static void expect_whole_lab(const struct nested *run, const char *before)
{
	expect_inside(run, before, "\n  h1 ", "ip -br addr", "10.0.0.1/24");
	expect_inside(run, before, "\n  s1 ", "ip -br link show type bridge", "UP");
	expect_inside(run, before, "\n  c1 ", "cat /tmp/note", "kept\n");
	expect_inside(run, before, "\n  c1 ", "ping -c1 -W2 10.0.0.4", " 0% packet loss");
	expect_inside(run, before, "\n  h2 ", "ping -c1 -W2 10.0.0.1", " 0% packet loss");
	expect_inside(run, before, "\n  c2 ", "hostname", "c2\n");
	expect_inside(run, before, "\n  (all of it) ",
		      "sh -c 'cat /proc/[0-9]*/cmdline | tr \"\\0\" \" \"'",
		      "sh -c echo up; sleep 99 & wait");
}

static void expect_kept(struct nested *run, const char *name, const char *type)
{
	char label[64];

	snprintf(label, sizeof(label), "kept/%s", name);
	nested_run(run, "--keep", "material/kept", name);
	expect_case(run, label, .verdict = "ERROR", .type = type);
	expect_whole_lab(run, "");
	end_it(run, "");
}

static void the_lab_of_a_crash_may_be_kept(void **state)
{
	expect_kept(*state, "crashes", SEGFAULT);
}

static void the_lab_of_a_killed_case_may_be_kept(void **state)
{
	expect_kept(*state, "is_killed", "crash.SIGKILL");
}

static void the_lab_of_a_case_that_left_may_be_kept(void **state)
{
	expect_kept(*state, "leaves", "exited.body");
}

static void the_lab_of_a_timeout_may_be_kept(void **state)
{
	expect_kept(*state, "hangs", "timeout.body");
}

/* It would have gone on, and taken the lab down, soon after its deadline. */
static void a_late_case_is_stopped(void **state)
{
	struct nested *run = nested_run(*state, "--keep", "material/kept", "is_late");

	expect_case(run, "kept/is_late", .verdict = "ERROR", .type = "timeout.body");
	expect_inside(run, "", "\n  (all of it) ", "cat /proc/2/status", "State:\tT ");
	expect_whole_lab(run, "");
	end_it(run, "");
}

static void a_lab_that_is_not_recorded_may_be_kept(void **state)
{
	expect_kept(*state, "crashes_unrecorded", SEGFAULT);
}

static void a_lab_that_was_taken_down_is_not_kept(void **state)
{
	struct nested *run =
		nested_run(*state, "--keep", "material/kept", "ends_its_lab", "crashes");

	assert_null(strstr(run->output, "kept/ends_its_lab is kept"));
	assert_non_null(strstr(run->output, "kept/crashes is kept"));
	end_it(run, "");
}

/* The same by somebody who may nothing, and enters through a user namespace. */
static void keep_as_nobody(struct nested *run, const char *name, const char *type)
{
	char label[64];

	snprintf(label, sizeof(label), "kept/%s", name);
	nested_execute(run, (const char *const[]){ "/usr/bin/setpriv", "--reuid", "65534",
						   "--regid", "65534", "--clear-groups",
						   "material/../nestbed", "run", "--keep",
						   "material/kept", name, NULL });
	expect_case(run, label, .verdict = "ERROR", .type = type);
	expect_whole_lab(run, AS_NOBODY);
	end_it(run, AS_NOBODY);
}

static void an_ordinary_user_may_keep(struct nested *run, const char *name,
				      const char *type)
{
	if (geteuid() != 0) {
		expect_kept(run, name, type);
		return;
	}
	assert_int_equal(chown(run->folder, NOBODY, NOBODY), 0);
	keep_as_nobody(run, name, type);
}

static void an_ordinary_user_keeps_a_crash(void **state)
{
	an_ordinary_user_may_keep(*state, "crashes", SEGFAULT);
}

static void an_ordinary_user_keeps_a_timeout(void **state)
{
	an_ordinary_user_may_keep(*state, "hangs", "timeout.body");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		nested_unit_test(a_failing_lab_may_be_kept),
		nested_unit_test(the_lab_of_a_crash_may_be_kept),
		nested_unit_test(the_lab_of_a_killed_case_may_be_kept),
		nested_unit_test(the_lab_of_a_case_that_left_may_be_kept),
		nested_unit_test(the_lab_of_a_timeout_may_be_kept),
		nested_unit_test(a_late_case_is_stopped),
		nested_unit_test(a_lab_that_is_not_recorded_may_be_kept),
		nested_unit_test(a_lab_that_was_taken_down_is_not_kept),
		nested_unit_test(an_ordinary_user_keeps_a_crash),
		nested_unit_test(an_ordinary_user_keeps_a_timeout),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
