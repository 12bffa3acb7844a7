/* SPDX-License-Identifier: MIT */
/* Tunnels that must not come up, why, and that nothing is protected then. */
#include "hosts.h"

#include <string.h>

void claim_refused(struct nb_lab *lab, const struct refusal *refusal)
{
	const struct tunnel *tunnel = &refusal->tunnel;
	const struct peer *const ends[] = { &tunnel->left, &tunnel->right };

	refuse(lab, tunnel);
	said(lab, tunnel->right.node, refusal->right_says);
	said(lab, tunnel->left.node, refusal->left_says);
	for (size_t i = 0; i < 2; i++) {
		struct nb_node *node = nb_lab_node(lab, ends[i]->node);

		nb_assert_no_child(node, tunnel_name(tunnel), PATIENCE_MS);
		if (refusal->keeps_ike)
			nb_assert_ike_up(node, tunnel_name(tunnel), PATIENCE_MS);
		else
			nb_assert_no_sa(node, tunnel_name(tunnel), PATIENCE_MS);
	}
	claim_nothing_protected(lab);
}

static void claim_disagree(struct nb_lab *lab, const struct refusal *refusal)
{
	start_charon(lab, "sun", IMPATIENT);
	start_charon(lab, "moon", IMPATIENT);
	configure(lab, &refusal->tunnel);
	claim_refused(lab, refusal);
}

#define NETS_BUT(left_, right_)                    \
	.left = { "moon", .ts = MOON_NET, left_ }, \
	.right = { "sun", .ts = SUN_NET, right_ }

/* 3: ikev2/net2net-psk-fail */
static void net2net_psk_fail(void **state)
{
	static const struct refusal refusal = {
		{ NETS_BUT(.secret = "a wrong one", ), .by = BY_PSK },
		.right_says = "but MAC mismatched",
		.left_says = "received AUTHENTICATION_FAILED notify error",
	};

	claim_disagree(*state, &refusal);
}

/* 4: ikev1/net2net-psk-fail; the secret is part of the keys, so nothing can be decrypted */
static void ikev1_net2net_psk_fail(void **state)
{
	static const struct refusal refusal = {
		{ NETS_BUT(.secret = "a wrong one", ), .by = BY_PSK,
		  .conn = { .version = 1 } },
		.right_says = "could not decrypt payloads",
		.left_says = "INFORMATIONAL_V1 request with message ID",
	};

	claim_disagree(*state, &refusal);
}

/* None of strongSwan's tests has the following four. */
static void ike_proposal_mismatch(void **state)
{
	static const struct refusal refusal = {
		{ NETS_BUT(.ike = "aes256-sha512-x25519", ), .by = BY_PSK },
		.right_says = "received proposals unacceptable",
		.left_says = "received NO_PROPOSAL_CHOSEN notify error",
	};

	claim_disagree(*state, &refusal);
}

static void esp_proposal_mismatch(void **state)
{
	static const struct refusal refusal = {
		{ NETS_BUT(.esp = "aes256gcm16", ), .by = BY_PSK },
		.right_says = "no acceptable proposal found",
		.left_says = "received NO_PROPOSAL_CHOSEN notify, no CHILD_SA built",
		.keeps_ike = true,
	};

	claim_disagree(*state, &refusal);
}

static void selector_mismatch(void **state)
{
	static const struct refusal refusal = {
		{ NETS_BUT(.peer_ts = "10.99.0.0/16", ), .by = BY_PSK },
		.right_says =
			"traffic selectors 10.99.0.0/16 === " MOON_NET " unacceptable",
		.left_says = "received TS_UNACCEPTABLE notify, no CHILD_SA built",
		.keeps_ike = true,
	};

	claim_disagree(*state, &refusal);
}

static void identity_mismatch(void **state)
{
	static const struct refusal refusal = {
		{ NETS_BUT(, .peer_id = "mars.strongswan.org") },
		.right_says = "no matching peer config found",
		.left_says = "received AUTHENTICATION_FAILED notify error",
	};

	claim_disagree(*state, &refusal);
}

static const struct CMUnitTest cases[] = {
	nb_unit_test(net2net_psk_fail, &net_to_net),
	nb_unit_test(ikev1_net2net_psk_fail, &net_to_net),
	nb_unit_test(ike_proposal_mismatch, &net_to_net),
	nb_unit_test(esp_proposal_mismatch, &net_to_net),
	nb_unit_test(selector_mismatch, &net_to_net),
	nb_unit_test(identity_mismatch, &net_to_net),
};
const struct case_list refusal_cases = CASE_LIST(cases);
