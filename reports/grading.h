/* SPDX-License-Identifier: MIT */
/* What the formats of graders share: points, and what a student is told. */
#ifndef REPORTS_GRADING_H
#define REPORTS_GRADING_H

#include "reports/view.h"

/** nb_grading_total() - Points that the cases of a run have earned, and could have */
double nb_grading_total(const struct nb_run *run, double *ret_max);

/** nb_grading_score() - The points that a case has earned: all of them, or none */
double nb_grading_score(const struct nb_case_result *kase);

/** nb_grading_text() - Why there are no points, with the case's hint; "" when it passed */
void nb_grading_text(const struct nb_case_result *kase, struct nb_buffer *out);

/** nb_grading_is_sound() - Every case came to an end of its own: points mean something */
bool nb_grading_is_sound(const struct nb_run *run);

#endif /* REPORTS_GRADING_H */
