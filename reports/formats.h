/* SPDX-License-Identifier: MIT */
/* The write functions of the table in reports.c, each in the file of its format. */
#ifndef REPORTS_FORMATS_H
#define REPORTS_FORMATS_H

#include "reports/reports.h"

#define NB_FORMAT(function)                               \
	int function(const struct nb_run *run, FILE *out, \
		     const struct nb_report_options *options, struct nb_error *err)

NB_FORMAT(nb_junit_report);
NB_FORMAT(nb_json_report);
NB_FORMAT(nb_tap_report);
NB_FORMAT(nb_gradescope_report);
NB_FORMAT(nb_classroom_report);
NB_FORMAT(nb_markdown_report);

#endif /* REPORTS_FORMATS_H */
