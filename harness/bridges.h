/* SPDX-License-Identifier: MIT */
/* Bridges that are held when the run ends. */
#ifndef HARNESS_BRIDGES_H
#define HARNESS_BRIDGES_H

#include "harness/pacing.h"

#define NB_BRIDGES_NAME "nb-bridges" /* of the process that lets go of them */

/**
 * nb_bridges_finish() - The run has ended
 *
 * What is held, and more than a handful, goes on to be let go a handful at a time, by a
 * process of its own for which nobody waits; here all is released.
 */
void nb_bridges_finish(struct nb_pacing *pacing);

#endif /* HARNESS_BRIDGES_H */
