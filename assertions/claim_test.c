/* SPDX-License-Identifier: MIT */
/* Claims that do not hold: what they say, and the lines of a report. */
#include "nestbed/cmocka.h"

#include "assertions/claim.h"
#include "assertions/testing.h"
#include "nestbed/testing.h"

static void lines_have_their_label_once(void **state)
{
	nb_auto_buffer struct nb_buffer report = { 0 };

	(void)state;
	nb_report_line(&report, "wanted", "%d packet", 1);
	nb_report_line(&report, "seen", "%s", "none\nat all\n");
	nb_report_line(&report, "hint", "%s", "");
	assert_string_equal(report.data, "  wanted     1 packet\n"
					 "  seen       none\n"
					 "             at all\n"
					 "  hint       \n");
}

static void fail_here(void *type)
{
	struct nb_buffer text = { 0 };

	nb_report_line(&text, "wanted", "an answer");
	nb_claim_fail(&(struct nb_place){ "x.c", 7 }, type, "no answer", &text);
}

static void a_failure_says_type_place_and_text(void **state)
{
	const struct nb_failure *failure;
	char type[] = "reach.ping";

	(void)state;
	failure = nb_expect_failure(fail_here, type);
	assert_non_null(failure);
	assert_int_equal(failure->kind, NB_FAILURE_FAIL);
	assert_string_equal(failure->type, "reach.ping");
	assert_string_equal(failure->message, "no answer");
	assert_string_equal(failure->text, "  wanted     an answer\n");
	assert_string_equal(failure->file, "x.c");
	assert_int_equal(failure->line, 7);
}

static void error_here(void *message)
{
	nb_claim_error(NULL, "packet.lost", message, NULL);
}

static void an_error_is_no_failure(void **state)
{
	const struct nb_failure *failure;
	char message[] = "3 packets were lost";

	(void)state;
	failure = nb_expect_failure(error_here, message);
	assert_non_null(failure);
	assert_int_equal(failure->kind, NB_FAILURE_ERROR);
	assert_string_equal(failure->message, "3 packets were lost");
	assert_string_equal(failure->text, "");
}

static void skip_here(void *what)
{
	nb_claim_skip(NULL, "no %s here", (const char *)what);
}

static void a_skip_has_a_reason(void **state)
{
	const struct nb_failure *failure;
	char what[] = "nftables";

	(void)state;
	failure = nb_expect_failure(skip_here, what);
	assert_non_null(failure);
	assert_int_equal(failure->kind, NB_FAILURE_SKIP);
	assert_string_equal(failure->message, "no nftables here");
}

static void skip_from_outside(void *what)
{
	nb_skip("no %s in this kernel", (const char *)what);
}

static void a_suite_skips_with_a_reason(void **state)
{
	const struct nb_failure *failure;
	char what[] = "wireguard";

	(void)state;
	failure = nb_expect_failure(skip_from_outside, what);
	assert_non_null(failure);
	assert_int_equal(failure->kind, NB_FAILURE_SKIP);
	assert_string_equal(failure->message, "no wireguard in this kernel");
	assert_string_equal(failure->file, __FILE__);
}

static void expect_judged(const struct nb_failure *failure, const char *message,
			  const char *text)
{
	struct nb_judgement judgement = { .ruling = NB_HOLDS };

	nb_failure_judge(failure, NB_FAILURE_FAIL, "reach.ping", message, &judgement);
	assert_int_equal(judgement.ruling, text ? NB_FAILS : NB_HOLDS);
	if (text)
		assert_string_equal(judgement.text.data, text);
	nb_judgement_release(&judgement);
}

static void how_a_claim_fails_is_judged(void **state)
{
	struct nb_failure failure = { .kind = NB_FAILURE_FAIL,
				      .type = "reach.ping",
				      .message = "h1: no answer" };

	(void)state;
	expect_judged(&failure, "h1: no answer", NULL);
	expect_judged(&failure, "h1: no...", NULL);
	expect_judged(NULL, "h1: no answer",
		      "  wanted     FAIL reach.ping: h1: no answer\n"
		      "  seen       every claim in it holds\n");
	expect_judged(&failure, "h1: no",
		      "  wanted     FAIL reach.ping: h1: no\n"
		      "  seen       FAIL reach.ping: h1: no answer\n");
	failure.kind = NB_FAILURE_ERROR;
	expect_judged(&failure, "h2: ...",
		      "  wanted     FAIL reach.ping: h2: ...\n"
		      "  seen       ERROR reach.ping: h1: no answer\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_have_their_label_once),
		cmocka_unit_test(a_failure_says_type_place_and_text),
		cmocka_unit_test(an_error_is_no_failure),
		cmocka_unit_test(a_skip_has_a_reason),
		cmocka_unit_test(a_suite_skips_with_a_reason),
		cmocka_unit_test(how_a_claim_fails_is_judged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
