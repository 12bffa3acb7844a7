/* SPDX-License-Identifier: MIT */
/* GitHub Actions: annotations within its limits, a page without foreign mark-up. */
#include "reports/github.h"

#include "harness/auto.h"
#include "reports/sample_test.h"

/* Not inlined: see sample_text(). */
static __attribute__((noinline)) char *annotate(const struct nb_run *run)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	nb_github_annotate(run, out);
	fclose(out);
	return text;
}

static int enter_workflow(void **state)
{
	(void)state;
	unsetenv("GITHUB_STEP_SUMMARY");
	unsetenv("GITHUB_OUTPUT");
	return setenv("GITHUB_ACTIONS", "true", 1);
}

static int leave_workflow(void **state)
{
	(void)state;
	return unsetenv("GITHUB_ACTIONS");
}

static void failures_are_annotated_at_their_line(void **state)
{
	struct nb_run *run = sample_run();
	nb_auto_free char *text = annotate(run);

	(void)state;
	nb_run_free(run);
	assert_int_equal(
		strncmp(text,
			"::error file=tests/routing.c,line=31,title=routing/ttl_drops::"
			"the TTL drops by one: ip.ttl: want 63, got 64\n",
			108),
		0);
	assert_non_null(strstr(text,
			       "\n::warning file=tests/routing.c,line=12,"
			       "title=nat/sometimes::passed only when tried again\n"));
	assert_non_null(strstr(text, "%0Aok 7 # SKIP%0A::error::h"));
	assert_null(strstr(text, "\n::error::h"));
}

static void the_tenth_tells_how_many_more(void **state)
{
	struct nb_run *run = sample_good_run();
	nb_auto_free char *text = NULL;
	size_t count = 0;

	(void)state;
	for (int i = 0; i < 12; i++)
		sample_ttl(sample_attempt(sample_case(run, "many", "x", NB_VERDICT_FAIL),
					  NB_VERDICT_FAIL));
	text = annotate(run);
	nb_run_free(run);
	for (const char *at = text; (at = strstr(at, "::error ")); at++)
		count++;
	assert_int_equal(count, 10);
	assert_non_null(
		strstr(text, "\n::error title=nestbed::and 3 more, see the summary\n"));
}

static void page_and_result_are_appended(void **state)
{
	char folder[] = "/tmp/nestbed-github-XXXXXX", page[128], output[128], line[512];
	struct nb_run *run = sample_run();
	struct nb_error err = { 0 };

	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(page, sizeof(page), "%s/page", folder);
	snprintf(output, sizeof(output), "%s/output", folder);
	setenv("GITHUB_STEP_SUMMARY", page, 1);
	setenv("GITHUB_OUTPUT", output, 1);
	for (int i = 0; i < 2; i++)
		assert_int_equal(nb_github_tell(run, &err), 0);
	unsetenv("GITHUB_ACTIONS"); /* elsewhere nothing is told */
	assert_int_equal(nb_github_tell(run, &err), 0);
	setenv("GITHUB_ACTIONS", "true", 1);
	snprintf(line, sizeof(line),
		 "test $(grep -c '^### nestbed: 1 passed, 3 failed' %s) = 2 && "
		 "test $(grep -c ^result= %s) = 2 && rm -r %s",
		 page, output, folder);
	assert_int_equal(system(line), 0);
	assert_int_equal(nb_github_tell(run, &err), -1); /* the folder is gone */
	assert_non_null(strstr(err.text, "named by GITHUB_STEP_SUMMARY: No such file"));
	nb_run_free(run);
}

static void a_page_has_no_foreign_mark_up(void **state)
{
	struct nb_run *run = sample_run();
	nb_auto_free char *text = sample_text("markdown", run, NULL);

	(void)state;
	nb_run_free(run);
	assert_null(strstr(text, "<!--"));
	assert_null(strstr(text, "i|j <"));
	assert_non_null(strstr(text, "i&#124;j"));
	assert_non_null(
		strstr(text, "| FAIL | routing/ttl&#95;drops | 0.41 s | the TTL drops"));
	assert_non_null(strstr(text, "| SKIP | nat/needs&#95;nft | 0.41 s | nft is not"));
	assert_non_null(strstr(text, "<summary>routing/ttl&#95;drops</summary>\n\n<pre> "
				     "tests/routing.c:31: the TTL drops"));
}

static void a_page_stays_below_the_limit(void **state)
{
	struct nb_run *run = sample_good_run();
	nb_auto_free char *text = NULL;
	char message[3001];

	(void)state;
	memset(message, '<', sizeof(message) - 1);
	message[sizeof(message) - 1] = '\0';
	for (int i = 0; i < 200; i++)
		sample_finding(
			sample_attempt(sample_case(run, "many", "x", NB_VERDICT_FAIL),
				       NB_VERDICT_FAIL),
			false, "x", message, message);
	text = sample_text("markdown", run, NULL);
	nb_run_free(run);
	assert_true(strlen(text) < 1000 * 1024);
	assert_non_null(strstr(text, "more reports are in the report folder"));
	assert_non_null(strstr(text, "\nand "));
}

#define test(f) cmocka_unit_test_setup_teardown(f, enter_workflow, leave_workflow)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(failures_are_annotated_at_their_line),
		test(the_tenth_tells_how_many_more),
		test(page_and_result_are_appended),
		test(a_page_has_no_foreign_mark_up),
		test(a_page_stays_below_the_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
