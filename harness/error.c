/* SPDX-License-Identifier: MIT */
/* Errors: one sentence, from what was wanted to what the kernel said. */
#include "nestbed/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int nb_error_set(struct nb_error *err, int code, const char *fmt, ...)
{
	const char *name = code ? strerrorname_np(code) : NULL;
	const char *what = code ? strerrordesc_np(code) : NULL;
	char cause[128] = "";
	char text[NB_ERROR_TEXT];
	va_list args;

	if (!err || err->text[0])
		return -1;
	if (code)
		snprintf(cause, sizeof(cause), ": %s (%s)", what ? what : "unknown error",
			 name ? name : "?");
	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	err->code = code;
	snprintf(err->text, sizeof(err->text), "%.*s%s",
		 (int)(sizeof(err->text) - 1 - strlen(cause)), text, cause);
	return -1;
}

int nb_error_wrap(struct nb_error *err, const char *fmt, ...)
{
	char chain[NB_ERROR_TEXT];
	char context[NB_ERROR_TEXT];
	size_t room;
	va_list args;

	if (!err)
		return -1;
	memcpy(chain, err->text, sizeof(chain));
	room = sizeof(err->text) - 1 - strlen(chain);
	if (room <= 2)
		return -1;
	va_start(args, fmt);
	vsnprintf(context, sizeof(context), fmt, args);
	va_end(args);
	snprintf(err->text, sizeof(err->text), "%.*s: %s", (int)(room - 2), context, chain);
	return -1;
}
