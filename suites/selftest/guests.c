/* SPDX-License-Identifier: MIT */
/*
 * Runs whose cases are in guests: that they look as if they had run here, and how they end
 * when the guest does. Each case boots a guest or two, with generous bounds: an emulated
 * processor on a busy machine is slow.
 */
#include <nestbed/cmocka.h>
#include <nestbed/kernel.h>

#include <errno.h>
#include <glob.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include "shared/nested.h"
#include "shared/processes.h"

#define GUEST_MS 400000
#define GONE_MS 20000
#define QEMU "/usr/bin/qemu-system-x86_64"

static void need_qemu(void)
{
	glob_t images;
	bool has_image = glob("/boot/vmlinuz-*", 0, NULL, &images) == 0;

	if (has_image)
		globfree(&images);
	if (!has_image || access(QEMU, X_OK) < 0)
		nb_skip("no qemu, or no kernel for it");
}

/* It may be installed and yet not run on this processor: the doctor tells. */
static void need_uml(struct nested *run)
{
	json_t *whole, *check;
	size_t i;

#if defined(__SANITIZE_ADDRESS__)
	nb_skip("the address sanitizer wants more addresses than user-mode-linux has");
#endif
	nested_execute(run, (const char *const[]){ "/bin/sh", "-c",
						   "exec \"$0\" doctor --json 2>/dev/null",
						   "material/../nestbed", NULL });
	whole = json_loads(run->output, 0, NULL);
	json_array_foreach(json_object_get(whole, "checks"), i, check)
	{
		if (strcmp(json_string_value(json_object_get(check, "name")),
			   "user-mode-linux") != 0)
			continue;
		if (!json_is_true(json_object_get(check, "ok")))
			nb_skip("%s", json_string_value(json_object_get(check, "detail")));
		json_decref(whole);
		return;
	}
	fail_msg("the doctor does not know of user-mode-linux: %s", run->output);
}

/* What a property of the case says; NULL = it has none of this name. */
static const char *property(const struct nested *run, const char *name, const char *key)
{
	json_t *list = json_object_get(nested_attempt(run, name), "properties");
	json_t *pair;
	size_t i;

	json_array_foreach(list, i, pair)
	{
		if (!strcmp(json_string_value(json_object_get(pair, "name")), key))
			return json_string_value(json_object_get(pair, "value"));
	}
	return NULL;
}

static bool is_this_kernel(const char *release)
{
	struct utsname here;

	assert_int_equal(uname(&here), 0);
	return !release || !strcmp(release, here.release);
}

static void expect_evidence(const struct nested *run, const char *name)
{
	const char *folder =
		json_string_value(json_object_get(nested_attempt(run, name), "evidence"));
	char path[512];

	assert_non_null(folder);
	assert_ptr_equal(strstr(folder, run->folder), folder);
	snprintf(path, sizeof(path), "%s/packets/h1.eth0.pcap", folder);
	assert_int_equal(access(path, R_OK), 0);
	snprintf(path, sizeof(path), "%s/result.json", folder);
	assert_int_equal(access(path, R_OK), 0);
}

static void look_as_if_they_ran_here(struct nested *run)
{
	char said[128];

	expect_case(run, "guest/pings", .verdict = "PASS");
	assert_false(is_this_kernel(property(run, "guest/pings", "kernel")));
	snprintf(said, sizeof(said), "kernel %s", property(run, "guest/pings", "kernel"));
	expect_case(run, "guest/pings", .output = said);
	expect_case(run, "guest/fails_with_evidence", .verdict = "FAIL",
		    .type = "reach.ping", .file = "guest.c", .message = "10.0.0.9");
	expect_evidence(run, "guest/fails_with_evidence");
	expect_case(run, "guest/writes_to_the_root", .verdict = "PASS");
	assert_int_equal(access("/usr/nestbed-guest-was-here", F_OK), -1);
	expect_case(run, "guest/needs_netem", .verdict = "PASS");
	expect_case(run, "guest/finds_out_that_it_needs_netem", .verdict = "PASS");
	expect_case(run, "guest/hangs", .verdict = "ERROR", .type = "timeout.body");
	assert_int_equal(run->status, 1);
	assert_non_null(strstr(run->output, "4 passed, 2 failed, 0 skipped"));
	assert_non_null(strstr(run->output, " --exact guest/hangs"));
}

static void cases_of_qemu_look_as_if_they_ran_here(void **state)
{
	need_qemu();
	look_as_if_they_ran_here(nested_run(*state, "--kernel=qemu", "--jobs=2",
					    "--tag=!panic", "--tag=!hang",
					    "material/guest"));
}

static void cases_of_uml_look_as_if_they_ran_here(void **state)
{
	need_uml(*state);
	look_as_if_they_ran_here(nested_run(*state, "--kernel=uml", "--jobs=2",
					    "--tag=!panic", "--tag=!hang",
					    "material/guest"));
}

static void a_panic_costs_the_case_that_ran(void **state)
{
	struct nested *run;

	need_qemu();
	run = nested_run(*state, "--kernel=qemu", "--jobs=1", "--tag=panic",
			 "material/guest");
	expect_case(run, "guest/panics", .verdict = "ERROR", .type = "guest.panic",
		    .message = "guest panicked: Kernel panic - not syncing: sysrq",
		    .text = "Kernel panic");
	expect_case(run, "guest/pings_once_more", .verdict = "PASS");
	assert_int_equal(run->status, 1);
}

static void a_hang_costs_the_case_that_ran(void **state)
{
	struct nested *run;

	need_uml(*state);
	run = nested_run(*state, "--kernel=uml", "--jobs=1", "--tag=hang",
			 "material/guest");
	expect_case(run, "guest/takes_the_processor", .verdict = "ERROR",
		    .type = "guest.hung",
		    .message = "guest hung: nothing was heard from it");
	expect_case(run, "guest/pings_once_more", .verdict = "PASS");
}

