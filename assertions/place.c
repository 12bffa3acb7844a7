/* SPDX-License-Identifier: MIT */
/*
 * Places in the author's source.
 *
 * The macros of nestbed/cmocka.h call nb_at() in front of each assertion. It leaves
 * "FILE:LINE" in a page of a memory file that the runner holds as well: so a crash and a
 * deadline have a place, though nothing runs in the process any more.
 */
#include "assertions/place.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "assertions/stop.h"
#include "harness/auto.h"
#include "nestbed/cmocka.h"

#define PLACE_MAX 512 /* bytes of the page that are used */

static struct nb_place reached;
static char *page; /* NULL: nobody looks */

void nb_place_arm(void)
{
	struct nb_record rec = { .kind = NB_REC_PLACE, .fd = -1 };
	nb_auto_fd int fd = -1;
	void *mapped;

	if (page || nb_say_fd() < 0)
		return;
	fd = memfd_create("nestbed-place", MFD_CLOEXEC);
	if (fd < 0 || ftruncate(fd, PLACE_MAX) < 0)
		return; /* a place the less; no verdict depends on it */
	mapped = mmap(NULL, PLACE_MAX, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (mapped == MAP_FAILED)
		return;
	page = mapped;
	rec.fd = fd;
	nb_say(&rec);
}

void nb_at(const char *file, int line)
{
	if (!page || (reached.line == line && reached.file == file) || !nb_stop_is_ours())
		return;
	reached = (struct nb_place){ file, line };
	snprintf(page, PLACE_MAX, "%s:%d", file, line);
}

bool nb_place_reached(struct nb_place *ret)
{
	*ret = reached;
	return reached.file != NULL;
}

bool nb_place_line(const struct nb_place *at, char *line, size_t size)
{
	nb_auto_file FILE *file = at && at->file ? fopen(at->file, "re") : NULL;
	nb_auto_free char *text = NULL;
	size_t room = 0;
	char *start;

	*line = '\0';
	for (int n = 0; file && n < at->line; n++)
		if (getline(&text, &room, file) < 0)
			return false;
	if (!text)
		return false;
	start = text + strspn(text, " \t");
	snprintf(line, size, "%.*s", (int)strcspn(start, "\r\n"), start);
	return *line != '\0';
}
