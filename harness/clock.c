/* SPDX-License-Identifier: MIT */
/* Time: monotonic nanoseconds and deadlines. */
#include "harness/clock.h"

#include <limits.h>
#include <stdlib.h>
#include <time.h>

static uint64_t now(clockid_t clock)
{
	struct timespec ts;

	clock_gettime(clock, &ts);
	return (uint64_t)ts.tv_sec * NB_NS_PER_S + (uint64_t)ts.tv_nsec;
}

uint64_t nb_clock_ns(void)
{
	return now(CLOCK_MONOTONIC);
}

uint64_t nb_clock_wall_ns(void)
{
	return now(CLOCK_REALTIME);
}

uint64_t nb_clock_scaled_ms(uint64_t ms)
{
	const char *scale = getenv("NB_TIMEOUT_SCALE");
	double factor = scale ? strtod(scale, NULL) : 1.0;

	return factor >= 0.1 ? (uint64_t)((double)ms * factor) : ms;
}

struct nb_deadline nb_deadline_in(uint64_t ms)
{
	uint64_t start = nb_clock_ns();

	return (struct nb_deadline){ start, start + nb_clock_scaled_ms(ms) * NB_NS_PER_MS };
}

int nb_deadline_left_ms(const struct nb_deadline *deadline)
{
	uint64_t t = nb_clock_ns();
	uint64_t left_ms;

	if (t >= deadline->end_ns)
		return 0;
	left_ms = (deadline->end_ns - t + NB_NS_PER_MS - 1) / NB_NS_PER_MS;
	return left_ms > INT_MAX ? INT_MAX : (int)left_ms;
}

uint64_t nb_deadline_waited_ms(const struct nb_deadline *deadline)
{
	return (nb_clock_ns() - deadline->start_ns) / NB_NS_PER_MS;
}
