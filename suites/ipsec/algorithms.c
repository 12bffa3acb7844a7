/* SPDX-License-Identifier: MIT */
/* What packets are made of: alg-*, esp-alg-*, compress of strongSwan's tests. */
#include "hosts.h"

#include <stdio.h>

#define RW_WITH(...)                                                                  \
	.left = { "carol" }, .right = { "moon", .ts = MOON_NET, .serves_any = true }, \
	.child = { __VA_ARGS__ }

/**
 * struct suite - A cipher suite
 * @in_kernel:	What ip xfrm state says of it
 * @esp_bytes:	From the SPI to the integrity check value, of a ping of 120 bytes: 148 of
 *		IP and 2 of trailer padded to the block, RFC 4303 2.4, behind SPI, number
 *		and initialisation vector, and before the ICV
 * @is_readable: Nothing is encrypted
 */
struct suite {
	struct tunnel tunnel;
	const char *in_kernel;
	unsigned int esp_bytes;
	bool is_readable;
};

static void claim_length(struct nb_lab *lab, const char *from, const char *to,
			 unsigned int bytes)
{
	const bool is_udp = nb_ipsec_backend() == NB_IPSEC_USER_UDP;
	char filter[2048];

	snprintf(filter, sizeof(filter), "%s and src host %s and dst host %s and %s = %u",
		 esp(), from, to, is_udp ? "udp[4:2]" : "ip[2:2]",
		 bytes + (is_udp ? 8 : 20));
	nb_assert_seen(lab, "wire:moon", filter, nb_exactly(1), 0);
	snprintf(filter, sizeof(filter), "%s and src host %s", esp(), from);
	nb_assert_seen(lab, "wire:moon", filter, nb_exactly(1), 0);
}

static void claim_suite(struct nb_lab *lab, const struct suite *suite)
{
	establish(lab, &suite->tunnel);
	if (nb_ipsec_backend() == NB_IPSEC_KERNEL) {
		nb_assert_output_contains(nb_lab_node(lab, "moon"), "ip xfrm state",
					  suite->in_kernel);
		nb_assert_output_contains(nb_lab_node(lab, "carol"), "ip xfrm state",
					  suite->in_kernel);
	}
	ping_once(lab, "carol", ALICE, 120);
	claim_length(lab, CAROL, MOON, suite->esp_bytes);
	claim_length(lab, MOON, CAROL, suite->esp_bytes);
	nb_assert_payload_seen(lab, "alice:eth0", "\xde\xad\xbe\xef\xde\xad\xbe\xef", 8,
			       0);
	if (suite->is_readable)
		nb_assert_payload_seen(lab, "wire:moon",
				       "\xde\xad\xbe\xef\xde\xad\xbe\xef", 8, 0);
	else
		carry(lab, "carol", "alice", ALICE, "alice:eth0 moon:eth1");
	nb_assert_only_ipsec(lab, "wire:moon wire:carol", PATIENCE_MS);
}

/* 27: ikev2-algs/alg-aes-gcm */
static void alg_aes_gcm(void **state)
{
	static const struct suite suite = {
		{ RW_WITH(.esp = "aes256gcm16"), .shown = { .encr = "AES_GCM_16-256" } },
		.in_kernel = "rfc4106(gcm(aes))",
		.esp_bytes = 184,
	};

	claim_suite(*state, &suite);
}

static void alg_chacha20poly1305(void **state)
{
	static const struct suite suite = {
		{ RW_WITH(.esp = "chacha20poly1305"),
		  .shown = { .encr = "CHACHA20_POLY1305" } },
		.in_kernel = "rfc7539esp(chacha20,poly1305)",
		.esp_bytes = 184,
	};

	claim_suite(*state, &suite);
}

static void esp_alg_null(void **state)
{
	static const struct suite suite = {
		{ RW_WITH(.esp = "null-sha256"),
		  .shown = { .encr = "NULL", .integ = "HMAC_SHA2_256_128" } },
		.in_kernel = "ecb(cipher_null)",
		.esp_bytes = 176,
		.is_readable = true,
	};

	claim_suite(*state, &suite);
}

