/* SPDX-License-Identifier: MIT */
/* Graders: valid by their schemas, points where they are due, none from a broken run. */
#include <jansson.h>

#include "harness/auto.h"
#include "reports/classroom.h"
#include "reports/sample_test.h"

/* A run that came to its end, with a case of every kind that can be in one. */
static struct nb_run *whole_run(void)
{
	struct nb_run *run = sample_run();

	run->interrupted = false;
	for (int i = SAMPLE_CUT; i <= SAMPLE_NOT_BEGUN; i++) {
		run->cases[i].verdict = NB_VERDICT_PASS;
		run->cases[i].is_interrupted = false;
	}
	return run;
}

static const json_t *test_of(const json_t *root, enum sample_case kase)
{
	return json_array_get(json_object_get(root, "tests"), kase);
}

static const char *text_of(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

static double number_of(const json_t *object, const char *key)
{
	assert_true(json_is_number(json_object_get(object, key)));
	return json_number_value(json_object_get(object, key));
}

static void gradescope_is_valid_by_its_schema(void **state)
{
	struct nb_run *whole, *cut;
	nb_auto_free char *good = NULL;
	nb_auto_free char *bad = NULL;
	const char *schema;

	(void)state;
	sample_need("python3"); /* may leave the test, so before anything is owned */
	schema = sample_schema("gradescope-results.schema.json");
	whole = whole_run();
	cut = sample_run();
	good = sample_text("gradescope", whole, NULL);
	bad = sample_text("gradescope", cut, NULL);
	nb_run_free(whole);
	nb_run_free(cut);
	assert_true(sample_is_valid(schema, good, ""));
	assert_true(sample_is_valid(schema, bad, ""));
	assert_false(
		sample_is_valid(schema, "{\"tests\": [{\"status\": \"skipped\"}]}", ""));
}

static void gradescope_gives_points(void **state)
{
	struct nb_run *run = whole_run();
	nb_auto_free char *text = sample_text("gradescope", run, NULL);
	json_t *root = json_loads(text, 0, NULL);

	(void)state;
	nb_run_free(run);
	assert_true(number_of(test_of(root, SAMPLE_PASS), "score") == 2);
	assert_true(number_of(test_of(root, SAMPLE_PASS), "max_score") == 2);
	assert_string_equal(text_of(test_of(root, SAMPLE_PASS), "output"), "");
	assert_true(number_of(test_of(root, SAMPLE_FLAKY), "score") == 1.5);
	assert_true(number_of(test_of(root, SAMPLE_FAIL), "score") == 0);
	assert_true(number_of(test_of(root, SAMPLE_FAIL), "max_score") == 3);
	assert_string_equal(
		text_of(test_of(root, SAMPLE_FAIL), "output"),
		"the TTL drops by one: ip.ttl: want 63, got 64\n" SAMPLE_TTL_TEXT
		"hint: does r1 route?\n");
	assert_null(
		json_object_get(test_of(root, SAMPLE_CRASH), "score")); /* no points */
	assert_string_equal(text_of(test_of(root, SAMPLE_CRASH), "status"), "failed");
	assert_null(json_object_get(test_of(root, SAMPLE_SKIP), "status"));
	assert_string_equal(text_of(test_of(root, SAMPLE_SKIP), "output"),
			    "skipped: nft is not installed\n");
	assert_int_equal(
		json_array_size(json_object_get(test_of(root, SAMPLE_PASS), "tags")), 2);
	assert_string_equal(text_of(root, "output"), "4 passed, 4 failed, 1 skipped "
						     "(their points are not counted)");
	json_decref(root);
}

static void a_broken_run_gives_no_score_at_all(void **state)
{
	struct nb_run *run = sample_run();
	nb_auto_free char *text = sample_text("gradescope", run, NULL);
	json_t *root = json_loads(text, 0, NULL);

	(void)state;
	nb_run_free(run);
	for (size_t i = 0; i < SAMPLE_COUNT; i++)
		assert_null(json_object_get(test_of(root, (enum sample_case)i), "score"));
	assert_non_null(strstr(text_of(root, "output"), "no points are given"));
	json_decref(root);
}

static void classroom_is_valid_by_its_schema(void **state)
{
	struct nb_run *run, none = { 0 };
	nb_auto_free char *text = NULL;
	nb_auto_free char *empty = NULL;
	const char *schema;

	(void)state;
	sample_need("python3"); /* may leave the test, so before anything is owned */
	schema = sample_schema("github-classroom-result.schema.json");
	run = sample_run();
	text = sample_text("classroom", run, NULL);
	empty = sample_text("classroom", &none, NULL);
	nb_run_free(run);
	assert_true(sample_is_valid(schema, text, ""));
	assert_true(sample_is_valid(schema, empty, ""));
	assert_false(sample_is_valid(schema, "{\"version\": 1, \"status\": \"ok\"}", ""));
}

static void classroom_gives_points(void **state)
{
	struct nb_run *run = whole_run();
	nb_auto_free char *text = sample_text("classroom", run, NULL);
	json_t *root = json_loads(text, 0, NULL);

	(void)state;
	nb_run_free(run);
	assert_true(number_of(root, "max_score") == 6.5);
	assert_string_equal(text_of(root, "status"), "error");
	assert_true(number_of(test_of(root, SAMPLE_PASS), "score") == 2);
	assert_true(json_is_null(json_object_get(test_of(root, SAMPLE_PASS), "message")));
	assert_true(number_of(test_of(root, SAMPLE_FAIL), "score") == 0);
	assert_string_equal(text_of(test_of(root, SAMPLE_FAIL), "status"), "fail");
	assert_string_equal(text_of(test_of(root, SAMPLE_FAIL), "filename"),
			    "tests/routing.c");
	assert_string_equal(text_of(test_of(root, SAMPLE_SKIP), "status"), "error");
	json_decref(root);
}

static void the_output_of_a_step_is_the_report_in_base64(void **state)
{
	struct nb_run *run = sample_good_run();
	struct nb_error err = { 0 };
	char *line = NULL;
	size_t len;
	FILE *out = open_memstream(&line, &len);

	(void)state;
	assert_int_equal(nb_classroom_output(run, out, &err), 0);
	fclose(out);
	nb_run_free(run);
	assert_int_equal(strncmp(line, "result=", 7), 0);
	assert_ptr_equal(strchr(line, '\n'), line + len - 1);
	assert_int_equal(
		sample_pipe("base64 -d | grep -q '^{\"version\":1,\"status\":\"pass\",'",
			    line + 7),
		0);
	free(line);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gradescope_is_valid_by_its_schema),
		cmocka_unit_test(gradescope_gives_points),
		cmocka_unit_test(a_broken_run_gives_no_score_at_all),
		cmocka_unit_test(classroom_is_valid_by_its_schema),
		cmocka_unit_test(classroom_gives_points),
		cmocka_unit_test(the_output_of_a_step_is_the_report_in_base64),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
