/* SPDX-License-Identifier: MIT */
/* Whom a guest is offered, and by which words. */
#include "nestbed/cmocka.h"

#include <stdlib.h>
#include <string.h>

#include "reports/offer.h"

static void add_case(struct nb_run *run, const char *needs, const char *missing)
{
	struct nb_case_result *kase = nb_run_add_case(run);
	struct nb_attempt *attempt = nb_case_result_add_attempt(kase);

	kase->needs = needs ? strdup(needs) : NULL;
	kase->verdict = attempt->verdict = NB_VERDICT_SKIP;
	attempt->missing = missing ? strdup(missing) : NULL;
}

static struct nb_run *new_run(void)
{
	struct nb_run *run = calloc(1, sizeof(*run));

	run->command_line = strdup("nestbed run -j2 a b");
	return run;
}

static void expect_offer(struct nb_run *run, const char *text)
{
	struct nb_buffer out = { 0 };

	nb_offer(&out, run);
	if (text)
		assert_string_equal(out.data, text);
	else
		assert_null(out.data);
	nb_buffer_release(&out);
	nb_run_free(run);
}

static void who_declared_needs_is_selected_by_them(void **state)
{
	struct nb_run *run = new_run();

	(void)state;
	add_case(run, "esp4 netem", "esp4 netem");
	add_case(run, "netem", "netem");
	add_case(run, NULL, NULL);
	expect_offer(run, "2 cases need esp4, netem: `nestbed run --kernel qemu "
			  "--lacking -j2 a b` runs them\n");
}

static void who_found_out_later_is_found_again(void **state)
{
	struct nb_run *run = new_run();

	(void)state;
	add_case(run, NULL, "netem");
	expect_offer(run,
		     "1 case needs netem: `nestbed run --kernel auto -j2 a b` runs it\n");
}

static void nobody_is_offered_what_he_has_or_does_not_need(void **state)
{
	struct nb_run *run = new_run();

	(void)state;
	add_case(run, "netem", "netem");
	run->has_guests = true;
	expect_offer(run, NULL);
	run = new_run();
	add_case(run, NULL, NULL);
	expect_offer(run, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_declared_needs_is_selected_by_them),
		cmocka_unit_test(who_found_out_later_is_found_again),
		cmocka_unit_test(nobody_is_offered_what_he_has_or_does_not_need),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
