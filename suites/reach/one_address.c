/* SPDX-License-Identifier: MIT */
/* One node asks one address: ping, TCP, UDP, HTTP, and that nobody answers. */
#include "reach.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void ping_answers(void **state)
{
	struct nb_node *h1 = nb_lab_node(*state, "h1");
	struct nb_answer answer;

	nb_assert_reachable(h1, "10.0.2.2", ANSWER_MS);
	nb_assert_reachable(h1, "2001:db8:2::2", ANSWER_MS);
	assert_int_equal(nb_ping(h1, "10.0.2.2", ANSWER_MS, &answer, NULL), 1);
	assert_string_equal(answer.from, "10.0.2.2");
	assert_true(answer.tries >= 1);
}

/* A solicitation that is not heard, or not answered, is repeated after 1 s, RFC 4861 10. */
static void first_ping_over_ipv6_does_not_wait(void **state)
{
	nb_assert_reachable(nb_lab_node(*state, "h1"), "2001:db8:2::2", 900);
}

static void ping_nobody(void *lab)
{
	nb_assert_reachable(nb_lab_node(lab, "h1"), "10.0.2.77", QUIET_MS);
}

static void silence_names_who_is_missing(void **state)
{
	expect_text(nb_assert_fails(ping_nobody, *state, NB_FAILURE_FAIL, "reach.ping",
				    "h1: 10.0.2.77: no answer"),
		    "  wanted     10.0.2.77 answers ping from h1\n"
		    "  seen       no answer\n"
		    "  last seen  h1:eth0 out > r1:lan in > r1:wan out > r2:wan in\n"
		    "  hint       no node of the lab has 10.0.2.77, where r2 sends to\n");
}

static const struct nb_topology only_pings = {
	.name = "only_pings",
	.filter = "icmp and icmp[0] == 8",
	.nodes = NB_NODES({ "h1" }, { "h2" }),
	.links = NB_LINKS({ { "h1:eth0", "10.0.0.1/24" }, { "h2:eth0", "10.0.0.2/24" } }),
};

static void connect_to_h2(void *lab)
{
	nb_assert_tcp(nb_lab_node(lab, "h1"), "10.0.0.2", 80, QUIET_MS);
}

static void path_by_h3(void *lab)
{
	nb_assert_path(nb_lab_node(lab, "h1"), "10.0.0.2", "h3", ANSWER_MS);
}

/* That it was seen nowhere, with all that is recorded in mind. */
static void what_was_recorded_is_told_beside(void **state)
{
	expect_text(nb_assert_fails(connect_to_h2, *state, NB_FAILURE_FAIL, "reach.tcp",
				    "h1: 10.0.0.2 TCP port 80: refused by 10.0.0.2"),
		    "  wanted     10.0.0.2 TCP port 80 accepts a connection from h1\n"
		    "  seen       refused by 10.0.0.2\n"
		    "  last seen  at no end of the lab\n"
		    "  recorded   only \"icmp and icmp[0] == 8\"\n"
		    "  hint       routes, links and neighbours are complete there and "
		    "back (h1, h2, h1): look at packet filters and services\n");
	expect_text(nb_assert_fails(
			    path_by_h3, *state, NB_FAILURE_FAIL, "reach.path",
			    "h1: path to 10.0.0.2: hop 1 is no further router, not h3"),
		    "  wanted     h3\n"
		    "  seen       10.0.0.2\n"
		    "  differs    hop 1: want h3, got no further router\n"
		    "  last seen  h1:eth0 out > h2:eth0 in\n"
		    "  recorded   only \"icmp and icmp[0] == 8\"\n");
}

static void ping_h2(void *lab)
{
	nb_assert_reachable(nb_lab_node(lab, "h1"), "10.0.2.2", QUIET_MS);
}

static void forwarding_off_is_named(void **state)
{
	sh(*state, "r2", "sysctl -q -w net.ipv4.ip_forward=0");
	expect_text(
		nb_assert_fails(ping_h2, *state, NB_FAILURE_FAIL, "reach.ping",
				"h1: 10.0.2.2: no answer"),
		"  wanted     10.0.2.2 answers ping from h1\n"
		"  seen       no answer\n"
		"  last seen  h1:eth0 out > r1:lan in > r1:wan out > r2:wan in\n"
		"  hint       r2 does not forward IPv4: net.ipv4.ip_forward is off\n");
}

