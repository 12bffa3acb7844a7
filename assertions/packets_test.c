/* SPDX-License-Identifier: MIT */
/* Claims about packets over hand-made captures: each holds, and fails with its text. */
#include "assertions/packets_sample.h"

#include <errno.h>

#include "nestbed/testing.h"

static struct nb_judgement judge(struct sample *sample, const char *ends,
				 const char *filter, struct nb_count count)
{
	struct nb_wish wish = {
		.capture = sample->capture, .ends = ends, .filter = filter, .count = count
	};
	struct nb_judgement judgement;

	nb_packets_judge_seen(&wish, &judgement);
	return judgement;
}

static void assert_holds(struct sample *sample, const char *ends, const char *filter,
			 struct nb_count count)
{
	struct nb_judgement judgement = judge(sample, ends, filter, count);

	assert_string_equal(judgement.message, "");
	assert_int_equal(judgement.ruling, NB_HOLDS);
	nb_judgement_release(&judgement);
}

static void assert_type(struct sample *sample, const char *ends, const char *filter,
			struct nb_count count, enum nb_ruling ruling, const char *type)
{
	struct nb_judgement judgement = judge(sample, ends, filter, count);

	assert_int_equal(judgement.ruling, ruling);
	assert_string_equal(judgement.type, type);
	nb_judgement_release(&judgement);
}

static void packets_are_counted_at_ends(void **state)
{
	struct sample *sample = *state;

	sample_forwarded(sample, 0);
	sample_forwarded(sample, 100);
	assert_holds(sample, "r1:lan2", "icmp", nb_at_least(2));
	assert_holds(sample, "r1", "icmp", nb_exactly(4));
	assert_holds(sample, "r1:lan*, h2", "icmp", nb_between(1, 6));
	assert_holds(sample, NULL, NULL, nb_exactly(8));
	assert_holds(sample, "*", "", nb_exactly(8));
	assert_holds(sample, "r1:lan2", "ip[8] == 64", nb_exactly(0));
	assert_holds(sample, "h1", "tcp", nb_at_most(2));
	assert_type(sample, "h1", "icmp", nb_at_least(3), NB_FAILS, "packet.absent");
	assert_type(sample, "h1", "icmp", nb_at_most(1), NB_FAILS, "packet.present");
	assert_type(sample, "h1", "icmp", nb_exactly(3), NB_FAILS, "packet.absent");
	assert_type(sample, "h1", "icmp", nb_exactly(1), NB_FAILS, "packet.present");
}

static void what_is_missing_is_told_by_the_nearest_miss(void **state)
{
	struct sample *sample = *state;
	struct nb_judgement judgement;

	sample_forwarded(sample, 0);
	sample_ping(sample, H2, 2, NB_DIR_OUT, 0, 64);
	sample_ping(sample, LAN2, 2, NB_DIR_IN, 0, 64);
	judgement = judge(sample, "r1:lan2", "icmp and icmp[0] == 8 and ip[8]==64",
			  nb_at_least(1));
	assert_judgement(&judgement, NB_FAILS, "packet.absent",
			 "wanted at least 1 packet \"icmp and icmp[0] == 8 and "
			 "ip[8]==64\" at r1:lan2, "
			 "seen 0 of 2",
			 "  wanted     at least 1 packet \"icmp and icmp[0] == 8 and "
			 "ip[8]==64\" at r1:lan2\n"
			 "  seen       0 of 2 packets match\n"
			 "  differs    ip.ttl: want 64, got 63\n"
			 "  nearest    1.000 r1:lan2 out IP 10.0.1.2 > 10.0.2.2 ICMP "
			 "echo request id 7 seq 1 ttl 63 len 34\n"
			 "             \xe2\x9c\x93 icmp (2 of 2)\n"
			 "             \xe2\x9c\x93 icmp[0] == 8 (1 of 2)\n"
			 "             \xe2\x9c\x97 ip[8]==64 (1 of 2)\n"
			 "  packets    >    1.000 r1:lan2 out IP 10.0.1.2 > 10.0.2.2 "
			 "ICMP echo request id 7 seq 1 ttl 63 len 34\n"
			 "                  2.000 r1:lan2 in IP 10.0.2.2 > 10.0.1.2 ICMP "
			 "echo reply id 7 seq 1 ttl 64 len 34\n"
			 "  last seen  0.000 r1:lan1 in IP 10.0.1.2 > 10.0.2.2 ICMP echo "
			 "request id 7 seq 1 ttl 64 len 34\n"
			 "             seen at h1:eth0 1, r1:lan1 1; never at r1:lan2\n");
}

