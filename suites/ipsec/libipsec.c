/* SPDX-License-Identifier: MIT */
/* ESP made by charon itself: what strongSwan's tests have below libipsec/. */
#include "hosts.h"

static void need_backend(enum nb_ipsec_backend wanted, const char *why)
{
	if (nb_ipsec_backend() != wanted)
		nb_skip("%s, and here it is %s", why,
			nb_ipsec_backend_name(nb_ipsec_backend()));
}

static void claim_libipsec(struct nb_lab *lab, const struct tunnel *tunnel)
{
	need_backend(NB_IPSEC_USER_UDP, "the subject is ESP in UDP made by charon");
	establish(lab, tunnel);
	nb_assert_reachable(nb_lab_node(lab, "alice"), BOB, PATIENCE_MS);
	claim_both_ways(lab, "wire:sun", NB_ESP_IN_UDP, MOON, SUN);
	nb_assert_only_ipsec(lab, WIRE, PATIENCE_MS);
}

#define NETS .left = { "moon", .ts = MOON_NET }, .right = { "sun", .ts = SUN_NET }

/* 34: libipsec/net2net-cert */
static void libipsec_net2net_cert(void **state)
{
	static const struct tunnel tunnel = { NETS, .shown = { .encap = NB_YES } };

	claim_libipsec(*state, &tunnel);
	carry(*state, "alice", "bob", BOB, IN_NETS);
}

/* 34: libipsec/net2net-null; the text that carry() looks for is on the wire */
static void libipsec_net2net_null(void **state)
{
	static const struct tunnel tunnel = {
		NETS,
		.child = { .esp = "null-sha256" },
		.shown = { .encap = NB_YES,
			   .encr = "NULL",
			   .integ = "HMAC_SHA2_256_128" },
	};

	claim_libipsec(*state, &tunnel);
	exchange_udp(*state, "alice", "bob", BOB, "not encrypted");
	nb_assert_payload_seen(*state, "wire", "not encrypted", 13, PATIENCE_MS);
}

/* 34: libipsec/net2net-3des */
static void libipsec_net2net_3des(void **state)
{
	static const struct tunnel tunnel = {
		NETS,
		.child = { .esp = "3des-md5" },
		.shown = { .encap = NB_YES, .encr = "3DES_CBC", .integ = "HMAC_MD5_96" },
	};

	claim_libipsec(*state, &tunnel);
	carry(*state, "alice", "bob", BOB, IN_NETS);
}

/* 34: libipsec/host2host-cert */
static void libipsec_host2host_cert(void **state)
{
	static const struct tunnel tunnel = { .left = { "moon" },
					      .right = { "sun" },
					      .shown = { .encap = NB_YES } };

	need_backend(NB_IPSEC_USER_UDP, "the subject is ESP in UDP made by charon");
	establish(*state, &tunnel);
	carry(*state, "moon", "sun", SUN, NULL);
	claim_both_ways(*state, "wire:sun", NB_ESP_IN_UDP, MOON, SUN);
	nb_assert_only_ipsec(*state, WIRE, PATIENCE_MS);
}

/*
 * 34: libipsec/net2net-cert-ip6-in-ip4. Packets of 8 kB: the first is lost to the discovery
 * of the path MTU, the third passes at the latest.
 */
static void libipsec_net2net_cert_ip6_in_ip4(void **state)
{
	static const struct tunnel tunnel = {
		.left = { "moon", .ts = MOON_NET6 },
		.right = { "sun", .ts = SUN_NET6 },
		.shown = { .encap = NB_YES },
	};

	need_backend(NB_IPSEC_USER_UDP, "the subject is ESP in UDP made by charon");
	establish(*state, &tunnel);
	run(*state, "alice",
	    "for i in 1 2; do ping -n -c 1 -W 0.3 -s 8184 %s; done; "
	    "ping -n -c 1 -W 10 -s 8184 %s",
	    BOB6, BOB6);
	nb_assert_seen(*state, "bob:eth0", "ip6[6] = 44 and src host " BOB6,
		       nb_at_least(6), PATIENCE_MS);
	carry(*state, "alice", "bob", BOB6, IN_NETS);
	claim_both_ways(*state, "wire:sun", NB_ESP_IN_UDP, MOON, SUN);
	nb_assert_only_ipsec(*state, WIRE, PATIENCE_MS);
}

/* 35: libipsec/net2net-cert-raw */
static void libipsec_net2net_cert_raw(void **state)
{
	static const struct tunnel tunnel = { NETS, .shown = { .encap = NB_NO } };

	need_backend(NB_IPSEC_USER_RAW,
		     "the subject is bare ESP made by charon 5.9.11 or later");
	establish(*state, &tunnel);
	carry(*state, "alice", "bob", BOB, IN_NETS);
	claim_both_ways(*state, "wire:sun", NB_ESP, MOON, SUN);
	nb_assert_not_seen(*state, "wire", NB_ESP_IN_UDP, 0);
	nb_assert_only_ipsec(*state, WIRE, PATIENCE_MS);
}

/* 35: libipsec/net2net-trap */
static void libipsec_net2net_trap(void **state)
{
	static const struct tunnel tunnel = {
		.left = { "moon", .ts = MOON_NET, .start_action = "trap" },
		.right = { "sun", .ts = SUN_NET },
		.shown = { .encap = NB_NO },
	};

	need_backend(NB_IPSEC_USER_RAW,
		     "the subject is a trap set by charon 5.9.11 or later");
	configure(*state, &tunnel);
	nb_assert_reachable(nb_lab_node(*state, "alice"), BOB, PATIENCE_MS);
	said(*state, "moon", "creating acquire job for policy");
	claim_up(*state, &tunnel);
	carry(*state, "alice", "bob", BOB, IN_NETS);
	claim_both_ways(*state, "wire:sun", NB_ESP, MOON, SUN);
	nb_assert_only_ipsec(*state, WIRE, PATIENCE_MS);
}

static const struct CMUnitTest cases[] = {
	nb_unit_test(libipsec_net2net_cert, &net_to_net),
	nb_unit_test(libipsec_net2net_null, &net_to_net),
	nb_unit_test(libipsec_net2net_3des, &net_to_net),
	nb_unit_test(libipsec_host2host_cert, &host_to_host),
	nb_unit_test(libipsec_net2net_cert_ip6_in_ip4, &net_to_net),
	nb_unit_test(libipsec_net2net_cert_raw, &net_to_net),
	nb_unit_test(libipsec_net2net_trap, &net_to_net),
};
const struct case_list libipsec_cases = CASE_LIST(cases);
