/* SPDX-License-Identifier: MIT */
/* Hosts that come from anywhere: rw-*, ip-pool, nat-* of strongSwan's tests. */
#include "hosts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RW_WIRE "wire:moon wire:carol wire:dave"

/* Of a connection "rw" that moon has for everybody: the SA for one peer. */
static uint64_t reqid_for(struct nb_lab *lab, const char *remote_ts)
{
	struct nb_error err = { 0 };
	struct nb_ipsec_state sas;
	uint64_t reqid = 0;

	if (nb_ipsec_list(nb_lab_node(lab, "moon"), &sas, &err) < 0)
		fail_msg("%s", err.text);
	for (size_t i = 0; i < sas.nchildren; i++)
		if (!strcmp(sas.children[i].remote_ts, remote_ts))
			reqid = sas.children[i].reqid;
	nb_ipsec_release(&sas);
	assert_true(reqid > 0);
	return reqid;
}

static void claim_warriors_served(struct nb_lab *lab, const char *carol, const char *dave)
{
	nb_assert_reachable(nb_lab_node(lab, "alice"), carol, PATIENCE_MS);
	nb_assert_reachable(nb_lab_node(lab, "alice"), dave, PATIENCE_MS);
	carry(lab, "alice", "carol", carol, "alice:eth0 moon:eth1");
	carry(lab, "dave", "alice", ALICE, "alice:eth0 moon:eth1");
	claim_both_ways(lab, "wire:moon", esp(), MOON, CAROL);
	claim_both_ways(lab, "wire:moon", esp(), MOON, DAVE);
	nb_assert_only_ipsec(lab, RW_WIRE, PATIENCE_MS);
}

#define RW_TUNNEL(host)                 \
	.name = "rw", .left = { host }, \
	.right = { "moon", .ts = MOON_NET, .serves_any = true }

/* 17: ikev2/rw-cert */
static void rw_cert(void **state)
{
	static const struct tunnel carol = { RW_TUNNEL("carol") };
	static const struct tunnel dave = { RW_TUNNEL("dave") };

	establish(*state, &carol);
	establish(*state, &dave);
	claim_warriors_served(*state, CAROL, DAVE);
	assert_int_not_equal(reqid_for(*state, CAROL "/32"),
			     reqid_for(*state, DAVE "/32"));
}

/* 18: ikev2/rw-psk-ipv4; they are who they are by their addresses, each with its secret */
static void rw_psk_ipv4(void **state)
{
#define RW_PSK(host, address, word)                                        \
	.name = "rw", .left = { host, .id = address, .secret = word },     \
	.right = { "moon", .id = MOON, .ts = MOON_NET, .serves_any = true, \
		   .secret = word },                                       \
	.by = BY_PSK
	static const struct tunnel carol = { RW_PSK("carol", CAROL, "carol's secret") };
	static const struct tunnel dave = { RW_PSK("dave", DAVE, "dave's secret") };

	establish(*state, &carol);
	establish(*state, &dave);
	claim_warriors_served(*state, CAROL, DAVE);
	assert_int_not_equal(reqid_for(*state, CAROL "/32"),
			     reqid_for(*state, DAVE "/32"));
}

static void dave_has_carols_address(void *moon)
{
	nb_assert_lease(moon, "rw_pool", "10.3.0.1", "dave.strongswan.org", 0);
}

static void there_is_another_pool(void *moon)
{
	nb_assert_lease(moon, "no_pool", "10.3.0.1", "dave.strongswan.org", 0);
}

static void claim_lease_can_fail(struct nb_node *moon)
{
	const struct nb_failure *failure =
		nb_expect_failure(dave_has_carols_address, moon);

	assert_non_null(failure);
	assert_string_equal(failure->type, "ipsec.lease");
	assert_string_equal(failure->message,
			    "moon: wanted 10.3.0.1 of pool rw_pool lent "
			    "to dave.strongswan.org");
	failure = nb_expect_failure(there_is_another_pool, moon);
	assert_non_null(failure);
	assert_int_equal(failure->kind, NB_FAILURE_ERROR);
}

