/* SPDX-License-Identifier: MIT */
/* What cmocka says of a failed assertion, in words that a report can use. */
#include "assertions/wording.h"

#include <stdio.h>
#include <string.h>

/* The call of an assertion in a line of source: from its name to the end of the
 * statement. */
static size_t find_call(const char *source, const char **ret_call)
{
	const char *call = strstr(source, "assert_");
	const char *end;

	if (!call)
		return 0;
	end = strrchr(call, ';');
	*ret_call = call;
	return end ? (size_t)(end - call) : strlen(call);
}

/* The first line of @text that is not empty. */
static size_t find_line(const char *text, const char **ret_line)
{
	if (!text)
		return 0;
	*ret_line = text + strspn(text, " \r\n");
	return strcspn(*ret_line, "\r\n");
}

/* Decimal numbers behind a pair of hexadecimal ones, as signed as they look. */
static void add_decimals(char *message, size_t size)
{
	size_t len = strlen(message);
	const char *pair = strstr(message, "0x");
	unsigned long a, b;
	char relation[3];

	if (pair && sscanf(pair, "%lx %2[!=] %lx", &a, relation, &b) == 3)
		snprintf(message + len, size - len, " (%ld %s %ld)", (long)a, relation,
			 (long)b);
}

char *nb_wording_message(char *message, size_t size, const char *text, const char *source)
{
	const char *call = NULL, *line = NULL;
	size_t call_len = find_call(source, &call);
	size_t line_len = find_line(text, &line);

	if (!call_len && !line_len)
		snprintf(message, size, "left by an assertion, see the output");
	else if (!call_len)
		snprintf(message, size, "%.*s", (int)line_len, line);
	else if (!line_len || memmem(call, call_len, line, line_len))
		snprintf(message, size, "%.*s", (int)call_len, call);
	else
		snprintf(message, size, "%.*s: %.*s", (int)call_len, call, (int)line_len,
			 line);
	add_decimals(message, size);
	return message;
}
