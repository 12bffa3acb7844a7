/* SPDX-License-Identifier: MIT */
/* Commands and files: run in a node by the process of the case itself. */
#include "labs.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct nb_topology two = {
	.name = "two",
	.nodes = NB_NODES({ "box", .files = "box" }, { "host", .kind = NB_HOST }),
};

#define BOX nb_lab_node(*state, "box")
#define HOST nb_lab_node(*state, "host")

static void status_and_both_outputs_are_told(void **state)
{
	struct nb_run_result result;
	struct nb_error err = { 0 };

	assert_int_equal(
		nb_node_shell(BOX, "echo out; echo err >&2; exit 7", NULL, &result, &err),
		0);
	assert_int_equal(result.status, 7);
	assert_int_equal(result.signal, 0);
	assert_false(result.timed_out);
	assert_string_equal(result.out, "out\n");
	assert_string_equal(result.err, "err\n");
	assert_int_equal(result.out_len, 4);
	nb_run_release(&result);
}

static void a_signal_is_told(void **state)
{
	struct nb_run_result result;

	assert_int_equal(nb_node_shell(HOST, "kill -SEGV $$", NULL, &result, NULL), 0);
	assert_int_equal(result.status, -1);
	assert_int_equal(result.signal, SIGSEGV);
	nb_run_release(&result);
}

/* The deadline ends the whole group: nothing of it goes on. */
static void the_deadline_ends_all_of_it(void **state)
{
	const struct nb_run_options opts = { .deadline_ms = 50 };
	struct nb_run_result result;

	assert_int_equal(nb_node_shell(BOX, "echo begun; sleep 77 & sleep 77", &opts,
				       &result, NULL),
			 0);
	assert_true(result.timed_out);
	assert_int_equal(result.signal, SIGKILL);
	assert_string_equal(result.out, "begun\n");
	assert_true(result.duration_ns >= 50000000);
	nb_run_release(&result);
	nb_assert_eventually(nb_node_shell(BOX,
					   "! cat /proc/[0-9]*/cmdline | tr '\\0' '\\n' |"
					   " grep -qx '7[7]'",
					   NULL, &result, NULL) == 0 &&
				     (nb_run_release(&result), result.status) == 0,
			     1000);
}

static void input_and_environment_are_given(void **state)
{
	const struct nb_run_options opts = {
		.input = "one\ntwo\n",
		.env = NB_LIST("COLOUR=green", "HOME=/nowhere"),
	};
	struct nb_run_result result;

	assert_int_equal(nb_node_shell(BOX,
				       "wc -l; echo $COLOUR $HOME; env | grep -c NESTBED",
				       &opts, &result, NULL),
			 0);
	assert_string_equal(result.out, "2\ngreen /nowhere\n0\n");
	nb_run_release(&result);
}

static void a_program_that_is_not_there_is_named(void **state)
{
	struct nb_run_result result;
	struct nb_error err = { 0 };

	assert_int_equal(
		nb_node_run(BOX, NB_LIST("no-such-program", "-v"), NULL, &result, &err),
		-1);
	assert_int_equal(err.code, ENOENT);
	assert_string_equal(err.text, "node box: run no-such-program: "
				      "No such file or directory (ENOENT)");
}

/* What goes on in the background may go on printing. */
static void the_background_is_not_waited_for(void **state)
{
	struct nb_run_result result;

	assert_int_equal(
		nb_node_shell(BOX,
			      "(while ! test -e /run/go; do sleep 0.01; done; echo on;"
			      " echo done >/run/done) & echo off",
			      NULL, &result, NULL),
		0);
	assert_string_equal(result.out, "off\n");
	nb_run_release(&result);
	nb_assert_command(BOX, "touch /run/go", 0);
	nb_assert_eventually(nb_node_has_file(BOX, "/run/done", NULL) == 1, 2000);
}

/* Whoever waits for it stays on one processor; neither it nor what comes later does. */
static void a_program_may_use_all_processors(void **state)
{
	cpu_set_t before, after;
	char expected[16];

	assert_int_equal(sched_getaffinity(0, sizeof(before), &before), 0);
	snprintf(expected, sizeof(expected), "%d\n", CPU_COUNT(&before));
	nb_assert_output_is(BOX, "nproc", expected);
	nb_assert_output_is(HOST, "nproc", expected);
	assert_int_equal(sched_getaffinity(0, sizeof(after), &after), 0);
	assert_true(CPU_EQUAL(&before, &after));
}

