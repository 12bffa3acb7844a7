/* SPDX-License-Identifier: MIT */
/* Workers that were killed and are not gone yet: their death takes its time. */
#ifndef HARNESS_DYING_H
#define HARNESS_DYING_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>

#include "harness/held.h"
#include "harness/worker.h"

/** struct nb_dying - A bounded number of them; starts with nb_dying_init() */
struct nb_dying {
	struct nb_worker *workers;
	unsigned int count;
	unsigned int max;
};

/** nb_dying_init() - Room for the workers of so many jobs; -1 = out of memory */
int nb_dying_init(struct nb_dying *dying, unsigned int njobs);
void nb_dying_release(struct nb_dying *dying);

/** nb_dying_is_full() - So many die that nothing more should start with @njobs running */
bool nb_dying_is_full(const struct nb_dying *dying, unsigned int njobs);
/** nb_dying_add() - One that was killed; taken over. There is room unless it was full */
void nb_dying_add(struct nb_dying *dying, const struct nb_worker *worker);
/** nb_dying_reap() - Forget those that are gone; their bridges (NULL = none are held) may go */
void nb_dying_reap(struct nb_dying *dying, struct nb_held *held);
/** nb_dying_fds() - What to wait for, one for each; returns how many */
size_t nb_dying_fds(const struct nb_dying *dying, struct pollfd *fds);

#endif /* HARNESS_DYING_H */
