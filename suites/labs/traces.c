/* SPDX-License-Identifier: MIT */
/* What is left of a lab when it is gone: nothing. */
#include "labs.h"

#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct nb_topology everything = {
	.name = "everything",
	.nodes = NB_NODES(
		{ "server",
		  .services = NB_SERVICES({ "s", .command = "exec sleep 600" }) },
		{ "vm", .parent = "server",
		  .services = NB_SERVICES({ "s", .command = "exec sleep 600" }) },
		{ "host", .kind = NB_HOST,
		  .services = NB_SERVICES({ "s", .command = "exec sleep 600" }) },
		{ "sw", .kind = NB_SWITCH }),
	.links = NB_LINKS({ { "server:e", "10.0.0.1/24" }, { "sw" } },
			  { { "host:e", "10.0.0.2/24" }, { "sw" } }),
	.lans = NB_LANS({ "lan", .ends = NB_ENDS({ "vm:e", "10.1.0.1/24" },
						 { "host:f", "10.1.0.2/24" }) }),
};

/* Where a lab could leave something that has a name. */
#define LOOK                                                                    \
	"ls /sys/class/net; cut -d' ' -f5 /proc/self/mountinfo; ls /run/netns " \
	"/var/run/netns 2>&1; ls -R /sys/fs/cgroup 2>/dev/null | wc -l; ipcs"

static char *look(void)
{
	static char seen[2][65536];
	static int turn;
	FILE *pipe = popen(LOOK, "r");
	size_t len;

	assert_non_null(pipe);
	turn = !turn;
	len = fread(seen[turn], 1, sizeof(seen[turn]) - 1, pipe);
	seen[turn][len] = '\0';
	pclose(pipe);
	return seen[turn];
}

static size_t count_entries(const char *path)
{
	DIR *dir = opendir(path);
	size_t count = 0;

	assert_non_null(dir);
	while (readdir(dir))
		count++;
	closedir(dir);
	return count;
}

static struct nb_lab *bring_up(void)
{
	struct nb_error err = { 0 };
	struct nb_lab *lab = nb_lab_new(&everything, &err);

	if (!lab)
		fail_msg("%s", err.text);
	return lab;
}

static void nothing_with_a_name_is_made(void **state)
{
	const char *before = look();
	struct nb_lab *lab = bring_up();
	const char *meanwhile = look();

	(void)state;
	assert_string_equal(before, meanwhile);
	nb_lab_free(lab);
	assert_string_equal(meanwhile, look());
}

static void no_descriptor_and_no_process_is_left(void **state)
{
	size_t before = count_entries("/proc/self/fd");

	(void)state;
	nb_lab_free(bring_up());
	assert_int_equal(count_entries("/proc/self/fd"), before);
	assert_int_equal(waitpid(-1, NULL, WNOHANG | __WALL), -1); /* no child at all */
}

static void the_working_directory_stays(void **state)
{
	char before[4096], after[4096];

	(void)state;
	assert_non_null(getcwd(before, sizeof(before)));
	nb_lab_free(bring_up());
	assert_non_null(getcwd(after, sizeof(after)));
	assert_string_equal(before, after);
}

/* Processes that run "sleep 600" in the PID namespace of this process. */
static int count_sleepers(void)
{
	FILE *pipe = popen("cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' '\\n' |"
			   " grep -cx '60[0]'",
			   "r");
	int count = -1;

	assert_non_null(pipe);
	if (fscanf(pipe, "%d", &count) != 1)
		count = -1;
	pclose(pipe);
	return count;
}

/* Killed without a warning, a process takes its lab along, runner or not. */
static void a_killed_builder_leaves_nothing(void **state)
{
	int ready[2];
	char byte;
	pid_t pid;

	(void)state;
	assert_int_equal(pipe(ready), 0);
	pid = fork();
	if (pid == 0) {
		struct nb_lab *lab = nb_lab_new(&everything, NULL);

		_exit(!lab || write(ready[1], "", 1) != 1 || pause());
	}
	close(ready[1]);
	assert_int_equal(read(ready[0], &byte, 1), 1);
	nb_assert_eventually(count_sleepers() == 3, 5000);
	kill(pid, SIGKILL);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	nb_assert_eventually(count_sleepers() == 0, 5000);
	close(ready[0]);
}

const struct CMUnitTest trace_cases[] = {
	nb_unit_test(nothing_with_a_name_is_made, NULL),
	nb_unit_test(no_descriptor_and_no_process_is_left, NULL),
	nb_unit_test(the_working_directory_stays, NULL),
	nb_unit_test(a_killed_builder_leaves_nothing, NULL),
};
const size_t trace_count = sizeof(trace_cases) / sizeof(trace_cases[0]);
