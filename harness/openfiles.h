/* SPDX-License-Identifier: MIT */
/*
 * How many files may be open: the runner takes what the hard limit allows, because each case
 * that runs or dies has some, and the usual soft limit is for programs that know select(2) only.
 * Those that a run executes have the limit that its user gave.
 */
#ifndef HARNESS_OPENFILES_H
#define HARNESS_OPENFILES_H

/** nb_openfiles_raise() - From now on this process may open as many as the hard limit says */
void nb_openfiles_raise(void);
/** nb_openfiles_left() - How many more this process may open */
unsigned int nb_openfiles_left(void);
/** nb_openfiles_restore() - Before a program is executed: the limit as it was found */
void nb_openfiles_restore(void);

#endif /* HARNESS_OPENFILES_H */
