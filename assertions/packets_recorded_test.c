/* SPDX-License-Identifier: MIT */
/* Claims over a recording that a filter has limited: none holds by what was left out. */
#include "assertions/packets_sample.h"

#include <errno.h>

/* The sample's packets, as if only those that pass had been recorded. */
static struct nb_capture *limited(const struct sample *sample, const char *filter)
{
	const struct nb_capture_source source = { .filter = filter };

	return nb_capture_new(sample->log, sample_ends, &source, NULL);
}

static void a_filter_with_all_terms_of_the_recordings_is_covered(void **state)
{
	static const struct {
		const char *recorded, *filter;
		bool is_covered;
	} rows[] = {
		{ "icmp", "icmp", true },
		{ "icmp", " ( icmp ) ", true },
		{ "icmp", "icmp and ip[8] == 64", true },
		{ "icmp", "ip[8] == 64 and icmp", true },
		{ "icmp", NULL, false },
		{ "icmp", "", false },
		{ "icmp", "ip", false },
		{ "icmp", "not icmp", false },
		{ "icmp", "icmp or tcp", false },
		{ "icmp", "icmp and tcp or arp", false },
		{ "icmp", "vlan and icmp", false },
		{ "icmp and src host 10.0.1.2", "src host 10.0.1.2 and icmp", true },
		{ "icmp and src host 10.0.1.2", "icmp", false },
		{ "icmp or arp", "(icmp or arp) and ip[8] == 64", true },
		{ "icmp or arp", "icmp or arp", true },
		{ "icmp or arp", "icmp", false },
		{ "udp port 9", "udp port 9 and 10", false },
		{ NULL, NULL, true },
		{ NULL, "tcp", true },
	};
	struct sample *sample = *state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct nb_capture *capture = limited(sample, rows[i].recorded);
		struct nb_error err = { 0 };

		if (nb_packets_are_recorded(capture, rows[i].filter, &err) !=
		    rows[i].is_covered)
			fail_msg("%s of %s", rows[i].filter, rows[i].recorded);
		assert_int_equal(err.code, rows[i].is_covered ? 0 : EXDEV);
		nb_capture_free(capture);
	}
}

static void assert_ruling(struct nb_capture *capture, const char *filter,
			  struct nb_count count, enum nb_ruling ruling, const char *type)
{
	const struct nb_wish wish = {
		.capture = capture, .ends = "h1", .filter = filter, .count = count
	};
	struct nb_judgement judgement;

	nb_packets_judge_seen(&wish, &judgement);
	assert_int_equal(judgement.ruling, ruling);
	if (type)
		assert_string_equal(judgement.type, type);
	nb_judgement_release(&judgement);
}

static void absence_holds_only_of_what_would_have_been_recorded(void **state)
{
	struct sample *sample = *state;
	struct nb_capture *capture = limited(sample, "icmp");
	const struct nb_wish payload = { .capture = capture,
					 .bytes = (const uint8_t *)"xyz",
					 .len = 3,
					 .count = nb_exactly(0) };
	struct nb_judgement judgement;
	struct nb_error err = { 0 };

	sample_forwarded(sample, 0);
	assert_ruling(capture, "icmp", nb_at_least(1), NB_HOLDS, NULL);
	assert_ruling(capture, "ip", nb_at_least(1), NB_HOLDS, NULL); /* it is there */
	assert_ruling(capture, "icmp", nb_exactly(0), NB_FAILS, "packet.present");
	assert_ruling(capture, "ip", nb_exactly(0), NB_FAILS, "packet.present");
	assert_ruling(capture, "icmp and ip[8] == 1", nb_exactly(0), NB_HOLDS, NULL);
	assert_ruling(capture, "icmp and ip[8] == 1", nb_at_least(1), NB_FAILS,
		      "packet.absent");
	assert_ruling(capture, "tcp", nb_exactly(0), NB_CANNOT_TELL, "packet.filtered");
	assert_ruling(capture, "tcp", nb_at_least(1), NB_CANNOT_TELL, "packet.filtered");
	assert_ruling(capture, NULL, nb_exactly(1), NB_CANNOT_TELL, "packet.filtered");
	nb_packets_judge_seen(&payload, &judgement);
	assert_string_equal(judgement.type, "packet.filtered");
	nb_judgement_release(&judgement);

	assert_int_equal(nb_packets_count(capture, "h1", "tcp", &err), -1);
	assert_int_equal(err.code, EXDEV);
	assert_int_equal(nb_packets_count(capture, "h1", "icmp", NULL), 1);
	assert_int_equal(nb_packets_holding(capture, "h1", "xyz", 3, NULL), -1);
	assert_int_equal(nb_packets_wait(capture, "h1", "ip", 1, 0, NULL), 1);
	nb_capture_free(capture);
}

