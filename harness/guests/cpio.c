/* SPDX-License-Identifier: MIT */
/* cpio, "newc": a head of hexadecimal numbers, the name, the bytes, each filled up to 4. */
#include "harness/guests/cpio.h"

#include <string.h>

#define ALIGNMENT 4
#define TRAILER "TRAILER!!!"

static void fill_up(struct nb_buffer *bytes)
{
	static const char zeros[ALIGNMENT];

	nb_buffer_add(bytes, zeros, -bytes->len % ALIGNMENT);
}

void nb_cpio_add(struct nb_cpio *cpio, const char *name, mode_t mode, const void *data,
		 size_t len)
{
	const unsigned int links = 1;

	/* magic ino mode uid gid nlink mtime size devs(4) namesize check */
	nb_buffer_printf(&cpio->bytes,
			 "070701%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X",
			 ++cpio->entries, mode, 0, 0, links, 0, (unsigned int)len, 0, 0,
			 0, 0, (unsigned int)strlen(name) + 1, 0);
	nb_buffer_add(&cpio->bytes, name, strlen(name) + 1);
	fill_up(&cpio->bytes);
	nb_buffer_add(&cpio->bytes, data, len);
	fill_up(&cpio->bytes);
}

void nb_cpio_end(struct nb_cpio *cpio)
{
	nb_cpio_add(cpio, TRAILER, 0, "", 0);
}
