/* SPDX-License-Identifier: MIT */
/* Workers on their way out. */
#include "harness/dying.h"

#include <stdlib.h>

#define DYING_PER_JOB 64

int nb_dying_init(struct nb_dying *dying, unsigned int njobs)
{
	*dying = (struct nb_dying){ .max = DYING_PER_JOB * njobs };
	dying->workers = calloc(dying->max + njobs, sizeof(*dying->workers));
	return dying->workers ? 0 : -1;
}

void nb_dying_release(struct nb_dying *dying)
{
	free(dying->workers);
	*dying = (struct nb_dying){ 0 };
}

bool nb_dying_is_full(const struct nb_dying *dying, unsigned int njobs)
{
	return dying->count + njobs > dying->max;
}

void nb_dying_add(struct nb_dying *dying, const struct nb_worker *worker)
{
	if (worker->pid)
		dying->workers[dying->count++] = *worker;
}

void nb_dying_reap(struct nb_dying *dying, struct nb_held *held)
{
	unsigned int left = 0;

	for (unsigned int i = 0; i < dying->count; i++) {
		pid_t pid = dying->workers[i].pid;

		if (!nb_worker_reap(&dying->workers[i]))
			dying->workers[left++] = dying->workers[i];
		else if (held)
			nb_held_ended(held, pid);
	}
	dying->count = left;
}

size_t nb_dying_fds(const struct nb_dying *dying, struct pollfd *fds)
{
	for (unsigned int i = 0; i < dying->count; i++)
		fds[i] = (struct pollfd){ dying->workers[i].pidfd, POLLIN, 0 };
	return dying->count;
}
