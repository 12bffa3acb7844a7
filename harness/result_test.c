/* SPDX-License-Identifier: MIT */
/* The result model grows, copies what a case is, and is released whole. */
#include "nestbed/cmocka.h"

#include <stdlib.h>
#include <string.h>

#include "harness/result.h"

static void a_run_grows_case_by_case(void **state)
{
	struct nb_run *run = calloc(1, sizeof(*run));
	struct nb_attempt *attempt;

	(void)state;
	for (int i = 0; i < 3; i++)
		nb_run_add_case(run)->name = strdup("x");
	attempt = nb_case_result_add_attempt(&run->cases[2]);
	nb_attempt_add_finding(attempt)->message = strdup("one");
	nb_attempt_add_finding(attempt)->message = strdup("two");
	assert_int_equal(nb_attempt_add_property(attempt, "mtu", "1500"), 0);
	assert_int_equal(nb_attempt_add_property(attempt, "mtu", "1280"), 0);
	assert_int_equal(nb_attempt_add_attachment(attempt, "packets", "packets/a.pcap"),
			 0);
	assert_int_equal(run->ncases, 3);
	assert_string_equal(attempt->findings[0].message, "one");
	assert_string_equal(attempt->findings[1].message, "two");
	assert_int_equal(attempt->nproperties, 1); /* the later one wins */
	assert_string_equal(attempt->properties[0].value, "1280");
	assert_string_equal(attempt->attachments[0].path, "packets/a.pcap");
	nb_run_free(run);
	nb_run_free(NULL);
}

static void a_copy_is_the_case_without_its_attempts(void **state)
{
	struct nb_case_result kase = { .suite = strdup("s"),
				       .name = strdup("n"),
				       .points = 2 };
	struct nb_case_result again;

	(void)state;
	nb_case_result_add_attempt(&kase);
	assert_int_equal(nb_case_result_copy(&kase, &again), 0);
	assert_string_equal(again.suite, "s");
	assert_ptr_not_equal(again.suite, kase.suite);
	assert_true(again.points == 2);
	assert_null(again.tags);
	assert_int_equal(again.nattempts, 0);
	nb_case_result_release(&kase);
	nb_case_result_release(&again);
}

static void verdicts_have_names(void **state)
{
	(void)state;
	assert_string_equal(nb_verdict_name(NB_VERDICT_FLAKY), "FLAKY");
	assert_string_equal(nb_verdict_name((enum nb_verdict)99), "?");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_run_grows_case_by_case),
		cmocka_unit_test(a_copy_is_the_case_without_its_attempts),
		cmocka_unit_test(verdicts_have_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
