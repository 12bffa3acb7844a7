/* SPDX-License-Identifier: MIT */
/* Labs: what nodes are to each other, how they run programs, what is left of them. */
#include "labs.h"

#include <stdlib.h>
#include <string.h>

void must_not_come_up(const struct nb_topology *topo, const char *const *parts)
{
	struct nb_error err = { 0 };
	struct nb_lab *lab = nb_lab_new(topo, &err);

	nb_lab_free(lab);
	assert_null(lab);
	for (; *parts; parts++)
		if (!strstr(err.text, *parts))
			fail_msg("\"%s\" is not in: %s", *parts, err.text);
}

int main(void)
{
	const struct {
		const struct CMUnitTest *cases;
		size_t count;
	} all[] = {
		{ isolation_cases, isolation_count },
		{ nesting_cases, nesting_count },
		{ command_cases, command_count },
		{ service_cases, service_count },
		{ network_cases, network_count },
		{ trace_cases, trace_count },
		{ large_cases, large_count },
		{ neighbour_cases, neighbour_count },
	};
	struct CMUnitTest labs[128];
	size_t n = 0;

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		for (size_t j = 0; j < all[i].count; j++)
			labs[n++] = all[i].cases[j];
	return _cmocka_run_group_tests("labs", labs, n, NULL, NULL);
}
