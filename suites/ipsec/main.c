/* SPDX-License-Identifier: MIT */
/* IPsec between gateways and nowhere else; and the same claims with WireGuard. */
#include "hosts.h"

#include <stdlib.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* One line a file of cases. */
static const struct case_list *const lists[] = {
	&site_cases,
	&host_cases,
	&control_cases,
	&wireguard_cases,
	/* after strongSwan's own tests */
	&net2net_cases,
	&host2host_cases,
	&warrior_cases,
	&change_cases,
	&algorithm_cases,
	&refusal_cases,
	&revocation_cases,
	&family_cases,
	&libipsec_cases,
};

int main(void)
{
	struct CMUnitTest *all;
	size_t total = 0, put = 0;
	int rc;

	for (size_t i = 0; i < COUNT(lists); i++)
		total += lists[i]->count;
	all = calloc(total, sizeof(*all));
	if (!all)
		return 1;
	for (size_t i = 0; i < COUNT(lists); i++)
		for (size_t n = 0; n < lists[i]->count; n++)
			all[put++] = lists[i]->cases[n];
	rc = _cmocka_run_group_tests("ipsec", all, total, NULL, NULL);
	free(all);
	return rc;
}
