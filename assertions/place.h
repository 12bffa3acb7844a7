/* SPDX-License-Identifier: MIT */
/* Places in the author's source: the last assertion that was reached, and what stands there. */
#ifndef ASSERTIONS_PLACE_H
#define ASSERTIONS_PLACE_H

#include <stdbool.h>

#include "assertions/claim.h"

/**
 * nb_place_arm() - Note the assertions that are reached from now on where the runner
 * finds them, also when this process crashes or hangs
 */
void nb_place_arm(void);
/** nb_place_reached() - The last assertion that was reached; false when none is known */
bool nb_place_reached(struct nb_place *ret);
/**
 * nb_place_line() - The line of the author's source, without indentation
 *
 * Return: true when it could be read into @line; else @line is ""
 */
bool nb_place_line(const struct nb_place *at, char *line, size_t size);

#endif /* ASSERTIONS_PLACE_H */
