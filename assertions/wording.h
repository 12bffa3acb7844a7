/* SPDX-License-Identifier: MIT */
/* What cmocka says of a failed assertion, in words that a report can use. Pure. */
#ifndef ASSERTIONS_WORDING_H
#define ASSERTIONS_WORDING_H

#include <stddef.h>

/**
 * nb_wording_message() - One line: what was asserted, and what was seen
 * @message:	Filled in and terminated; cut at @size bytes
 * @text:	What cmocka said, lines; NULL = nothing
 * @source:	The line of the author's source; "" = not known
 *
 * "assert_int_equal(hits, 2): 0x1 != 0x2 (1 != 2)": the source tells which of the two was
 * expected, and cmocka 1.x prints all integers in hexadecimal digits.
 *
 * Return: @message
 */
char *nb_wording_message(char *message, size_t size, const char *text,
			 const char *source);

#endif /* ASSERTIONS_WORDING_H */