static void a_kernel_that_is_none_is_told(void **state)
{
	struct nested *run;
	char words[512];
	glob_t folders;

	need_qemu();
	assert_int_equal(glob("/lib/modules/*/modules.dep", 0, NULL, &folders), 0);
	snprintf(words, sizeof(words), "qemu:/etc/passwd,modules=%.*s",
		 (int)(strrchr(folders.gl_pathv[0], '/') - folders.gl_pathv[0]),
		 folders.gl_pathv[0]);
	globfree(&folders);
	run = nested_run(*state, "--kernel", words, "--exact=guest/pings",
			 "material/guest");
	assert_int_equal(run->status, 3);
	assert_non_null(
		strstr(run->output, "/etc/passwd: guest ended before it was up: qemu"));
	assert_non_null(strstr(run->output, "1 never began"));
}

static void auto_runs_here_what_this_kernel_can(void **state)
{
	struct nested *run;
	bool is_here = nb_kernel_has("netem");

	need_qemu();
	run = nested_run(*state, "--kernel=auto", "--jobs=2", "--exact=guest/pings",
			 "--exact=guest/needs_netem",
			 "--exact=guest/finds_out_that_it_needs_netem", "material/guest");
	assert_int_equal(run->status, 0);
	assert_int_equal(nested_count(run), 3);
	expect_case(run, "guest/pings", .verdict = "PASS");
	assert_null(property(run, "guest/pings", "kernel"));
	expect_case(run, "guest/needs_netem", .verdict = "PASS");
	assert_int_equal(is_this_kernel(property(run, "guest/needs_netem", "kernel")),
			 is_here);
	expect_case(run, "guest/finds_out_that_it_needs_netem", .verdict = "PASS");
	assert_int_equal(is_this_kernel(property(
				 run, "guest/finds_out_that_it_needs_netem", "kernel")),
			 is_here);
	assert_int_equal(json_array_size(json_object_get(
				 nested_case(run, "guest/finds_out_that_it_needs_netem"),
				 "attempts")),
			 1);
}

static void a_guest_is_offered_for_what_was_skipped(void **state)
{
	struct nested *run =
		nested_run(*state, "--exact=guest/needs_netem", "material/guest");

	if (nb_kernel_has("netem"))
		nb_skip("this kernel lacks nothing");
	expect_case(run, "guest/needs_netem", .verdict = "SKIP",
		    .reason = "kernel lacks netem");
	assert_non_null(strstr(run->output, "1 case needs netem: `nestbed run --kernel "
					    "qemu --lacking --exact=guest/needs_netem "));
}

static void only_lacking_cases_are_selected(void **state)
{
	struct nested *run = nested_run(*state, "--lacking", "--list", "material/guest");

	if (nb_kernel_has("netem"))
		assert_int_equal(run->status, 4);
	else
		assert_string_equal(run->output, "guest/needs_netem\n");
}

static void wrong_words_are_refused(void **state)
{
	struct nested *run = nested_run(*state, "--kernel=vax", "material/guest");

	assert_int_equal(run->status, 2);
	assert_non_null(strstr(run->output, "--kernel: vax is not qemu"));
	nested_run(run, "--kernel=uml", "--keep", "material/guest");
	assert_int_equal(run->status, 2);
	assert_non_null(strstr(run->output, "--keep"));
}

/* Three folders above this program. */
static void find_build(char *path, size_t size)
{
	ssize_t len = readlink("/proc/self/exe", path, size - 1);

	assert_true(len > 0);
	path[len] = '\0';
	for (int i = 0; i < 3; i++)
		*strrchr(path, '/') = '\0';
}

static void kill_the_runner(struct nested *run, const char *kernel, const char *name)
{
	char build[512], nestbed[600], program[600];
	pid_t pid;

	find_build(build, sizeof(build));
	snprintf(nestbed, sizeof(nestbed), "%s/nestbed", build);
	snprintf(program, sizeof(program), "%s/material/guest", build);
	pid = fork();
	if (pid == 0) {
		execl(nestbed, "nestbed", "run", "--kernel", kernel, "--report-dir",
		      run->folder, "--exact=guest/pings", program, NULL);
		_exit(127);
	}
	assert_true(processes_come_to(name, true, GONE_MS));
	assert_int_equal(kill(pid, SIGKILL), 0);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	assert_true(processes_come_to(name, false, GONE_MS));
}

static void a_killed_runner_leaves_no_qemu(void **state)
{
	need_qemu();
	kill_the_runner(*state, "qemu", "qemu-system");
}

static void a_killed_runner_leaves_no_uml(void **state)
{
	need_uml(*state);
	kill_the_runner(*state, "uml", "linux");
}

#define guest_test(function)                                                       \
	nb_unit_test_setup_teardown(function, NULL, nested_setup, nested_teardown, \
				    .tags = "guest", .deadline_ms = GUEST_MS)

int main(void)
{
	const struct CMUnitTest tests[] = {
		guest_test(cases_of_qemu_look_as_if_they_ran_here),
		guest_test(cases_of_uml_look_as_if_they_ran_here),
		guest_test(a_panic_costs_the_case_that_ran),
		guest_test(a_hang_costs_the_case_that_ran),
		guest_test(a_kernel_that_is_none_is_told),
		guest_test(auto_runs_here_what_this_kernel_can),
		guest_test(a_guest_is_offered_for_what_was_skipped),
		guest_test(only_lacking_cases_are_selected),
		guest_test(wrong_words_are_refused),
		guest_test(a_killed_runner_leaves_no_qemu),
		guest_test(a_killed_runner_leaves_no_uml),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
