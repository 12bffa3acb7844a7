/* SPDX-License-Identifier: MIT */
/* Bridges of labs that have ended: the kernel gets them a few at a time. */
#ifndef HARNESS_PACING_H
#define HARNESS_PACING_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "harness/clock.h"
#include "harness/result.h"

struct nb_held;

/**
 * struct nb_pacing - Labs whose bridges are held; starts with nb_pacing_init()
 * @labs:	@count of them, in the order of their arrival
 * @batch:	Bridges that were let go last
 * @awaited:	Those of them that the kernel has not begun with
 * @patience:	Until when that is waited for, and then for a case that builds
 * @pause:	Until when nothing starts: the kernel is about to take the lock
 * @window:	Until when cases may build before the next are let go
 * @quiet:	Until when another build is likely: somebody has built lately
 * @is_open:	A case that was started since does build: the lock is free
 * @is_closing:	Nothing starts: the next go as soon as nobody builds, ...
 * @drain:	... or then
 * @backlog:	Where it is told how many are held
 */
struct nb_pacing {
	struct nb_held *labs;
	unsigned int count;
	unsigned int batch, awaited;
	struct nb_deadline patience, pause, window, quiet, drain;
	bool is_open, is_closing;
	struct nb_backlog *backlog;
};

/** nb_pacing_init() - -1 = out of memory */
int nb_pacing_init(struct nb_pacing *pacing, struct nb_backlog *backlog);
/** nb_pacing_release() - Let go of all that is held */
void nb_pacing_release(struct nb_pacing *pacing);
/**
 * nb_pacing_finish() - The run has ended
 *
 * What is held, and more than a few, goes on to be let go a few at a time, by a process of
 * its own for which nobody waits; here all is released.
 */
void nb_pacing_finish(struct nb_pacing *pacing);
#define NB_PACING_NAME "nb-bridges" /* of that process */

/**
 * nb_pacing_take() - Hold the bridges of a lab
 * @owner:	The worker whose lab it is
 * @fd:		Where they are, see fixtures/bridges.c; taken over. Where there are too
 *		many of that worker, or at all, it is closed: they end with their lab
 * @nbridges:	As it says
 */
void nb_pacing_take(struct nb_pacing *pacing, pid_t owner, int fd, uint64_t nbridges);

/** nb_pacing_ended() - All processes of a worker are gone: its bridges may go, too */
void nb_pacing_ended(struct nb_pacing *pacing, pid_t owner);
/** nb_pacing_forget() - A worker stays, and so do its labs: nothing of it is held */
void nb_pacing_forget(struct nb_pacing *pacing, pid_t owner);

/** nb_pacing_may_start() - A further case would not have to wait while it builds */
bool nb_pacing_may_start(const struct nb_pacing *pacing);
/** nb_pacing_builds() - A case that was started at @start_ns begins to build its lab */
void nb_pacing_builds(struct nb_pacing *pacing, uint64_t start_ns);
/**
 * nb_pacing_step() - Let go of the next few when it is their turn
 * @are_building: Some cases have been started and their labs do not stand yet
 */
void nb_pacing_step(struct nb_pacing *pacing, bool are_building);
/** nb_pacing_left_ms() - When to step without an event; @most at most */
int nb_pacing_left_ms(const struct nb_pacing *pacing, int most);

#define NB_PACING_FDS 8 /* the most bridges that the kernel gets at a time */
/** nb_pacing_fds() - What to wait for; returns how many, NB_PACING_FDS at most */
size_t nb_pacing_fds(const struct nb_pacing *pacing, struct pollfd *fds);

#endif /* HARNESS_PACING_H */
