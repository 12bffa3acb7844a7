/* SPDX-License-Identifier: MIT */
/* How cases end: crashes, deadlines, what is left behind; programs of strangers included. */

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <unistd.h>

#include <nestbed/kernel.h>

#include "shared/nested.h"

#if defined(__SANITIZE_ADDRESS__)
#define HAS_ASAN 1 /* it turns SIGSEGV and SIGFPE into reports of its own */
#else
#define HAS_ASAN 0
#endif

static const char *crash(const char *type)
{
	return HAS_ASAN ? "sanitizer" : type;
}

static void a_crash_is_named_by_its_signal(void **state)
{
	struct nested *run = nested_run(*state, "material/plain_crash");

	expect_case(run, "plain_crash/writes_to_nowhere", .verdict = "ERROR",
		    .type = crash("crash.SIGSEGV"), .output = "last words");
	expect_case(run, "plain_crash/crash_in_setup", .verdict = "ERROR",
		    .type = crash("crash.SIGSEGV"));
	expect_case(run, "plain_crash/divides", .verdict = "ERROR",
		    .type = crash("crash.SIGFPE"));
	expect_case(run, "plain_crash/aborts", .verdict = "ERROR",
		    .type = "crash.SIGABRT");
	expect_case(run, "plain_crash/is_killed", .verdict = "ERROR",
		    .type = "crash.SIGKILL");
	expect_case(run, "plain_crash/passes", .verdict = "PASS");
	assert_int_equal(run->status, 1);
}

static void the_stage_of_a_crash_is_told(void **state)
{
	struct nested *run = nested_run(*state, "material/plain_crash",
					"*/crash_in_setup", "*/aborts");

	expect_case(run, "plain_crash/aborts", .message = "in body");
	if (!HAS_ASAN)
		expect_case(run, "plain_crash/crash_in_setup", .message = "in setup");
}

static void a_deadline_tells_the_stage(void **state)
{
	struct nested *run =
		nested_run(*state, "--deadline", "400ms", "material/plain_hang");

	expect_case(run, "plain_hang/in_setup", .verdict = "ERROR",
		    .type = "timeout.setup", .output = "hangs now");
	expect_case(run, "plain_hang/in_body", .verdict = "ERROR",
		    .type = "timeout.body");
	expect_case(run, "plain_hang/in_teardown", .verdict = "ERROR",
		    .type = "timeout.teardown");
	expect_case(run, "plain_hang/deaf", .verdict = "ERROR", .type = "timeout.body");
	expect_case(run, "plain_hang/passes", .verdict = "PASS");
}

static void a_process_left_running_is_a_leak(void **state)
{
	struct nested *run = nested_run(*state, "material/plain_daemon");

	expect_case(run, "plain_daemon/leaves_a_daemon", .verdict = "ERROR",
		    .type = "leak", .message = "sleep");
	expect_case(run, "plain_daemon/leaves_the_last_of_a_chain", .verdict = "ERROR",
		    .type = "leak", .message = "sleep");
}

static void a_sanitizer_report_is_kept(void **state)
{
	struct nested *run = nested_run(*state, "material/asan_overflow");

	expect_case(run, "asan_overflow/writes_behind_a_block", .verdict = "ERROR",
		    .type = "sanitizer", .message = "heap-buffer-overflow",
		    .text = "writes_behind_a_block");
	expect_case(run, "asan_overflow/passes", .verdict = "PASS");
}

static void what_cmocka_finds_after_the_body_fails_it(void **state)
{
	struct nested *run = nested_run(*state, "material/plain_after");

	expect_case(run, "plain_after/leaks_a_block", .verdict = "FAIL",
		    .type = "after-body", .text = "after the body had returned");
	expect_case(run, "plain_after/leaves_a_value", .verdict = "FAIL",
		    .type = "after-body", .message = "non-returned values");
	expect_case(run, "plain_after/misses_a_value", .verdict = "FAIL",
		    .type = "assert",
		    .text = "Could not get value to mock function mocked");
}

static void groups_are_told_apart(void **state)
{
	struct nested *run = nested_run(*state, "material/plain_groups");

	expect_case(run, "plain_groups/sees_the_state", .verdict = "PASS");
	expect_case(run, "plain_groups/fails", .verdict = "FAIL");
	expect_case(run, "plain_groups/never_runs", .verdict = "ERROR",
		    .type = "group-setup", .message = "the group set-up returned -1");
	expect_case(run, "plain_groups/before_a_failing_group_teardown",
		    .verdict = "ERROR", .type = "teardown",
		    .message = "the group teardown returned -1");
	assert_string_equal(
		json_string_value(json_object_get(
			nested_case(run, "plain_groups/before_a_failing_group_teardown"),
			"group")),
		"a third & last");
}