/* @limit of icmp(7): 0 = every try has its error, 3000 ms = only the first. */
static void expect_missing_route(struct nb_lab *lab, const char *limit)
{
	char line[96];

	snprintf(line, sizeof(line),
		 "sysctl -q -w net.ipv4.icmp_ratelimit=%s; ip route del 10.0.2.0/24",
		 limit);
	sh(lab, "r1", line);
	expect_text(nb_assert_fails(ping_h2, lab, NB_FAILURE_FAIL, "reach.ping",
				    "h1: 10.0.2.2: network unreachable, says 10.0.1.1"),
		    "  wanted     10.0.2.2 answers ping from h1\n"
		    "  seen       network unreachable, says 10.0.1.1\n"
		    "  last seen  h1:eth0 out > r1:lan in\n"
		    "             answer: r1:lan out > h1:eth0 in\n"
		    "  hint       r1 has no way to 10.0.2.2: Network is unreachable "
		    "(ENETUNREACH)\n");
}

static void missing_route_is_named(void **state)
{
	expect_missing_route(*state, "0");
}

static void the_try_that_had_an_error_is_followed(void **state)
{
	expect_missing_route(*state, "3000");
}

/* What r2 has to say of it to h2 is no answer to h1. */
static void missing_way_back_is_named(void **state)
{
	sh(*state, "r2",
	   "sysctl -q -w net.ipv4.icmp_ratelimit=0; ip route del 10.0.1.0/24");
	expect_text(nb_assert_fails(ping_h2, *state, NB_FAILURE_FAIL, "reach.ping",
				    "h1: 10.0.2.2: no answer"),
		    "  wanted     10.0.2.2 answers ping from h1\n"
		    "  seen       no answer\n"
		    "  last seen  h1:eth0 out > r1:lan in > r1:wan out > r2:wan in > "
		    "r2:lan out > h2:eth0 in\n"
		    "             answer: h2:eth0 out > r2:lan in\n"
		    "  hint       r2 has no way to 10.0.1.2: Network is unreachable "
		    "(ENETUNREACH)\n");
}

static void link_down_is_named(void **state)
{
	sh(*state, "h1", "ip link set eth0 down");
	expect_text(nb_assert_fails(
			    ping_h2, *state, NB_FAILURE_FAIL, "reach.ping",
			    "h1: 10.0.2.2: nothing left the node: Network is unreachable "
			    "(ENETUNREACH)"),
		    "  wanted     10.0.2.2 answers ping from h1\n"
		    "  seen       nothing left the node: Network is unreachable "
		    "(ENETUNREACH)\n"
		    "  last seen  at no end of the lab\n"
		    "  hint       h1:eth0 is down\n"
		    "  hint       h1 has no way to 10.0.2.2: Network is unreachable "
		    "(ENETUNREACH)\n");
}

static void strict_reverse_path_is_named(void **state)
{
	sh(*state, "r2", "sysctl -q -w net.ipv4.conf.all.rp_filter=1");
	sh(*state, "r2", "ip route replace 10.0.1.0/24 via 10.0.2.2");
	expect_text(nb_assert_fails(ping_h2, *state, NB_FAILURE_FAIL, "reach.ping",
				    "h1: 10.0.2.2: no answer"),
		    "  wanted     10.0.2.2 answers ping from h1\n"
		    "  seen       no answer\n"
		    "  last seen  h1:eth0 out > r1:lan in > r1:wan out > r2:wan in\n"
		    "  hint       r2 drops packets from 10.0.1.2 that come in by wan: "
		    "rp_filter "
		    "is strict and its route back is another\n");
}

static void a_filter_is_what_remains(void **state)
{
	sh(*state, "h2",
	   "nft 'add table t; add chain t in { type filter hook input priority 0; }; "
	   "add rule t in icmp type echo-request drop'");
	expect_text(nb_assert_fails(ping_h2, *state, NB_FAILURE_FAIL, "reach.ping",
				    "h1: 10.0.2.2: no answer"),
		    "  wanted     10.0.2.2 answers ping from h1\n"
		    "  seen       no answer\n"
		    "  last seen  h1:eth0 out > r1:lan in > r1:wan out > r2:wan in > "
		    "r2:lan out > h2:eth0 in\n"
		    "  hint       routes, links and neighbours are complete there and "
		    "back (h1, "
		    "r1, r2, h2, r2, r1, h1): look at packet filters and services\n"
		    "  hint       packets over 1400 bytes do not fit r1:wan\n");
}

