/* SPDX-License-Identifier: MIT */
/*
 * How a case stops: cmocka's ways out of a test, seen from within.
 *
 * The plug-in arms this once, in the process that runs the case, and then tells which
 * stage begins and whether its function came back. All that stops a test in between is
 * told to the runner here, once a stage, with place and text.
 */
#ifndef ASSERTIONS_STOP_H
#define ASSERTIONS_STOP_H

#include <stdbool.h>

#include "assertions/claim.h"
#include "harness/record.h"

/** struct nb_stop - Something to tell: the fields of a FAIL or ERROR record */
struct nb_stop {
	const struct nb_place *at; /* NULL: no place known */
	const char *type;	   /* stable dotted id */
	const char *message;	   /* one line */
	const char *text;	   /* the report's lines; NULL = none */
};

/**
 * nb_stop_arm() - From now on this thread of this process runs the case
 * @written:	Where the case was written, told where nothing better is known; file may be NULL
 */
void nb_stop_arm(const struct nb_place *written);
/** nb_stop_is_ours() - This thread runs the case; false also when none was armed */
bool nb_stop_is_ours(void);
/** nb_stop_is_elsewhere() - A case runs, but not in this thread: a forked child, another
 * thread */
bool nb_stop_is_elsewhere(void);

/** nb_stop_begin() - A function of @stage is about to run; what was collected is
 * forgotten */
void nb_stop_begin(enum nb_stage stage);
/** nb_stop_returned() - It came back; texts from now on are cmocka's own after-checks */
void nb_stop_returned(void);
/** nb_stop_returned_failed() - ... with a value that means failure; told if nothing else
 * was */
void nb_stop_returned_failed(const char *message);
/**
 * nb_stop_conclude() - Say what has not been said of the function that began last: it did not
 * come back, or cmocka complained afterwards
 */
void nb_stop_conclude(void);
/** nb_stop_conclude_case() - The same when all is over; @failed: cmocka counts a failure */
void nb_stop_conclude_case(bool failed);

/* What cmocka is asked to print: with an assertion, besides, with the result of a test. */
void nb_stop_say(const char *text);
void nb_stop_say_aside(const char *text);
void nb_stop_say_late(const char *text);

/* The test is about to be left: by an assertion, by skip(), by stop() of cmocka 2.x. */
void nb_stop_assertion(const struct nb_place *at);
void nb_stop_skipped(const struct nb_place *at);
void nb_stop_passed(void);

bool nb_stop_is_inside(void);	/* a function of the author's runs */
bool nb_stop_was_told(void);	/* a FAIL, ERROR or SKIP of this case has been said */
bool nb_stop_was_skipped(void); /* a SKIP, and nothing else */

/** nb_stop_fail() - Tell that a claim does not hold; in a set-up or teardown that is an
 * ERROR */
void nb_stop_fail(const struct nb_stop *stop);
/** nb_stop_error() - Tell that nestbed cannot know */
void nb_stop_error(const struct nb_stop *stop);
/** nb_stop_skip() - Tell that the case cannot run here, and why; @missing: kernel features */
void nb_stop_skip(const char *reason, const char *missing);
/** nb_stop_stray() - Tell of an assertion outside the case's thread, and end the process */
_Noreturn void nb_stop_stray(const struct nb_place *at, const char *message,
			     const char *text);

#endif /* ASSERTIONS_STOP_H */
