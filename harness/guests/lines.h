/* SPDX-License-Identifier: MIT */
/* Lines of JSON on a descriptor that is read as it comes. */
#ifndef HARNESS_GUESTS_LINES_H
#define HARNESS_GUESTS_LINES_H

#include <jansson.h>

#include "harness/buffer.h"

/** struct nb_lines - What has come and was not taken yet; zero-initialised is empty */
struct nb_lines {
	struct nb_buffer bytes;
	size_t taken;
};

/** nb_lines_read() - 1 = something has come, 0 = the other side is gone, -1 = not now */
int nb_lines_read(struct nb_lines *lines, int fd);

/**
 * nb_lines_take() - The next whole line
 * @ret:	A new reference; NULL when the line was no JSON
 *
 * Return: 1; 0 = there is none yet
 */
int nb_lines_take(struct nb_lines *lines, json_t **ret);
void nb_lines_release(struct nb_lines *lines);

/** nb_lines_write() - Write @value, taken over, as a line; -1 with errno set */
int nb_lines_write(int fd, json_t *value);

#endif /* HARNESS_GUESTS_LINES_H */
