/* SPDX-License-Identifier: MIT */
/* What every kernel can do: loss, rate, and to change both while packets flow. */
#include "impair.h"

#include <errno.h>
#include <string.h>

static const struct nb_topology lossy = {
	.name = "lossy",
	.neighbours = NB_NEIGHBOURS_STATIC, /* none waits for ARP */
	.nodes = NB_NODES({ "h1", .kind = NB_HOST }, { "h2", .kind = NB_HOST }),
	.links = NB_LINKS({ { "h1:eth0", "10.0.0.1/24", .impair = "loss 10%" },
			    { "h2:eth0", "10.0.0.2/24" } }),
};

static const struct nb_topology slow = {
	.name = "slow",
	.neighbours = NB_NEIGHBOURS_STATIC, /* none waits for ARP */
	.nodes = NB_NODES({ "h1", .kind = NB_HOST }, { "h2", .kind = NB_HOST }),
	.links = NB_LINKS({ { "h1:eth0", "10.0.0.1/24", .impair = "rate 8mbit" },
			    { "h2:eth0", "10.0.0.2/24", .impair = "none" } }),
};

static const struct nb_topology plain = {
	.name = "plain",
	.nodes = NB_NODES({ "h1", .kind = NB_HOST }, { "h2", .kind = NB_HOST }),
	.links = NB_LINKS({ { "h1:eth0", "10.0.0.1/24" }, { "h2:eth0", "10.0.0.2/24" } }),
};

static const struct nb_topology switched = {
	.name = "switched",
	.nodes = NB_NODES({ "h1", .kind = NB_HOST }, { "h2", .kind = NB_HOST },
			  { "sw", .kind = NB_SWITCH }),
	.links = NB_LINKS(
		{ { "h1:eth0", "10.0.0.1/24", .impair = "loss 50%" }, { "sw" } }),
	.lans = NB_LANS({ "lan", NB_LAN_SWITCH,
			  NB_ENDS({ "h1:eth1", "10.0.1.1/24", .impair = "loss 100%" },
				  { "h2:eth1", "10.0.1.2/24" }) }),
};

static void one_direction_loses(void **state)
{
	burst(*state, "h1", "h2", 2000, 100);
	burst(*state, "h2", "h1", 500, 100);
	nb_assert_loss_is(*state, "h1:eth0", "h2:eth0", THERE, 10, 100 /* ms */);
	nb_assert_no_loss(*state, "h2:eth0", "h1:eth0", BACK, 100 /* ms */);
	/* It is the wire that loses: the sender's capture has all of them. */
	nb_assert_seen(*state, "h1:eth0", THERE, nb_exactly(2000), 0);
}

static void claim_twice_the_loss(void *lab)
{
	nb_assert_loss_is(lab, "h1:eth0", "h2:eth0", THERE, 20, 0);
}

static void claim_no_loss(void *lab)
{
	nb_assert_no_loss(lab, "h1:eth0", "h2:eth0", THERE, 0);
}

static void claim_more_loss_back(void *lab)
{
	nb_assert_loss_between(lab, "h2:eth0", "h1:eth0", BACK, 10, 30, 0);
}

static void claim_of_too_few(void *lab)
{
	nb_assert_loss_is(lab, "h2:eth0", "h1:eth0", BACK, 2, 0);
}

static void claim_of_silence(void *lab)
{
	nb_assert_no_loss(lab, "h2:eth0", "h1:eth0", "tcp", 0);
}

static void claim_at_no_end(void *lab)
{
	nb_assert_no_loss(lab, "h2:eth7", "h1:eth0", BACK, 0);
}

