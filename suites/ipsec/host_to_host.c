/* SPDX-License-Identifier: MIT */
/* The gateways A and S protect what they say to each other, and it alone. */
#include <string.h>

#include "sites.h"

#define GWS "203.0.113.1"
#define TO_S ENDS_A " " ENDS_S

static const struct nb_topology gateways = SITES("gateways", CHARON);

static void load(struct nb_lab *lab, const struct site *here, const struct site *there)
{
	static const struct nb_ipsec_secret secret = { .secret = "between hosts" };
	const struct nb_ipsec_conn conn = {
		.name = "host",
		.local_addrs = here->outside[0],
		.remote_addrs = there->outside[0],
		.proposals = "aes128-sha256-x25519",
		.local = { .id = here->gateway },
		.remote = { .id = there->gateway },
		.children = NB_IPSEC_CHILDREN({ "host", .esp = "aes128gcm16" }),
	};
	struct nb_node *node = nb_lab_node(lab, here->gateway);
	struct nb_error err = { 0 };

	if (nb_ipsec_load_secret(node, &secret, &err) < 0 ||
	    nb_ipsec_load(node, &conn, &err) < 0)
		fail_msg("%s", err.text);
}

/* What is claimed of the second text is false for the first, which came before the tunnel. */
static void host_to_host(void **state)
{
	static const char before[] = "gwA tells gwS by UDP, nobody minds who reads it";
	static const char text[] = "gwA tells gwS a secret by UDP";
	static const char stream[] = "gwA tells gwS a secret by TCP";
	struct nb_node *gw = nb_lab_node(*state, "gwA");
	const struct nb_child_wish wish = {
		.mode = "TUNNEL",
		.local_ts = "192.0.2.1/32",
		.remote_ts = GWS "/32",
	};
	struct nb_error err = { 0 };
	ssize_t clear;

	exchange_udp(*state, "gwA", "gwS", GWS, before);
	claim_text_only_on(*state, TO_S, before);
	clear = nb_packets_count(nb_lab_capture(*state), NULL, "udp port 7777", NULL);
	assert_int_equal(clear, 8); /* there and back, at four ends */

	load(*state, &sites[SITE_S], &sites[SITE_A]);
	load(*state, &sites[SITE_A], &sites[SITE_S]);
	if (nb_ipsec_initiate(gw, "host", PATIENCE_MS, &err) < 0)
		fail_msg("%s", err.text);
	nb_assert_child_up(gw, "host", &wish, PATIENCE_MS);
	nb_assert_reachable(gw, GWS, PATIENCE_MS);
	exchange_udp(*state, "gwA", "gwS", GWS, text);
	exchange_tcp(*state, "gwA", "gwS", GWS, stream);

	nb_assert_seen_only_on(*state, TO_S, strongswan.is_tunnelled(), PATIENCE_MS);
	nb_assert_payload_never(*state, NULL, text, strlen(text), 0);
	nb_assert_payload_never(*state, NULL, stream, strlen(stream), 0);
	nb_assert_not_seen(*state, NULL, "icmp or tcp", 0);
	nb_assert_seen(*state, NULL, "udp port 7777", nb_exactly((size_t)clear), 0);
	/* Others are still spoken to in the clear. */
	nb_assert_reachable(gw, "192.0.2.254", PATIENCE_MS);
	nb_assert_seen_only_on(*state, ENDS_A, "icmp", PATIENCE_MS);
}

static const struct CMUnitTest cases[] = {
	nb_unit_test(host_to_host, &gateways),
};

const struct case_list host_cases = CASE_LIST(cases);
