/* SPDX-License-Identifier: MIT */
/* Claims over a lab that runs: they wait, they watch, they fail where they should. */
#include "packets.h"

#include <stdio.h>
#include <string.h>

/* A router that was forgotten to be one. */
const struct nb_topology no_forwarding = {
	.name = "no_forwarding",
	.nodes = NB_NODES({ "h1", NB_HOST, .routes = NB_LIST("default via 10.0.1.1") },
			  { "r1", NB_HOST },
			  { "h2", NB_HOST, .routes = NB_LIST("default via 10.0.2.1") }),
	.links = NB_LINKS({ { "h1:eth0", "10.0.1.2/24" }, { "r1:lan1", "10.0.1.1/24" } },
			  { { "r1:lan2", "10.0.2.1/24" }, { "h2:eth0", "10.0.2.2/24" } }),
};

void a_claim_waits_for_its_packet(void **state)
{
	assert_int_equal(
		nb_packets_count(nb_lab_capture(*state), "h2", "udp port 9", NULL), 0);
	send_later(*state);
	nb_assert_seen(*state, "h2:eth0", "udp dst port 9", nb_at_least(1), 5000);
	nb_assert_payload_seen(*state, "r1", "late", 4, 5000);
}

static void claim_not_seen(void *lab)
{
	nb_assert_not_seen(lab, "h2:eth0", "udp dst port 9", 5000);
}

void absence_is_watched_for_all_of_its_time(void **state)
{
	const struct nb_failure *failure;

	ping(*state, "h1", "10.0.2.2");
	nb_assert_not_seen(*state, "h2:eth0", "udp dst port 9", 20);
	send_later(*state);
	failure = nb_expect_failure(claim_not_seen, *state);
	assert_non_null(failure);
	assert_string_equal(failure->type, "packet.present");
	assert_non_null(strstr(failure->text,
			       "wanted     no packet \"udp dst port 9\" at h2:eth0 "
			       "for 5000 ms\n"));
	assert_non_null(strstr(failure->text, "  waited     "));
	assert_non_null(strstr(failure->text, "10.0.2.2:9 UDP "));
}

static void claim_nothing_in_the_dmz(void *lab)
{
	nb_assert_not_seen(lab, "r1:dmz h3", "icmp", 0);
}

static void claim_no_secret_in_the_dmz(void *lab)
{
	nb_assert_payload_never(lab, "r1:dmz h3", "secret", 6, 0);
}

void absence_needs_a_control(void **state)
{
	const struct nb_failure *failure;

	ping(*state, "h1", "10.0.2.2");
	failure = nb_expect_failure(claim_nothing_in_the_dmz, *state);
	assert_non_null(failure);
	assert_string_equal(failure->type, "packet.no-control");
	failure = nb_expect_failure(claim_no_secret_in_the_dmz, *state);
	assert_non_null(failure);
	assert_string_equal(failure->type, "packet.no-control");
	nb_assert_not_seen(*state, "r1:dmz h3 r1:lan1", "tcp", 0);
	nb_assert_payload_never(*state, "r1", "secret", 6, 0);
}

static void claim_pings_stay_in_lan1(void *lab)
{
	nb_assert_seen_only_on(lab, "h1 r1:lan1", "icmp", 0);
}

void packets_are_seen_only_where_they_belong(void **state)
{
	const struct nb_failure *failure;

	ping(*state, "h1", "10.0.2.2");
	nb_assert_seen_only_on(*state, "h1 r1:lan1", "arp and host 10.0.1.2", 0);
	nb_assert_seen_only_on(*state, "h1 r1:lan1 r1:lan2 h2", "icmp", 0);
	failure = nb_expect_failure(claim_pings_stay_in_lan1, *state);
	assert_non_null(failure);
	assert_string_equal(failure->type, "packet.elsewhere");
	assert_string_equal(failure->message,
			    "wanted \"icmp\" only on h1 r1:lan1, seen at r1:lan2");
}

static void claim_the_answer_first(void *lab)
{
	nb_assert_in_order(lab, "h1", 0, "icmp[0] == 0", "icmp[0] == 8");
}

void order_is_that_of_the_wire(void **state)
{
	const struct nb_failure *failure;

	ping(*state, "h1", "10.0.2.2");
	nb_assert_in_order(*state, "h1", 0, "arp[6:2] == 1", "arp[6:2] == 2",
			   "icmp[0] == 8", "icmp[0] == 0");
	nb_assert_in_order(*state, NULL, 0, "icmp[0] == 8 and ip[8] == 64",
			   "icmp[0] == 8 and ip[8] == 63", "icmp[0] == 0 and ip[8] == 64",
			   "icmp[0] == 0 and ip[8] == 63");
	failure = nb_expect_failure(claim_the_answer_first, *state);
	assert_non_null(failure);
	assert_string_equal(failure->type, "packet.order");
	assert_non_null(strstr(failure->text, "\"icmp[0] == 8\" came, but earlier:\n"));
}

static void claim_forwarded(void *lab)
{
	nb_assert_seen(lab, "h2:eth0", "icmp and dst host 10.0.2.2", nb_at_least(1), 50);
}

void a_lost_packet_is_followed_to_where_it_was_last_seen(void **state)
{
	const struct nb_failure *failure;

	assert_int_equal(nb_ping(nb_lab_node(*state, "h1"), "10.0.2.2", 20, NULL, NULL),
			 0);
	failure = nb_expect_failure(claim_forwarded, *state);
	assert_non_null(failure);
	assert_string_equal(failure->type, "packet.absent");
	assert_non_null(strstr(failure->text, "  last seen  "));
	assert_non_null(
		strstr(failure->text, " r1:lan1 in IP 10.0.1.2 > 10.0.2.2 ICMP echo "));
	assert_non_null(strstr(failure->text, "; never at h2:eth0\n"));
	assert_non_null(
		strstr(failure->text, "  hint       nothing at all was seen at h2:eth0"));
}
