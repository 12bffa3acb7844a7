/* SPDX-License-Identifier: MIT */
/* What every network engineer takes for granted, claimed on the wire. */
#include "basics.h"

int main(void)
{
	return routing_cases() + pathmtu_cases() + firewall_cases() + nat_cases() +
	       ipv6_cases() + segment_cases() + dhcp_cases();
}
