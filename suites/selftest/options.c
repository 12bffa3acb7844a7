/* SPDX-License-Identifier: MIT */
/* The options of `nestbed run` and its exit statuses, each seen at work. */
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
#include <sys/file.h>
#include <unistd.h>

#include "shared/nested.h"

#define CHOICES "material/choices"

/* Number of attempts or rounds whose verdict is @verdict. */
static size_t count_verdicts(const struct nested *run, const char *verdict)
{
	json_t *cases = json_object_get(run->report, "cases"), *kase;
	size_t count = 0, i;

	json_array_foreach(cases, i, kase)
	{
		const char *seen = json_string_value(json_object_get(kase, "verdict"));

		count += seen && !strcmp(seen, verdict);
	}
	return count;
}

static const char *verdict_of(const struct nested *run, const char *name)
{
	return json_string_value(json_object_get(nested_case(run, name), "verdict"));
}

static bool has_line(const char *text, const char *line)
{
	size_t len = strlen(line);

	for (const char *at = text; (at = strstr(at, line)); at += len)
		if ((at == text || at[-1] == '\n') && (at[len] == '\n' || !at[len]))
			return true;
	return false;
}

static size_t count_lines(const char *text)
{
	size_t lines = 0;

	for (; *text; text++)
		lines += *text == '\n';
	return lines;
}

static void exit_statuses(void **state)
{
	assert_int_equal(nested_run(*state, "-t", "good", CHOICES)->status, 0);
	assert_int_equal(nested_run(*state, "-t", "odd", CHOICES)->status, 0);
	assert_int_equal(nested_run(*state, "-t", "quick", CHOICES)->status, 1);
	assert_int_equal(nested_run(*state, "--no-such", CHOICES)->status, 2);
	assert_int_equal(nested_run(*state, "no/such/program")->status, 2);
	assert_int_equal(nested_run(*state, "/etc/passwd")->status, 2);
	assert_int_equal(nested_run(*state, "/bin/true")->status, 2);
	assert_int_equal(nested_run(*state, "/tmp")->status, 2);
	assert_int_equal(
		nested_run(*state, "--junit=/no/such/folder/x", "-t", "good", CHOICES)
			->status,
		3);
	assert_int_equal(nested_run(*state, CHOICES, "no_such_case")->status, 4);
	assert_int_equal(nested_run(*state, "-t", "no_such_tag", CHOICES)->status, 4);
	assert_int_equal(nested_run(*state, "--shard", "9/9", CHOICES, "passes")->status,
			 4);
}

static void write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		fail_msg("write %s: %s", path, strerror(errno));
	close(fd);
}

/* Limits on namespaces are those of a user namespace: this process gets one with none. */
static void forbid_namespaces(void)
{
	char map[32];

	snprintf(map, sizeof(map), "0 %u 1", geteuid());
	assert_int_equal(unshare(CLONE_NEWUSER), 0);
	write_file("/proc/self/setgroups", "deny");
	write_file("/proc/self/uid_map", map);
	write_file("/proc/self/gid_map", map);
	write_file("/proc/sys/user/max_net_namespaces", "0");
}

static void a_machine_without_namespaces_is_told(void **state)
{
	struct nested *run = *state;

	forbid_namespaces();
	nested_run(run, CHOICES);
	assert_int_equal(run->status, 5);
	assert_non_null(strstr(run->output, "nestbed doctor"));
}

static void list_tells_cases_and_runs_none(void **state)
{
	struct nested *run = nested_run(*state, "--list", "-t", "quick", CHOICES);

	assert_int_equal(run->status, 0);
	assert_true(has_line(run->output, "choices/passes"));
	assert_true(has_line(run->output, "choices/fails"));
	assert_int_equal(count_lines(run->output), 2);
	assert_null(run->report);
}

static void list_can_be_json(void **state)
{
	struct nested *run = nested_run(*state, "--list=json", "-t", "locked", CHOICES);
	json_t *list = json_loads(run->output, 0, NULL), *cases, *kase;
	size_t i, locks = 0;

	assert_non_null(list);
	cases = json_is_array(list) ? list : json_object_get(list, "cases");
	assert_int_equal(json_array_size(cases), 3);
	json_array_foreach(cases, i, kase)
	{
		locks += json_is_string(json_object_get(kase, "locks"));
	}
	assert_int_equal(locks, 2);
	json_decref(list);
}

