/* SPDX-License-Identifier: MIT */
/*
 * The result of a GitHub Classroom assignment: what an autograding step hands to
 * Classroom's reporter, so that one step reports any number of tests. Its three words are
 * pass, fail and error; a skipped case is an error there, for it earned nothing.
 */
#include "reports/classroom.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "harness/auto.h"
#include "harness/clock.h"
#include "reports/formats.h"
#include "reports/grading.h"
#include "reports/jsontext.h"

static const char *status(const struct nb_case_result *kase)
{
	static const char *const words[] = {
		[NB_VERDICT_NONE] = "error", [NB_VERDICT_PASS] = "pass",
		[NB_VERDICT_FAIL] = "fail",  [NB_VERDICT_ERROR] = "error",
		[NB_VERDICT_SKIP] = "error", [NB_VERDICT_FLAKY] = "pass",
	};

	return words[kase->verdict];
}

static json_t *message(const struct nb_case_result *kase)
{
	nb_auto_buffer struct nb_buffer text = { 0 };

	nb_grading_text(kase, &text);
	return text.len ? nb_json_text(text.data, text.len) : json_null();
}

static json_t *test(const struct nb_case_result *kase)
{
	nb_auto_buffer struct nb_buffer name = { 0 };
	json_t *object;

	nb_buffer_printf(&name, "%s/%s", kase->suite, kase->name);
	object = json_pack("{so ss sf so sf}", "name",
			   nb_json_text(name.data ? name.data : "", name.len), "status",
			   status(kase), "score", nb_grading_score(kase), "message",
			   message(kase), "duration",
			   (double)nb_view_duration_ns(kase) / (double)NB_NS_PER_S);
	if (object && kase->source) {
		json_object_set_new(object, "filename",
				    nb_json_string(nb_view_relative(kase->source)));
		json_object_set_new(object, "line_no",
				    json_integer(kase->line > 0 ? kase->line : 0));
	}
	return object;
}

/* Its schema wants at least one test. */
static json_t *nothing(void)
{
	return json_pack("{ss ss si ss}", "name", "nestbed", "status", "error", "score",
			 0, "message", "no case was selected");
}

static json_t *result(const struct nb_run *run)
{
	json_t *tests = json_array();
	size_t count[NB_VERDICT_FLAKY + 1];
	double max;

	nb_grading_total(run, &max);
	nb_view_count(run, NULL, count);
	for (size_t i = 0; i < run->ncases; i++)
		json_array_append_new(tests, test(&run->cases[i]));
	if (!run->ncases)
		json_array_append_new(tests, nothing());
	return json_pack("{si ss sf so}", "version", 1, "status",
			 count[NB_VERDICT_ERROR] || !run->ncases ? "error"
			 : count[NB_VERDICT_FAIL]		 ? "fail"
								 : "pass",
			 "max_score", max, "tests", tests);
}

int nb_classroom_report(const struct nb_run *run, FILE *out,
			const struct nb_report_options *options, struct nb_error *err)
{
	(void)options;
	return nb_json_write(result(run), JSON_INDENT(1), out, "Classroom", err);
}

/* Source: RFC 4648 4 */
static void put_base64(FILE *out, const char *text, size_t len)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz0123456789+/";
	const unsigned char *in = (const unsigned char *)text;

	for (size_t i = 0; i < len; i += 3) {
		unsigned int bits = (unsigned int)in[i] << 16 |
				    (i + 1 < len ? (unsigned int)in[i + 1] << 8 : 0) |
				    (i + 2 < len ? in[i + 2] : 0);

		fputc(digits[bits >> 18], out);
		fputc(digits[bits >> 12 & 63], out);
		fputc(i + 1 < len ? digits[bits >> 6 & 63] : '=', out);
		fputc(i + 2 < len ? digits[bits & 63] : '=', out);
	}
}

int nb_classroom_output(const struct nb_run *run, FILE *out, struct nb_error *err)
{
	json_t *root = result(run);
	nb_auto_free char *text = root ? json_dumps(root, JSON_COMPACT) : NULL;

	json_decref(root);
	if (!text)
		return nb_error_set(err, ENOMEM, "write the Classroom result");
	fputs("result=", out);
	put_base64(out, text, strlen(text));
	fputs("\n", out);
	return nb_view_written(out, "Classroom", err);
}
