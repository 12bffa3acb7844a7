/* SPDX-License-Identifier: MIT */
/* The limit of open files, raised and restored. */
#include "harness/openfiles.h"

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

void nb_openfiles_restore(void)
{
	if (is_raised)
		setrlimit(RLIMIT_NOFILE, &found);
	is_raised = false;
}
