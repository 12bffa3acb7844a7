/* SPDX-License-Identifier: MIT */
/* The limit of open files, raised and restored. */
#include "harness/openfiles.h"

#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <sys/resource.h>

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

/* The kernel gives the lowest number that is free. */
unsigned int nb_openfiles_left(void)
{
	nb_auto_fd int next = open("/", O_PATH | O_CLOEXEC);
	struct rlimit limit;

	if (next < 0 || getrlimit(RLIMIT_NOFILE, &limit) < 0)
		return 0;
	return limit.rlim_cur < UINT_MAX
		       ? (unsigned int)limit.rlim_cur - (unsigned int)next
		       : UINT_MAX;
}

void nb_openfiles_restore(void)
{
	if (is_raised)
		setrlimit(RLIMIT_NOFILE, &found);
	is_raised = false;
}
