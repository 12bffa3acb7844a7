/* SPDX-License-Identifier: MIT */
/* How fast a machine is, in what labs need: processes. */
#ifndef HARNESS_GUESTS_SPEED_H
#define HARNESS_GUESTS_SPEED_H

#include <stdint.h>

#define NB_ENV_HOST_NS "NESTBED_HOST_NS" /* nb_speed_ns() of the host, for the agent */

/** nb_speed_ns() - What a process costs here, from its fork to its end; the best of some */
uint64_t nb_speed_ns(void);

/**
 * nb_speed_scale() - By what waits must be stretched where a process costs @here_ns
 * Return: between 1 and 20
 */
double nb_speed_scale(uint64_t here_ns, uint64_t host_ns);

#endif /* HARNESS_GUESTS_SPEED_H */