static void ping_h2_v6(void *lab)
{
	nb_assert_reachable(nb_lab_node(lab, "h1"), "2001:db8:2::2", QUIET_MS);
}

static void forwarding_off_is_named_v6(void **state)
{
	const struct nb_failure *failure;

	sh(*state, "r2", "sysctl -q -w net.ipv6.conf.all.forwarding=0");
	failure = nb_expect_failure(ping_h2_v6, *state);
	assert_non_null(failure);
	assert_non_null(strstr(failure->text, "  hint       r2 does not forward IPv6: "
					      "net.ipv6.conf.all.forwarding is off\n"));
}

static void missing_way_back_is_named_v6(void **state)
{
	sh(*state, "r2", "ip -6 route del 2001:db8:1::/64");
	expect_text(nb_assert_fails(ping_h2_v6, *state, NB_FAILURE_FAIL, "reach.ping",
				    "h1: 2001:db8:2::2: no answer"),
		    "  wanted     2001:db8:2::2 answers ping from h1\n"
		    "  seen       no answer\n"
		    "  last seen  h1:eth0 out > r1:lan in > r1:wan out > r2:wan in > "
		    "r2:lan out > h2:eth0 in\n"
		    "             answer: h2:eth0 out > r2:lan in\n"
		    "  hint       r2 has no way to 2001:db8:1::2: Network is unreachable "
		    "(ENETUNREACH)\n");
}

static void missing_route_is_named_v6(void **state)
{
	sh(*state, "r1", "ip -6 route del 2001:db8:2::/64");
	expect_text(nb_assert_fails(ping_h2_v6, *state, NB_FAILURE_FAIL, "reach.ping",
				    "h1: 2001:db8:2::2: no route, says 2001:db8:1::1"),
		    "  wanted     2001:db8:2::2 answers ping from h1\n"
		    "  seen       no route, says 2001:db8:1::1\n"
		    "  last seen  h1:eth0 out > r1:lan in\n"
		    "             answer: r1:lan out > h1:eth0 in\n"
		    "  hint       r1 has no way to 2001:db8:2::2: Network is unreachable "
		    "(ENETUNREACH)\n");
}

static void a_mute_neighbour_is_named(void **state)
{
	const struct nb_failure *failure;

	sh(*state, "h2", "ip link set eth0 arp off");
	failure = nb_expect_failure(ping_h2, *state);
	assert_non_null(failure);
	assert_non_null(strstr(failure->text,
			       "  hint       r2: nobody answers for 10.0.2.2 on "
			       "lan (neighbour INCOMPLETE)\n"));
}

static void routes_in_circles_are_named(void **state)
{
	const struct nb_failure *failure;

	sh(*state, "r2", "ip route add 10.0.2.2/32 via 10.0.9.1");
	failure = nb_assert_fails(ping_h2, *state, NB_FAILURE_FAIL, "reach.ping",
				  "h1: 10.0.2.2: ...");
	assert_non_null(
		strstr(failure->text,
		       "  hint       the routes to 10.0.2.2 go in circles: r1, r2, r1"));
}

static void questions_return_the_answer(void **state)
{
	struct nb_node *h1 = nb_lab_node(*state, "h1");
	struct nb_answer answer;
	struct nb_error err = { 0 };
	struct nb_echo *echo;
	char *why;

	start_web(*state);
	assert_int_equal(nb_tcp(h1, "10.0.2.2", 80, ANSWER_MS, &answer, &err), 1);
	assert_int_equal(nb_tcp(h1, "10.0.2.2", 81, QUIET_MS, &answer, &err), 0);
	assert_int_equal(answer.kind, NB_ANSWER_REFUSED);
	assert_int_equal(nb_udp_echo(h1, "10.0.2.2", 7, ANSWER_MS, &answer, &err), 1);
	assert_int_equal(nb_http_get(h1, "http://10.0.2.2:81/", QUIET_MS, NULL, &err), 0);
	echo = nb_echo_start(nb_lab_node(*state, "h2"), 4, 7, &err);
	assert_non_null(echo);
	assert_null(nb_echo_start(nb_lab_node(*state, "h2"), 4, 7, &err));
	assert_string_equal(err.text,
			    "node h2: UDP port 7: Address already in use (EADDRINUSE)");
	nb_echo_stop(echo);
	why = nb_node_why(h1, "no address");
	assert_string_equal(why, "");
	free(why);
}

