/* SPDX-License-Identifier: MIT */
/* Processes that a case left running. */
#ifndef HARNESS_LEAKS_H
#define HARNESS_LEAKS_H

#include <stdbool.h>
#include <stddef.h>

/**
 * nb_leaks_find() - Name the processes of this PID namespace that nobody answers for
 * @text:	"comm: command line", a line each; cut at @size bytes at a line's end
 * @ret_is_sure: nobody was forked meanwhile; otherwise one that ended before it was looked
 *		at may have left a child that is not in the list
 *
 * For PID 1, with /proc its own. Not counted: itself, zombies, the witness, the PID 1
 * of nested namespaces, and whatever has NESTBED_OWNED in its environment.
 *
 * Return: how many there are
 */
size_t nb_leaks_find(char *text, size_t size, bool *ret_is_sure);

#endif /* HARNESS_LEAKS_H */
