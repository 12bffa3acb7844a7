/* SPDX-License-Identifier: MIT */
/* TAP: perl's own parser counts what was meant, whatever is in names and reasons. */
#include "harness/auto.h"
#include "reports/sample_test.h"

/*
 * Prints what TAP::Parser makes of standard input, as one line; fails on parse errors. It
 * knows versions up to 13 only, which say the same of all that is used here.
 */
#define PARSE                                                                           \
	"perl -MTAP::Parser -e 'local $/; $_ = <STDIN>; s/^TAP version 14/TAP version " \
	"13/;"                                                                          \
	"my $p = TAP::Parser->new({tap => $_}); $p->run;"                               \
	"printf \"%d/%d/%d/%d\", $p->tests_planned, scalar $p->passed, "                \
	"scalar $p->failed, scalar $p->skipped; exit($p->parse_errors ? 1 : 0)'"

static void perl_counts_the_same(void **state)
{
	struct nb_run *run = sample_run();
	nb_auto_free char *text = sample_text("tap", run, NULL);

	(void)state;
	nb_run_free(run);
	sample_need("perl");
	assert_int_equal(
		sample_pipe("seen=$(" PARSE ") && test \"$seen\" = 9/3/6/1", text), 0);
	assert_int_equal(
		sample_pipe(PARSE " >/dev/null", "TAP version 14\n1..2\nok 1 - a\n"), 1);
}

static void nothing_runs_is_said(void **state)
{
	struct nb_run run = { 0 };
	nb_auto_free char *text = sample_text("tap", &run, NULL);

	(void)state;
	assert_string_equal(text, "TAP version 14\n1..0 # no case was selected\n");
}

static void points_carry_reasons_and_places(void **state)
{
	struct nb_run *run = sample_run();
	nb_auto_free char *text = sample_text("tap", run, NULL);

	(void)state;
	nb_run_free(run);
	assert_int_equal(
		strncmp(text, "TAP version 14\n1..9\nok 1 - routing/forwards\n", 44), 0);
	assert_non_null(strstr(
		text, "\nnot ok 2 - routing/ttl_drops\n"
		      "  ---\n"
		      "  message: \"the TTL drops by one: ip.ttl: want 63, got 64\"\n"
		      "  type: \"packet.mismatch\"\n"
		      "  at:\n"
		      "    file: \"tests/routing.c\"\n"
		      "    line: 31\n"
		      "  text: \"  wanted     ip.ttl 63\\n  seen       ip.ttl 64\\n"
		      "  last seen  r1:lan1\\n\"\n"
		      "  severity: \"FAIL\"\n"
		      "  attempts: 1\n"
		      "  duration_ms: 412\n"
		      "  evidence: \"/run/7/routing/ttl_drops/1\"\n"
		      "  ...\n"));
	assert_non_null(
		strstr(text, "\nok 4 - nat/needs_nft # SKIP nft is not installed\n"));
	assert_non_null(strstr(text, "\nnot ok 8 - nat/not_begun\n"));
}

static void a_name_cannot_forge_a_point(void **state)
{
	struct nb_run *run = sample_run();
	nb_auto_free char *text = sample_text("tap", run, NULL);

	(void)state;
	nb_run_free(run);
	assert_null(strstr(text, "\nok 7 # SKIP"));
	assert_non_null(strstr(text, "g\\\\nok 7 \\# SKIP\\\\n::error::h"));
	assert_null(strstr(text, "pinging")); /* no output of a case */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(perl_counts_the_same),
		cmocka_unit_test(nothing_runs_is_said),
		cmocka_unit_test(points_carry_reasons_and_places),
		cmocka_unit_test(a_name_cannot_forge_a_point),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
