/* SPDX-License-Identifier: MIT */
/*
 * Coverage of processes that end without exit(): _exit(), a kill of their namespace, an
 * exec that gcc does not wrap. Compiled only with -DNB_COVERAGE, else nothing is called.
 */
#ifndef HARNESS_COVERAGE_H
#define HARNESS_COVERAGE_H

#ifdef NB_COVERAGE
/** nb_cov_flush() - Write what was counted so far; whatever root, directory and user are
 * now */
void nb_cov_flush(void);
/** nb_cov_forget() - First thing in a child made by clone3(): its copy of the counts */
void nb_cov_forget(void);
#else
static inline void nb_cov_flush(void)
{
}

static inline void nb_cov_forget(void)
{
}
#endif

#endif /* HARNESS_COVERAGE_H */
