/* SPDX-License-Identifier: MIT */
/*
 * Coverage counts are written below a directory that is held open from the start: with
 * a relative GCOV_PREFIX libgcov opens its files from the current directory, so that a
 * changed root, mount or user namespace does not lead it astray. NB_COV_DIR is the build
 * directory, absolute; its components are stripped from the paths in the objects.
 */
#include "harness/coverage.h"

#ifdef NB_COVERAGE

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

void __gcov_dump(void);
void __gcov_reset(void);

static int directory = -1;

__attribute__((constructor)) static void hold_directory(void)
{
	int fd = open(NB_COV_DIR, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return;
	/* Away from the low numbers, which programs under test may count on. */
	directory = fcntl(fd, F_DUPFD_CLOEXEC, 200);
	close(fd);
}

static int components(const char *path)
{
	int count = 0;

	for (; *path; path++)
		count += path[0] == '/' && path[1] != '/' && path[1] != '\0';
	return count;
}

void nb_cov_flush(void)
{
	int here = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);
	mode_t mask = umask(0);
	char strip[12];

	if (directory >= 0 && fchdir(directory) == 0) {
		snprintf(strip, sizeof(strip), "%d", components(NB_COV_DIR));
		setenv("GCOV_PREFIX", ".", 1);
		setenv("GCOV_PREFIX_STRIP", strip, 1);
		__gcov_dump();
		__gcov_reset(); /* without it a second dump of the process does nothing */
		unsetenv("GCOV_PREFIX");
		unsetenv("GCOV_PREFIX_STRIP");
	}
	umask(mask);
	if (here >= 0) {
		if (fchdir(here) < 0)
			perror("coverage: go back to the directory before");
		close(here);
	}
}

void nb_cov_forget(void)
{
	if (fcntl(directory, F_GETFD) < 0)
		hold_directory(); /* the child has closed what it inherited */
	__gcov_reset();
}

#endif /* NB_COVERAGE */
