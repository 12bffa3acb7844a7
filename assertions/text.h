/* SPDX-License-Identifier: MIT */
/* Texts against each other, for reports: where they differ, what comes near. Pure. */
#ifndef ASSERTIONS_TEXT_H
#define ASSERTIONS_TEXT_H

#include "harness/buffer.h"

#define NB_TEXT_SHOWN 60 /* characters of a text in a report */

/** nb_text_quote() - Add "text" in quotes: controls escaped, cut with ... when long */
void nb_text_quote(struct nb_buffer *to, const char *text, size_t len);

/**
 * nb_text_differ() - Say where two texts part: `line 3: want "a", got "b"`
 * Return: false with nothing added when they are equal
 */
bool nb_text_differ(struct nb_buffer *to, const char *wanted, const char *got);

/**
 * nb_text_nearest() - The line of a text that has most of @wanted in one piece
 * @ret_number:	Its number, from 1
 * @ret_len:	Bytes of it, without its end
 *
 * Return: where it starts in @text; NULL when no line has three characters of it
 */
const char *nb_text_nearest(const char *text, const char *wanted,
			    unsigned int *ret_number, size_t *ret_len);

/** nb_text_tail() - The last lines of a text: where they start */
const char *nb_text_tail(const char *text, unsigned int lines);

#endif /* ASSERTIONS_TEXT_H */
