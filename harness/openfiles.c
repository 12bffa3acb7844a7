/* SPDX-License-Identifier: MIT */
/* The limit of open files, raised and restored; what is open. */
#include "harness/openfiles.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "harness/auto.h"

static struct rlimit found;
static bool is_raised;

void nb_openfiles_raise(void)
{
	struct rlimit all;

	if (is_raised || getrlimit(RLIMIT_NOFILE, &found) < 0)
		return;
	all = found;
	all.rlim_cur = all.rlim_max;
	is_raised = setrlimit(RLIMIT_NOFILE, &all) == 0;
}

/* The number of the next would not tell: what has ended leaves gaps below those in use. */
unsigned int nb_openfiles_left(void)
{
	DIR *open_ones = opendir("/proc/self/fd");
	unsigned int count = 0;
	struct rlimit limit;

	if (!open_ones)
		return 0;
	for (const struct dirent *entry; (entry = readdir(open_ones));)
		count += entry->d_name[0] != '.';
	closedir(open_ones);
	count--; /* that of the folder */
	if (getrlimit(RLIMIT_NOFILE, &limit) < 0 || limit.rlim_cur < count)
		return 0;
	return limit.rlim_cur < UINT_MAX ? (unsigned int)limit.rlim_cur - count
					 : UINT_MAX;
}

void nb_openfiles_restore(void)
{
	if (is_raised)
		setrlimit(RLIMIT_NOFILE, &found);
	is_raised = false;
}

static int compare(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

void nb_openfiles_close_but(int *fds, size_t count)
{
	int from = STDERR_FILENO + 1;

	qsort(fds, count, sizeof(*fds), compare);
	for (size_t i = 0; i < count; i++) {
		if (fds[i] > from)
			close_range((unsigned int)from, (unsigned int)fds[i] - 1, 0);
		from = fds[i] >= from ? fds[i] + 1 : from;
	}
	close_range((unsigned int)from, ~0u, 0);
}

void nb_openfiles_let_go_of_output(void)
{
	nb_auto_fd int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	for (int fd = STDIN_FILENO; null >= 0 && fd <= STDERR_FILENO; fd++)
		dup2(null, fd);
}
