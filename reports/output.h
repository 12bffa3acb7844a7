/* SPDX-License-Identifier: MIT */
/* What a case printed itself, apart from what its report says already. */
#ifndef REPORTS_OUTPUT_H
#define REPORTS_OUTPUT_H

#include "harness/buffer.h"
#include "harness/result.h"

/**
 * nb_output_own() - Lines that a case printed, safe to show, without cmocka's
 * @attempt:	Its output is left as it is; output.txt in the evidence has all of it
 * @out:	Gets the lines, each with its end; nothing when only cmocka spoke
 *
 * Left out are the lines with which cmocka frames a test, and those in which it repeats
 * the findings of the attempt.
 */
void nb_output_own(const struct nb_attempt *attempt, struct nb_buffer *out);

/** nb_output_tail() - Start of the last @lines lines of a text that ends with a line end */
const char *nb_output_tail(const char *text, size_t lines);

#endif /* REPORTS_OUTPUT_H */
