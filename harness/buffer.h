/* SPDX-License-Identifier: MIT */
/* A string of bytes that grows. Zero-initialised is empty; out of memory is remembered. */
#ifndef HARNESS_BUFFER_H
#define HARNESS_BUFFER_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

/**
 * struct nb_buffer - Bytes that grow
 * @data:	Always terminated once something was added; NULL before
 * @len:	Bytes, without the terminator
 * @failed:	Memory ran out: something is missing
 */
struct nb_buffer {
	char *data;
	size_t len;
	size_t size;
	bool failed;
};

void nb_buffer_add(struct nb_buffer *buf, const void *data, size_t len);
void nb_buffer_puts(struct nb_buffer *buf, const char *text);
void nb_buffer_printf(struct nb_buffer *buf, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void nb_buffer_vprintf(struct nb_buffer *buf, const char *fmt, va_list args)
	__attribute__((format(printf, 2, 0)));
/** nb_buffer_take() - The bytes, yours to free(); NULL when memory ran out. Empties @buf. */
char *nb_buffer_take(struct nb_buffer *buf, size_t *ret_len);
void nb_buffer_release(struct nb_buffer *buf);

#define nb_auto_buffer __attribute__((cleanup(nb_buffer_release)))

#endif /* HARNESS_BUFFER_H */
