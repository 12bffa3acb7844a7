/* SPDX-License-Identifier: MIT */
/* IPv6 inside and outside: what strongSwan's tests have below ipv6/. */
#include "hosts.h"

#define MOON6 "fec0::1"
#define SUN6 "fec0::2"
#define CAROL6 "fec0::10"
#define DAVE6 "fec0::20"

#define NETS6 .left = { "moon", .ts = MOON_NET6 }, .right = { "sun", .ts = SUN_NET6 }

/* 32: ipv6/net2net-ikev2 */
static void ipv6_net2net_ikev2(void **state)
{
	static const struct tunnel tunnel = { NETS6, .outer6 = true };

	establish(*state, &tunnel);
	nb_assert_reachable(nb_lab_node(*state, "alice"), BOB6, PATIENCE_MS);
	carry(*state, "alice", "bob", BOB6, IN_NETS);
	claim_both_ways(*state, "wire:sun", esp(), MOON6, SUN6);
	nb_assert_only_ipsec(*state, WIRE, PATIENCE_MS);
}

static void claim_hosts6(struct nb_lab *lab, const struct tunnel *tunnel)
{
	establish(lab, tunnel);
	nb_assert_reachable(nb_lab_node(lab, "moon"), SUN6, PATIENCE_MS);
	carry(lab, "moon", "sun", SUN6, NULL);
	claim_both_ways(lab, "wire:sun", esp(), MOON6, SUN6);
	nb_assert_only_ipsec(lab, WIRE, PATIENCE_MS);
}

/* 32: ipv6/host2host-ikev2 */
static void ipv6_host2host_ikev2(void **state)
{
	static const struct tunnel tunnel = { .left = { "moon" },
					      .right = { "sun" },
					      .outer6 = true };

	claim_hosts6(*state, &tunnel);
}

/* 32: ipv6/transport-ikev2 */
static void ipv6_transport_ikev2(void **state)
{
	static const struct tunnel tunnel = {
		.left = { "moon" },
		.right = { "sun" },
		.outer6 = true,
		.child = { .mode = "transport" },
		.shown = { .mode = "TRANSPORT" },
	};

	need_kernel_esp();
	claim_hosts6(*state, &tunnel);
}

/* 32: ipv6/rw-ikev2 */
static void ipv6_rw_ikev2(void **state)
{
#define RW6(host)                                                  \
	.name = "rw", .left = { host }, .outer6 = true, .right = { \
		"moon",                                            \
		.ts = MOON_NET6,                                   \
		.serves_any = true                                 \
	}
	static const struct tunnel carol = { RW6("carol") };
	static const struct tunnel dave = { RW6("dave") };

	establish(*state, &carol);
	establish(*state, &dave);
	nb_assert_reachable(nb_lab_node(*state, "alice"), CAROL6, PATIENCE_MS);
	carry(*state, "carol", "alice", ALICE6, "alice:eth0 moon:eth1");
	carry(*state, "dave", "alice", ALICE6, "alice:eth0 moon:eth1");
	claim_both_ways(*state, "wire:moon", esp(), MOON6, CAROL6);
	claim_both_ways(*state, "wire:moon", esp(), MOON6, DAVE6);
	nb_assert_only_ipsec(*state, "wire:moon wire:carol wire:dave", PATIENCE_MS);
}

/* 33: ipv6/net2net-ip6-in-ip4-ikev2 */
static void net2net_ip6_in_ip4(void **state)
{
	static const struct tunnel tunnel = { NETS6 };

	establish(*state, &tunnel);
	nb_assert_reachable(nb_lab_node(*state, "alice"), BOB6, PATIENCE_MS);
	carry(*state, "alice", "bob", BOB6, IN_NETS);
	claim_both_ways(*state, "wire:sun", esp(), MOON, SUN);
	nb_assert_only_ipsec(*state, WIRE, PATIENCE_MS);
}

/* 33: ipv6/net2net-ip4-in-ip6-ikev2 */
static void net2net_ip4_in_ip6(void **state)
{
	static const struct tunnel tunnel = {
		.left = { "moon", .ts = MOON_NET },
		.right = { "sun", .ts = SUN_NET },
		.outer6 = true,
	};

	establish(*state, &tunnel);
	nb_assert_reachable(nb_lab_node(*state, "alice"), BOB, PATIENCE_MS);
	carry(*state, "alice", "bob", BOB, IN_NETS);
	claim_both_ways(*state, "wire:sun", esp(), MOON6, SUN6);
	nb_assert_only_ipsec(*state, WIRE, PATIENCE_MS);
}

static const struct CMUnitTest cases[] = {
	nb_unit_test(ipv6_net2net_ikev2, &net_to_net),
	nb_unit_test(ipv6_host2host_ikev2, &host_to_host),
	nb_unit_test(ipv6_transport_ikev2, &host_to_host, .needs = "esp6"),
	nb_unit_test(ipv6_rw_ikev2, &road_warriors),
	nb_unit_test(net2net_ip6_in_ip4, &net_to_net),
	nb_unit_test(net2net_ip4_in_ip6, &net_to_net),
};
const struct case_list family_cases = CASE_LIST(cases);
