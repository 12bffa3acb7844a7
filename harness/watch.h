/* SPDX-License-Identifier: MIT */
/* Telling events of a run to all who watch it. */
#ifndef HARNESS_WATCH_H
#define HARNESS_WATCH_H

#include "harness/result.h"

/** struct nb_watch - A run and its watchers; all borrowed */
struct nb_watch {
	struct nb_run *run;
	struct nb_sink *const *sinks;
	size_t nsinks;
};

/**
 * nb_watch_tell() - Tell every sink of an event
 * @what:	kind, kase, attempt, finding and text; run and time are filled in
 */
void nb_watch_tell(const struct nb_watch *watch, struct nb_event what);
void nb_watch_tick(const struct nb_watch *watch);

#endif /* HARNESS_WATCH_H */
