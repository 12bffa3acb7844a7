/* SPDX-License-Identifier: MIT */
/*
 * Odds: how well a share that was counted goes with one that was claimed. Pure.
 *
 * Each of n packets meets a fate with probability p, for itself; k did. The binomial
 * distribution tells how odd that is, exactly, for any n; so a claim can be as strict as n
 * allows, and no stricter.
 */
#ifndef ASSERTIONS_ODDS_H
#define ASSERTIONS_ODDS_H

#include <stddef.h>

#define NB_ODDS_ERROR 1e-6 /* how often a claim about chance may fail although it holds */

double nb_odds_at_most(size_t k, size_t n, double p);  /* P(X <= k) */
double nb_odds_at_least(size_t k, size_t n, double p); /* P(X >= k) */

/**
 * nb_odds_range() - The shares p with which k of n go, an error of @error allowed
 *
 * The interval of Clopper and Pearson, half of the error on either side.
 */
void nb_odds_range(size_t k, size_t n, double error, double *ret_low, double *ret_high);

/** nb_odds_needed() - The smallest n with p to the power of n below @error; 0 < p < 1 */
size_t nb_odds_needed(double p, double error);

#endif /* ASSERTIONS_ODDS_H */
