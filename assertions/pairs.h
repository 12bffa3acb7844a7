/* SPDX-License-Identifier: MIT */
/* All pairs, judged. Pure. */
#ifndef ASSERTIONS_PAIRS_H
#define ASSERTIONS_PAIRS_H

#include "assertions/judge.h"
#include "assertions/sightings.h"
#include "nestbed/reach.h"

/**
 * nb_judge_pairs() - Is each pair as it should be?
 * @why:	Known causes for the first pair that is silent and must not be; may be NULL
 * @sightings:	Where its packets went; NULL = not recorded
 * @overflow:	See struct nb_reach_seen
 *
 * The report has some 30 lines at most: what groups of nodes have in common is said first,
 * see assertions/pairs_groups.h, then the other pairs are named until the lines are used up.
 */
struct nb_judgement nb_judge_pairs(const struct nb_pairs *pairs, const char *why,
				   const struct nb_sightings *sightings,
				   const char *overflow);

#endif /* ASSERTIONS_PAIRS_H */