static void a_program_finds_no_orders_in_its_environment(void **state)
{
	struct nested *run = nested_run(*state, "material/plain_environment");

	expect_case(run, "plain_environment/finds_no_orders", .verdict = "PASS");
}

/* Evidence is of the moment of the failure, when the lab still stood. */
static void expect_packets(const struct nested *run, const char *name)
{
	const json_t *folder = json_object_get(nested_attempt(run, name), "evidence");
	char path[PATH_MAX];

	assert_non_null(json_string_value(folder));
	snprintf(path, sizeof(path), "%s/packets/h1.eth0.pcap",
		 json_string_value(folder));
	assert_return_code(access(path, R_OK), errno);
}

static void labs_and_plain_tests_mix(void **state)
{
	struct nested *run = nested_run(*state, "material/mixed");

	expect_case(run, "mixed/has_a_lab", .verdict = "PASS");
	expect_case(run, "mixed/has_the_group_state", .verdict = "PASS");
	expect_case(run, "mixed/has_no_lab", .verdict = "PASS");
	expect_case(run, "mixed/reads_its_lab", .verdict = "PASS");
	expect_case(run, "mixed/sets_up_on_a_lab", .verdict = "PASS",
		    .output = "the lab still stands");
	expect_case(run, "mixed/has_its_own_lab", .verdict = "PASS");
	expect_case(run, "mixed/fails_on_a_lab", .verdict = "FAIL", .type = "assert",
		    .file = "mixed.c");
	expect_packets(run, "mixed/fails_on_a_lab");
	expect_case(run, "mixed/fails_on_its_own_lab", .verdict = "FAIL",
		    .type = "assert", .file = "mixed.c");
	expect_packets(run, "mixed/fails_on_its_own_lab");
	expect_case(run, "mixed/setup_fails", .verdict = "ERROR", .type = "setup",
		    .message = "the set-up returned 3", .file = "mixed.c");
}

static void a_crash_has_the_place_of_the_last_assertion(void **state)
{
	struct nested *run = nested_run(*state, "material/mixed", "*/crashes_on_a_lab");

	expect_case(run, "mixed/crashes_on_a_lab", .verdict = "ERROR",
		    .type = crash("crash.SIGSEGV"), .file = HAS_ASAN ? NULL : "mixed.c");
}

static void all_mistakes_of_a_topology_are_told_at_once(void **state)
{
	struct nested *run = nested_run(*state, "material/mixed");

	expect_case(run, "mixed/has_mistakes", .verdict = "ERROR", .type = "topology",
		    .message = "topology wrong: 3 mistakes", .file = "mixed.c",
		    .text = "there are two nodes of this name");
	expect_case(run, "mixed/has_mistakes", .text = "10.0.0.300/24");
	expect_case(run, "mixed/has_mistakes", .text = "there is no such node");
	expect_case(run, "mixed/makes_nothing", .verdict = "ERROR", .type = "topology",
		    .message = "no nodes today");
	expect_case(run, "mixed/has_no_file", .verdict = "ERROR", .type = "topology",
		    .message = "no-such.json");
}

static void claims_end_a_case_as_assertions_do(void **state)
{
	struct nested *run = nested_run(*state, "material/claims");

	expect_case(run, "claims/holds", .verdict = "PASS");
	expect_case(run, "claims/does_not_hold", .verdict = "FAIL", .type = "reach.ping",
		    .file = "claims.c", .message = "10.0.0.9");
	expect_packets(run, "claims/does_not_hold");
	expect_case(run, "claims/does_not_hold_in_a_child", .verdict = "FAIL",
		    .type = "assertion.stray",
		    .message = "in a forked child: ", .text = "wanted");
	expect_case(run, "claims/setup_does_not_hold", .verdict = "ERROR",
		    .type = "reach.ping");
	expect_case(run, "claims/setup_skips", .verdict = "SKIP",
		    .reason = "no second moon here");
	expect_case(run, "claims/skips", .verdict = "SKIP",
		    .reason = "the machine has 0 wings");
	expect_case(run, "claims/needs_what_is_there", .verdict = "PASS");
	expect_case(run, "claims/needs_what_no_kernel_knows", .verdict = "ERROR",
		    .type = "needs", .message = "kernel feature \"esp5\": not one of");
	expect_case(run, "claims/fails_before_a_claim", .verdict = "FAIL",
		    .type = "assert", .second = "");
}

