/* SPDX-License-Identifier: MIT */
/*
 * Testing claims: see one fail without failing.
 *
 * Who writes a claim proves that it can fail, and what it then prints:
 *
 *	static void claims_too_much(void *lab)
 *	{
 *		nb_assert_reachable(nb_lab_node(lab, "h1"), "10.0.2.2", 100);
 *	}
 *
 *	nb_assert_fails(claims_too_much, lab, NB_FAILURE_FAIL, "reach.ping",
 *			"h1: 10.0.2.2: no answer");
 */
#ifndef NESTBED_TESTING_H
#define NESTBED_TESTING_H

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

enum nb_failure_kind {
	NB_FAILURE_FAIL = 0, /* the claim does not hold */
	NB_FAILURE_ERROR,    /* nestbed cannot tell whether it holds */
	NB_FAILURE_SKIP,     /* the case cannot run here */
};

/**
 * struct nb_failure - What a claim said when it did not hold
 * @type:	Stable dotted id: "reach.ping"; "" for a skip
 * @message:	One line: wish and what was seen, or the reason of a skip
 * @text:	The lines of its report, "" if it has none
 * @file:	Where the claim stands
 * @line:	Its line there
 */
struct nb_failure {
	enum nb_failure_kind kind;
	char type[64];
	char message[512];
	char text[8192];
	char file[256];
	int line;
};

/**
 * nb_expect_failure() - Run a function whose claim is meant to fail
 * @function:	Called with @ctx; left at the first claim of nestbed that does not hold.
 *		Plain cmocka assertions in it fail the test as usual
 *
 * No evidence is taken and the runner is told nothing. Calls do not nest.
 *
 * Return: how it failed, valid until the next call in this thread; NULL when @function
 *	   returned, so that every claim in it held
 */
const struct nb_failure *nb_expect_failure(void (*function)(void *ctx), void *ctx);

/**
 * nb_assert_fails() - A function's claim fails in this way
 * @function:	As for nb_expect_failure(), and so is @ctx
 * @type:	"reach.ping"
 * @message:	All of it; or its beginning, if "..." stands behind that
 *
 * Return: how it failed, valid until the next call in this thread, to look at its text
 */
const struct nb_failure *nb_assert_fails_at(const char *file, int line,
					    void (*function)(void *ctx), void *ctx,
					    enum nb_failure_kind kind, const char *type,
					    const char *message);
#define nb_assert_fails(function, ctx, kind, type, message) \
	nb_assert_fails_at(__FILE__, __LINE__, function, ctx, kind, type, message)

#ifdef __cplusplus
}
#endif

#endif /* NESTBED_TESTING_H */
