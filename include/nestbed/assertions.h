/* SPDX-License-Identifier: MIT */
/*
 * Claims about a network. Each stops the test when it does not hold, and each exists as a
 * question that returns the answer as well:
 *
 *	packets.h	what was seen on the wire, where, and where not
 *	reach.h		who can speak to whom, how, by which path
 *	state.h		links, addresses, routes, neighbours, bridge tables
 *	checks.h	files, commands, JSON, and time
 */
#ifndef NESTBED_ASSERTIONS_H
#define NESTBED_ASSERTIONS_H

#include <nestbed/packets.h>
#include <nestbed/reach.h>
#include <nestbed/state.h>
#include <nestbed/checks.h>

#endif /* NESTBED_ASSERTIONS_H */