static void questions_without_sense_are_errors(void **state)
{
	struct nb_node *h1 = nb_lab_node(*state, "h1");

	assert_int_equal(nb_ping(h1, "h2", QUIET_MS, NULL, NULL), -1);
	assert_int_equal(nb_tcp(h1, "h2", 80, QUIET_MS, NULL, NULL), -1);
	assert_int_equal(nb_udp_echo(h1, "h2", 7, QUIET_MS, NULL, NULL), -1);
	assert_int_equal(nb_udp_send(h1, "h2", 7, 1, NULL), -1);
	assert_int_equal(nb_udp_send(h1, "10.0.2.2", 7, 70000, NULL), -1);
	assert_int_equal(nb_http_get(h1, "h2", QUIET_MS, NULL, NULL), -1);
	assert_int_equal(nb_path_trace(h1, "h2", QUIET_MS, NULL, NULL), -1);
	assert_int_equal(nb_path_mtu_measure(h1, "h2", QUIET_MS, NULL, NULL), -1);
	assert_int_equal(nb_path_mtu(h1, "h2"), 0);
	assert_int_equal(nb_path_mtu(nb_lab_node(*state, "r1"), "10.99.0.1"), 0);
}

static void a_link_local_address_has_a_zone(void **state)
{
	struct nb_node *h1 = nb_lab_node(*state, "h1");

	nb_assert_reachable(h1, "ff02::1%eth0", ANSWER_MS);
	assert_int_equal(nb_ping(h1, "fe80::1%eth9", QUIET_MS, NULL, NULL), 0);
}

static void silence_holds_with_its_control(void **state)
{
	struct nb_node *h1 = nb_lab_node(*state, "h1");

	start_web(*state);
	sh(*state, "r2", "ip route add blackhole 10.0.1.2/32");
	nb_assert_unreachable(h1, "10.0.2.2", QUIET_MS);
	nb_assert_unreachable_while(h1, "10.0.2.2", QUIET_MS, "h3>10.0.2.2");
	nb_assert_unreachable_while(h1, "10.0.2.2", QUIET_MS, "10.0.1.1");
	nb_assert_unreachable_while(h1, "10.0.2.2", QUIET_MS, "h3>10.0.2.2:80");
}

static void claim_silence(void *lab)
{
	nb_assert_unreachable(nb_lab_node(lab, "h1"), "10.0.2.2", QUIET_MS);
}

static void silence_fails_on_an_answer(void **state)
{
	expect_text(nb_assert_fails(claim_silence, *state, NB_FAILURE_FAIL, "reach.ping",
				    "h1: 10.0.2.2 answers ping, and must not"),
		    "  wanted     no answer to h1\n"
		    "  seen       answered by 10.0.2.2\n");
}

static void claim_silence_of_nobody(void *lab)
{
	nb_assert_unreachable(nb_lab_node(lab, "h1"), "10.0.2.22", QUIET_MS);
}

static void claim_silence_beside_silence(void *lab)
{
	nb_assert_unreachable_while(nb_lab_node(lab, "h1"), "10.0.2.22", QUIET_MS,
				    "10.0.2.23");
}

static void silence_without_control_is_an_error(void **state)
{
	expect_text(nb_assert_fails(
			    claim_silence_of_nobody, *state, NB_FAILURE_ERROR,
			    "reach.ping",
			    "h1: 10.0.2.22 is silent, but no node of the lab has that "
			    "address"),
		    "  wanted     10.0.2.22 does not answer h1, a control does\n"
		    "  hint       name an answer that must come meanwhile: the _while "
		    "form\n");
	expect_text(
		nb_assert_fails(
			claim_silence_beside_silence, *state, NB_FAILURE_ERROR,
			"reach.ping",
			"h1: 10.0.2.22 is silent, but so is the control h1>10.0.2.23"),
		"  wanted     10.0.2.22 does not answer h1, a control does\n"
		"  control    h1>10.0.2.23: no answer\n");
}

static void tcp_connects(void **state)
{
	struct nb_node *h1 = nb_lab_node(*state, "h1");

	start_web(*state);
	nb_assert_tcp(h1, "10.0.2.2", 80, ANSWER_MS);
	nb_assert_tcp(h1, "2001:db8:2::2", 80, ANSWER_MS);
	sh(*state, "r1",
	   "nft 'add table t; add chain t fw { type filter hook forward priority "
	   "0; }; add rule t fw tcp dport 80 drop'");
	nb_assert_no_tcp(h1, "10.0.2.2", 80, QUIET_MS);
	nb_assert_no_tcp_while(h1, "10.0.2.2", 81, QUIET_MS, "10.0.2.2");
}

