/* SPDX-License-Identifier: MIT */
/* The result of a GitHub Classroom assignment as an output of its step. */
#ifndef REPORTS_CLASSROOM_H
#define REPORTS_CLASSROOM_H

#include "reports/reports.h"

/** nb_classroom_output() - "result=" and the report in base64, one line for $GITHUB_OUTPUT */
int nb_classroom_output(const struct nb_run *run, FILE *out, struct nb_error *err);

#endif /* REPORTS_CLASSROOM_H */
