/* SPDX-License-Identifier: MIT */
/*
 * Verdicts: what is concluded from what a case said and how its process ended. Pure.
 *
 * The case may say what it likes: PASS needs both a DONE record and exit status 0, and
 * nothing that went wrong. What the case itself reported first is the cause; how the
 * process ended can only add to it.
 */
#ifndef HARNESS_VERDICT_H
#define HARNESS_VERDICT_H

#include <stdbool.h>

#include "harness/result.h"

/**
 * struct nb_ending - How the process of a case ended
 * @is_done:	A DONE record came
 * @timed_out:	It was killed because its deadline had passed
 * @deadline_ms: That deadline
 * @start_error: Why it could not be started, NULL = it was
 * @record_error: Why a record was refused, NULL = none was
 * @status:	Exit status, -1 = ended by @signal
 * @signal:	0 = none
 * @leaks:	Processes left running, a line each, NULL or "" = none
 * @sanitizer:	What sanitizers logged, NULL or "" = nothing
 * @place:	"FILE:LINE" of the last assertion that was reached, NULL or "" = not known
 * @require_all: A skip is an error
 */
struct nb_ending {
	bool is_done;
	bool timed_out;
	unsigned int deadline_ms;
	const char *start_error;
	const char *record_error;
	int status;
	int signal;
	const char *leaks;
	const char *sanitizer;
	const char *place;
	bool require_all;
};

/** nb_attempt_take() - Add what a record says to an attempt; 0, or -1 when out of memory
 */
int nb_attempt_take(struct nb_attempt *attempt, const struct nb_record *rec);

/**
 * nb_attempt_judge() - Give an attempt its verdict
 * @attempt:	With all its records taken; findings that follow from @end are added
 *
 * Return: the verdict, also set in @attempt
 */
enum nb_verdict nb_attempt_judge(struct nb_attempt *attempt, const struct nb_ending *end);

/**
 * nb_case_judge() - The verdict of a case from those of its attempts
 *
 * The last attempt decides; a PASS after something else is FLAKY.
 */
enum nb_verdict nb_case_judge(const struct nb_case_result *kase);

#endif /* HARNESS_VERDICT_H */
