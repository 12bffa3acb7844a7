/* SPDX-License-Identifier: MIT */
/*
 * Open files: how many there may be, and which are there.
 *
 * The runner takes what the hard limit allows, because each case that runs or dies has some,
 * and the usual soft limit is for programs that know select(2) only. Those that a run
 * executes have the limit that its user gave.
 */
#ifndef HARNESS_OPENFILES_H
#define HARNESS_OPENFILES_H

#include <stddef.h>

/** nb_openfiles_raise() - From now on this process may open as many as the hard limit says */
void nb_openfiles_raise(void);
/** nb_openfiles_left() - How many more this process may open */
unsigned int nb_openfiles_left(void);
/** nb_openfiles_restore() - Before a program is executed: the limit as it was found */
void nb_openfiles_restore(void);

/** nb_openfiles_close_but() - All but the standard ones and @fds, which are sorted then */
void nb_openfiles_close_but(int *fds, size_t count);
/** nb_openfiles_let_go_of_output() - Who reads what this process prints shall not wait for it */
void nb_openfiles_let_go_of_output(void);

#endif /* HARNESS_OPENFILES_H */
