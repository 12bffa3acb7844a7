/* SPDX-License-Identifier: MIT */
/* Bridges of labs that have ended, or will: what is let go the kernel may destroy. */
#ifndef HARNESS_HELD_H
#define HARNESS_HELD_H

#include <poll.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "harness/result.h"

struct nb_held_lab;

/**
 * struct nb_held - Labs whose bridges are held; starts with nb_held_init()
 * @labs:	@count of them, in the order of their arrival
 * @awaited:	Bridges that were let go and that the kernel has not begun with
 * @backlog:	Where it is told how many are held
 */
struct nb_held {
	struct nb_held_lab *labs;
	unsigned int count;
	unsigned int awaited;
	struct nb_backlog *backlog;
};

/** nb_held_init() - -1 = out of memory */
int nb_held_init(struct nb_held *held, struct nb_backlog *backlog);
/** nb_held_release() - Let go of all at once */
void nb_held_release(struct nb_held *held);

/**
 * nb_held_take() - Hold the bridges of a lab
 * @owner:	The worker whose lab it is
 * @fd:		Where they are, see fixtures/bridges.c; taken over. Where there are too
 *		many of that worker, or at all, it is closed: they end with their lab
 * @nbridges:	As it says
 */
void nb_held_take(struct nb_held *held, pid_t owner, int fd, uint64_t nbridges);
/** nb_held_ended() - All processes of a worker are gone: its bridges may go, too */
void nb_held_ended(struct nb_held *held, pid_t owner);
/** nb_held_all_ended() - So are those of every worker */
void nb_held_all_ended(struct nb_held *held);
/** nb_held_forget() - A worker stays, and so do its labs: nothing of it is held */
void nb_held_forget(struct nb_held *held, pid_t owner);

#define NB_HELD_HANDFUL 8 /* the most bridges that the kernel gets at a time */
/** nb_held_let_go() - Of those that may go so many that a handful is awaited */
void nb_held_let_go(struct nb_held *held);
/** nb_held_look() - Hear what the kernel has begun with; measure how long the rest waits */
void nb_held_look(struct nb_held *held);
/** nb_held_give_up() - What was let go is no longer awaited */
void nb_held_give_up(struct nb_held *held);
/** nb_held_fds() - What to wait for; returns how many, NB_HELD_HANDFUL at most */
size_t nb_held_fds(const struct nb_held *held, struct pollfd *fds);

/** nb_held_close_others() - In a process of its own: nothing else is open any more */
void nb_held_close_others(const struct nb_held *held);

#endif /* HARNESS_HELD_H */
