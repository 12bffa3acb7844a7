/* SPDX-License-Identifier: MIT */
/* Tunnels that end at those who speak: host2host-*, trap-any of strongSwan's tests. */
#include "hosts.h"

#include <stdio.h>
#include <string.h>

/* 14: ikev2/host2host-cert */
static void host2host_cert(void **state)
{
	static const struct tunnel tunnel = { .left = { "moon" }, .right = { "sun" } };

	establish(*state, &tunnel);
	nb_assert_reachable(nb_lab_node(*state, "moon"), SUN, PATIENCE_MS);
	carry(*state, "moon", "sun", SUN, NULL);
	claim_both_ways(*state, "wire:sun", esp(), MOON, SUN);
	nb_assert_only_ipsec(*state, WIRE, PATIENCE_MS);
}

/* 15: ikev2/host2host-transport */
static void host2host_transport(void **state)
{
	static const struct tunnel tunnel = {
		.left = { "moon" },
		.right = { "sun" },
		.child = { .mode = "transport" },
		.shown = { .mode = "TRANSPORT" },
	};

	need_kernel_esp();
	establish(*state, &tunnel);
	nb_assert_reachable(nb_lab_node(*state, "moon"), SUN, PATIENCE_MS);
	carry(*state, "moon", "sun", SUN, NULL);
	claim_both_ways(*state, "wire:sun", NB_ESP, MOON, SUN);
	nb_assert_only_ipsec(*state, WIRE, PATIENCE_MS);
}

/* What sun has with a client: by the identity that it proved. */
static struct nb_child_state child_with(struct nb_lab *lab, const char *id)
{
	struct nb_child_state found = { .name = "" };
	struct nb_error err = { 0 };
	struct nb_ipsec_state sas;

	if (nb_ipsec_list(nb_lab_node(lab, "sun"), &sas, &err) < 0)
		fail_msg("%s", err.text);
	for (size_t i = 0; i < sas.nikes; i++)
		for (size_t j = 0; j < sas.nchildren; j++)
			if (!strcmp(sas.ikes[i].remote_id, id) &&
			    sas.children[j].ike_id == sas.ikes[i].id)
				found = sas.children[j];
	nb_ipsec_release(&sas);
	assert_string_not_equal(found.name, "");
	return found;
}

/*
 * 16: ikev2/host2host-transport-nat. Two clients behind one address, in transport mode: sun
 * cannot tell them apart (RFC 3948 5.2). It decrypts the requests of both; its answers go
 * to whoever came last, and no answer is ever in the clear.
 */
static void host2host_transport_nat(void **state)
{
	static const struct tunnel alice = {
		.name = "nat-t",
		.left = { "alice", .addr = ALICE, .far_ts = MOON "/32", .has_nat = true },
		.right = { "sun", .serves_any = true },
		.child = { .mode = "transport" },
		.shown = { .mode = "TRANSPORT", .encap = NB_YES },
	};
	struct tunnel venus = alice;

	need_kernel_esp();
	venus.left.node = "venus";
	venus.left.addr = VENUS;
	establish(*state, &alice);
	establish(*state, &venus);
	nb_assert_reachable(nb_lab_node(*state, "venus"), SUN, PATIENCE_MS);
	nb_assert_unreachable_while(nb_lab_node(*state, "alice"), SUN, 300, "venus>" SUN);
	assert_true(child_with(*state, "alice.strongswan.org").packets_in > 0);
	assert_int_equal(child_with(*state, "alice.strongswan.org").packets_out, 0);
	assert_true(child_with(*state, "venus.strongswan.org").packets_out > 1);
	claim_both_ways(*state, "wire:sun", NB_ESP_IN_UDP, MOON, SUN);
	nb_assert_not_seen(*state, "wire", "icmp", 0);
	nb_assert_only_ipsec(*state, WIRE, PATIENCE_MS);
}

static void claim_pair(struct nb_lab *lab, const char *a, const char *b)
{
	char end[32];

	nb_assert_reachable(nb_lab_node(lab, a), address_of(b, 4), PATIENCE_MS);
	snprintf(end, sizeof(end), "wire:%s", b);
	claim_both_ways(lab, end, NB_ESP, address_of(a, 4), address_of(b, 4));
}

/* A policy that lets packets to somebody pass as they are. */
static void spare(struct nb_lab *lab, const char *node, const char *other)
{
	const struct nb_ipsec_child child = {
		.name = other,
		.local_ts = address_of(node, 4),
		.remote_ts = address_of(other, 4),
		.mode = "pass",
		.start_action = "trap",
	};
	const struct nb_ipsec_conn conn = {
		.name = "spared",
		.remote_addrs = "127.0.0.1",
		.children = (const struct nb_ipsec_child[]){ child, { 0 } },
	};
	struct nb_error err = { 0 };

	start_charon(lab, node, NULL);
	if (nb_ipsec_load(nb_lab_node(lab, node), &conn, &err) < 0)
		fail_msg("%s", err.text);
}

static size_t count_peers(struct nb_lab *lab, const char *node)
{
	struct nb_error err = { 0 };
	struct nb_ipsec_state sas;
	size_t count;

	if (nb_ipsec_list(nb_lab_node(lab, node), &sas, &err) < 0)
		fail_msg("%s", err.text);
	count = sas.nikes;
	nb_ipsec_release(&sas);
	return count;
}

/* 30: ikev2/trap-any; whoever is spoken to is spoken to by IPsec, but dave spares carol */
static void trap_any(void **state)
{
	static const char *const nodes[] = { "moon", "sun", "carol", "dave" };
	static const struct tunnel any = {
		.name = "any",
		.left = { "moon", .serves_any = true, .start_action = "trap" },
		.right = { "sun", .serves_any = true, .start_action = "trap" },
		.by = BY_PSK,
		.child = { .mode = "transport" },
	};
	static const size_t peers[] = { 3, 3, 2, 2 };

	need_kernel_esp();
	spare(*state, "dave", "carol");
	spare(*state, "carol", "dave");
	for (size_t i = 0; i < 4; i++)
		configure_alone(*state, &any, nodes[i]);
	claim_pair(*state, "moon", "sun");
	claim_pair(*state, "moon", "carol");
	claim_pair(*state, "sun", "carol");
	claim_pair(*state, "dave", "moon");
	claim_pair(*state, "dave", "sun");
	nb_assert_reachable(nb_lab_node(*state, "dave"), CAROL, PATIENCE_MS);
	nb_assert_seen(*state, "wire:carol", "icmp and host " DAVE, nb_at_least(2), 0);
	nb_assert_not_seen(*state, "wire:carol wire:dave",
			   NB_IPSEC " and host " CAROL " and host " DAVE, 0);
	nb_assert_not_seen(*state, "wire",
			   "icmp and not (host " CAROL " and host " DAVE ")", 0);
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(count_peers(*state, nodes[i]), peers[i]);
}

static const struct CMUnitTest cases[] = {
	nb_unit_test(host2host_cert, &host_to_host),
	nb_unit_test(host2host_transport, &host_to_host, .needs = "esp4"),
	nb_unit_test(host2host_transport_nat, &behind_nat, .needs = "esp4 nft_nat"),
	nb_unit_test(trap_any, &host_to_host, .needs = "esp4"),
};
const struct case_list host2host_cases = CASE_LIST(cases);
