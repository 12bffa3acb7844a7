/* SPDX-License-Identifier: MIT */
/* What starts next: locks, retries, rounds, and stopping. */
#include "nestbed/cmocka.h"

#include <stdlib.h>
#include <string.h>

#include "harness/schedule.h"

/* A run with a case for each entry of @locks, which ends with NULL; "" = no locks. */
static struct nb_run *new_run(const char *const *locks)
{
	struct nb_run *run = calloc(1, sizeof(*run));

	for (; *locks; locks++) {
		struct nb_case_result *kase = nb_run_add_case(run);

		kase->suite = strdup("s");
		kase->name = strdup("c");
		kase->locks = **locks ? strdup(*locks) : NULL;
	}
	return run;
}

#define RUN(...) new_run((const char *const[]){ __VA_ARGS__, NULL })

static bool end(struct nb_run *run, struct nb_schedule *s, size_t kase,
		enum nb_verdict verdict)
{
	nb_case_result_add_attempt(&run->cases[kase])->verdict = verdict;
	return nb_schedule_ended(s, kase);
}

static void cases_start_in_order(void **state)
{
	const struct nb_options options = { 0 };
	struct nb_run *run = RUN("", "");
	struct nb_schedule *s = nb_schedule_new(run, &options, false);

	(void)state;
	assert_int_equal(nb_schedule_next(s, NB_HERE), 0);
	assert_int_equal(nb_schedule_next(s, NB_HERE), 1);
	assert_int_equal(nb_schedule_next(s, NB_HERE), -1);
	assert_false(nb_schedule_is_over(s));
	assert_true(end(run, s, 0, NB_VERDICT_PASS));
	assert_true(end(run, s, 1, NB_VERDICT_FAIL));
	assert_true(nb_schedule_is_over(s));
	assert_int_equal(run->count[NB_VERDICT_PASS], 1);
	assert_int_equal(run->count[NB_VERDICT_FAIL], 1);
	assert_int_equal(run->cases[1].verdict, NB_VERDICT_FAIL);
	nb_schedule_free(s);
	nb_run_free(run);
}

static void a_held_lock_lets_the_next_go_first(void **state)
{
	const struct nb_options options = { 0 };
	struct nb_run *run = RUN("trunk", "vlan trunk", "", "vla");
	struct nb_schedule *s = nb_schedule_new(run, &options, false);

	(void)state;
	assert_int_equal(nb_schedule_next(s, NB_HERE), 0);
	assert_int_equal(nb_schedule_next(s, NB_HERE), 2);
	assert_int_equal(nb_schedule_next(s, NB_HERE), 3);
	assert_int_equal(nb_schedule_next(s, NB_HERE), -1);
	end(run, s, 0, NB_VERDICT_PASS);
	assert_int_equal(nb_schedule_next(s, NB_HERE), 1);
	nb_schedule_free(s);
	nb_run_free(run);
}

static void a_retry_goes_first_and_may_be_flaky(void **state)
{
	const struct nb_options options = { .retries = 1 };
	struct nb_run *run = RUN("", "");
	struct nb_schedule *s = nb_schedule_new(run, &options, false);

	(void)state;
	assert_int_equal(nb_schedule_next(s, NB_HERE), 0);
	assert_false(end(run, s, 0, NB_VERDICT_FAIL));
	assert_int_equal(nb_schedule_next(s, NB_HERE), 0);
	assert_true(end(run, s, 0, NB_VERDICT_PASS));
	assert_int_equal(run->cases[0].verdict, NB_VERDICT_FLAKY);
	assert_int_equal(nb_schedule_next(s, NB_HERE), 1);
	assert_false(end(run, s, 1, NB_VERDICT_ERROR));
	assert_int_equal(nb_schedule_next(s, NB_HERE), 1);
	assert_true(end(run, s, 1, NB_VERDICT_FAIL));
	assert_int_equal(run->cases[1].verdict, NB_VERDICT_FAIL);
	nb_schedule_free(s);
	nb_run_free(run);
}

static void nothing_starts_after_too_many_failures(void **state)
{
	const struct nb_options options = { .max_fail = 1, .retries = 3 };
	struct nb_run *run = RUN("", "", "");
	struct nb_schedule *s = nb_schedule_new(run, &options, false);

	(void)state;
	nb_schedule_next(s, NB_HERE);
	nb_schedule_next(s, NB_HERE);
	for (int i = 0; i < 3; i++) {
		assert_false(end(run, s, 0, NB_VERDICT_FAIL));
		assert_int_equal(nb_schedule_next(s, NB_HERE), 0);
	}
	assert_true(end(run, s, 0, NB_VERDICT_FAIL));
	assert_int_equal(nb_schedule_next(s, NB_HERE), -1);
	assert_false(nb_schedule_is_over(s));
	assert_true(end(run, s, 1, NB_VERDICT_FAIL));
	assert_true(nb_schedule_is_over(s));
	assert_int_equal(run->cases[2].verdict, NB_VERDICT_NONE);
	nb_schedule_free(s);
	nb_run_free(run);
}

static void a_flaky_case_fails_where_that_is_wanted(void **state)
{
	const struct nb_options options = { .max_fail = 1,
					    .retries = 1,
					    .flaky = NB_FLAKY_FAIL };
	struct nb_run *run = RUN("", "");
	struct nb_schedule *s = nb_schedule_new(run, &options, false);

	(void)state;
	nb_schedule_next(s, NB_HERE);
	end(run, s, 0, NB_VERDICT_FAIL);
	nb_schedule_next(s, NB_HERE);
	end(run, s, 0, NB_VERDICT_PASS);
	assert_true(nb_schedule_is_over(s));
	nb_schedule_free(s);
	nb_run_free(run);
}

