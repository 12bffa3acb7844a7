/* SPDX-License-Identifier: MIT */
/* Silent pairs, summed up by groups of nodes. Pure. */
#ifndef ASSERTIONS_PAIRS_GROUPS_H
#define ASSERTIONS_PAIRS_GROUPS_H

#include "harness/buffer.h"
#include "nestbed/reach.h"

/** nb_pair_is_silent() - It must be answered, and is not */
bool nb_pair_is_silent(const struct nb_pair *pair);

/**
 * nb_pairs_sum_up() - Say which groups of nodes do not reach which, in few lines
 * @lines:	"no node of srv3-* reaches any of srv5-*" and the like are added
 * @max:	That many lines at most
 * @said:	Of @pairs->count, all false: set for each pair that a line speaks of
 *
 * A line speaks of two pairs at least.
 *
 * Return: lines that were added
 */
size_t nb_pairs_sum_up(const struct nb_pairs *pairs, struct nb_buffer *lines, size_t max,
		       bool *said);

#endif /* ASSERTIONS_PAIRS_GROUPS_H */
