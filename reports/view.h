/* SPDX-License-Identifier: MIT */
/* What every view of a run needs to know: how a case ended, in one place for all formats.
 */
#ifndef REPORTS_VIEW_H
#define REPORTS_VIEW_H

#include "harness/buffer.h"
#include "harness/result.h"
#include "reports/reports.h"

/** nb_view_verdict() - That of a case; one that never came to a verdict is an ERROR */
enum nb_verdict nb_view_verdict(const struct nb_case_result *kase);

/** nb_view_is_bad() - FAIL or ERROR */
bool nb_view_is_bad(const struct nb_case_result *kase);

/** nb_view_last() - The last attempt; NULL when none began */
const struct nb_attempt *nb_view_last(const struct nb_case_result *kase);

/**
 * nb_view_cause() - Why an attempt did not pass
 * @kase:	Its case
 * @attempt:	NULL when none began
 *
 * Return: its first finding; where it has none, one that says so ("interrupted",
 *	   "unknown"); borrowed, never NULL
 */
const struct nb_finding *nb_view_cause(const struct nb_case_result *kase,
				       const struct nb_attempt *attempt);

/** nb_view_reason() - Why a case was skipped; never NULL */
const char *nb_view_reason(const struct nb_case_result *kase);

/** nb_view_word() - PASS, FAIL, SKIP, FLAKY; for errors CRASH, TIMEOUT, LEAK or ERROR */
const char *nb_view_word(enum nb_verdict verdict, const struct nb_finding *cause);

/** nb_view_duration_ns() - Of the last attempt; 0 when none began */
uint64_t nb_view_duration_ns(const struct nb_case_result *kase);

/**
 * nb_view_findings() - All that went wrong in an attempt, as lines
 * @has_place:	Whether the first line begins with " file:line: "
 *
 * The message and report of each finding. Hostile bytes are still in it: escape it.
 */
void nb_view_findings(const struct nb_case_result *kase, const struct nb_attempt *attempt,
		      bool has_place, struct nb_buffer *out);

/** nb_view_advice() - Lines below it: the case's hint, and how to run it again */
void nb_view_advice(const struct nb_case_result *kase, struct nb_buffer *out);

/** nb_view_report() - Both, with the place */
void nb_view_report(const struct nb_case_result *kase, const struct nb_attempt *attempt,
		    struct nb_buffer *out);

/** nb_view_command() - The line that runs a case again, for a shell */
void nb_view_command(const struct nb_case_result *kase, struct nb_buffer *out);

/** nb_view_path() - Where an attachment is, as @options want it told; NULL = out of
 * memory */
char *nb_view_path(const struct nb_attempt *attempt,
		   const struct nb_attachment *attachment,
		   const struct nb_report_options *options);

/** nb_view_relative() - A path without the working directory in front, where it is below it */
const char *nb_view_relative(const char *path);

/** nb_view_count() - Cases by nb_view_verdict(); @suite NULL = of all suites */
void nb_view_count(const struct nb_run *run, const char *suite,
		   size_t ret_count[NB_VERDICT_FLAKY + 1]);

/** nb_view_suites() - One case of each suite, in order of their first; free() the array
 */
const struct nb_case_result **nb_view_suites(const struct nb_run *run, size_t *ret_count);

/** nb_view_middle() - Add @len bytes at @text, of which the middle is cut beyond @max */
void nb_view_middle(struct nb_buffer *out, const char *text, size_t len, size_t max);

/** nb_view_written() - End of a write function: 0, or -1 with @err set if @out has failed
 */
int nb_view_written(FILE *out, const char *what, struct nb_error *err);

#endif /* REPORTS_VIEW_H */
