/* SPDX-License-Identifier: MIT */
/* Telling events of a run to all who watch it. */
#include "harness/watch.h"

#include "harness/clock.h"

void nb_watch_tell(const struct nb_watch *watch, struct nb_event what)
{
	what.run = watch->run;
	what.time_ns = nb_clock_wall_ns();
	for (size_t i = 0; i < watch->nsinks; i++)
		watch->sinks[i]->event(watch->sinks[i]->ctx, &what);
}

void nb_watch_tick(const struct nb_watch *watch)
{
	for (size_t i = 0; i < watch->nsinks; i++)
		if (watch->sinks[i]->tick)
			watch->sinks[i]->tick(watch->sinks[i]->ctx, watch->run);
}
