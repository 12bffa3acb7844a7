/* SPDX-License-Identifier: MIT */
/* Lines of JSON, in and out. */
#include "harness/guests/lines.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "harness/auto.h"

#define WRITE_MS 5000 /* how long the other side may not read */

int nb_lines_read(struct nb_lines *lines, int fd)
{
	char part[65536];
	ssize_t len = read(fd, part, sizeof(part));

	if (len < 0)
		return errno == EAGAIN || errno == EINTR ? -1 : 0;
	nb_buffer_add(&lines->bytes, part, (size_t)len);
	return len > 0;
}

int nb_lines_take(struct nb_lines *lines, json_t **ret)
{
	struct nb_buffer *bytes = &lines->bytes;
	size_t left = bytes->len - lines->taken;
	const char *start = bytes->data + lines->taken;
	const char *end = left ? memchr(start, '\n', left) : NULL;

	if (!end) {
		if (lines->taken)
			memmove(bytes->data, start, left);
		bytes->len = left;
		lines->taken = 0;
		return 0;
	}
	*ret = json_loadb(start, (size_t)(end - start), JSON_ALLOW_NUL, NULL);
	lines->taken += (size_t)(end - start) + 1;
	return 1;
}

void nb_lines_release(struct nb_lines *lines)
{
	nb_buffer_release(&lines->bytes);
	*lines = (struct nb_lines){ 0 };
}

int nb_lines_write(int fd, json_t *value)
{
	nb_auto_free char *text = value ? json_dumps(value, JSON_COMPACT) : NULL;
	struct pollfd ready = { fd, POLLOUT, 0 };
	size_t len, done = 0;

	json_decref(value);
	if (!text) {
		errno = ENOMEM;
		return -1;
	}
	len = strlen(text);
	text[len++] = '\n'; /* in place of its end */
	while (done < len) {
		ssize_t n = write(fd, text + done, len - done);

		if (n >= 0)
			done += (size_t)n;
		else if ((errno != EAGAIN || poll(&ready, 1, WRITE_MS) == 0) &&
			 errno != EINTR)
			return -1;
	}
	return 0;
}