static void connect_81(void *lab)
{
	nb_assert_tcp(nb_lab_node(lab, "h1"), "10.0.2.2", 81, QUIET_MS);
}

static void claim_no_80(void *lab)
{
	nb_assert_no_tcp(nb_lab_node(lab, "h1"), "10.0.2.2", 80, QUIET_MS);
}

static void claim_no_81(void *lab)
{
	nb_assert_no_tcp(nb_lab_node(lab, "h1"), "10.0.2.2", 81, QUIET_MS);
}

static void tcp_says_who_refused(void **state)
{
	start_web(*state);
	nb_assert_fails(connect_81, *state, NB_FAILURE_FAIL, "reach.tcp",
			"h1: 10.0.2.2 TCP port 81: refused by 10.0.2.2");
	nb_assert_fails(claim_no_80, *state, NB_FAILURE_FAIL, "reach.tcp",
			"h1: 10.0.2.2 TCP port 80 accepts a connection, and must not");
	expect_text(
		nb_assert_fails(
			claim_no_81, *state, NB_FAILURE_ERROR, "reach.tcp",
			"h1: 10.0.2.2 TCP port 81 is silent, but so is the control "
			"h2>10.0.2.2 TCP port 81"),
		"  wanted     10.0.2.2 TCP port 81 does not answer h1, a control does\n"
		"  control    h2>10.0.2.2 TCP port 81: refused by 10.0.2.2\n");
}

static void udp_echoes(void **state)
{
	struct nb_node *h1 = nb_lab_node(*state, "h1");

	nb_assert_udp_echo(h1, "10.0.2.2", 7, ANSWER_MS);
	nb_assert_udp_echo(h1, "2001:db8:2::2", 7, ANSWER_MS);
	nb_assert_udp_sent(h1, "10.0.2.2", 9, 1200);
	sh(*state, "r1",
	   "nft 'add table t; add chain t fw { type filter hook forward priority "
	   "0; }; add rule t fw udp dport 7 drop'");
	nb_assert_no_udp_echo(h1, "10.0.2.2", 7, QUIET_MS);
}

static void echo_nobody(void *lab)
{
	nb_assert_udp_echo(nb_lab_node(lab, "r1"), "10.9.9.9", 7, QUIET_MS);
}

static void claim_no_echo(void *lab)
{
	nb_assert_no_udp_echo(nb_lab_node(lab, "h1"), "10.0.2.2", 7, QUIET_MS);
}

static void send_nowhere(void *lab)
{
	nb_assert_udp_sent(nb_lab_node(lab, "r1"), "10.9.9.9", 7, 100);
}

static void udp_fails(void **state)
{
	nb_assert_fails(
		echo_nobody, *state, NB_FAILURE_FAIL, "reach.udp",
		"r1: 10.9.9.9 UDP port 7: nothing left the node: Network is unreachable "
		"(ENETUNREACH)");
	nb_assert_fails(claim_no_echo, *state, NB_FAILURE_FAIL, "reach.udp",
			"h1: 10.0.2.2 UDP port 7 echoes, and must not");
	nb_assert_fails(
		send_nowhere, *state, NB_FAILURE_FAIL, "reach.sent",
		"node r1: send 100 bytes to 10.9.9.9 port 7: Network is unreachable "
		"(ENETUNREACH)");
}

static void http_answers(void **state)
{
	struct nb_node *h1 = nb_lab_node(*state, "h1");
	struct nb_http http;

	start_web(*state);
	nb_assert_http(h1, "http://10.0.2.2/", 200, "hello from h2", ANSWER_MS);
	nb_assert_http(h1, "http://[2001:db8:2::2]:80/nothing", 404, NULL, ANSWER_MS);
	assert_int_equal(nb_http_get(h1, "http://10.0.2.2/", ANSWER_MS, &http, NULL), 1);
	assert_string_equal(http.body, "hello from h2\n");
	assert_int_equal(http.body_len, strlen(http.body));
	nb_http_release(&http);
	nb_assert_no_http_while(h1, "http://10.0.2.2:81/", QUIET_MS, "10.0.2.2:80");
}

static void get_wrong_status(void *lab)
{
	nb_assert_http(nb_lab_node(lab, "h1"), "http://10.0.2.2/", 404, NULL, ANSWER_MS);
}