static void what_is_too_much_is_shown_among_its_neighbours(void **state)
{
	struct sample *sample = *state;
	struct nb_judgement judgement;

	sample_forwarded(sample, 0);
	sample_arp(sample, LAN2, 3);
	sample_forwarded(sample, 100);
	judgement = judge(sample, "r1:lan2 h2", "icmp", nb_at_most(2));
	assert_judgement(
		&judgement, NB_FAILS, "packet.present",
		"wanted at most 2 packets \"icmp\" at r1:lan2 h2, seen 4 of 5",
		"  wanted     at most 2 packets \"icmp\" at r1:lan2 h2\n"
		"  seen       4 of 5 packets match\n"
		"             r1:lan2: 2 of 3\n"
		"             h2:eth0: 2 of 2\n"
		"  packets         1.000 h2:eth0 in IP 10.0.1.2 > 10.0.2.2 ICMP echo "
		"request id 7 seq 1 ttl 63 len 34\n"
		"                  3.000 r1:lan2 out ARP who has 10.0.2.2 tell 10.0.2.1\n"
		"             >  101.000 r1:lan2 out IP 10.0.1.2 > 10.0.2.2 ICMP echo "
		"request id 7 seq 1 ttl 63 len 34\n"
		"                101.000 h2:eth0 in IP 10.0.1.2 > 10.0.2.2 ICMP echo "
		"request id 7 seq 1 ttl 63 len 34\n");
}

static void absence_needs_a_control(void **state)
{
	struct sample *sample = *state;
	struct nb_judgement judgement;

	sample_forwarded(sample, 0);
	assert_holds(sample, "r1:*", "tcp", nb_exactly(0));
	judgement = judge(sample, "r1:dmz", "tcp", nb_exactly(0));
	assert_judgement(&judgement, NB_FAILS, "packet.no-control",
			 "wanted no packet \"tcp\" at r1:dmz, seen 0 of 0",
			 "  wanted     no packet \"tcp\" at r1:dmz\n"
			 "  seen       0 of 0 packets match\n"
			 "  hint       where nothing at all was seen, absence proves "
			 "nothing: send something\n"
			 "             that must pass there, or look at an end that sees "
			 "packets\n");
	assert_type(sample, "r1:dmz", "tcp", nb_at_most(5), NB_FAILS,
		    "packet.no-control");
}

static void dropped_packets_answer_no_claim(void **state)
{
	struct sample *sample = *state;
	struct nb_wish only = { .capture = sample->capture,
				.ends = "h1",
				.filter = "icmp",
				.count = nb_at_least(1) };
	struct nb_judgement judgement;
	struct nb_error err = { 0 };

	sample_forwarded(sample, 0);
	nb_packetlog_lose(sample->log, LAN2, 3);
	judgement = judge(sample, "r1:lan2", "icmp", nb_at_least(1));
	assert_judgement(
		&judgement, NB_CANNOT_TELL, "packet.dropped",
		"cannot tell: 3 packets were dropped by the recorder at r1:lan2: the "
		"buffer of its socket was full",
		"  wanted     at least 1 packet \"icmp\" at r1:lan2\n"
		"  seen       3 packets were dropped by the recorder at r1:lan2: the "
		"buffer "
		"of its socket was full\n");
	assert_type(sample, "r1:lan2", "tcp", nb_exactly(0), NB_CANNOT_TELL,
		    "packet.dropped");
	assert_type(sample, "r1:lan2", "tcp", nb_at_least(1), NB_CANNOT_TELL,
		    "packet.dropped");
	assert_holds(sample, "r1:lan1", "icmp",
		     nb_at_least(1));		     /* it does not rest on lan2 */
	nb_packets_judge_only_on(&only, &judgement); /* it rests on every end */
	assert_int_equal(judgement.ruling, NB_CANNOT_TELL);
	nb_judgement_release(&judgement);
	assert_int_equal(nb_packets_count(sample->capture, NULL, "icmp", &err), -1);
	assert_int_equal(err.code, ENOBUFS);
}

