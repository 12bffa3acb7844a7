/* SPDX-License-Identifier: MIT */
/* A firewall between two hosts: what is dropped vanishes, what is rejected is answered. */
#include "basics.h"

#define LISTEN(name_, port)                                                              \
	{                                                                                \
		.name = name_, .command = "exec /usr/bin/python3 -m http.server " #port, \
		.ready = { .tcp = port }, .ready_ms = 20000                              \
	}

static const struct nb_topology guarded = {
	.name = "guarded",
	.nodes = NB_NODES(
		{ "fw", .forward = true, .nft = "firewall.nft" },
		{ "h1", .routes = NB_LIST("default via 10.0.1.1") },
		{ "h2", .files = "files/server",
		  .routes = NB_LIST("default via 10.0.2.1"),
		  .services = NB_SERVICES(LISTEN("web", 80), LISTEN("telnet", 23),
					  LISTEN("mail", 25)) }),
	.links = NB_LINKS({ { "h1:eth0", "10.0.1.2/24" }, { "fw:in", "10.0.1.1/24" } },
			  { { "h2:eth0", "10.0.2.2/24" }, { "fw:out", "10.0.2.1/24" } }),
};

/* Something listens on port 23 and the host is reachable, so only the rule can be why. */
static void dropped_packets_vanish(void **state)
{
	struct nb_node *h1 = nb_lab_node(*state, "h1");

	nb_assert_tcp(h1, "10.0.2.2", 80, ANSWER_MS);
	nb_assert_no_tcp(h1, "10.0.2.2", 23, QUIET_MS);
	nb_assert_seen(*state, "fw:in", "tcp dst port 23", nb_at_least(1), ANSWER_MS);
	nb_assert_not_seen(*state, "fw:out h2:eth0", "tcp port 23", QUIET_MS);
	nb_assert_not_seen(*state, "fw:in", "src host 10.0.2.2 and tcp src port 23",
			   QUIET_MS);
}

/* A reset comes from the firewall, though it bears the address of the server. */
static void rejected_connections_are_reset(void **state)
{
	struct nb_node *h1 = nb_lab_node(*state, "h1");

	nb_assert_no_tcp(h1, "10.0.2.2", 25, QUIET_MS);
	nb_assert_seen(*state, "fw:in",
		       "tcp src port 25 and tcp[tcpflags] & tcp-rst != 0", nb_at_least(1),
		       ANSWER_MS);
	nb_assert_reachable(h1, "10.0.2.2", ANSWER_MS);
	nb_assert_not_seen(*state, "fw:out", "tcp port 25", QUIET_MS);
}

static void rejected_datagrams_are_told(void **state)
{
	struct nb_node *h1 = nb_lab_node(*state, "h1");

	nb_assert_udp_sent(h1, "10.0.2.2", 53, 64 /* bytes */);
	nb_assert_seen(*state, "h1:eth0",
		       "src host 10.0.1.1 and icmp[icmptype] == icmp-unreach and "
		       "icmp[icmpcode] == 3",
		       nb_at_least(1), ANSWER_MS);
}

int firewall_cases(void)
{
	const struct CMUnitTest firewall[] = {
		nb_unit_test(dropped_packets_vanish, &guarded),
		nb_unit_test(rejected_connections_are_reset, &guarded),
		nb_unit_test(rejected_datagrams_are_told, &guarded),
	};

	return cmocka_run_group_tests(firewall, NULL, NULL);
}
