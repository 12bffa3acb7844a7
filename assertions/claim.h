/* SPDX-License-Identifier: MIT */
/*
 * How a claim ends a test. Every claim composes its report as text and calls one of
 * these; nothing else in nestbed stops a test.
 *
 * A report is lines of "  label     value", the label in 10 columns, in this order as
 * far as they apply: wanted, seen, differs, nearest, last seen, packets, waited, hint;
 * recorded follows the first that tells what the recording has.
 * The runner adds the place in front and the command that repeats the case behind.
 */
#ifndef ASSERTIONS_CLAIM_H
#define ASSERTIONS_CLAIM_H

#include "harness/buffer.h"
#include "nestbed/error.h"

/** struct nb_place - Where a claim stands in the author's source */
struct nb_place {
	const char *file;
	int line;
};

/**
 * nb_claim_fail() - The claim does not hold: verdict FAIL
 * @type:	Stable dotted id: "packet.absent", "reach.ping", "state.route"
 * @message:	One line: wish and what was seen
 * @text:	The report's lines; taken over and released
 *
 * Takes evidence, tells the runner, and leaves by cmocka's _fail(). Outside a test the
 * process exits.
 */
_Noreturn void nb_claim_fail(const struct nb_place *at, const char *type,
			     const char *message, struct nb_buffer *text);

/** nb_claim_error() - nestbed cannot tell whether it holds (dropped packets ...): ERROR
 */
_Noreturn void nb_claim_error(const struct nb_place *at, const char *type,
			      const char *message, struct nb_buffer *text);

/** nb_claim_skip() - The case cannot run here: SKIP with a reason */
_Noreturn void nb_claim_skip(const struct nb_place *at, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/** nb_report_line() - Add "  label     value" to a report; further lines of value are
 * indented */
void nb_report_line(struct nb_buffer *report, const char *label, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/** nb_report_recorded() - Add what alone the topology has let into the recording, or nothing
 * where @filter is NULL: all */
void nb_report_recorded(struct nb_buffer *report, const char *filter);

#endif /* ASSERTIONS_CLAIM_H */
