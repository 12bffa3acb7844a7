/* SPDX-License-Identifier: MIT */
/* Any bytes, made safe to put into a report: what a case prints or sends may be hostile.
 */
#ifndef REPORTS_ESCAPE_H
#define REPORTS_ESCAPE_H

#include <stddef.h>
#include <stdint.h>

#include "harness/buffer.h"

/**
 * enum nb_escape - Where a text goes
 *
 * Whatever comes in, what goes out is well-formed UTF-8; malformed bytes are shown as
 * "\xff". All but UTF8 also drop terminal sequences whole and show other control
 * characters, marks that turn the direction of writing, and U+FFFE and U+FFFF as "\x1b",
 * "\u202e"; the end of a line is "\n", also where it was "\r\n".
 */
enum nb_escape {
	NB_ESCAPE_UTF8, /* only repaired: a JSON writer escapes the rest */
	NB_ESCAPE_TEXT, /* lines of a terminal or a plain file */
	NB_ESCAPE_LINE, /* one line of them: its ends are shown as "\n" */
	NB_ESCAPE_XML,
	NB_ESCAPE_XML_ATTRIBUTE, /* between double quotes */
	NB_ESCAPE_TAP,		 /* one description: "\" and "#" are escaped too */
	NB_ESCAPE_MARKDOWN, /* one line without any mark-up, also in a cell of a table */
	NB_ESCAPE_GITHUB,   /* message of a workflow command */
	NB_ESCAPE_GITHUB_PROPERTY,
};

/** nb_escape() - Add @len bytes at @text to @out as @how wants them; takes linear time */
void nb_escape(struct nb_buffer *out, enum nb_escape how, const char *text, size_t len);
/** nb_escape_puts() - The same with a string; NULL = nothing */
void nb_escape_puts(struct nb_buffer *out, enum nb_escape how, const char *text);

/**
 * nb_utf8_next() - Look at the character in front
 * @text, @len:	At least one byte
 * @ret_rune:	Its code point
 *
 * Return: its bytes; 0 = malformed (overlong, surrogate, beyond U+10FFFF or cut short)
 */
size_t nb_utf8_next(const char *text, size_t len, uint32_t *ret_rune);

/** nb_utf8_columns() - How many columns of a terminal a well-formed line takes, about */
size_t nb_utf8_columns(const char *text);
/** nb_utf8_fit() - Bytes of a well-formed line that fit into @columns */
size_t nb_utf8_fit(const char *text, size_t columns);

#endif /* REPORTS_ESCAPE_H */
