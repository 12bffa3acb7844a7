/* SPDX-License-Identifier: MIT */
/* Cases about labs themselves, one file a subject. */
#ifndef LABS_H
#define LABS_H

#include <stddef.h>

#include <nestbed/assertions.h>
#include <nestbed/cmocka.h>

extern const struct CMUnitTest isolation_cases[], nesting_cases[], command_cases[],
	service_cases[], network_cases[], trace_cases[], large_cases[], neighbour_cases[];
extern const size_t isolation_count, nesting_count, command_count, service_count,
	network_count, trace_count, large_count, neighbour_count;

/* A lab that must not come up: its error, which must have all of @parts (ends with NULL). */
void must_not_come_up(const struct nb_topology *topo, const char *const *parts);

#endif /* LABS_H */
