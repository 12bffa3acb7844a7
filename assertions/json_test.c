/* SPDX-License-Identifier: MIT */
/* A JSON text as a subset of another, and texts against each other. */
#include "nestbed/cmocka.h"

#include <string.h>

#include "assertions/json.h"
#include "assertions/text.h"
#include "nestbed/checks.h"

static void expect_difference(const char *wanted, const char *text,
			      const char *difference)
{
	char seen[512] = "";
	int rc = nb_json_difference(wanted, text, seen, sizeof(seen), NULL);

	assert_string_equal(seen, difference);
	assert_int_equal(rc, difference[0] == '\0');
}

static void a_superset_is_right(void **state)
{
	(void)state;
	expect_difference("{}", "{\"a\": 1}", "");
	expect_difference("{\"a\": {\"b\": [1, 3]}}",
			  "{\"c\": 0, \"a\": {\"b\": [1, 2, 3]}}", "");
	expect_difference("[{\"dst\": \"b\"}]",
			  "[{\"dst\": \"a\"}, {\"dst\": \"b\", \"dev\": \"eth0\"}]", "");
	expect_difference("1.0", "1", "");
	expect_difference("null", "null", "");
}

static void the_first_difference_is_named(void **state)
{
	(void)state;
	expect_difference("{\"a\": {\"b\": 2}}", "{\"a\": {\"b\": 3}}",
			  "$.a.b: want 2, got 3");
	expect_difference("{\"a\": {\"b\": 2}}", "{\"a\": {}}",
			  "$.a.b: want 2, got nothing");
	expect_difference("[1, 2]", "[1]", "$[1]: want 2, got nothing");
	expect_difference("[2, 1]", "[1, 2]", "$[2]: want 1, got nothing");
	expect_difference("{\"a\": [{\"m\": 1}]}", "{\"a\": [{\"m\": 2}]}",
			  "$.a[0].m: want 1, got 2");
	expect_difference("{\"a\": 1}", "[1]", "$: want {\"a\":1}, got [1]");
	expect_difference("true", "\"true\"", "$: want true, got \"true\"");
}

static void what_is_no_json_is_told_apart(void **state)
{
	struct nb_error err = { 0 };
	struct nb_judgement judgement;
	char seen[64];

	(void)state;
	assert_int_equal(nb_json_difference("{", "{}", seen, sizeof(seen), &err), -1);
	assert_int_equal(strncmp(err.text, "wanted JSON: line 1", 19), 0);
	judgement = nb_judge_json("h1", "cmd", "{", "{}");
	assert_int_equal(judgement.ruling, NB_CANNOT_TELL);
	nb_judgement_release(&judgement);
	judgement = nb_judge_json("h1", "cmd", "{}", "what?");
	assert_int_equal(judgement.ruling, NB_FAILS);
	assert_non_null(strstr(judgement.text.data, "  seen       \"what?\"\n"));
	nb_judgement_release(&judgement);
}

static void expect_parting(const char *wanted, const char *got, const char *text)
{
	nb_auto_buffer struct nb_buffer seen = { 0 };

	assert_int_equal(nb_text_differ(&seen, wanted, got), text[0] != '\0');
	assert_string_equal(seen.data ? seen.data : "", text);
}

static void texts_part_at_a_line(void **state)
{
	(void)state;
	expect_parting("a\nb\n", "a\nb\n", "");
	expect_parting("a\nb\n", "a\nc\n", "line 2: want \"b\", got \"c\"");
	expect_parting("a\n", "a\nc\n", "line 2: want the end, got \"c\"");
	expect_parting("a\nc\n", "a\n", "line 2: want \"c\", got the end");
	expect_parting("a\n", "a",
		       "line 1: want \"a\", got \"a\", without its end of line");
	expect_parting("a", "a\n", "line 1: want \"a\", got \"a\", with an end of line");
}

static void hostile_text_is_escaped_and_cut(void **state)
{
	nb_auto_buffer struct nb_buffer seen = { 0 };
	char longish[100];

	(void)state;
	nb_text_quote(&seen, "a\n\x1b[0m\x7f", 7);
	assert_string_equal(seen.data, "\"a\\n\\x1b[0m\\x7f\"");
	nb_buffer_release(&seen);
	memset(longish, 'x', sizeof(longish));
	nb_text_quote(&seen, longish, sizeof(longish));
	assert_int_equal(seen.len, NB_TEXT_SHOWN + strlen("\"\"..."));
}

static void the_nearest_line_has_most_of_it(void **state)
{
	const char *text = "route 10.0.0.0/8\nroute 10.1.0.0/16 metric 10\nnothing";
	unsigned int number = 0;
	size_t len = 0;

	(void)state;
	assert_ptr_equal(nb_text_nearest(text, "10.1.0.0/16 metric 20", &number, &len),
			 strstr(text, "route 10.1"));
	assert_int_equal(number, 2);
	assert_int_equal(len, strlen("route 10.1.0.0/16 metric 10"));
	assert_null(nb_text_nearest(text, "xyz", &number, &len));
	assert_string_equal(nb_text_tail("a\nb\nc\n", 2), "b\nc\n");
	assert_string_equal(nb_text_tail("a\nb\nc", 9), "a\nb\nc");
	assert_string_equal(nb_text_tail("", 2), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_superset_is_right),
		cmocka_unit_test(the_first_difference_is_named),
		cmocka_unit_test(what_is_no_json_is_told_apart),
		cmocka_unit_test(texts_part_at_a_line),
		cmocka_unit_test(hostile_text_is_escaped_and_cut),
		cmocka_unit_test(the_nearest_line_has_most_of_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