static void repeats_are_cases_of_their_own(void **state)
{
	const struct nb_options options = { .repeat = 3 };
	struct nb_run *run = RUN("", "");
	struct nb_schedule *s = nb_schedule_new(run, &options, false);

	(void)state;
	assert_int_equal(run->ncases, 6);
	assert_string_equal(run->cases[1].name, "c");
	assert_string_equal(run->cases[2].name, "c[2]");
	assert_string_equal(run->cases[5].name, "c[3]");
	nb_schedule_free(s);
	nb_run_free(run);
}

static void rounds_go_on_until_one_fails(void **state)
{
	const struct nb_options options = { .until_fail = true };
	struct nb_run *run = RUN("");
	struct nb_schedule *s = nb_schedule_new(run, &options, false);

	(void)state;
	for (size_t round = 0; round < 5; round++) {
		assert_int_equal(nb_schedule_next(s, NB_HERE), round);
		end(run, s, round, NB_VERDICT_PASS);
	}
	assert_string_equal(run->cases[5].name, "c[6]");
	assert_int_equal(nb_schedule_next(s, NB_HERE), 5);
	end(run, s, 5, NB_VERDICT_FAIL);
	assert_true(nb_schedule_is_over(s));
	assert_int_equal(run->ncases, 6);
	nb_schedule_free(s);
	nb_run_free(run);
}

static void rounds_have_a_limit_if_wanted(void **state)
{
	const struct nb_options options = { .until_fail = true, .repeat = 2 };
	struct nb_run *run = RUN("");
	struct nb_schedule *s = nb_schedule_new(run, &options, false);

	(void)state;
	for (size_t round = 0; round < 2; round++) {
		assert_int_equal(nb_schedule_next(s, NB_HERE), round);
		end(run, s, round, NB_VERDICT_PASS);
	}
	assert_true(nb_schedule_is_over(s));
	nb_schedule_free(s);
	nb_run_free(run);
}

static void stopped_is_over_when_nothing_runs(void **state)
{
	const struct nb_options options = { 0 };
	struct nb_run *run = RUN("", "");
	struct nb_schedule *s = nb_schedule_new(run, &options, false);

	(void)state;
	nb_schedule_next(s, NB_HERE);
	nb_schedule_stop(s);
	assert_false(nb_schedule_is_over(s));
	end(run, s, 0, NB_VERDICT_NONE);
	assert_true(nb_schedule_is_over(s));
	nb_schedule_free(s);
	nb_schedule_free(NULL);
	nb_run_free(run);
}

static void a_case_goes_where_it_belongs(void **state)
{
	const struct nb_options options = { 0 };
	struct nb_run *run = RUN("", "");
	struct nb_schedule *s = nb_schedule_new(run, &options, false);

	(void)state;
	run->cases[0].guest = "qemu";
	assert_int_equal(nb_schedule_waiting(s), 1);
	assert_int_equal(nb_schedule_next(s, NB_HERE), 1);
	assert_int_equal(nb_schedule_next(s, NB_HERE), -1);
	assert_int_equal(nb_schedule_next(s, NB_ELSEWHERE), 0);
	assert_int_equal(nb_schedule_waiting(s), 0);
	nb_schedule_free(s);
	nb_run_free(run);
}

static bool skip_for_the_kernel(struct nb_run *run, struct nb_schedule *s)
{
	struct nb_attempt *attempt = nb_case_result_add_attempt(&run->cases[0]);

	attempt->verdict = NB_VERDICT_SKIP;
	attempt->missing = strdup("netem");
	return nb_schedule_ended(s, 0);
}

static void what_the_kernel_lacks_is_tried_elsewhere_once(void **state)
{
	const struct nb_options options = { .kernel = "auto" };
	struct nb_run *run = RUN("");
	struct nb_schedule *s = nb_schedule_new(run, &options, true);

	(void)state;
	assert_int_equal(nb_schedule_next(s, NB_HERE), 0);
	assert_false(skip_for_the_kernel(run, s));
	assert_int_equal(run->cases[0].nattempts, 0);
	assert_string_equal(run->cases[0].guest, "auto");
	assert_int_equal(nb_schedule_next(s, NB_HERE), -1);
	assert_int_equal(nb_schedule_next(s, NB_ELSEWHERE), 0);
	assert_true(skip_for_the_kernel(run, s));
	assert_int_equal(run->cases[0].verdict, NB_VERDICT_SKIP);
	assert_true(nb_schedule_is_over(s));
	nb_schedule_free(s);
	nb_run_free(run);
}

static void a_skip_stays_one_where_there_is_no_guest(void **state)
{
	const struct nb_options options = { 0 };
	struct nb_run *run = RUN("");
	struct nb_schedule *s = nb_schedule_new(run, &options, false);

	(void)state;
	nb_schedule_next(s, NB_HERE);
	assert_true(skip_for_the_kernel(run, s));
	nb_schedule_free(s);
	nb_run_free(run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cases_start_in_order),
		cmocka_unit_test(a_held_lock_lets_the_next_go_first),
		cmocka_unit_test(a_retry_goes_first_and_may_be_flaky),
		cmocka_unit_test(nothing_starts_after_too_many_failures),
		cmocka_unit_test(a_flaky_case_fails_where_that_is_wanted),
		cmocka_unit_test(repeats_are_cases_of_their_own),
		cmocka_unit_test(rounds_go_on_until_one_fails),
		cmocka_unit_test(rounds_have_a_limit_if_wanted),
		cmocka_unit_test(stopped_is_over_when_nothing_runs),
		cmocka_unit_test(a_case_goes_where_it_belongs),
		cmocka_unit_test(what_the_kernel_lacks_is_tried_elsewhere_once),
		cmocka_unit_test(a_skip_stays_one_where_there_is_no_guest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
