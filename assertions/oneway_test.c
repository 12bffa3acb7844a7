/* SPDX-License-Identifier: MIT */
/* What is said of one direction: when it holds, when it fails, and in which words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "assertions/oneway.h"

#define MS 1000000ull

static const struct nb_way way = { "a:e", "b:e", "udp" };
static struct nb_judgement judgement;

static int forget(void **state)
{
	(void)state;
	nb_judgement_release(&judgement);
	judgement = (struct nb_judgement){ 0 };
	return 0;
}

static struct nb_one_way_stats sample(size_t sent, size_t lost)
{
	return (struct nb_one_way_stats){
		.sent = sent,
		.arrived = sent - lost,
		.lost = lost,
		.delay_min_ns = 20 * MS,
		.delay_median_ns = 25 * MS,
		.delay_max_ns = 90 * MS,
		.rate_bps = 8e6,
	};
}

static void judge_loss(size_t sent, size_t lost, double min, double max)
{
	const struct nb_one_way_stats stats = sample(sent, lost);

	forget(NULL);
	nb_oneway_judge_fate(&way, &stats, NB_FATE_LOST, min, max, NULL, &judgement);
}

static void a_share_is_judged_by_its_odds(void **state)
{
	(void)state;
	judge_loss(1000, 100, 10, 10);
	assert_int_equal(judgement.ruling, NB_HOLDS);
	judge_loss(1000, 140, 10, 10); /* less odd than one in a million */
	assert_int_equal(judgement.ruling, NB_HOLDS);
	judge_loss(1000, 160, 10, 10);
	assert_int_equal(judgement.ruling, NB_FAILS);
	judge_loss(1000, 50, 10, 10);
	assert_int_equal(judgement.ruling, NB_FAILS);
	judge_loss(1000, 160, 10, 20);
	assert_int_equal(judgement.ruling, NB_HOLDS);
	judge_loss(1, 0, 0, 0);
	assert_int_equal(judgement.ruling, NB_HOLDS);
	judge_loss(1000000, 1, 0, 0);
	assert_int_equal(judgement.ruling, NB_FAILS);
}

static void too_few_packets_tell_nothing(void **state)
{
	(void)state;
	judge_loss(131, 13, 10, 10);
	assert_int_equal(judgement.ruling, NB_CANNOT_TELL);
	assert_string_equal(
		judgement.message,
		"a:e to b:e: 131 packets are too few to tell whether 10 % are "
		"lost: it takes 132");
	judge_loss(132, 13, 10, 10);
	assert_int_equal(judgement.ruling, NB_HOLDS);
	judge_loss(20, 10, 0, 50); /* all of 19 lost would be no surprise */
	assert_int_equal(judgement.ruling, NB_HOLDS);
	judge_loss(19, 9, 0, 50);
	assert_int_equal(judgement.ruling, NB_CANNOT_TELL);
	judge_loss(0, 0, 0, 0);
	assert_int_equal(judgement.ruling, NB_CANNOT_TELL);
	assert_string_equal(judgement.message,
			    "a:e sent no packet \"udp\" to measure b:e by");
}

static void a_share_that_is_wrong_is_reported(void **state)
{
	(void)state;
	judge_loss(1000, 200, 10, 10);
	assert_string_equal(judgement.type, "way.share");
	assert_string_equal(
		judgement.message,
		"a:e to b:e: wanted 10 % lost, got 200 of 1000, which is 14.43 "
		"to 26.50 %");
	assert_string_equal(
		judgement.text.data,
		"  wanted     10 % of the packets lost\n"
		"  seen       1000 sent, 800 arrived, 200 lost, 0 duplicates, 0 "
		"reordered, "
		"0 strangers\n"
		"             a:e to b:e: udp\n"
		"  delay      20.000 ms at least, 25.000 in the median, 90.000 at most\n"
		"  differs    200 of 1000: a wire that does this to 14.43 to 26.50 %; "
		"but "
		"for one time in 1000000\n");
}

