/* SPDX-License-Identifier: MIT */
/* The inner side of nestbed/testing.h: where a claim that fails on purpose ends up. */
#ifndef ASSERTIONS_TESTING_H
#define ASSERTIONS_TESTING_H

#include "assertions/claim.h"
#include "assertions/judge.h"
#include "nestbed/testing.h"

/**
 * nb_testing_catch() - Give a failing claim to nb_expect_failure(), if one runs
 * @text:	Taken over and released when it is caught; may be NULL
 *
 * Every way to stop a test calls this first. Does not return when the calling thread is
 * inside nb_expect_failure(); returns otherwise, with nothing done.
 */
void nb_testing_catch(enum nb_failure_kind kind, const struct nb_place *at,
		      const char *type, const char *message, struct nb_buffer *text);

/**
 * nb_failure_judge() - Did a claim fail as it was to?
 * @failure:	NULL = it held
 * @message:	As for nb_assert_fails()
 */
void nb_failure_judge(const struct nb_failure *failure, enum nb_failure_kind kind,
		      const char *type, const char *message,
		      struct nb_judgement *judgement);

#endif /* ASSERTIONS_TESTING_H */
