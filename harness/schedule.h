/* SPDX-License-Identifier: MIT */
/* Which case starts next: locks, retries, repeats, and when to start no more. Pure. */
#ifndef HARNESS_SCHEDULE_H
#define HARNESS_SCHEDULE_H

#include <stdbool.h>
#include <sys/types.h>

#include "harness/options.h"
#include "harness/result.h"

struct nb_schedule;

enum nb_where {
	NB_HERE = 0,
	NB_ELSEWHERE, /* in a guest */
};

/**
 * nb_schedule_new() - Plan the cases of a run
 * @run:	Its cases are judged and counted here; rounds of --repeat add cases to it
 * @options:	Borrowed
 * @takes_skipped: A case skipped here for what the kernel lacks is tried elsewhere
 *
 * Return: NULL when out of memory
 */
struct nb_schedule *nb_schedule_new(struct nb_run *run, const struct nb_options *options,
				    bool takes_skipped);
void nb_schedule_free(struct nb_schedule *schedule); /* NULL is fine */

/**
 * nb_schedule_next() - Take the next case that may start there now
 * Return: its index in the run; -1 = none: wait for one that runs, or all is over
 */
ssize_t nb_schedule_next(struct nb_schedule *schedule, enum nb_where where);

/** nb_schedule_waiting() - How many cases wait to start elsewhere */
size_t nb_schedule_waiting(const struct nb_schedule *schedule);

/**
 * nb_schedule_ended() - The last attempt of a case has its verdict
 * Return: true when the case has its own verdict now; false when it is tried again
 */
bool nb_schedule_ended(struct nb_schedule *schedule, size_t kase);

/** nb_schedule_stop() - Nothing further starts */
void nb_schedule_stop(struct nb_schedule *schedule);

/** nb_schedule_is_over() - Nothing runs and nothing will */
bool nb_schedule_is_over(const struct nb_schedule *schedule);

#endif /* HARNESS_SCHEDULE_H */
