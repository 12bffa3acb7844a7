/* SPDX-License-Identifier: MIT */
/*
 * Odds. The terms of the distribution are computed from the most probable one outwards,
 * each from its neighbour by a multiplication and a division, and divided by their sum in
 * the end: nothing overflows, what underflows is too small to matter, and no logarithm of a
 * factorial is needed.
 */
#include "assertions/odds.h"

#include <stdbool.h>

#define STEPS 60 /* of a bisection: 2^-60 */

/* The sum of the terms from the most probable one, 1, in one direction; @ret_tail: of those
 * that count. */
static double sum_up(size_t mode, size_t n, double odds, size_t k, double *ret_tail)
{
	double term = 1, sum = 0;

	for (size_t i = mode; i <= n && term > 0; i++) {
		sum += term;
		if (i <= k)
			*ret_tail += term;
		term *= (double)(n - i) / (double)(i + 1) * odds;
	}
	return sum;
}

static double sum_down(size_t mode, size_t n, double odds, size_t k, double *ret_tail)
{
	double term = 1, sum = 0;

	for (size_t i = mode; i > 0 && term > 0; i--) {
		term *= (double)i / (double)(n - i + 1) / odds;
		sum += term;
		if (i - 1 <= k)
			*ret_tail += term;
	}
	return sum;
}

double nb_odds_at_most(size_t k, size_t n, double p)
{
	size_t mode = (size_t)((double)(n + 1) * p);
	double tail = 0, sum;

	if (k >= n || p <= 0)
		return 1;
	if (p >= 1)
		return 0;
	if (mode > n)
		mode = n;
	sum = sum_up(mode, n, p / (1 - p), k, &tail);
	sum += sum_down(mode, n, p / (1 - p), k, &tail);
	return tail / sum;
}

double nb_odds_at_least(size_t k, size_t n, double p)
{
	return k > n ? 0 : nb_odds_at_most(n - k, n, 1 - p); /* so many have it not */
}

/* The share at which a tail that grows (or shrinks) with it is just @wanted. */
static double bisect(size_t k, size_t n, double wanted, bool grows)
{
	double low = 0, high = 1;

	for (int i = 0; i < STEPS; i++) {
		double p = (low + high) / 2;
		double tail =
			grows ? nb_odds_at_least(k, n, p) : nb_odds_at_most(k, n, p);

		if ((tail < wanted) == grows)
			low = p;
		else
			high = p;
	}
	return (low + high) / 2;
}

void nb_odds_range(size_t k, size_t n, double error, double *ret_low, double *ret_high)
{
	*ret_low = k == 0 ? 0 : bisect(k, n, error / 2, true);
	*ret_high = k >= n ? 1 : bisect(k, n, error / 2, false);
}

size_t nb_odds_needed(double p, double error)
{
	size_t n = 0;

	for (double power = 1; power >= error; n++)
		power *= p;
	return n;
}