static void order_and_only_on_rest_on_the_recording_too(void **state)
{
	static const char *const covered[] = { "icmp and ip[8] == 64",
					       "icmp and ip[8] == 1", NULL };
	static const char *const other[] = { "icmp", "tcp", NULL };
	struct sample *sample = *state;
	struct nb_capture *capture = limited(sample, "icmp");
	struct nb_wish wish = { .capture = capture, .count = nb_at_least(1) };
	struct nb_judgement judgement;

	sample_forwarded(sample, 0);
	nb_packets_judge_order(&wish, covered, &judgement);
	assert_string_equal(judgement.type, "packet.order");
	assert_non_null(strstr(judgement.text.data, "  recorded   only \"icmp\"\n"));
	nb_judgement_release(&judgement);
	nb_packets_judge_order(&wish, other, &judgement);
	assert_string_equal(judgement.type, "packet.filtered");
	nb_judgement_release(&judgement);

	wish.ends = "h1 r1:lan1 r1:lan2 h2";
	wish.filter = "ip";
	nb_packets_judge_only_on(&wish, &judgement);
	assert_string_equal(judgement.type, "packet.filtered");
	nb_judgement_release(&judgement);
	wish.filter = "icmp";
	nb_packets_judge_only_on(&wish, &judgement);
	assert_int_equal(judgement.ruling, NB_HOLDS);
	nb_judgement_release(&judgement);
	nb_capture_free(capture);
}

static void a_failure_tells_what_was_recorded(void **state)
{
	struct sample *sample = *state;
	struct nb_capture *capture = limited(sample, "icmp or arp");
	struct nb_wish wish = { .capture = capture,
				.filter = "tcp",
				.count = nb_exactly(0) };
	struct nb_judgement judgement;

	sample_forwarded(sample, 0);
	nb_packets_judge_seen(&wish, &judgement);
	assert_int_equal(judgement.ruling, NB_CANNOT_TELL);
	assert_string_equal(
		judgement.message,
		"cannot tell: the topology has only \"icmp or arp\" recorded: what else "
		"there was, nobody knows; a filter that begins with \"(icmp or arp) "
		"and\" "
		"can be judged");
	nb_judgement_release(&judgement);
	wish.filter = "icmp";
	nb_packets_judge_seen(&wish, &judgement);
	assert_int_equal(judgement.ruling, NB_FAILS);
	assert_non_null(
		strstr(judgement.text.data, "  recorded   only \"icmp or arp\"\n"));
	nb_judgement_release(&judgement);
	nb_capture_free(capture);
}

static void a_full_log_is_told_apart_from_a_full_socket(void **state)
{
	struct nb_packetlog *log = nb_packetlog_new(SAMPLE_ENDS, 2 << 20, NULL);
	const struct nb_capture_source source = { 0 };
	struct nb_capture *capture = nb_capture_new(log, sample_ends, &source, NULL);
	static const uint8_t bytes[1500];
	struct nb_log_packet packet = {
		.caplen = 1500, .len = 1500, .end = H1, .data = bytes
	};
	struct nb_error err = { 0 };

	(void)state;
	while (nb_packetlog_append(log, &packet))
		;
	assert_false(nb_capture_is_complete(capture, H1, &err));
	assert_int_equal(err.code, ENOBUFS);
	assert_string_equal(err.text,
			    "1 packets were dropped by the recorder at h1:eth0: "
			    "the log of 2 MiB was full");
	nb_packetlog_lose(log, H1, 4);
	err = (struct nb_error){ 0 };
	assert_false(nb_capture_is_complete(capture, H1, &err));
	assert_string_equal(err.text,
			    "5 packets were dropped by the recorder at h1:eth0: "
			    "the log of 2 MiB was full, and the buffer of its "
			    "socket was full");
	assert_true(nb_capture_is_complete(capture, H2, NULL));
	nb_capture_free(capture);
	nb_packetlog_free(log);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_sample, close_sample)
		TEST(a_filter_with_all_terms_of_the_recordings_is_covered),
		TEST(absence_holds_only_of_what_would_have_been_recorded),
		TEST(order_and_only_on_rest_on_the_recording_too),
		TEST(a_failure_tells_what_was_recorded),
		TEST(a_full_log_is_told_apart_from_a_full_socket),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