static void esp_alg_sha1_160(void **state)
{
	static const struct suite suite = {
		{ RW_WITH(.esp = "aes128-sha1_160"),
		  .shown = { .encr = "AES_CBC-128", .integ = "HMAC_SHA1_160" } },
		.in_kernel = "hmac(sha1)",
		.esp_bytes = 204,
	};

	claim_suite(*state, &suite);
}

static void alg_3des_md5(void **state)
{
	static const struct suite suite = {
		{ RW_WITH(.esp = "3des-md5"),
		  .shown = { .encr = "3DES_CBC", .integ = "HMAC_MD5_96" } },
		.in_kernel = "des3_ede",
		.esp_bytes = 180,
	};

	claim_suite(*state, &suite);
}

/* Authenticates only, RFC 4543. */
static void esp_alg_aes_gmac(void **state)
{
	static const struct suite suite = {
		{ RW_WITH(.esp = "aes128gmac"),
		  .shown = { .encr = "NULL_AES_GMAC-128" } },
		.in_kernel = "rfc4543(gcm(aes))",
		.esp_bytes = 184,
		.is_readable = true,
	};

	need_kernel_esp();
	claim_suite(*state, &suite);
}

static void claim_compressed(struct nb_lab *lab, const char *left, const char *right)
{
	const char *const ends[] = { left, right };

	for (size_t i = 0; i < 2; i++) {
		said(lab, ends[i], "N(IPCOMP_SUP)");
		nb_assert_output_contains(nb_lab_node(lab, ends[i]), "ip xfrm state",
					  "proto comp");
	}
}

/* 26: ikev2/compress; 8192 bytes that repeat themselves become one packet */
static void compress(void **state)
{
	static const struct tunnel tunnel = {
		RW_WITH(.ipcomp = true),
		.shown = { .ipcomp = NB_YES },
	};

	need_kernel_esp();
	establish(*state, &tunnel);
	claim_compressed(*state, "carol", "moon");
	ping_once(*state, "carol", ALICE, 64);
	ping_once(*state, "carol", ALICE, 8192);
	claim_both_ways(*state, "wire:moon", NB_ESP, CAROL, MOON);
	nb_assert_seen(*state, "wire:moon", NB_ESP " and src host " CAROL, nb_exactly(2),
		       0);
	nb_assert_not_seen(*state, "wire", "ip[6:2] & 0x3fff != 0", 0);
	carry(*state, "carol", "alice", ALICE, "alice:eth0 moon:eth1");
	nb_assert_only_ipsec(*state, "wire:moon wire:carol", PATIENCE_MS);
}

/* 26: ikev2/compress-nat */
static void compress_nat(void **state)
{
	static const struct tunnel tunnel = {
		.left = { "alice", .addr = ALICE, .has_nat = true },
		.right = { "sun", .ts = SUN_NET, .serves_any = true,
			   .peer_ts = MOON_NET },
		.child = { .ipcomp = true },
		.shown = { .ipcomp = NB_YES, .encap = NB_YES },
	};

	need_kernel_esp();
	establish(*state, &tunnel);
	claim_compressed(*state, "alice", "sun");
	ping_once(*state, "alice", BOB, 64);
	ping_once(*state, "alice", BOB, 8192);
	claim_both_ways(*state, "wire:moon", NB_ESP_IN_UDP, MOON, SUN);
	nb_assert_seen(*state, "wire:moon", NB_ESP_IN_UDP " and src host " MOON,
		       nb_exactly(2), 0);
	carry(*state, "alice", "bob", BOB, "bob:eth0 sun:eth1");
	nb_assert_only_ipsec(*state, WIRE, PATIENCE_MS);
}

static const struct CMUnitTest cases[] = {
	nb_unit_test(alg_aes_gcm, &road_warriors),
	nb_unit_test(alg_chacha20poly1305, &road_warriors),
	nb_unit_test(esp_alg_null, &road_warriors),
	nb_unit_test(esp_alg_sha1_160, &road_warriors),
	nb_unit_test(alg_3des_md5, &road_warriors),
	nb_unit_test(esp_alg_aes_gmac, &road_warriors, .needs = "esp4"),
	nb_unit_test(compress, &road_warriors, .needs = "esp4 ipcomp4"),
	nb_unit_test(compress_nat, &behind_nat, .needs = "esp4 ipcomp4 nft_nat"),
};
const struct case_list algorithm_cases = CASE_LIST(cases);
