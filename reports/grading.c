/* SPDX-License-Identifier: MIT */
/* What the formats of graders share. */
#include "reports/grading.h"

#include "reports/escape.h"

double nb_grading_score(const struct nb_case_result *kase)
{
	return kase->verdict == NB_VERDICT_PASS || kase->verdict == NB_VERDICT_FLAKY
		       ? kase->points
		       : 0;
}

double nb_grading_total(const struct nb_run *run, double *ret_max)
{
	double score = 0, max = 0;

	for (size_t i = 0; i < run->ncases; i++) {
		score += nb_grading_score(&run->cases[i]);
		max += run->cases[i].points;
	}
	*ret_max = max;
	return score;
}

void nb_grading_text(const struct nb_case_result *kase, struct nb_buffer *out)
{
	const struct nb_finding *cause = nb_view_cause(kase, nb_view_last(kase));

	if (kase->verdict == NB_VERDICT_SKIP) {
		nb_buffer_puts(out, "skipped: ");
		nb_escape_puts(out, NB_ESCAPE_LINE, nb_view_reason(kase));
		nb_buffer_puts(out, "\n");
	}
	if (!nb_view_is_bad(kase))
		return;
	nb_escape_puts(out, NB_ESCAPE_LINE, cause->message);
	nb_buffer_puts(out, "\n");
	nb_escape_puts(out, NB_ESCAPE_TEXT, cause->text);
	if (out->len && out->data[out->len - 1] != '\n')
		nb_buffer_puts(out, "\n");
	if (!kase->hint)
		return;
	nb_buffer_puts(out, "hint: ");
	nb_escape_puts(out, NB_ESCAPE_LINE, kase->hint);
	nb_buffer_puts(out, "\n");
}

bool nb_grading_is_sound(const struct nb_run *run)
{
	for (size_t i = 0; i < run->ncases; i++)
		if (run->cases[i].verdict == NB_VERDICT_NONE ||
		    run->cases[i].is_interrupted)
			return false;
	return run->ncases > 0 && !run->interrupted;
}
