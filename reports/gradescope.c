/* SPDX-License-Identifier: MIT */
/*
 * Gradescope's results.json. A case with points is a test with a score, all or nothing; one
 * without is shown as passed or failed. There is no "skipped" there: a skipped case has
 * no score, which takes its points out of the total, and its text says why. A run that was
 * interrupted gives no score at all, so that nobody gets zero points for it.
 */
#include "reports/formats.h"

#include <string.h>

#include "harness/clock.h"
#include "reports/grading.h"
#include "reports/jsontext.h"

/* Tags are told apart by blanks or commas. */
static json_t *tags(const char *text)
{
	json_t *list = json_array();

	while (text && *text) {
		size_t len = strcspn(text, " ,");

		if (len)
			json_array_append_new(list, nb_json_text(text, len));
		text += len + (text[len] != '\0');
	}
	return list;
}

static json_t *output(const struct nb_case_result *kase)
{
	nb_auto_buffer struct nb_buffer text = { 0 };

	nb_grading_text(kase, &text);
	return nb_json_text(text.data ? text.data : "", text.len);
}

static json_t *name(const struct nb_case_result *kase)
{
	nb_auto_buffer struct nb_buffer both = { 0 };

	nb_buffer_printf(&both, "%s/%s", kase->suite, kase->name);
	return nb_json_text(both.data ? both.data : "", both.len);
}

static json_t *test(const struct nb_case_result *kase, bool is_sound)
{
	enum nb_verdict verdict = nb_view_verdict(kase);
	json_t *object =
		json_pack("{so so ss so s{ss}}", "name", name(kase), "output",
			  output(kase), "output_format", "text", "tags", tags(kase->tags),
			  "extra_data", "verdict", nb_verdict_name(verdict));

	if (!object || !is_sound || verdict == NB_VERDICT_SKIP)
		return object;
	json_object_set_new(object, "status",
			    json_string(nb_view_is_bad(kase) ? "failed" : "passed"));
	if (kase->points > 0) {
		json_object_set_new(object, "score", json_real(nb_grading_score(kase)));
		json_object_set_new(object, "max_score", json_real(kase->points));
	}
	return object;
}

/* What the submission as a whole is told. */
static json_t *summary(const struct nb_run *run, bool is_sound)
{
	size_t count[NB_VERDICT_FLAKY + 1];

	nb_view_count(run, NULL, count);
	if (!is_sound)
		return json_string(
			"The tests did not come to their end: this is no fault of "
			"the submission, and no points are given. Run them again.");
	return json_sprintf(
		"%zu passed, %zu failed, %zu skipped%s",
		count[NB_VERDICT_PASS] + count[NB_VERDICT_FLAKY],
		count[NB_VERDICT_FAIL] + count[NB_VERDICT_ERROR], count[NB_VERDICT_SKIP],
		count[NB_VERDICT_SKIP] ? " (their points are not counted)" : "");
}

int nb_gradescope_report(const struct nb_run *run, FILE *out,
			 const struct nb_report_options *options, struct nb_error *err)
{
	bool is_sound = nb_grading_is_sound(run);
	json_t *tests = json_array();
	json_t *root;

	(void)options;
	for (size_t i = 0; i < run->ncases; i++)
		json_array_append_new(tests, test(&run->cases[i], is_sound));
	root = json_pack("{so sf so ss}", "tests", tests, "execution_time",
			 (double)run->duration_ns / (double)NB_NS_PER_S, "output",
			 summary(run, is_sound), "stdout_visibility", "hidden");
	return nb_json_write(root, JSON_INDENT(1), out, "Gradescope", err);
}