static void shuffle_follows_from_its_seed(void **state)
{
	char *first =
		strdup(nested_run(*state, "--list", "--shuffle=7", CHOICES)->output);
	char *second =
		strdup(nested_run(*state, "--list", "--shuffle=7", CHOICES)->output);
	char *other =
		strdup(nested_run(*state, "--list", "--shuffle=8", CHOICES)->output);
	struct nested *run;

	assert_string_equal(first, second);
	assert_string_not_equal(first, other);
	assert_int_equal(count_lines(first), count_lines(other));
	free(first);
	free(second);
	free(other);

	run = nested_run(*state, "--shuffle", "-t", "quick", CHOICES);
	assert_true(json_integer_value(json_object_get(
			    json_object_get(run->report, "run"), "seed")) > 0);
	assert_non_null(strstr(run->output, "--shuffle="));
}

static void repeats_are_cases(void **state)
{
	struct nested *run = nested_run(*state, "--repeat=3", CHOICES, "passes");

	assert_int_equal(nested_count(run), 3);
	assert_string_equal(verdict_of(run, "choices/passes[3]"), "PASS");
	/* what is told to repeat it, repeats it */
	run = nested_run(*state, "--exact", "choices/passes[3]", CHOICES);
	assert_int_equal(nested_count(run), 1);
}

static void until_fail_ends_at_a_failure(void **state)
{
	struct nested *run = nested_run(*state, "--until-fail", CHOICES, "fails");

	assert_int_equal(run->status, 1);
	assert_int_equal(nested_count(run), 1);
	run = nested_run(*state, "--until-fail", "--repeat=4", CHOICES, "passes");
	assert_int_equal(run->status, 0);
	assert_int_equal(nested_count(run), 4);
}

static void retries_make_flaky(void **state)
{
	struct nested *run = *state;
	char path[128];

	snprintf(path, sizeof(path), "%s/tried", run->folder);
	setenv("CHOICES_FLAKY", path, 1);
	nested_run(run, "--retries=2", "-t", "flaky", CHOICES);
	assert_int_equal(run->status, 0);
	assert_string_equal(verdict_of(run, "choices/passes_the_second_time"), "FLAKY");
	assert_int_equal(
		json_array_size(json_object_get(
			nested_case(run, "choices/passes_the_second_time"), "attempts")),
		2);
	unlink(path);
	nested_run(run, "--retries=2", "--flaky=fail", "-t", "flaky", CHOICES);
	assert_int_equal(run->status, 1);
	nested_run(run, "--retries=2", CHOICES, "fails");
	assert_string_equal(verdict_of(run, "choices/fails"), "FAIL");
	assert_int_equal(json_array_size(json_object_get(
				 nested_case(run, "choices/fails"), "attempts")),
			 3);
}

static void failures_end_a_run(void **state)
{
	struct nested *run =
		nested_run(*state, "-j1", "--repeat=5", "--max-fail=2", CHOICES, "fails");

	assert_int_equal(count_verdicts(run, "FAIL"), 2);
	assert_int_equal(run->status, 1);
	run = nested_run(*state, "-j1", "-x", "-t", "quick", CHOICES, "fails", "passes");
	assert_int_equal(count_verdicts(run, "FAIL"), 1);
}

static void last_failed_selects_them(void **state)
{
	struct nested *run = nested_run(*state, "-t", "quick", "-t", "quick", CHOICES);

	assert_int_equal(nested_count(run), 2);
	run = nested_run(*state, "--last-failed", CHOICES);
	assert_int_equal(nested_count(run), 1);
	assert_string_equal(verdict_of(run, "choices/fails"), "FAIL");
	nested_run(*state, "-t", "good", CHOICES);
	run = nested_run(*state, "--last-failed", CHOICES);
	assert_int_equal(run->status, 4); /* nothing failed: not everything again */
}

static void a_first_run_has_no_last(void **state)
{
	struct nested *run = nested_run(*state, "--last-failed", CHOICES);

	assert_int_equal(run->status, 2);
	assert_non_null(strstr(run->output, "last-failed.txt"));
}

static void shards_together_are_all_and_none_twice(void **state)
{
	static const char *const shards[] = { "1/3", "2/3", "3/3" };
	char *all = strdup(nested_run(*state, "--list", CHOICES)->output);
	size_t lines = 0;

	for (size_t i = 0; i < 3; i++) {
		char *part =
			strdup(nested_run(*state, "--list", "--shard", shards[i], CHOICES)
				       ->output);
		char *rest = part, *line;

		while ((line = strsep(&rest, "\n")) && *line) {
			assert_true(has_line(all, line));
			lines++;
		}
		free(part);
	}
	assert_int_equal(lines, count_lines(all));
	free(all);
}

