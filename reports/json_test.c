/* SPDX-License-Identifier: MIT */
/* report.json is valid by its schema, lists are JSON, files are replaced whole. */
#include <jansson.h>

#include "harness/auto.h"
#include "reports/sample_test.h"

static json_t *load(const char *text)
{
	json_t *root = json_loads(text, JSON_ALLOW_NUL, NULL);

	assert_non_null(root);
	return root;
}

static void the_report_is_valid_by_its_schema(void **state)
{
	struct nb_run *run = sample_run();
	nb_auto_free char *text = sample_text("json", run, NULL);

	(void)state;
	nb_run_free(run);
	sample_need("python3");
	assert_true(sample_is_valid("reports/report.schema.json", text, ""));
	assert_false(sample_is_valid("reports/report.schema.json",
				     "{\"nestbed_report\": 1}", ""));
}

/* The first attempt of a case. */
static json_t *attempt_of(const json_t *root, enum sample_case kase)
{
	const json_t *cases = json_object_get(root, "cases");

	return json_array_get(json_object_get(json_array_get(cases, kase), "attempts"),
			      0);
}

static void the_report_holds_the_model(void **state)
{
	struct nb_run *run = sample_run();
	nb_auto_free char *text = sample_text("json", run, NULL);
	json_t *root = load(text);
	const char *type, *path, *message;
	int errors, signal;

	(void)state;
	assert_int_equal(json_unpack(root, "{s{si}}", "counts", "ERROR", &errors), 0);
	assert_int_equal(errors, 3);
	assert_int_equal(
		json_unpack(attempt_of(root, SAMPLE_CRASH), "{si}", "signal", &signal),
		0);
	assert_int_equal(signal, 11);
	assert_int_equal(json_unpack(attempt_of(root, SAMPLE_FAIL),
				     "{s[{ss}] s[{ss} {}]}", "findings", "type", &type,
				     "attachments", "path", &path),
			 0);
	assert_string_equal(type, "packet.mismatch");
	assert_string_equal(path, "packets/h1.eth0.pcap");
	assert_int_equal(json_unpack(attempt_of(root, SAMPLE_HOSTILE_CASE), "{s[{ss}]}",
				     "findings", "message", &message),
			 0);
	assert_non_null(strstr(message, "a\x01 b\x1b[31mred")); /* JSON can say it */
	assert_non_null(
		strstr(message, "d\\xff\\xc0\\xaf e\xef\xbf\xbe f\\xed\\xa0\\x80 "));
	json_decref(root);
	nb_run_free(run);
}

static void a_list_tells_cases_and_no_results(void **state)
{
	struct nb_run *run = sample_run();
	struct nb_error err = { 0 };
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);
	json_t *root;
	const json_t *first;

	(void)state;
	assert_int_equal(nb_list_write(run, out, &err), 0);
	fclose(out);
	root = load(text);
	first = json_array_get(json_object_get(root, "cases"), SAMPLE_PASS);
	assert_int_equal(json_array_size(json_object_get(root, "cases")), SAMPLE_COUNT);
	assert_string_equal(json_string_value(json_object_get(first, "name")),
			    "forwards");
	assert_string_equal(json_string_value(json_object_get(first, "tags")),
			    "fast ipv4");
	assert_null(json_object_get(first, "verdict"));
	json_decref(root);
	free(text);
	nb_run_free(run);
}

static int fail_to_write(const struct nb_run *run, FILE *out,
			 const struct nb_report_options *options, struct nb_error *err)
{
	(void)run;
	(void)options;
	fputs("half", out);
	return nb_error_set(err, 0, "on purpose");
}

static size_t read_file(const char *path, char *buf, size_t size)
{
	nb_auto_file FILE *file = fopen(path, "re");
	size_t len;

	assert_non_null(file);
	len = fread(buf, 1, size - 1, file);
	buf[len] = '\0';
	return len;
}

static void a_file_is_replaced_whole_or_not_at_all(void **state)
{
	static const struct nb_report broken = { "broken", "x", false, "",
						 fail_to_write };
	char folder[] = "/tmp/nestbed-reports-XXXXXX", path[128], text[64], line[256];
	struct nb_run *run = sample_good_run();
	struct nb_error err = { 0 };

	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/junit.xml", folder);
	assert_int_equal(nb_report_save(nb_report_find("junit"), run, path, NULL, &err),
			 0);
	assert_int_equal(nb_report_save(&broken, run, path, NULL, &err), -1);
	assert_string_equal(err.text, "broken report: on purpose");
	read_file(path, text, 39 + 1);
	assert_string_equal(text, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
	snprintf(line, sizeof(line), "test \"$(ls -A %s)\" = junit.xml", folder);
	assert_int_equal(system(line), 0); /* nothing is left beside it */

	free(run->folder);
	run->folder = strdup(folder);
	assert_int_equal(nb_report_save_usual(run, NULL, &err), 0);
	snprintf(line, sizeof(line),
		 "test \"$(echo $(ls -A %s))\" = 'junit.xml report.json'", folder);
	assert_int_equal(system(line), 0);
	snprintf(line, sizeof(line), "rm -r %s", folder);
	assert_int_equal(system(line), 0);
	nb_run_free(run);
}

static void a_path_that_cannot_be_written_is_named(void **state)
{
	struct nb_run *run = sample_good_run();
	struct nb_error err = { 0 };

	(void)state;
	assert_int_equal(nb_report_save(nb_report_find("json"), run, "/nowhere/r.json",
					NULL, &err),
			 -1);
	assert_non_null(strstr(
		err.text, "json report: make a file beside /nowhere/r.json: No such"));
	err = (struct nb_error){ 0 };
	assert_int_equal(
		nb_report_save(nb_report_find("json"), run, "/dev/full", NULL, &err), -1);
	assert_non_null(strstr(err.text, "ENOSPC"));
	assert_int_equal(
		nb_report_save(nb_report_find("json"), run, "/dev/null", NULL, NULL), 0);
	assert_null(nb_report_find("none"));
	nb_run_free(run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_report_is_valid_by_its_schema),
		cmocka_unit_test(the_report_holds_the_model),
		cmocka_unit_test(a_list_tells_cases_and_no_results),
		cmocka_unit_test(a_file_is_replaced_whole_or_not_at_all),
		cmocka_unit_test(a_path_that_cannot_be_written_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