/* 19: ikev2/ip-pool */
static void ip_pool(void **state)
{
#define RW_VIP(host, address)                                                         \
	.name = "rw", .left = { host, .vips = "0.0.0.0", .shown_ts = address "/32" }, \
	.right = {                                                                    \
		"moon",                                                               \
		.ts = MOON_NET,                                                       \
		.serves_any = true,                                                   \
		.pools = "rw_pool"                                                    \
	}
	static const struct tunnel carol = { RW_VIP("carol", "10.3.0.1") };
	static const struct tunnel dave = { RW_VIP("dave", "10.3.0.2") };
	struct nb_node *moon = nb_lab_node(*state, "moon");
	struct nb_ipsec_lease *leases;
	struct nb_error err = { 0 };
	size_t count;

	give_pool(*state, "moon", "rw_pool", "10.3.0.0/28");
	establish(*state, &carol);
	establish(*state, &dave);
	nb_assert_lease(moon, "rw_pool", "10.3.0.1", "carol.strongswan.org", PATIENCE_MS);
	nb_assert_lease(moon, "rw_pool", "10.3.0.2", "dave.strongswan.org", PATIENCE_MS);
	if (nb_ipsec_leases(moon, "rw_pool", &leases, &count, &err) < 0)
		fail_msg("%s", err.text);
	assert_int_equal(count, 2);
	claim_lease_can_fail(moon);
	free(leases);
	claim_warriors_served(*state, "10.3.0.1", "10.3.0.2");
}

/*
 * 21: ikev2/nat-rw and nat-rw-psk. alice and venus share moon's address; sun and they see it
 * by the ports, put ESP into UDP, and keep the NAT's memory alive.
 */
static void nat_rw_by(struct nb_lab *lab, enum authentication by)
{
	struct tunnel alice = {
		.name = "nat-t",
		.left = { "alice", .addr = ALICE, .has_nat = true },
		.right = { "sun", .ts = SUN_NET, .serves_any = true,
			   .peer_ts = MOON_NET },
		.by = by,
		.shown = { .encap = NB_YES },
	};
	struct tunnel venus = alice;

	venus.left.node = "venus";
	venus.left.addr = VENUS;
	start_charon(lab, "alice", "charon {\n  keep_alive = 1s\n}\n");
	establish(lab, &alice);
	establish(lab, &venus);
	nb_assert_reachable(nb_lab_node(lab, "alice"), BOB, PATIENCE_MS);
	nb_assert_reachable(nb_lab_node(lab, "venus"), BOB, PATIENCE_MS);
	nb_assert_reachable(nb_lab_node(lab, "bob"), ALICE, PATIENCE_MS);
	carry(lab, "bob", "venus", VENUS, "bob:eth0 sun:eth1");
	carry(lab, "alice", "bob", BOB, "bob:eth0 sun:eth1");
	claim_both_ways(lab, "wire:moon", NB_ESP_IN_UDP, MOON, SUN);
	nb_assert_seen(lab, "wire:moon",
		       "src host " MOON
		       " and udp src portrange 1024-1100 and dst port 4500",
		       nb_at_least(1), PATIENCE_MS);
	said(lab, "alice", "sending keep alive to " SUN "[4500]");
	nb_assert_seen(lab, "wire:moon", NB_NAT_KEEPALIVE " and src host " MOON,
		       nb_at_least(1), PATIENCE_MS);
	nb_assert_not_seen(lab, "wire", "net 10.1.0.0/16 or net 10.2.0.0/16", 0);
	nb_assert_only_ipsec(lab, WIRE, PATIENCE_MS);
}

static void nat_rw(void **state)
{
	nat_rw_by(*state, BY_CERTIFICATE);
}

static void nat_rw_psk(void **state)
{
	nat_rw_by(*state, BY_PSK);
}

static const struct CMUnitTest cases[] = {
	nb_unit_test(rw_cert, &road_warriors),
	nb_unit_test(rw_psk_ipv4, &road_warriors),
	nb_unit_test(ip_pool, &road_warriors),
	nb_unit_test(nat_rw, &behind_nat, .needs = "nft_nat"),
	nb_unit_test(nat_rw_psk, &behind_nat, .needs = "nft_nat"),
};
const struct case_list warrior_cases = CASE_LIST(cases);