static void other_fates(void **state)
{
	struct nb_one_way_stats stats = sample(1000, 100);

	(void)state;
	stats.duplicates = 90; /* of the 900 that came */
	stats.strangers = 100;
	nb_oneway_judge_fate(&way, &stats, NB_FATE_DUPLICATED, 10, 10, NULL, &judgement);
	assert_int_equal(judgement.ruling, NB_HOLDS);
	nb_oneway_judge_fate(&way, &stats, NB_FATE_CORRUPTED, 10, 10, NULL, &judgement);
	assert_int_equal(judgement.ruling, NB_HOLDS);
	nb_oneway_judge_fate(&way, &stats, NB_FATE_REORDERED, 5, 7, NULL, &judgement);
	assert_int_equal(judgement.ruling, NB_FAILS);
	assert_string_equal(
		judgement.message,
		"a:e to b:e: wanted 5 to 7 % reordered, got 0 of 900, which is "
		"0.00 to 1.52 %");
	nb_judgement_release(&judgement);
	stats = sample(10, 10);
	nb_oneway_judge_fate(&way, &stats, NB_FATE_REORDERED, 0, 0, NULL, &judgement);
	assert_string_equal(judgement.message, "a:e to b:e: none of 10 packets arrived");
}

static void judge_delay(double min_ms, double max_ms)
{
	const struct nb_one_way_stats stats = sample(10, 0);

	forget(NULL);
	nb_oneway_judge_delay(&way, &stats, min_ms, max_ms, NULL, &judgement);
}

static void delays(void **state)
{
	const struct nb_one_way_stats none = sample(10, 10);

	(void)state;
	judge_delay(20, 25);
	assert_int_equal(judgement.ruling, NB_HOLDS);
	judge_delay(20.5, 30);
	assert_string_equal(judgement.message, "a:e to b:e: wanted a delay of 20.5 to 30 "
					       "ms, got 20.000 ms at least");
	judge_delay(0, 24);
	assert_string_equal(judgement.message,
			    "a:e to b:e: wanted a delay of 0 to 24 ms, "
			    "got 25.000 ms in the median");
	assert_string_equal(judgement.type, "way.delay");
	forget(NULL);
	nb_oneway_judge_delay(&way, &none, 0, 100, NULL, &judgement);
	assert_int_equal(judgement.ruling, NB_FAILS);
}

static void rates(void **state)
{
	struct nb_one_way_stats stats = sample(200, 0);

	(void)state;
	nb_oneway_judge_rate(&way, &stats, 7e6, 9e6, NULL, &judgement);
	assert_int_equal(judgement.ruling, NB_HOLDS);
	nb_oneway_judge_rate(&way, &stats, 0, 7e6, NULL, &judgement);
	assert_string_equal(judgement.message,
			    "a:e to b:e: wanted 0 to 7 Mbit/s, got 8.000");
	nb_judgement_release(&judgement);
	stats = sample(99, 0);
	nb_oneway_judge_rate(&way, &stats, 0, 7e6, NULL, &judgement);
	assert_int_equal(judgement.ruling, NB_CANNOT_TELL);
}

static void what_nobody_can_tell(void **state)
{
	struct nb_error err = { 0 };

	(void)state;
	nb_error_set(&err, 0, "no such end");
	nb_oneway_judge_delay(&way, NULL, 0, 1, &err, &judgement);
	assert_int_equal(judgement.ruling, NB_CANNOT_TELL);
	assert_string_equal(judgement.message, "cannot tell: no such end");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(a_share_is_judged_by_its_odds, forget),
		cmocka_unit_test_teardown(too_few_packets_tell_nothing, forget),
		cmocka_unit_test_teardown(a_share_that_is_wrong_is_reported, forget),
		cmocka_unit_test_teardown(other_fates, forget),
		cmocka_unit_test_teardown(delays, forget),
		cmocka_unit_test_teardown(rates, forget),
		cmocka_unit_test_teardown(what_nobody_can_tell, forget),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
