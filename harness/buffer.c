/* SPDX-License-Identifier: MIT */
/* A string of bytes that grows. */
#include "harness/buffer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Room for @more bytes and a terminator; doubles, so that adding is amortised constant. */
static bool has_room(struct nb_buffer *buf, size_t more)
{
	size_t want = buf->len + more + 1;
	size_t size = buf->size ? buf->size : 64;
	char *grown;

	if (buf->failed)
		return false;
	if (want <= buf->size)
		return true;
	while (size < want)
		size *= 2;
	grown = realloc(buf->data, size);
	if (!grown) {
		buf->failed = true;
		return false;
	}
	buf->data = grown;
	buf->size = size;
	return true;
}

void nb_buffer_add(struct nb_buffer *buf, const void *data, size_t len)
{
	if (!has_room(buf, len))
		return;
	if (len)
		memcpy(buf->data + buf->len, data, len);
	buf->len += len;
	buf->data[buf->len] = '\0';
}

void nb_buffer_puts(struct nb_buffer *buf, const char *text)
{
	nb_buffer_add(buf, text, strlen(text));
}

void nb_buffer_vprintf(struct nb_buffer *buf, const char *fmt, va_list args)
{
	va_list again;
	int len;

	va_copy(again, args);
	len = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	if (len < 0 || !has_room(buf, (size_t)len))
		return;
	vsnprintf(buf->data + buf->len, (size_t)len + 1, fmt, args);
	buf->len += (size_t)len;
}

void nb_buffer_printf(struct nb_buffer *buf, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	nb_buffer_vprintf(buf, fmt, args);
	va_end(args);
}

char *nb_buffer_take(struct nb_buffer *buf, size_t *ret_len)
{
	char *data = NULL;

	if (has_room(buf, 0)) {
		buf->data[buf->len] = '\0';
		data = buf->data;
		buf->data = NULL;
		if (ret_len)
			*ret_len = buf->len;
	}
	nb_buffer_release(buf);
	return data;
}

void nb_buffer_release(struct nb_buffer *buf)
{
	free(buf->data);
	*buf = (struct nb_buffer){ 0 };
}
