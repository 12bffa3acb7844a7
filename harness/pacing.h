/* SPDX-License-Identifier: MIT */
/* Bridges end and cases build, but not at the same time. */
#ifndef HARNESS_PACING_H
#define HARNESS_PACING_H

#include <stdbool.h>
#include <stdint.h>

#include "harness/clock.h"
#include "harness/held.h"

/**
 * struct nb_pacing - Whose turn it is; starts with nb_pacing_init()
 * @held:	The bridges
 * @batch:	Those that were let go last
 * @patience:	Until when the kernel is waited for, and then for a case that builds
 * @pause:	Until when nothing starts: the kernel is about to take the lock
 * @window:	Until when cases may build before the next are let go
 * @quiet:	Until when another build is likely: somebody has built lately
 * @is_open:	A case that was started since does build: the lock is free
 * @is_closing:	Nothing starts: the next go as soon as nobody builds, ...
 * @drain:	... or then
 */
struct nb_pacing {
	struct nb_held held;
	unsigned int batch;
	struct nb_deadline patience, pause, window, quiet, drain;
	bool is_open, is_closing;
};

/** nb_pacing_init() - -1 = out of memory */
int nb_pacing_init(struct nb_pacing *pacing, struct nb_backlog *backlog);
/** nb_pacing_release() - Let go of all that is held */
void nb_pacing_release(struct nb_pacing *pacing);

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

#endif /* HARNESS_PACING_H */
