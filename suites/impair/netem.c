/* SPDX-License-Identifier: MIT */
/* What netem does: delay, jitter, duplicates, reordering, corruption, all of it at once. */
#include "impair.h"

#include <string.h>

static const struct nb_topology late = {
	.name = "late",
	.neighbours = NB_NEIGHBOURS_STATIC, /* none waits for ARP */
	.nodes = NB_NODES({ "h1", .kind = NB_HOST }, { "h2", .kind = NB_HOST }),
	.links = NB_LINKS(
		{ { "h1:eth0", "10.0.0.1/24", .impair = "delay 60ms queue 5000" },
		  { "h2:eth0", "10.0.0.2/24" } }),
};

static void claim_sooner(void *lab)
{
	nb_assert_delay_between(lab, "h1:eth0", "h2:eth0", THERE, 0, 20, 0);
}

static void claim_later(void *lab)
{
	nb_assert_delay_between(lab, "h1:eth0", "h2:eth0", THERE, 500, 600, 0);
}

static void one_direction_is_late(void **state)
{
	const struct nb_failure *failure;

	burst(*state, "h1", "h2", 200, 100);
	burst(*state, "h2", "h1", 200, 100);
	nb_assert_no_loss(*state, "h1:eth0", "h2:eth0", THERE, 5000 /* ms */);
	nb_assert_delay_between(*state, "h1:eth0", "h2:eth0", THERE, 60, 300, 0);
	nb_assert_delay_between(*state, "h2:eth0", "h1:eth0", BACK, 0, 50, 0);
	failure = nb_assert_fails(
		claim_sooner, *state, NB_FAILURE_FAIL, "way.delay",
		"h1:eth0 to h2:eth0: wanted a delay of 0 to 20 ms, got ...");
	assert_non_null(strstr(failure->message, " ms in the median"));
	assert_non_null(strstr(failure->text,
			       "  wanted     no packet sooner than 0 ms, half of them no "
			       "later than 20 ms\n"
			       "  seen       200 sent, 200 arrived, 0 lost"));
	failure = nb_assert_fails(
		claim_later, *state, NB_FAILURE_FAIL, "way.delay",
		"h1:eth0 to h2:eth0: wanted a delay of 500 to 600 ms, got ...");
	assert_non_null(strstr(failure->message, " ms at least"));
}

static void jitter_spreads_them(void **state)
{
	struct nb_one_way_stats stats;
	struct nb_error err = { 0 };

	nb_set_impair(*state, "h1:eth0", "delay 60ms jitter 40ms queue 5000");
	burst(*state, "h1", "h2", 500, 100);
	nb_assert_no_loss(*state, "h1:eth0", "h2:eth0", THERE, 5000 /* ms */);
	nb_assert_delay_between(*state, "h1:eth0", "h2:eth0", THERE, 20, 300, 0);
	assert_int_equal(nb_one_way(*state, "h1:eth0", "h2:eth0", THERE, 0, &stats, &err),
			 0);
	assert_true(stats.delay_max_ns - stats.delay_min_ns > 40000000);
	assert_true(stats.reordered > 0); /* by the jitter: they overtake each other */
}

static void some_come_twice(void **state)
{
	nb_set_impair(*state, "h1:eth0", "duplicate 20% queue 5000");
	burst(*state, "h1", "h2", 1000, 100);
	nb_assert_no_loss(*state, "h1:eth0", "h2:eth0", THERE, 2000 /* ms */);
	nb_assert_fate_between(*state, "h1:eth0", "h2:eth0", THERE, NB_FATE_DUPLICATED,
			       20, 20, 0);
}

static void claim_none_overtakes(void *lab)
{
	nb_assert_fate_between(lab, "h1:eth0", "h2:eth0", THERE, NB_FATE_REORDERED, 0, 0,
			       0);
}

static void some_overtake(void **state)
{
	nb_set_impair(*state, "h1:eth0", "delay 60ms reorder 10% queue 5000");
	burst(*state, "h1", "h2", 1000, 100);
	nb_assert_no_loss(*state, "h1:eth0", "h2:eth0", THERE, 5000 /* ms */);
	/* Those that overtake come first; nearly all the others come behind a later one. */
	nb_assert_fate_between(*state, "h1:eth0", "h2:eth0", THERE, NB_FATE_REORDERED, 50,
			       95, 0);
	nb_assert_fails(claim_none_overtakes, *state, NB_FAILURE_FAIL, "way.share",
			"h1:eth0 to h2:eth0: wanted 0 % reordered, got ...");
}

static void some_are_corrupted(void **state)
{
	nb_set_impair(*state, "h1:eth0", "corrupt 10% queue 5000");
	burst(*state, "h1", "h2", 1000, 1000);
	/* One bit in 8,336 is that of a port or protocol: those do not pass the filter. */
	nb_assert_fate_between(*state, "h1:eth0", "h2:eth0", "src host 10.0.0.1",
			       NB_FATE_CORRUPTED, 9, 10, 200 /* ms */);
	nb_assert_loss_is(*state, "h1:eth0", "h2:eth0", "src host 10.0.0.1", 10, 0);
}

static void all_of_it_at_once(void **state)
{
	nb_set_impair(*state, "h1:eth0", "delay 40ms loss 20% rate 8mbit queue 5000");
	nb_set_impair(*state, "h2:eth0", "loss 50%");
	burst(*state, "h1", "h2", 600, 958);
	burst(*state, "h2", "h1", 600, 100);
	nb_assert_loss_is(*state, "h1:eth0", "h2:eth0", THERE, 20, 1500 /* ms */);
	nb_assert_delay_between(*state, "h1:eth0", "h2:eth0", THERE, 40, 1500, 0);
	nb_assert_rate_between(*state, "h1:eth0", "h2:eth0", THERE, SLOWEST, 9.5e6, 0);
	nb_assert_loss_is(*state, "h2:eth0", "h1:eth0", BACK, 50, 100 /* ms */);
}

static void a_delay_ends_in_mid_test(void **state)
{
	nb_set_impair(*state, "h1:eth0", "none");
	burst(*state, "h1", "h2", 200, 100);
	nb_assert_no_loss(*state, "h1:eth0", "h2:eth0", THERE, 5000 /* ms */);
	nb_assert_delay_between(*state, "h1:eth0", "h2:eth0", THERE, 0, 50, 0);
}

int netem(void)
{
	const struct CMUnitTest tests[] = {
		nb_unit_test(one_direction_is_late, &late),
		nb_unit_test(jitter_spreads_them, &late),
		nb_unit_test(some_come_twice, &late),
		nb_unit_test(some_overtake, &late),
		nb_unit_test(some_are_corrupted, &late),
		nb_unit_test(all_of_it_at_once, &late),
		nb_unit_test(a_delay_ends_in_mid_test, &late),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
