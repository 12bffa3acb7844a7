/* SPDX-License-Identifier: MIT */
/* Texts against each other, for reports: where they differ, what comes near. */
#include "assertions/text.h"

#include <string.h>

#define LINE_LOOKED_AT 2000 /* bytes of a line that are searched for the nearest */

void nb_text_quote(struct nb_buffer *to, const char *text, size_t len)
{
	size_t shown = len > NB_TEXT_SHOWN ? NB_TEXT_SHOWN : len;

	nb_buffer_puts(to, "\"");
	for (size_t i = 0; i < shown; i++) {
		unsigned char c = (unsigned char)text[i];

		if (c == '\n')
			nb_buffer_puts(to, "\\n");
		else if (c < ' ' || c == 127)
			nb_buffer_printf(to, "\\x%02x", c);
		else
			nb_buffer_add(to, text + i, 1);
	}
	nb_buffer_puts(to, len > shown ? "\"..." : "\"");
}

static void quote_line(struct nb_buffer *to, const char *line)
{
	if (*line)
		nb_text_quote(to, line, strcspn(line, "\n"));
	else
		nb_buffer_puts(to, "the end");
}

bool nb_text_differ(struct nb_buffer *to, const char *wanted, const char *got)
{
	unsigned int number = 1;

	for (;;) {
		size_t want_len = strcspn(wanted, "\n") + (strchr(wanted, '\n') != NULL);
		size_t got_len = strcspn(got, "\n") + (strchr(got, '\n') != NULL);

		if (want_len != got_len || memcmp(wanted, got, want_len) != 0)
			break;
		if (want_len == 0)
			return false;
		wanted += want_len;
		got += got_len;
		number++;
	}
	nb_buffer_printf(to, "line %u: want ", number);
	quote_line(to, wanted);
	nb_buffer_puts(to, ", got ");
	quote_line(to, got);
	if (*wanted && *got && strcspn(wanted, "\n") == strcspn(got, "\n") &&
	    !memcmp(wanted, got, strcspn(wanted, "\n")))
		nb_buffer_printf(to, ", %s end of line",
				 strchr(wanted, '\n') ? "without its" : "with an");
	return true;
}

/* Bytes of the longest piece that both have. */
static size_t common_piece(const char *a, size_t a_len, const char *b, size_t b_len)
{
	size_t best = 0;

	for (size_t i = 0; i < a_len; i++) {
		for (size_t j = 0; j < b_len; j++) {
			size_t n = 0;

			while (i + n < a_len && j + n < b_len && a[i + n] == b[j + n])
				n++;
			if (n > best)
				best = n;
		}
	}
	return best;
}

const char *nb_text_nearest(const char *text, const char *wanted,
			    unsigned int *ret_number, size_t *ret_len)
{
	size_t wanted_len = strcspn(wanted, "\n"), best = 2;
	const char *nearest = NULL;
	unsigned int number = 1;

	if (wanted_len > NB_TEXT_SHOWN)
		wanted_len = NB_TEXT_SHOWN;
	for (const char *line = text; *line; number++) {
		size_t len = strcspn(line, "\n");
		size_t common =
			common_piece(line, len < LINE_LOOKED_AT ? len : LINE_LOOKED_AT,
				     wanted, wanted_len);

		if (common > best) {
			best = common;
			nearest = line;
			*ret_number = number;
			*ret_len = len;
		}
		line += len + (line[len] == '\n');
	}
	return nearest;
}

const char *nb_text_tail(const char *text, unsigned int lines)
{
	const char *at = text + strlen(text);

	if (at > text && at[-1] == '\n')
		at--;
	while (at > text) {
		if (at[-1] == '\n' && --lines == 0)
			return at;
		at--;
	}
	return text;
}