static void get_wrong_body(void *lab)
{
	nb_assert_http(nb_lab_node(lab, "h1"), "http://10.0.2.2/", 200, "hello from h3",
		       ANSWER_MS);
}

static void get_wrong_port(void *lab)
{
	nb_assert_http(nb_lab_node(lab, "h1"), "http://10.0.2.2:81/", 200, NULL,
		       QUIET_MS);
}

static void claim_no_http(void *lab)
{
	nb_assert_no_http(nb_lab_node(lab, "h1"), "http://10.0.2.2/", ANSWER_MS);
}

static void http_fails(void **state)
{
	start_web(*state);
	expect_text(nb_assert_fails(get_wrong_status, *state, NB_FAILURE_FAIL,
				    "reach.http",
				    "h1: http://10.0.2.2/: status 200, not 404"),
		    "  wanted     status 404\n"
		    "  seen       HTTP/1.0 200 OK\n");
	expect_text(
		nb_assert_fails(get_wrong_body, *state, NB_FAILURE_FAIL, "reach.http",
				"h1: http://10.0.2.2/: the body lacks \"hello from h3\""),
		"  wanted     a body that contains \"hello from h3\"\n"
		"  nearest    line 1: \"hello from h2\"\n");
	nb_assert_fails(get_wrong_port, *state, NB_FAILURE_FAIL, "reach.http",
			"h1: http://10.0.2.2:81/: refused by 10.0.2.2");
	nb_assert_fails(claim_no_http, *state, NB_FAILURE_FAIL, "reach.http",
			"h1: http://10.0.2.2/ answers HTTP, and must not");
}

static void ask_an_unknown_node(void *lab)
{
	nb_assert_reachable(nb_lab_node(lab, "h9"), "10.0.2.2", QUIET_MS);
}

static void ask_no_address(void *lab)
{
	nb_assert_reachable(nb_lab_node(lab, "h1"), "h2", QUIET_MS);
}

static void mistakes_of_the_author_are_errors(void **state)
{
	nb_assert_fails(ask_an_unknown_node, *state, NB_FAILURE_ERROR, "node",
			"the node is NULL: nb_lab_node() knows no such name");
	assert_int_equal(nb_expect_failure(ask_no_address, *state)->kind,
			 NB_FAILURE_ERROR);
}

int one_address(void)
{
	const struct CMUnitTest tests[] = {
		nb_unit_test(ping_answers, &four_hops),
		nb_unit_test(first_ping_over_ipv6_does_not_wait, &four_hops),
		nb_unit_test(silence_names_who_is_missing, &four_hops),
		nb_unit_test(what_was_recorded_is_told_beside, &only_pings),
		nb_unit_test(forwarding_off_is_named, &four_hops),
		nb_unit_test(missing_route_is_named, &four_hops),
		nb_unit_test(the_try_that_had_an_error_is_followed, &four_hops),
		nb_unit_test(missing_way_back_is_named, &four_hops),
		nb_unit_test(link_down_is_named, &four_hops),
		nb_unit_test(strict_reverse_path_is_named, &four_hops),
		nb_unit_test(a_filter_is_what_remains, &four_hops),
		nb_unit_test(forwarding_off_is_named_v6, &four_hops),
		nb_unit_test(missing_route_is_named_v6, &four_hops),
		nb_unit_test(missing_way_back_is_named_v6, &four_hops),
		nb_unit_test(a_mute_neighbour_is_named, &four_hops),
		nb_unit_test(routes_in_circles_are_named, &four_hops),
		nb_unit_test(questions_return_the_answer, &four_hops),
		nb_unit_test(questions_without_sense_are_errors, &four_hops),
		nb_unit_test(a_link_local_address_has_a_zone, &four_hops),
		nb_unit_test(silence_holds_with_its_control, &four_hops),
		nb_unit_test(silence_fails_on_an_answer, &four_hops),
		nb_unit_test(silence_without_control_is_an_error, &four_hops),
		nb_unit_test(tcp_connects, &four_hops),
		nb_unit_test(tcp_says_who_refused, &four_hops),
		nb_unit_test(udp_echoes, &four_hops),
		nb_unit_test(udp_fails, &four_hops),
		nb_unit_test(http_answers, &four_hops),
		nb_unit_test(http_fails, &four_hops),
		nb_unit_test(mistakes_of_the_author_are_errors, &four_hops),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
