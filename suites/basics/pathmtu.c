/* SPDX-License-Identifier: MIT */
/* A narrow link in the middle: senders learn it, RFC 1191 and RFC 8201. */
#include "basics.h"

#define NARROW_MTU 1400 /* bytes, of the link between the routers */

static const struct nb_topology narrow = {
	.name = "narrow",
	.nodes = NB_NODES({ "h1", .routes = NB_LIST("default via 10.0.1.1",
						    "default via 2001:db8:1::1") },
			  { "r1", .forward = true,
			    .routes = NB_LIST("10.0.2.0/24 via 10.0.0.2",
					      "2001:db8:2::/64 via 2001:db8::2") },
			  { "r2", .forward = true,
			    .routes = NB_LIST("10.0.1.0/24 via 10.0.0.1",
					      "2001:db8:1::/64 via 2001:db8::1") },
			  { "h2", .routes = NB_LIST("default via 10.0.2.1",
						    "default via 2001:db8:2::1") }),
	.links = NB_LINKS({ { "h1:eth0", "10.0.1.2/24 2001:db8:1::2/64" },
			    { "r1:lan", "10.0.1.1/24 2001:db8:1::1/64" } },
			  { { "r1:wan", "10.0.0.1/24 2001:db8::1/64" },
			    { "r2:wan", "10.0.0.2/24 2001:db8::2/64" },
			    NARROW_MTU },
			  { { "h2:eth0", "10.0.2.2/24 2001:db8:2::2/64" },
			    { "r2:lan", "10.0.2.1/24 2001:db8:2::1/64" } }),
};

/* The router that cannot forward says how much it can, RFC 1191 4. */
static void sender_learns_the_path_mtu(void **state)
{
	struct nb_node *h1 = nb_lab_node(*state, "h1");

	nb_assert_path_mtu(h1, "10.0.2.2", NARROW_MTU, ANSWER_MS);
	nb_assert_seen(*state, "r1:lan",
		       "icmp[icmptype] == icmp-unreach and icmp[icmpcode] == 4",
		       nb_at_least(1), ANSWER_MS);
}

/* IPv6 routers never fragment: Packet Too Big, and nothing larger gets through, RFC 8201 4. */
static void sender_learns_the_path_mtu_v6(void **state)
{
	struct nb_node *h1 = nb_lab_node(*state, "h1");

	nb_assert_path_mtu(h1, "2001:db8:2::2", NARROW_MTU, ANSWER_MS);
	nb_assert_seen(*state, "r1:lan", "icmp6 and ip6[40] == 2", nb_at_least(1),
		       ANSWER_MS);
	nb_assert_not_seen(*state, "r1:wan", "greater 1415", QUIET_MS);
}

int pathmtu_cases(void)
{
	const struct CMUnitTest pathmtu[] = {
		nb_unit_test(sender_learns_the_path_mtu, &narrow),
		nb_unit_test(sender_learns_the_path_mtu_v6, &narrow, .tags = "ipv6"),
	};

	return cmocka_run_group_tests(pathmtu, NULL, NULL);
}