static void wrong_shares_fail(void **state)
{
	const struct nb_failure *failure;

	burst(*state, "h1", "h2", 2000, 100);
	burst(*state, "h2", "h1", 500, 100);
	failure = nb_assert_fails(claim_twice_the_loss, *state, NB_FAILURE_FAIL,
				  "way.share",
				  "h1:eth0 to h2:eth0: wanted 20 % lost, got ...");
	assert_non_null(strstr(failure->text, "  wanted     20 % of the packets lost\n"
					      "  seen       2000 sent, "));
	assert_non_null(strstr(failure->text,
			       " 0 duplicates, 0 reordered, 0 strangers\n"
			       "             h1:eth0 to h2:eth0: " THERE "\n"));
	assert_non_null(strstr(failure->text, "but for one time in 1000000\n"));
	nb_assert_fails(claim_no_loss, *state, NB_FAILURE_FAIL, "way.share",
			"h1:eth0 to h2:eth0: wanted 0 % lost, got ...");
	nb_assert_fails(
		claim_more_loss_back, *state, NB_FAILURE_FAIL, "way.share",
		"h2:eth0 to h1:eth0: wanted 10 to 30 % lost, got 0 of 500, which is 0.00 "
		"to 2.7...");
	nb_assert_fails(
		claim_of_too_few, *state, NB_FAILURE_ERROR, "way.share",
		"h2:eth0 to h1:eth0: 500 packets are too few to tell whether 2 % are "
		"lost: it takes 684...");
	nb_assert_fails(claim_of_silence, *state, NB_FAILURE_ERROR, "way.share",
			"h2:eth0 sent no packet \"tcp\" to measure h1:eth0 by...");
	nb_assert_fails(
		claim_at_no_end, *state, NB_FAILURE_ERROR, "way.share",
		"cannot tell: h2:eth7 to h1:eth0: no end is called \"h2:eth7\"...");
}

static void claim_faster(void *lab)
{
	nb_assert_rate_between(lab, "h1:eth0", "h2:eth0", THERE, 20e6, 30e6, 0);
}

static void claim_rate_of_few(void *lab)
{
	nb_assert_rate_at_most(lab, "h2:eth0", "h1:eth0", BACK, 20e6, 0);
}

static void a_rate_holds_packets_back(void **state)
{
	burst(*state, "h1", "h2", 600, 958); /* 8,000 bits with the headers */
	burst(*state, "h2", "h1", 20, 100);
	nb_assert_no_loss(*state, "h1:eth0", "h2:eth0", THERE, 5000 /* ms */);
	nb_assert_rate_between(*state, "h1:eth0", "h2:eth0", THERE, SLOWEST, 9.5e6, 0);
	nb_assert_fails(claim_faster, *state, NB_FAILURE_FAIL, "way.rate",
			"h1:eth0 to h2:eth0: wanted 20 to 30 Mbit/s, got ...");
	nb_assert_fails(claim_rate_of_few, *state, NB_FAILURE_ERROR, "way.rate",
			"h2:eth0 to h1:eth0: 20 packets that arrived make no rate: it "
			"takes 100...");
}

static void what_a_wire_does_changes(void **state)
{
	struct nb_one_way_stats stats;
	struct nb_error err = { 0 };

	nb_set_impair(*state, "h1:eth0", "none");
	nb_set_impair(*state, "h2:eth0", "loss 50%");
	burst(*state, "h1", "h2", 600, 958);
	burst(*state, "h2", "h1", 600, 100);
	nb_assert_no_loss(*state, "h1:eth0", "h2:eth0", THERE, 1000 /* ms */);
	nb_assert_loss_is(*state, "h2:eth0", "h1:eth0", BACK, 50, 100 /* ms */);
	nb_set_impair(*state, "h2:eth0", "loss 100%");
	nb_assert_unreachable_while(nb_lab_node(*state, "h1"), "10.0.0.2", 100, NULL);
	assert_int_equal(nb_impair_clear(*state, "h2:eth0", &err), 0);
	nb_assert_reachable(nb_lab_node(*state, "h1"), "10.0.0.2", 2000);
	assert_int_equal(nb_one_way(*state, "h1:eth0", "h2:eth0", THERE, 0, &stats, &err),
			 0);
	assert_int_equal(stats.sent, 600);
	assert_int_equal(stats.arrived, 600);
	assert_true(stats.delay_min_ns <= stats.delay_median_ns);
	assert_true(stats.delay_median_ns <= stats.delay_max_ns);
}

static void both_at_once(void **state)
{
	nb_set_impair(*state, "h1:eth0", "rate 8mbit loss 20%");
	burst(*state, "h1", "h2", 900, 958);
	nb_assert_loss_is(*state, "h1:eth0", "h2:eth0", THERE, 20, 1500 /* ms */);
	nb_assert_rate_between(*state, "h1:eth0", "h2:eth0", THERE, SLOWEST, 9.5e6, 0);
}

