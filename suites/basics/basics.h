/* SPDX-License-Identifier: MIT */
/* The groups of the suite: each runs its cases and returns how many failed. */
#ifndef BASICS_H
#define BASICS_H

#include <nestbed/nestbed.h>

#define ANSWER_MS \
	2000 /* an answer within a lab takes well under 1 ms; this is for slow machines */
#define QUIET_MS 100 /* how long nothing may happen */

int routing_cases(void);
int pathmtu_cases(void);
int firewall_cases(void);
int nat_cases(void);
int ipv6_cases(void);
int segment_cases(void);
int dhcp_cases(void);

#endif /* BASICS_H */