static void a_program_inherits_low_descriptors_only(void **state)
{
	int low = open("/dev/null", O_RDONLY);
	int high = fcntl(low, F_DUPFD, 200);
	char *line;

	assert_true(low > 2 && high >= 200);
	assert_true(asprintf(&line,
			     "test -e /proc/self/fd/%d && ! ls /proc/self/fd |"
			     " grep ...",
			     low) > 0);
	nb_assert_output_is(HOST, line, "");
	nb_assert_output_is(BOX, line, "");
	free(line);
	close(low);
	close(high);
}

static void files_are_read_and_written(void **state)
{
	struct nb_error err = { 0 };
	char *data;
	size_t len;

	assert_int_equal(nb_node_write_file(BOX, "/srv/a/b/c", "x\0y", 3, &err), 0);
	assert_int_equal(nb_node_read_file(BOX, "/srv/a/b/c", &data, &len, &err), 0);
	assert_int_equal(len, 3);
	assert_memory_equal(data, "x\0y", 4);
	free(data);
	nb_assert_output_is(BOX, "wc -c </srv/a/b/c", "3\n");
	assert_int_equal(nb_node_write_file(BOX, "/srv/a/b/c", "z", 1, &err), 0);
	nb_assert_file_is(BOX, "/srv/a/b/c", "z");
	assert_int_equal(nb_node_read_file(BOX, "/srv/none", &data, NULL, &err), -1);
	assert_int_equal(err.code, ENOENT);
	assert_non_null(strstr(err.text, "node box: file /srv/none"));
}

/* Links and ".." in a container lead nowhere outside of it. */
static void no_path_leads_out(void **state)
{
	nb_assert_command(BOX, "ln -s /etc/inside /srv/link; echo box >/etc/inside", 0);
	nb_assert_file_is(BOX, "/srv/link", "box\n");
	nb_assert_file_is(BOX, "/../../../etc/inside", "box\n");
	nb_assert_no_file(HOST, "/etc/inside");
}

/* The folder of the suite lies over the node's root before anything runs. */
static void files_of_the_suite_are_there(void **state)
{
	nb_assert_file_is(BOX, "/etc/motd", "welcome to box\n");
	nb_assert_file_is(BOX, "/run/state", "of the suite\n");
	nb_assert_output_is(
		BOX, "stat -c %a /etc/start.sh; /etc/start.sh; readlink /etc/alias",
		"755\nstarted\nmotd\n");
	nb_assert_file(BOX, "/etc/passwd");
	nb_assert_no_file(HOST, "/etc/start.sh");
}

static const struct nb_topology image = {
	.name = "image",
	.nodes = NB_NODES({ "tiny", .image = "image" }),
};

static void an_image_is_the_root(void **state)
{
	struct nb_error err = { 0 };
	struct nb_lab *lab = nb_lab_new(&image, &err);

	(void)state;
	if (!lab)
		fail_msg("%s", err.text);
	nb_assert_file_is(nb_lab_node(lab, "tiny"), "/etc/release", "tiny 1\n");
	nb_assert_no_file(nb_lab_node(lab, "tiny"), "/etc/passwd");
	nb_assert_file(nb_lab_node(lab, "tiny"), "/dev/null");
	nb_lab_free(lab);
}

const struct CMUnitTest command_cases[] = {
	nb_unit_test(status_and_both_outputs_are_told, &two),
	nb_unit_test(a_signal_is_told, &two),
	nb_unit_test(the_deadline_ends_all_of_it, &two),
	nb_unit_test(input_and_environment_are_given, &two),
	nb_unit_test(a_program_that_is_not_there_is_named, &two),
	nb_unit_test(the_background_is_not_waited_for, &two),
	nb_unit_test(a_program_may_use_all_processors, &two),
	nb_unit_test(a_program_inherits_low_descriptors_only, &two),
	nb_unit_test(files_are_read_and_written, &two),
	nb_unit_test(no_path_leads_out, &two),
	nb_unit_test(files_of_the_suite_are_there, &two),
	nb_unit_test(an_image_is_the_root, NULL),
};
const size_t command_count = sizeof(command_cases) / sizeof(command_cases[0]);