static void a_shard_comes_from_the_environment(void **state)
{
	struct nested *run;

	setenv("CI_NODE_INDEX", "2", 1);
	setenv("CI_NODE_TOTAL", "2", 1);
	run = nested_run(*state, "-t", "quick", CHOICES);
	assert_int_equal(nested_count(run), 1);
	run = nested_run(*state, "--shard=1/1", "-t", "quick", CHOICES);
	assert_int_equal(nested_count(run), 2);
	unsetenv("CI_NODE_INDEX");
	unsetenv("CI_NODE_TOTAL");
}

/* When an attempt began and ended, ns. */
static void times_of(const struct nested *run, const char *name, json_int_t *ret_start,
		     json_int_t *ret_end)
{
	const json_t *attempt = nested_attempt(run, name);

	*ret_start = json_integer_value(json_object_get(attempt, "start_ns"));
	*ret_end =
		*ret_start + json_integer_value(json_object_get(attempt, "duration_ns"));
}

static void cases_that_share_a_lock_never_overlap(void **state)
{
	struct nested *run = nested_run(*state, "-j3", "-t", "locked", CHOICES);
	json_int_t first, first_end, second, second_end, other, other_end;

	times_of(run, "choices/first_with_lock", &first, &first_end);
	times_of(run, "choices/second_with_lock", &second, &second_end);
	times_of(run, "choices/without_lock", &other, &other_end);
	assert_true(first_end <= second || second_end <= first);
	assert_true(other < first_end && first < other_end); /* it could have */
}

static void a_case_has_a_deadline_of_its_own(void **state)
{
	struct nested *run = nested_run(*state, "--slow=100ms", "--deadline=50s", "-t",
					"hangs", CHOICES);

	expect_case(run, "choices/hangs", .verdict = "ERROR", .type = "timeout.body",
		    .message = "300 ms");
	assert_non_null(strstr(run->output, "SLOW"));
}

static void deadlines_scale(void **state)
{
	struct nested *run;

	setenv("NB_TIMEOUT_SCALE", "2", 1);
	run = nested_run(*state, "-t", "hangs", CHOICES);
	unsetenv("NB_TIMEOUT_SCALE");
	expect_case(run, "choices/hangs", .type = "timeout.body", .message = "600 ms");
}

static void a_skip_may_be_forbidden(void **state)
{
	struct nested *run;

	setenv("NB_REQUIRE", "all", 1);
	run = nested_run(*state, "-t", "odd", CHOICES);
	unsetenv("NB_REQUIRE");
	assert_int_equal(run->status, 1);
	expect_case(run, "choices/skips", .verdict = "ERROR", .type = "skipped");
}

static void a_hostile_case_cannot_pass_or_stop_the_run(void **state)
{
	struct nested *run = nested_run(*state, "-t", "hostile", "-t", "!flaky", CHOICES);

	expect_case(run, "choices/talks_nonsense", .verdict = "ERROR", .type = "record");
	expect_case(run, "choices/talks_too_much", .verdict = "ERROR");
	assert_int_equal(run->status, 1);
}

static void a_child_that_ends_is_no_leak(void **state)
{
	struct nested *run = nested_run(*state, "-t", "child", CHOICES);

	expect_case(run, "choices/leaves_a_child_that_ends", .verdict = "PASS");
}

static void long_output_is_cut_in_the_middle(void **state)
{
	struct nested *run = nested_run(*state, "--evidence=all", "-t", "loud", CHOICES);
	const char *output = json_string_value(
		json_object_get(nested_attempt(run, "choices/prints_a_lot"), "output"));
	char *file = nested_file(run, "evidence/choices/prints_a_lot/output.txt");

	assert_non_null(strstr(output, "the first line"));
	assert_non_null(strstr(output, "the last line"));
	assert_non_null(strstr(output, "bytes cut"));
	assert_true(strlen(output) < 70000);
	assert_true(strlen(file) > 600000); /* all of it */
	free(file);
}

static bool exists(const struct nested *run, const char *name)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/%s", run->folder, name);
	return access(path, F_OK) == 0;
}

static void evidence_is_kept_as_wanted(void **state)
{
	struct nested *run = nested_run(*state, "-t", "quick", CHOICES);

	assert_true(exists(run, "evidence/choices/fails/output.txt"));
	assert_false(exists(run, "evidence/choices/passes"));
	nested_run(run, "--evidence=all", "-t", "quick", CHOICES);
	assert_true(exists(run, "evidence/choices/passes/output.txt"));
	nested_run(run, "--evidence=none", "-t", "quick", CHOICES);
	assert_false(exists(run, "evidence/choices"));
	nested_run(run, "--evidence=all", "material/mixed", "has_a_lab");
	assert_true(exists(run, "evidence/mixed/has_a_lab/packets/h1.eth0.pcap"));
	nested_run(run, "material/mixed", "crashes_on_a_lab");
	assert_true(exists(run, "evidence/mixed/crashes_on_a_lab/packets/h1.eth0.pcap"));
}