static void a_short_queue_overflows(void **state)
{
	struct nb_one_way_stats stats;
	struct nb_error err = { 0 };

	nb_set_impair(*state, "h1:eth0", "rate 8mbit queue 50");
	burst(*state, "h1", "h2", 600, 958);
	assert_int_equal(
		nb_one_way(*state, "h1:eth0", "h2:eth0", THERE, 300, &stats, &err), 0);
	assert_true(stats.lost > 0);
	assert_true(stats.arrived >= 50);
}

static void wires_of_switches_are_impaired(void **state)
{
	struct nb_lab *lab = *state;

	nb_set_impair(lab, "h1:eth0", "none");
	nb_set_impair(lab, "h1:eth1", "none");
	nb_assert_reachable(nb_lab_node(lab, "h1"), "10.0.1.2", 2000);
	nb_set_impair(lab, "h1:eth1", "loss 100%");
	nb_assert_unreachable_while(nb_lab_node(lab, "h1"), "10.0.1.2", 100, NULL);
	nb_set_impair(lab, "sw:p1", "loss 100%");
}

static void frames_are_no_longer_than_the_wire_allows(void **state)
{
	const struct nb_service_spec sink = {
		.name = "sink",
		.argv = NB_LIST("python3", "-c",
				"import socket\n"
				"s = socket.create_server(('', 80))\n"
				"c, _ = s.accept()\n"
				"n = 0\n"
				"while (d := c.recv(65536)): n += len(d)\n"
				"print('got', n, flush=True)\n"),
		.ready = { .tcp = 80 },
		.may_exit = true,
	};
	struct nb_error err = { 0 };

	if (!nb_service_start(nb_lab_node(*state, "h2"), &sink, &err))
		fail_msg("%s", err.text);
	nb_assert_command(nb_lab_node(*state, "h1"),
			  "python3 -c \"import socket; "
			  "s = socket.create_connection(('10.0.0.2', 80)); "
			  "s.sendall(b'x' * 200000)\"",
			  0);
	nb_assert_seen(*state, "h2:eth0", "tcp dst port 80 and greater 1514",
		       nb_at_least(100), 2000);
	nb_assert_not_seen(*state, "*", "greater 1515", 0);
}

static void what_cannot_be_impaired_is_told(void **state)
{
	struct nb_error err = { 0 };

	assert_int_equal(nb_impair(*state, "h1:eth0", "loss 1%", &err), -1);
	assert_string_equal(err.text,
			    "end h1:eth0: its wire cannot be impaired: the topology must "
			    "say so, .impair = \"none\" will do");
	assert_int_equal(err.code, EINVAL);
	err = (struct nb_error){ 0 };
	assert_int_equal(nb_impair(*state, "h1:eth7", "loss 1%", &err), -1);
	assert_string_equal(err.text, "there is no end h1:eth7 in the lab");
	assert_int_equal(err.code, ENOENT);
}

static void set_bad_words(void *lab)
{
	nb_set_impair(lab, "h1:eth0", "loss 1");
}

static void set_a_delay(void *lab)
{
	nb_set_impair(lab, "h1:eth0", "delay 20ms");
}

static void what_the_kernel_lacks_is_a_skip(void **state)
{
	nb_assert_fails(set_bad_words, *state, NB_FAILURE_ERROR, "impair",
			"end h1:eth0: impairment \"loss 1\": loss: 1: not a share...");
	if (nb_kernel_has("netem"))
		assert_null(nb_expect_failure(set_a_delay, *state));
	else
		nb_assert_fails(set_a_delay, *state, NB_FAILURE_SKIP, "",
				"kernel lacks netem");
}

int anywhere(void)
{
	const struct CMUnitTest tests[] = {
		nb_unit_test(one_direction_loses, &lossy),
		nb_unit_test(wrong_shares_fail, &lossy),
		nb_unit_test(a_rate_holds_packets_back, &slow, .needs = "tbf"),
		nb_unit_test(what_a_wire_does_changes, &slow, .needs = "tbf"),
		nb_unit_test(both_at_once, &slow, .needs = "tbf"),
		nb_unit_test(a_short_queue_overflows, &slow, .needs = "tbf"),
		nb_unit_test(wires_of_switches_are_impaired, &switched),
		nb_unit_test(frames_are_no_longer_than_the_wire_allows, &slow,
			     .needs = "tbf"),
		nb_unit_test(what_cannot_be_impaired_is_told, &plain),
		nb_unit_test(what_the_kernel_lacks_is_a_skip, &slow, .needs = "tbf"),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
