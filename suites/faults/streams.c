/* SPDX-License-Identifier: MIT */
/* Streams: their claims hold where they should, and fail with the text that they promise. */
#include "faults.h"

#include <string.h>

static void claim_no_gap(void *stream)
{
	nb_assert_interrupted_less_than(stream, 50);
}

static void claim_a_gap(void *stream)
{
	nb_assert_interrupted_at_least(stream, 60000);
}

static void claim_no_loss(void *stream)
{
	nb_assert_stream_lost_at_most(stream, 3, 50);
}

static void claim_it_flows(void *stream)
{
	nb_assert_stream_flows(stream, 50);
}

static void an_interruption_is_reported(void **state)
{
	struct nb_lab *lab = *state;
	struct nb_stream *stream = stream_there(lab);
	const struct nb_failure *failure;

	nb_assert_stream_lost_at_most(stream, 0, ANSWER_MS);
	nb_assert_fails(claim_a_gap, stream, NB_FAILURE_FAIL, "stream.interrupted",
			"stream h1 to h2, 10.0.2.2:9000, every 2 ms: wanted an "
			"interruption of at "
			"least 60000 ms, got ...");
	OK(nb_cut(lab, "r1:main", &err));
	nb_assert_interrupted_at_least(stream, 60);
	failure = nb_assert_fails(claim_no_gap, stream, NB_FAILURE_FAIL,
				  "stream.interrupted",
				  "stream h1 to h2, 10.0.2.2:9000, every 2 ms: wanted no "
				  "interruption of 50 ms, got ...");
	assert_non_null(strstr(failure->text, "  wanted     no interruption of 50 ms\n"
					      "  seen       "));
	assert_non_null(strstr(failure->text,
			       " pending\n             stream h1 to h2, "
			       "10.0.2.2:9000, every 2 ms\n  longest    "));
	assert_non_null(strstr(failure->text, " ms after the first packet on\n"));
	failure = nb_assert_fails(
		claim_it_flows, stream, NB_FAILURE_FAIL, "stream.flows",
		"stream h1 to h2, 10.0.2.2:9000, every 2 ms: no packet arrived "
		"within 50 ms...");
	assert_non_null(strstr(failure->text,
			       "  wanted     a packet that is sent from now "
			       "on, within 50 ms\n"));
	failure = nb_assert_fails(
		claim_no_loss, stream, NB_FAILURE_FAIL, "stream.lost",
		"stream h1 to h2, 10.0.2.2:9000, every 2 ms: wanted at most 3 "
		"lost, got ...");
	assert_non_null(strstr(failure->text, "  wanted     at most 3 packets lost\n"));
}

static void a_stream_that_ended_is_judged_too(void **state)
{
	struct nb_lab *lab = *state;
	struct nb_stream *stream = stream_there(lab);
	struct nb_stream_stats stats, later;

	nb_stream_stop(stream);
	nb_stream_stop(stream);
	nb_assert_stream_lost_at_most(stream, 0, ANSWER_MS);
	nb_assert_interrupted_less_than(stream, BREAK_MS);
	nb_stream_measure(stream, &stats);
	assert_int_equal(stats.arrived, stats.sent);
	assert_true(stats.sent > 0 && stats.first_ns > 0 && stats.longest_ns > 0);
	nb_assert_seen(lab, "h1:eth0", "udp dst port 9000", nb_exactly(stats.sent), 30);
	nb_stream_measure(stream, &later);
	assert_int_equal(later.sent, stats.sent);
}

static void what_never_arrives_is_no_interruption(void **state)
{
	struct nb_lab *lab = *state;
	struct nb_error err = { 0 };
	struct nb_stream *stream = nb_stream_start(
		nb_lab_node(lab, "h1"), nb_lab_node(lab, "h2"), "10.9.9.9:9000", 2, &err);

	assert_non_null(stream);
	nb_assert_eventually(({
				     struct nb_stream_stats stats;

				     nb_stream_measure(stream, &stats);
				     stats.sent > 5;
			     }),
			     ANSWER_MS);
	nb_assert_fails(claim_no_gap, stream, NB_FAILURE_FAIL, "stream.interrupted",
			"stream h1 to h2, 10.9.9.9:9000, every 2 ms: none of ...");
	nb_stream_stop(stream);
	nb_assert_fails(claim_no_loss, stream, NB_FAILURE_FAIL, "stream.lost",
			"stream h1 to h2, 10.9.9.9:9000, every 2 ms: wanted at most 3 "
			"lost, got ...");
}

static void claim_a_short_gap(void *stream)
{
	nb_assert_interrupted_at_least(stream, 50);
}

static void nothing_can_interrupt_what_never_flowed(void **state)
{
	struct nb_error err = { 0 };
	struct nb_stream *stream =
		nb_stream_start(nb_lab_node(*state, "h1"), nb_lab_node(*state, "h2"),
				"10.9.9.9:9000", 2, &err);

	assert_non_null(stream);
	nb_assert_fails(claim_a_short_gap, stream, NB_FAILURE_ERROR, "stream.interrupted",
			"stream h1 to h2, 10.9.9.9:9000, every 2 ms: none of ...");
}

static struct nb_stream *start_badly(struct nb_lab *lab, const char *address,
				     unsigned int every_ms, struct nb_error *err)
{
	*err = (struct nb_error){ 0 };
	return nb_stream_start(nb_lab_node(lab, "h1"), nb_lab_node(lab, "h2"), address,
			       every_ms, err);
}

static void what_is_no_stream_is_told(void **state)
{
	struct nb_error err;

	assert_null(start_badly(*state, "10.0.2.2", 2, &err));
	assert_string_equal(err.text,
			    "stream h1 to h2, 10.0.2.2: address \"10.0.2.2\": not "
			    "ADDRESS:PORT without a zone: Invalid argument "
			    "(EINVAL)");
	assert_null(start_badly(*state, "10.0.2.2:9", 0, &err));
	assert_string_equal(err.text, "stream h1 to h2, 10.0.2.2:9: every 0 ms: not 1 to "
				      "10000: Invalid argument (EINVAL)");
	stream_there(*state);
	assert_null(start_badly(*state, "10.0.2.2:9000", 2, &err));
	assert_string_equal(err.text,
			    "stream h1 to h2, 10.0.2.2:9000: node h2: receive at "
			    "UDP port 9000: Address already in use "
			    "(EADDRINUSE)");
}

int streams(void)
{
	const struct CMUnitTest tests[] = {
		nb_unit_test(an_interruption_is_reported, &two_ways),
		nb_unit_test(a_stream_that_ended_is_judged_too, &two_ways),
		nb_unit_test(what_never_arrives_is_no_interruption, &two_ways),
		nb_unit_test(nothing_can_interrupt_what_never_flowed, &two_ways),
		nb_unit_test(what_is_no_stream_is_told, &two_ways),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
