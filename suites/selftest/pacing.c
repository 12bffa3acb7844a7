/* SPDX-License-Identifier: MIT */
/*
 * Bridges of a case that has ended are held by the runner, and end a few at a time.
 *
 * nestbed runs a case with 60 switches, then one that goes on for ever. Asked by SIGUSR1 it
 * tells how many bridges it holds.
 */
#include <nestbed/cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "shared/nested.h"
#include "shared/processes.h"

#define BRIDGES 60
#define WAIT_MS 20000
#define ENDED_S 10 /* all of them; without a word of the kernel it would take 14 */

/* What a run that goes on prints. */
struct live {
	pid_t pid;
	FILE *output;
};

static struct live start(const struct nested *run)
{
	struct live live;
	int pipes[2];

	assert_int_equal(pipe(pipes), 0);
	live.pid = fork();
	if (live.pid == 0)
		nested_become(run, pipes[1],
			      (const char *const[]){ "nestbed", "run", "-j1",
						     "material/bridges", NULL });
	close(pipes[1]);
	live.output = fdopen(pipes[0], "r");
	assert_non_null(live.output);
	return live;
}

static void end(struct live *live)
{
	kill(live->pid, SIGKILL);
	waitpid(live->pid, NULL, 0);
	fclose(live->output);
}

/* Wait for a line that begins like this; what follows there is a number, or nothing. */
static int next(struct live *live, const char *begin)
{
	char line[512];

	while (fgets(line, sizeof(line), live->output))
		if (!strncmp(line, begin, strlen(begin)))
			return atoi(line + strlen(begin));
	fail_msg("nestbed has ended");
	return -1;
}

/* How many bridges are held; asked as soon as the case with the switches has passed. */
static int held(struct live *live)
{
	kill(live->pid, SIGUSR1);
	return next(live, "held");
}

static void bridges_end_a_few_at_a_time(void **state)
{
	struct live live = start(*state);
	int before = BRIDGES, steps = 0, most = 0, now;
	time_t begin;
	bool was_held = false;

	next(&live, "PASS");
	begin = time(NULL);
	while (before && time(NULL) - begin <= ENDED_S) {
		now = held(&live);
		was_held = was_held || now;
		if (was_held && now != before) {
			most = before - now > most ? before - now : most;
			before = now;
			steps++;
		}
		poll(NULL, 0, 1);
	}
	end(&live);
	assert_true(was_held);
	assert_int_equal(before, 0);
	assert_in_range(most, 1, BRIDGES / 2);
	assert_in_range(steps, 2, BRIDGES);
}

static void the_most_that_were_held_is_in_the_report(void **state)
{
	struct nested *run =
		nested_run(*state, "-j1", "--deadline=2s", "material/bridges");
	const json_t *backlog =
		json_object_get(json_object_get(run->report, "run"), "backlog");

	assert_int_equal(json_integer_value(json_object_get(backlog, "most")), BRIDGES);
	assert_true(json_integer_value(json_object_get(backlog, "longest_ns")) > 0);
	assert_non_null(strstr(run->output, "at most 60 bridges held at a time"));
}

static void write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		fail_msg("write %s: %s", path, strerror(errno));
	close(fd);
}

/* In a user namespace, which counts the network namespaces that were made in it. */
static void enter_counted_room(void)
{
	assert_int_equal(unshare(CLONE_NEWUSER), 0);
	write_file("/proc/self/setgroups", "deny");
	write_file("/proc/self/uid_map", "0 0 1");
	write_file("/proc/self/gid_map", "0 0 1");
}

/* One may be made where there is none: the kernel says whether there are others. */
static bool is_empty(void)
{
	write_file("/proc/sys/user/max_net_namespaces", "1");
	return unshare(CLONE_NEWNET) == 0;
}

static void a_killed_runner_holds_nothing(void **state)
{
	struct live live;
	int ms = 0;

	enter_counted_room();
	live = start(*state);
	next(&live, "PASS");
	while (!held(&live) && ms++ < WAIT_MS)
		poll(NULL, 0, 1);
	assert_false(is_empty());
	end(&live);
	for (ms = 0; !is_empty(); ms++) {
		assert_int_not_equal(ms, WAIT_MS);
		poll(NULL, 0, 1);
	}
}

/* A process of its own does that: it holds neither what the run prints nor its user's files. */
static void the_rest_ends_when_the_run_has(void **state)
{
	struct nested *run;
	int lock[2];
	char byte;

	enter_counted_room();
	assert_int_equal(pipe(lock), 0);
	run = nested_run(*state, "material/bridges", "*/has_60_switches");
	assert_int_equal(run->status, 0);
	assert_int_equal(count_processes("nb-bridges"), 1);
	assert_false(is_empty());
	close(lock[1]);
	assert_int_equal(read(lock[0], &byte, 1), 0);
	close(lock[0]);
	assert_int_equal(count_processes("nb-bridges"), 1);
	assert_true(processes_come_to("nb-bridges", false, WAIT_MS));
	for (int ms = 0; !is_empty(); ms++) {
		assert_int_not_equal(ms, WAIT_MS);
		poll(NULL, 0, 1);
	}
}

/* This case ends while that process is at it, and passes. */
static void a_run_in_a_case_leaves_no_leak(void **state)
{
	struct nested *run =
		nested_run(*state, "material/bridges", "*/has_60_switches");

	assert_int_equal(run->status, 0);
	assert_int_equal(count_processes("nb-bridges"), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		nested_unit_test(bridges_end_a_few_at_a_time),
		nested_unit_test(the_most_that_were_held_is_in_the_report),
		nested_unit_test(a_killed_runner_holds_nothing),
		nested_unit_test(the_rest_ends_when_the_run_has),
		nested_unit_test(a_run_in_a_case_leaves_no_leak),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
