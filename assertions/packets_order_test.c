/* SPDX-License-Identifier: MIT */
/* Packets in order, and bytes anywhere in them: over hand-made captures. */
#include "assertions/packets_sample.h"

static void order_is_a_walk_through_the_filters(void **state)
{
	static const char *const good[] = { "icmp[0] == 8", "arp", "icmp[0] == 8", NULL };
	static const char *const bad[] = { "icmp[0] == 8", "arp", "icmp[0] == 0", NULL };
	static const char *const never[] = { "tcp", NULL };
	struct sample *sample = *state;
	struct nb_wish wish = { .capture = sample->capture, .ends = "r1:lan2" };
	struct nb_judgement judgement;

	sample_forwarded(sample, 0);
	sample_ping(sample, LAN2, 2, NB_DIR_IN, 0, 64);
	sample_arp(sample, LAN2, 3);
	sample_forwarded(sample, 100);
	nb_packets_judge_order(&wish, good, &judgement);
	assert_int_equal(judgement.ruling, NB_HOLDS);
	nb_packets_judge_order(&wish, bad, &judgement);
	assert_judgement(
		&judgement, NB_FAILS, "packet.order",
		"wanted in order at r1:lan2: \"icmp[0] == 8\", then \"arp\", then "
		"\"icmp[0] == 0\"; no later \"icmp[0] == 0\"",
		"  wanted     in order at r1:lan2: \"icmp[0] == 8\", then \"arp\", then "
		"\"icmp[0] == 0\"\n"
		"  seen       2 of 3 steps, in 4 packets\n"
		"  differs    \"icmp[0] == 0\" came, but earlier:\n"
		"             2.000 r1:lan2 in IP 10.0.2.2 > 10.0.1.2 ICMP echo reply id "
		"7 seq 1 ttl 64 len 34\n"
		"  packets    1.000 r1:lan2 out IP 10.0.1.2 > 10.0.2.2 ICMP echo request "
		"id 7 seq 1 ttl 63 len 34\n"
		"             3.000 r1:lan2 out ARP who has 10.0.2.2 tell 10.0.2.1\n");
	nb_packets_judge_order(&wish, never, &judgement);
	assert_non_null(strstr(judgement.text.data, "  differs    \"tcp\" never came\n"));
	nb_judgement_release(&judgement);
}

static void bytes_are_found_anywhere(void **state)
{
	struct sample *sample = *state;
	struct nb_wish wish = { .capture = sample->capture,
				.ends = "r1:lan2",
				.bytes = (const uint8_t *)"SECRET",
				.len = 6,
				.count = nb_exactly(0) };
	struct nb_judgement judgement;

	sample_forwarded(sample, 0);
	nb_packets_judge_seen(&wish, &judgement);
	assert_judgement(
		&judgement, NB_FAILS, "packet.present",
		"wanted no packet holding \"SECRET\" (6 bytes) at r1:lan2, seen 1 of 1",
		"  wanted     no packet holding \"SECRET\" (6 bytes) at r1:lan2\n"
		"  seen       1 of 1 packets match\n"
		"  packets    >    1.000 r1:lan2 out IP 10.0.1.2 > 10.0.2.2 ICMP echo "
		"request id 7 seq 1 ttl 63 len 34\n");
	wish.bytes = (const uint8_t *)"\1TOP";
	wish.len = 4;
	nb_packets_judge_seen(&wish, &judgement);
	assert_int_equal(judgement.ruling, NB_HOLDS);
	wish.count = nb_at_least(1);
	nb_packets_judge_seen(&wish, &judgement);
	assert_string_equal(judgement.message,
			    "wanted at least 1 packet holding \"\\x01TOP\" (4 bytes) at "
			    "r1:lan2, seen 0 of 1");
	nb_judgement_release(&judgement);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SAMPLE_TEST(order_is_a_walk_through_the_filters),
		SAMPLE_TEST(bytes_are_found_anywhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
