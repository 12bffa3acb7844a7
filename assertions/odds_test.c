/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "assertions/odds.h"

static void assert_near(double seen, double wanted, double by)
{
	if (seen < wanted - by || seen > wanted + by)
		fail_msg("%.12g is not %.12g", seen, wanted);
}

/* By hand: 10 tosses of a coin, and R's pbinom() for the others. */
static void tails(void **state)
{
	(void)state;
	assert_near(nb_odds_at_most(0, 10, 0.5), 1.0 / 1024, 1e-12);
	assert_near(nb_odds_at_most(2, 10, 0.5), 56.0 / 1024, 1e-12);
	assert_near(nb_odds_at_least(8, 10, 0.5), 56.0 / 1024, 1e-12);
	assert_near(nb_odds_at_least(0, 10, 0.5), 1, 1e-12);
	assert_near(nb_odds_at_most(10, 10, 0.5), 1, 1e-12);
	assert_near(nb_odds_at_most(1, 3, 0.1), 0.729 + 0.243, 1e-12);
	assert_near(nb_odds_at_most(100, 1000, 0.1), 0.5265990813, 1e-8);
	assert_near(nb_odds_at_most(5, 10, 0), 1, 0);
	assert_near(nb_odds_at_least(1, 10, 0), 0, 0);
	assert_near(nb_odds_at_least(10, 10, 1), 1, 0);
	assert_near(nb_odds_at_most(9, 10, 1), 0, 0);
}

static void many_packets_neither_overflow_nor_vanish(void **state)
{
	(void)state;
	assert_near(nb_odds_at_most(100000, 1000000, 0.1), 0.5, 0.002);
	assert_true(nb_odds_at_most(90000, 1000000, 0.1) < 1e-200);
	assert_near(nb_odds_at_least(90000, 1000000, 0.1), 1, 1e-9);
}

/* "Rule of three": of none in 300, 95 % are sure that it is below 1 %; one side only. */
static void ranges(void **state)
{
	double low, high;

	(void)state;
	nb_odds_range(0, 299, 0.1, &low, &high);
	assert_near(low, 0, 0);
	assert_near(high, 0.00997, 0.0001);
	nb_odds_range(100, 1000, 0.05, &low, &high);
	assert_near(low, 0.0821, 0.0001);
	assert_near(high, 0.1203, 0.0001);
	nb_odds_range(10, 10, 0.05, &low, &high);
	assert_near(low, 0.6915, 0.0001);
	assert_near(high, 1, 0);
}

static void how_many_it_takes(void **state)
{
	(void)state;
	assert_int_equal(nb_odds_needed(0.9, 1e-6), 132);
	assert_int_equal(nb_odds_needed(0.5, 1e-6), 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tails),
		cmocka_unit_test(many_packets_neither_overflow_nor_vanish),
		cmocka_unit_test(ranges),
		cmocka_unit_test(how_many_it_takes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