static void two_runs_do_not_share_a_folder(void **state)
{
	struct nested *run = *state;
	int lock = open(run->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	assert_int_equal(flock(lock, LOCK_EX), 0);
	nested_run(run, "-t", "good", CHOICES);
	assert_int_equal(run->status, 2);
	assert_non_null(strstr(run->output, "another run writes to it"));
	close(lock);
	assert_int_equal(nested_run(run, "-t", "good", CHOICES)->status, 0);
}

/* Run with @signal sent to nestbed after a while. */
static struct nested *run_with_signal(struct nested *run, const char *signal)
{
	return nested_execute(
		run,
		(const char *const[]){ "/usr/bin/timeout", "--preserve-status", "-s",
				       signal, "0.5", "material/../nestbed", "run",
				       "--deadline=2s", "material/plain_hang", NULL });
}

static void an_interrupted_run_has_its_reports(void **state)
{
	struct nested *run = run_with_signal(*state, "INT");
	const json_t *whole = json_object_get(run->report, "run");

	assert_int_equal(run->status, 130);
	assert_true(json_is_true(json_object_get(whole, "interrupted")));
	assert_true(json_integer_value(json_object_get(whole, "duration_ns")) <
		    1500000000);
	assert_true(json_is_true(json_object_get(nested_case(run, "plain_hang/in_body"),
						 "is_interrupted")));
	assert_int_equal(nested_count(run), 5);
	free(nested_file(run, "junit.xml"));
}

static void what_runs_is_told_when_asked(void **state)
{
	struct nested *run = run_with_signal(*state, "USR1");

	assert_non_null(strstr(run->output, "plain_hang/in_body"));
	assert_non_null(strstr(run->output, "running"));
	assert_non_null(strstr(run->output, "in body"));
	assert_int_equal(run->status, 1);
}

/* 32 cases at a time need more than 64 descriptors of the runner; programs have 64. */
static void a_low_limit_of_open_files_is_for_programs_only(void **state)
{
	struct nested *run = nested_execute(
		*state,
		(const char *const[]){ "/bin/sh", "-c", "ulimit -Sn 64; exec \"$@\"",
				       "sh", "material/../nestbed", "run", "-j32",
				       "material/openfiles", NULL });

	assert_int_equal(run->status, 0);
	assert_int_equal(nested_count(run), 65);
}

/* Fewer at a time then: each that runs has some, and each that dies. */
static void a_low_hard_limit_of_open_files_makes_fewer_at_a_time(void **state)
{
	struct nested *run = nested_execute(
		*state,
		(const char *const[]){ "/bin/sh", "-c", "ulimit -n 64; exec \"$@\"", "sh",
				       "material/../nestbed", "run", "-j32",
				       "material/openfiles", NULL });

	assert_int_equal(run->status, 0);
	assert_int_equal(nested_count(run), 65);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		nested_unit_test(exit_statuses),
		nested_unit_test(a_machine_without_namespaces_is_told),
		nested_unit_test(list_tells_cases_and_runs_none),
		nested_unit_test(list_can_be_json),
		nested_unit_test(shuffle_follows_from_its_seed),
		nested_unit_test(repeats_are_cases),
		nested_unit_test(until_fail_ends_at_a_failure),
		nested_unit_test(retries_make_flaky),
		nested_unit_test(failures_end_a_run),
		nested_unit_test(last_failed_selects_them),
		nested_unit_test(a_first_run_has_no_last),
		nested_unit_test(shards_together_are_all_and_none_twice),
		nested_unit_test(a_shard_comes_from_the_environment),
		nested_unit_test(cases_that_share_a_lock_never_overlap),
		nested_unit_test(a_case_has_a_deadline_of_its_own),
		nested_unit_test(deadlines_scale),
		nested_unit_test(a_skip_may_be_forbidden),
		nested_unit_test(a_hostile_case_cannot_pass_or_stop_the_run),
		nested_unit_test(a_child_that_ends_is_no_leak),
		nested_unit_test(long_output_is_cut_in_the_middle),
		nested_unit_test(evidence_is_kept_as_wanted),
		nested_unit_test(two_runs_do_not_share_a_folder),
		nested_unit_test(an_interrupted_run_has_its_reports),
		nested_unit_test(what_runs_is_told_when_asked),
		nested_unit_test(a_low_limit_of_open_files_is_for_programs_only),
		nested_unit_test(a_low_hard_limit_of_open_files_makes_fewer_at_a_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
