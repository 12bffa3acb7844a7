/* SPDX-License-Identifier: MIT */
/* Time: monotonic nanoseconds and deadlines. Nothing here sleeps. */
#ifndef HARNESS_CLOCK_H
#define HARNESS_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#define NB_NS_PER_MS 1000000ull
#define NB_NS_PER_S 1000000000ull

uint64_t nb_clock_ns(void); /* CLOCK_MONOTONIC */
uint64_t nb_clock_wall_ns(void); /* CLOCK_REALTIME */

/**
 * nb_clock_scaled_ms() - A wait of @ms stretched by NB_TIMEOUT_SCALE (a number >= 0.1, default 1)
 */
uint64_t nb_clock_scaled_ms(uint64_t ms);

/** struct nb_deadline - A moment until which to wait; make it with nb_deadline_in() */
struct nb_deadline {
	uint64_t start_ns;
	uint64_t end_ns;
};

/** nb_deadline_in() - @ms from now, stretched by NB_TIMEOUT_SCALE */
struct nb_deadline nb_deadline_in(uint64_t ms);
/** nb_deadline_left_ms() - Rounded up, for poll(2); 0 = passed */
int nb_deadline_left_ms(const struct nb_deadline *deadline);
static inline bool nb_deadline_passed(const struct nb_deadline *deadline)
{
	return nb_deadline_left_ms(deadline) == 0;
}
/** nb_deadline_waited_ms() - Since nb_deadline_in() */
uint64_t nb_deadline_waited_ms(const struct nb_deadline *deadline);

#endif /* HARNESS_CLOCK_H */
