/* SPDX-License-Identifier: MIT */
/* Where to look: the author's words for ends, against the ends of a capture. */
#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <string.h>

#include "assertions/packets.h"

#define SEPARATORS " \t\n,"
#define WORD_MAX 256

bool nb_scope_word(const char **list, char *word, size_t size)
{
	const char *start = *list + strspn(*list, SEPARATORS);
	size_t len = strcspn(start, SEPARATORS);

	if (len == 0)
		return false;
	snprintf(word, size, "%.*s", (int)len, start);
	*list = start + len;
	return true;
}

/* A word without a colon is a node, and means all of its ends. */
bool nb_scope_word_names(const char *word, const char *end)
{
	char node[WORD_MAX];

	if (fnmatch(word, end, 0) == 0)
		return true;
	if (strchr(word, ':'))
		return false;
	snprintf(node, sizeof(node), "%.*s", (int)strcspn(end, ":"), end);
	return fnmatch(word, node, 0) == 0;
}

static size_t mark(const struct nb_capture *capture, const char *word, bool *is_in)
{
	size_t found = 0;

	for (size_t i = 0; i < nb_capture_ends(capture); i++) {
		if (nb_scope_word_names(word, nb_capture_end_name(capture, i))) {
			is_in[i] = true;
			found++;
		}
	}
	return found;
}

/* The first ends of a capture, so that a mistyped one is soon found. */
static char *known_ends(const struct nb_capture *capture, char *text, size_t size)
{
	size_t len = 0;

	text[0] = '\0';
	for (size_t i = 0; i < nb_capture_ends(capture) && len < size; i++)
		len += (size_t)snprintf(text + len, size - len, "%s%s", i ? " " : "",
					nb_capture_end_name(capture, i));
	return text;
}

int nb_scope_parse(const struct nb_capture *capture, const char *ends, bool *ret_is_in,
		   struct nb_error *err)
{
	const char *list = ends ? ends : "*";
	char word[WORD_MAX], known[WORD_MAX];

	memset(ret_is_in, 0, nb_capture_ends(capture) * sizeof(*ret_is_in));
	while (nb_scope_word(&list, word, sizeof(word))) {
		if (mark(capture, word, ret_is_in) == 0) {
			nb_error_set(err, 0, "no end is called \"%s\"; there are: %s",
				     word, known_ends(capture, known, sizeof(known)));
			if (err)
				err->code = ENOENT;
			return -1;
		}
	}
	return 0;
}