/* What is there is there; what is not may have been lost in the kernel. */
static void absence_proves_nothing_when_neighbours_were_lost(void **state)
{
	static const char *const order[] = { "icmp", "tcp", NULL };
	struct sample *sample = *state;
	struct nb_wish wish = { .capture = sample->capture };
	struct nb_judgement judgement;

	sample_forwarded(sample, 0);
	sample->is_overflowed = true;
	assert_holds(sample, "h1", "icmp", nb_at_least(1));
	assert_type(sample, "h1", "icmp", nb_exactly(0), NB_FAILS, "packet.present");
	assert_type(sample, "h1", "tcp", nb_exactly(0), NB_CANNOT_TELL,
		    "packet.neighbours");
	judgement = judge(sample, "h1", "tcp", nb_at_least(1));
	assert_judgement(&judgement, NB_CANNOT_TELL, "packet.neighbours",
			 "cannot tell: the table was full",
			 "  wanted     at least 1 packet \"tcp\" at h1\n"
			 "  seen       the table was full\n");
	judge_only_on(sample, "h1 h2 r1", "icmp", &judgement);
	assert_int_equal(judgement.ruling, NB_CANNOT_TELL);
	nb_judgement_release(&judgement);
	judge_only_on(sample, "h1", "icmp", &judgement);
	assert_int_equal(judgement.ruling, NB_FAILS);
	nb_judgement_release(&judgement);
	nb_packets_judge_order(&wish, order, &judgement);
	assert_int_equal(judgement.ruling, NB_CANNOT_TELL);
	nb_judgement_release(&judgement);
}

static void mistakes_of_the_author_are_errors(void **state)
{
	struct sample *sample = *state;
	struct nb_judgement judgement;

	sample_forwarded(sample, 0);
	judgement = judge(sample, "r2:lan1", "icmp", nb_at_least(1));
	assert_judgement(&judgement, NB_CANNOT_TELL, "packet.end",
			 "cannot tell: no end is called \"r2:lan1\"; there are: "
			 "h1:eth0 r1:lan1 r1:lan2 h2:eth0 r1:dmz",
			 "  wanted     at least 1 packet \"icmp\" at r2:lan1\n"
			 "  seen       no end is called \"r2:lan1\"; there are: "
			 "h1:eth0 r1:lan1 r1:lan2 h2:eth0 r1:dmz\n");
	assert_type(sample, NULL, "icmp[", nb_at_least(1), NB_CANNOT_TELL,
		    "packet.filter");
}

/* No nearest miss from elsewhere where the packet itself was seen elsewhere. */
static void what_was_lost_on_the_way_is_shown_where_it_was(void **state)
{
	struct sample *sample = *state;
	struct nb_judgement judgement;

	sample_ping(sample, H1, 0, NB_DIR_OUT, 8, 64);
	sample_arp(sample, LAN2, 1);
	judgement = judge(sample, "r1:dmz", "icmp and dst host 10.0.2.2", nb_at_least(1));
	assert_null(strstr(judgement.text.data, "  nearest "));
	assert_non_null(
		strstr(judgement.text.data, "  last seen  0.000 h1:eth0 out IP "));
	nb_judgement_release(&judgement);
	judgement = judge(sample, "r1:lan2", "tcp", nb_at_least(1));
	assert_non_null(strstr(judgement.text.data,
			       "  packets         1.000 r1:lan2 out ARP who has 10.0.2.2 "
			       "tell 10.0.2.1\n"));
	nb_judgement_release(&judgement);
	judgement = judge(sample, "r1:dmz", "tcp and dst host 10.0.2.2", nb_at_least(1));
	assert_non_null(strstr(judgement.text.data,
			       "\n             \xe2\x9c\x97 tcp\n"
			       "             \xe2\x9c\x93 dst host 10.0.2.2\n"));
	nb_judgement_release(&judgement);
}

static void known_causes_are_told(void **state)
{
	struct sample *sample = *state;
	struct nb_judgement judgement = judge(sample, "h2", "icmp", nb_at_least(1));

	assert_non_null(strstr(
		judgement.text.data,
		"  hint       no packet was seen at any end: did anything send?\n"));
	nb_judgement_release(&judgement);
	sample_arp(sample, LAN2, 3);
	judgement = judge(sample, "h2", "icmp", nb_at_least(1));
	assert_non_null(strstr(
		judgement.text.data,
		"  hint       nothing at all was seen at h2: is the link up, "
		"is there a route?\n"
		"  hint       nobody has answered: ARP who has 10.0.2.2 tell 10.0.2.1, "
		"asked at r1:lan2\n"));
	nb_judgement_release(&judgement);
}

