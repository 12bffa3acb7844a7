/* SPDX-License-Identifier: MIT */
/* Only between some ends, and nowhere else: over hand-made captures. */
#include "assertions/packets_sample.h"

static void only_on_looks_at_every_end(void **state)
{
	struct sample *sample = *state;
	struct nb_judgement judgement;

	sample_forwarded(sample, 0);
	judge_only_on(sample, "h1 r1:lan1", "ip[8] == 64", &judgement);
	assert_int_equal(judgement.ruling, NB_HOLDS);
	judge_only_on(sample, "r1:lan*", "icmp", &judgement);
	assert_judgement(&judgement, NB_FAILS, "packet.elsewhere",
			 "wanted \"icmp\" only on r1:lan*, seen at h1:eth0",
			 "  wanted     packets \"icmp\" only on r1:lan*\n"
			 "  seen       2 of 2 packets match\n"
			 "             r1:lan1: 1 of 1\n"
			 "             r1:lan2: 1 of 1\n"
			 "  differs    also seen at 2 other ends\n"
			 "             h1:eth0: 1 of 1\n"
			 "             h2:eth0: 1 of 1\n"
			 "  packets    >    0.000 h1:eth0 out IP 10.0.1.2 > 10.0.2.2 "
			 "ICMP echo request id 7 seq 1 ttl 64 len 34\n"
			 "                  0.000 r1:lan1 in IP 10.0.1.2 > 10.0.2.2 ICMP "
			 "echo request id 7 seq 1 ttl 64 len 34\n"
			 "                  1.000 r1:lan2 out IP 10.0.1.2 > 10.0.2.2 "
			 "ICMP echo request id 7 seq 1 ttl 63 len 34\n");
}

static void a_stray_is_shown_among_all_packets(void **state)
{
	struct sample *sample = *state;
	struct nb_judgement judgement;

	sample_ping(sample, LAN1, 0, NB_DIR_IN, 8, 64);
	sample_ping(sample, H1, 1, NB_DIR_OUT, 8, 64);
	sample_ping(sample, LAN1, 2, NB_DIR_IN, 8, 64);
	judge_only_on(sample, "r1:lan1", "icmp", &judgement);
	assert_non_null(strstr(judgement.text.data,
			       "  packets         0.000 r1:lan1 in IP 10.0.1.2 > "
			       "10.0.2.2 ICMP echo request id 7 seq 1 ttl 64 len 34\n"
			       "             >    1.000 h1:eth0 out IP 10.0.1.2 > "
			       "10.0.2.2 ICMP echo request id 7 seq 1 ttl 64 len 34\n"
			       "                  2.000 r1:lan1 in IP 10.0.1.2 > "
			       "10.0.2.2 ICMP echo request id 7 seq 1 ttl 64 len 34\n"));
	nb_judgement_release(&judgement);
}

static void only_on_needs_each_of_its_words_seen(void **state)
{
	struct sample *sample = *state;
	struct nb_judgement judgement;

	sample_forwarded(sample, 0);
	judge_only_on(sample, "h1 h2 r1:lan* r1:dmz", "icmp", &judgement);
	assert_int_equal(judgement.ruling, NB_FAILS);
	assert_string_equal(judgement.type, "packet.absent");
	assert_non_null(
		strstr(judgement.text.data, "  hint       none was seen at r1:dmz\n"));
	nb_judgement_release(&judgement);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SAMPLE_TEST(only_on_looks_at_every_end),
		SAMPLE_TEST(a_stray_is_shown_among_all_packets),
		SAMPLE_TEST(only_on_needs_each_of_its_words_seen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
