/* SPDX-License-Identifier: MIT */
/* The limit of open files, raised and restored. */
#include "harness/openfiles.h"

#include <dirent.h>
#include <limits.h>
#include <stdbool.h>
#include <sys/resource.h>

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