static void questions_return_the_answer(void **state)
{
	struct sample *sample = *state;
	struct nb_packet packet;
	struct nb_error err = { 0 };

	sample_forwarded(sample, 0);
	assert_int_equal(nb_packets_count(sample->capture, "r1", "icmp", &err), 2);
	assert_int_equal(nb_packets_wait(sample->capture, "r1", "icmp", 1, 10, &err), 2);
	assert_int_equal(nb_packets_holding(sample->capture, NULL, "SECRET", 6, &err), 4);
	assert_int_equal(nb_packets_find(sample->capture, "r1", "icmp", 1, &packet, &err),
			 1);
	assert_string_equal(packet.end, "r1:lan2");
	assert_int_equal(nb_packets_find(sample->capture, "r1", "icmp", 2, &packet, &err),
			 0);
	assert_int_equal(nb_packets_count(sample->capture, "x", "icmp", &err), -1);
	assert_int_equal(err.code, ENOENT);
}

/* The macros stop a test, at their own place. */
static struct sample *failing;

static void claim_seen(void *which)
{
	const struct nb_packet a = packet_at(failing, "r1:lan1");

	switch (*(int *)which) {
	case 0:
		nb_assert_seen_in(failing->capture, "h1", "tcp", nb_at_least(1), 0);
		break;
	case 1:
		nb_assert_not_seen_in(failing->capture, "h1", "icmp", 0);
		break;
	case 2:
		nb_assert_seen_only_on_in(failing->capture, "h1", "icmp", 0);
		break;
	case 3:
		nb_assert_in_order_in(failing->capture, "h1", 0, "icmp", "tcp");
		break;
	case 4:
		nb_get_packet_in(failing->capture, "h1", "tcp", 0);
		break;
	case 5:
		nb_assert_same_fields(&a, &a, "tcp.seq");
		break;
	case 6:
		nb_assert_different_fields(&a, &a, "ip.src");
		break;
	case 7:
		nb_assert_field(&a, "ip.ttl", "1");
		break;
	case 8:
		nb_assert_payload_seen_in(failing->capture, "h1", "xyz", 3, 0);
		break;
	case 9:
		nb_assert_payload_never_in(failing->capture, "h1", "SECRET", 6, 0);
		break;
	}
}

static void each_claim_stops_the_test(void **state)
{
	static const char *const types[] = {
		"packet.absent", "packet.present", "packet.elsewhere", "packet.order",
		"packet.absent", "packet.field",   "packet.field",     "packet.field",
		"packet.absent", "packet.present",
	};

	failing = *state;
	sample_forwarded(failing, 0);
	for (int which = 0; which < 10; which++) {
		const struct nb_failure *failure = nb_expect_failure(claim_seen, &which);

		assert_non_null(failure);
		assert_int_equal(failure->kind, NB_FAILURE_FAIL);
		assert_string_equal(failure->type, types[which]);
		assert_non_null(strstr(failure->file, "packets_test.c"));
		assert_true(failure->line > 0);
	}
}

static void each_claim_lets_a_good_test_go_on(void **state)
{
	struct sample *sample = *state;
	struct nb_packet a, b;

	sample_forwarded(sample, 0);
	nb_assert_seen_in(sample->capture, "h1", "icmp", nb_exactly(1), 0);
	nb_assert_not_seen_in(sample->capture, "h1", "tcp", 0);
	nb_assert_seen_only_on_in(sample->capture, "h1 h2 r1", "icmp", 0);
	nb_assert_in_order_in(sample->capture, NULL, 0, "ip[8] == 64", "ip[8] == 63");
	a = nb_get_packet_in(sample->capture, "r1:lan1", "icmp", 0);
	b = nb_get_packet_in(sample->capture, "r1:lan2", "icmp", 0);
	nb_assert_same_fields(&a, &b, "ip.src ip.ttl-1");
	nb_assert_different_fields(&a, &b, "eth.src");
	nb_assert_field(&a, "ip.ttl", "64");
	nb_assert_payload_seen_in(sample->capture, "h1", "SECRET", 6, 0);
	nb_assert_payload_never_in(sample->capture, "h1", "PUBLIC", 6, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SAMPLE_TEST(packets_are_counted_at_ends),
		SAMPLE_TEST(what_is_missing_is_told_by_the_nearest_miss),
		SAMPLE_TEST(what_is_too_much_is_shown_among_its_neighbours),
		SAMPLE_TEST(absence_needs_a_control),
		SAMPLE_TEST(dropped_packets_answer_no_claim),
		SAMPLE_TEST(absence_proves_nothing_when_neighbours_were_lost),
		SAMPLE_TEST(mistakes_of_the_author_are_errors),
		SAMPLE_TEST(what_was_lost_on_the_way_is_shown_where_it_was),
		SAMPLE_TEST(known_causes_are_told),
		SAMPLE_TEST(questions_return_the_answer),
		SAMPLE_TEST(each_claim_stops_the_test),
		SAMPLE_TEST(each_claim_lets_a_good_test_go_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
