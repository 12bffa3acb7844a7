/* SPDX-License-Identifier: MIT */
/* Fields of packets, held against each other and against values. */
#include "assertions/packets_sample.h"

static void fields_of_two_packets_are_compared(void **state)
{
	struct sample *sample = *state;
	struct nb_judgement judgement;
	struct nb_packet a, b;

	sample_forwarded(sample, 0);
	a = packet_at(sample, "r1:lan1");
	b = packet_at(sample, "r1:lan2");
	nb_packets_judge_fields(&a, &b, "ip.src ip.dst ip.ttl-1 icmp.id payload",
				NB_FIELDS_SAME, &judgement);
	assert_int_equal(judgement.ruling, NB_HOLDS);
	nb_packets_judge_fields(&a, &b, "eth.src eth.dst ip.ttl", NB_FIELDS_DIFFERENT,
				&judgement);
	assert_int_equal(judgement.ruling, NB_HOLDS);
	nb_packets_judge_fields(&a, &b, "ip.src ip.ttl eth.src tcp.seq", NB_FIELDS_SAME,
				&judgement);
	assert_judgement(
		&judgement, NB_FAILS, "packet.field",
		"wanted the same ip.src ip.ttl eth.src tcp.seq; ip.ttl: want 64, got 63",
		"  wanted     the same in a and b: ip.src ip.ttl eth.src tcp.seq\n"
		"  differs    ip.ttl: want 64, got 63\n"
		"             eth.src: want 02:00:00:00:00:01, got 02:00:00:00:00:03\n"
		"             tcp.seq: a has absent, b has absent\n"
		"  packets    a: r1:lan1 IP 10.0.1.2 > 10.0.2.2 ICMP echo request id 7 "
		"seq 1 ttl 64 len 34\n"
		"             b: r1:lan2 IP 10.0.1.2 > 10.0.2.2 ICMP echo request id 7 "
		"seq 1 ttl 63 len 34\n");
	nb_packets_judge_fields(&a, &b, "ip.src", NB_FIELDS_DIFFERENT, &judgement);
	assert_string_equal(judgement.message,
			    "wanted different ip.src; "
			    "ip.src: want another than 10.0.1.2, got it again");
	nb_judgement_release(&judgement);
	nb_packets_judge_fields(&a, &b, "ip.ttl-2", NB_FIELDS_SAME, &judgement);
	assert_string_equal(judgement.message,
			    "wanted the same ip.ttl-2; ip.ttl: want 62, got 63");
	nb_judgement_release(&judgement);
	nb_packets_judge_fields(&a, &b, "ip.scr", NB_FIELDS_SAME, &judgement);
	assert_int_equal(judgement.ruling, NB_CANNOT_TELL);
	nb_packets_judge_fields(&a, &b, "ip.src-1", NB_FIELDS_SAME, &judgement);
	assert_int_equal(judgement.ruling, NB_CANNOT_TELL);
}

static void a_field_is_held_against_a_value(void **state)
{
	struct sample *sample = *state;
	struct nb_judgement judgement;
	struct nb_packet packet;
	char text[NB_VALUE_TEXT];

	sample_forwarded(sample, 0);
	packet = packet_at(sample, "h1");
	assert_true(nb_packet_field(&packet, "ip.dst", text, sizeof(text)));
	assert_string_equal(text, "10.0.2.2");
	assert_false(nb_packet_field(&packet, "udp.dport", text, sizeof(text)));
	nb_packets_judge_field(&packet, "ip.src", "10.0.1.2", &judgement);
	assert_int_equal(judgement.ruling, NB_HOLDS);
	nb_packets_judge_field(&packet, "ip.src", "192.0.2.1", &judgement);
	assert_judgement(
		&judgement, NB_FAILS, "packet.field",
		"ip.src: want 192.0.2.1, got 10.0.1.2",
		"  wanted     ip.src of 192.0.2.1 at h1:eth0\n"
		"  differs    ip.src: want 192.0.2.1, got 10.0.1.2\n"
		"  packets    IP 10.0.1.2 > 10.0.2.2 ICMP echo request id 7 seq 1 "
		"ttl 64 len 34\n");
	nb_packets_judge_field(&packet, "no.field", "1", &judgement);
	assert_int_equal(judgement.ruling, NB_CANNOT_TELL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SAMPLE_TEST(fields_of_two_packets_are_compared),
		SAMPLE_TEST(a_field_is_held_against_a_value),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