/* What this kernel lacks of what it asks for, as it knows it itself. */
static void a_case_is_skipped_for_what_the_kernel_lacks(void **state)
{
	struct nested *run = nested_run(*state, "material/claims", "claims/needs_a_lot*");
	static const char *const names[] = { "claims/needs_a_lot",
					     "claims/needs_a_lot_to_be_built" };
	char missing[64];
	int count = nb_kernel_missing("esp4 netem wireguard", missing, sizeof(missing),
				      NULL);

	assert_int_equal(run->status, 0);
	for (size_t i = 0; i < 2; i++) {
		json_t *told = json_object_get(nested_attempt(run, names[i]), "missing");

		expect_case(run, names[i], .verdict = count ? "SKIP" : "PASS",
			    .reason = count ? "kernel lacks " : "");
		if (count)
			assert_string_equal(json_string_value(told), missing);
		else
			assert_true(json_is_null(told));
	}
}

static void a_service_that_dies_is_told(void **state)
{
	struct nested *run = nested_run(*state, "material/mixed", "*_a_service");

	expect_case(run, "mixed/loses_a_service", .verdict = "ERROR", .type = "service",
		    .message = "was ended by signal SIGTERM; its last output: dozing");
	expect_case(run, "mixed/stops_a_service", .verdict = "PASS");
}

static void what_a_case_says_of_itself_is_reported(void **state)
{
	struct nested *run = nested_run(*state, "material/mixed", "-t", "quick");
	const json_t *kase = nested_case(run, "mixed/has_a_lab");

	assert_int_equal(nested_count(run), 1);
	assert_string_equal(json_string_value(json_object_get(kase, "tags")),
			    "lab quick");
	assert_string_equal(json_string_value(json_object_get(kase, "hint")),
			    "look at the wire");
	assert_true(json_real_value(json_object_get(kase, "points")) == 2.5);
}

/* A suite program started by hand is the runner of itself. */
static void a_suite_runs_alone_with_the_same_options(void **state)
{
	struct nested *run = *state;

	nested_execute(run, (const char *const[]){ "material/mixed", "*/has_?_lab",
						   "*/has_no_lab", NULL });
	assert_int_equal(run->status, 0);
	assert_int_equal(nested_count(run), 2);
	expect_case(run, "mixed/has_a_lab", .verdict = "PASS");
	nested_execute(run, (const char *const[]){ "material/mixed", "--exact",
						   "mixed/fails_on_a_lab", NULL });
	assert_int_equal(run->status, 1);
	nested_execute(run, (const char *const[]){ "material/mixed", "--no-such", NULL });
	assert_int_equal(run->status, 2);
	nested_execute(run, (const char *const[]){ "material/mixed", "nothing/*", NULL });
	assert_int_equal(run->status, 4);
}

static void a_program_at_a_fixed_place_has_its_labs(void **state)
{
	struct nested *run = nested_run(*state, "material/fixed_place");

	expect_case(run, "fixed_place/has_its_lab", .verdict = "PASS");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		nested_unit_test(a_crash_is_named_by_its_signal),
		nested_unit_test(the_stage_of_a_crash_is_told),
		nested_unit_test(a_deadline_tells_the_stage),
		nested_unit_test(a_process_left_running_is_a_leak),
		nested_unit_test(a_sanitizer_report_is_kept),
		nested_unit_test(what_cmocka_finds_after_the_body_fails_it),
		nested_unit_test(groups_are_told_apart),
		nested_unit_test(a_program_finds_no_orders_in_its_environment),
		nested_unit_test(labs_and_plain_tests_mix),
		nested_unit_test(a_crash_has_the_place_of_the_last_assertion),
		nested_unit_test(all_mistakes_of_a_topology_are_told_at_once),
		nested_unit_test(claims_end_a_case_as_assertions_do),
		nested_unit_test(a_case_is_skipped_for_what_the_kernel_lacks),
		nested_unit_test(a_service_that_dies_is_told),
		nested_unit_test(what_a_case_says_of_itself_is_reported),
		nested_unit_test(a_suite_runs_alone_with_the_same_options),
		nested_unit_test(a_program_at_a_fixed_place_has_its_labs),
	};

	return cmocka_run_group_tests_name("endings", tests, NULL, NULL);
}
