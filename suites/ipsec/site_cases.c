/* SPDX-License-Identifier: MIT */
/*
 * Devices of the sites A and B talk to their servers in the cloud S through tunnels: by
 * strongSwan here, by WireGuard in wireguard.c. What is claimed is the same.
 */
#include <stdio.h>
#include <string.h>

#include "sites.h"

static const struct scenario with_secret = {
	.sites = SITES_WITH_COUNTERS("with_secret", CHARON),
	.technology = &strongswan,
	.outer = 4,
	.inner = INNER4,
	.has_counters = true,
};

static const struct scenario with_certificates = {
	.sites = SITES_WITH_COUNTERS("with_certificates", CHARON),
	.technology = &strongswan,
	.outer = 4,
	.inner = INNER4,
	.has_counters = true,
	.has_certificates = true,
};

#define TUNNEL_OF(name_, outer_, inner_)                                  \
	{                                                                 \
		.sites = SITES(name_, CHARON), .technology = &strongswan, \
		.outer = (outer_), .inner = (inner_),                     \
	}

static const struct scenario v6_in_v6 = TUNNEL_OF("v6_in_v6", 6, INNER6);
static const struct scenario v6_in_v4 = TUNNEL_OF("v6_in_v4", 4, INNER6);
static const struct scenario v4_in_v6 = TUNNEL_OF("v4_in_v6", 6, INNER4);
static const struct scenario both_in_v4 = TUNNEL_OF("both_in_v4", 4, INNER4 | INNER6);

static const struct scenario beside_nat = {
	.sites = SITES_WITH_RULES("beside_nat", CHARON, "masquerade.nft"),
	.technology = &strongswan,
	.outer = 4,
	.inner = INNER4,
};

static const struct scenario same_range = {
	.sites = SITES_OF_SAME_RANGE("same_range", CHARON),
	.technology = &strongswan,
	.outer = 4,
	.inner = INNER4,
};

static void connect_sites(struct nb_lab *lab)
{
	const struct scenario *scenario = scenario_of(lab);

	scenario->technology->configure(lab, scenario);
	scenario->technology->connect(lab, scenario);
}

static const char *text_of(const struct talk *talk, const char *how, int family,
			   char *text, size_t size)
{
	snprintf(text, size, "%s tells %s a secret by %s over IPv%d", talk->device,
		 talk->server, how, family ? 6 : 4);
	return text;
}

static void talk_all(struct nb_lab *lab, const struct talk *talk, int family)
{
	const char *to = talk->to[family];
	char text[96];

	nb_assert_reachable(nb_lab_node(lab, talk->device), to, PATIENCE_MS);
	exchange_udp(lab, talk->device, talk->server, to,
		     text_of(talk, "UDP", family, text, sizeof(text)));
	exchange_tcp(lab, talk->device, talk->server, to,
		     text_of(talk, "TCP", family, text, sizeof(text)));
}

static void claim_texts_inside(struct nb_lab *lab, const struct talk *talk, int family)
{
	char ends[128], text[96];

	snprintf(ends, sizeof(ends), "%s %s", talk->device_ends, talk->server_ends);
	claim_text_only_on(lab, ends, text_of(talk, "UDP", family, text, sizeof(text)));
	claim_text_only_on(lab, ends, text_of(talk, "TCP", family, text, sizeof(text)));
}

/* The device's first request to its server finds that @before came earlier. */
static void request(struct nb_lab *lab, const struct talk *talk, const char *before)
{
	char url[96], ends[128];

	snprintf(url, sizeof(url), "http://%s/?secret-of-%s", talk->to[0], talk->device);
	nb_assert_http(nb_lab_node(lab, talk->device), url, 200, before, PATIENCE_MS);
	snprintf(ends, sizeof(ends), "%s %s", talk->device_ends, talk->server_ends);
	snprintf(url, sizeof(url), "GET /?secret-of-%s", talk->device);
	claim_text_only_on(lab, ends, url);
}

/* Each server has a counter of its own: what s1 is asked does not change what s2 says. */
static void request_all(struct nb_lab *lab)
{
	static const char *const before[TALKS_COUNT] = { "0\n", "0\n", "1\n", "1\n" };

	for (int i = 0; i < TALKS_COUNT; i++)
		request(lab, &talks[i], before[i]);
}

void devices_talk_to_their_servers(void **state)
{
	const struct scenario *scenario = scenario_of(*state);

	connect_sites(*state);
	for (int family = 0; family <= 1; family++)
		for (int i = 0; i < TALKS_COUNT; i++)
			if (scenario->inner & (family ? INNER6 : INNER4))
				talk_all(*state, &talks[i], family);
	if (scenario->has_counters)
		request_all(*state);

	claim_tunnels_only(*state);
	claim_nothing_foreign(*state);
	for (int family = 0; family <= 1; family++)
		for (int i = 0; i < TALKS_COUNT; i++)
			if (scenario->inner & (family ? INNER6 : INNER4))
				claim_texts_inside(*state, &talks[i], family);
}

/* A tunnel is no prison: the rest of the Internet is reached with the gateway's address. */
void internet_is_reached_beside_the_tunnel(void **state)
{
	static const char in_clear[] = "a1 tells everybody by UDP";
	char foreign[4096];
	const char *tunnelled;

	connect_sites(*state);
	talk_all(*state, &talks[0], 0);
	talk_all(*state, &talks[3], 0);
	nb_assert_reachable(nb_lab_node(*state, "a1"), "198.18.0.1", PATIENCE_MS);
	nb_assert_reachable(nb_lab_node(*state, "b2"), "198.18.0.1", PATIENCE_MS);
	exchange_udp(*state, "a1", "web", "198.18.0.1", in_clear);

	claim_tunnels_only(*state);
	claim_texts_inside(*state, &talks[0], 0);
	claim_texts_inside(*state, &talks[3], 0);
	claim_text_only_on(*state, "a1:eth0 gwA:lan gwA:wan router:a router:web web:eth0",
			   in_clear);
	/* The outside knows the gateways' addresses, not those behind them. */
	nb_assert_seen_only_on(*state, ENDS_A " router:web web:eth0",
			       "icmp and host 192.0.2.1 and host 198.18.0.1",
			       PATIENCE_MS);
	nb_assert_seen_only_on(*state, ENDS_B " router:web web:eth0",
			       "icmp and host 198.51.100.1 and host 198.18.0.1",
			       PATIENCE_MS);
	nb_assert_not_seen(*state, OUTSIDE " router:web", "net 10.0.0.0/8", 0);
	tunnelled = scenario_of(*state)->technology->foreign;
	snprintf(foreign, sizeof(foreign), "not host 198.18.0.1 and %s", tunnelled);
	nb_assert_not_seen(*state, OUTSIDE, foreign, 0);
}

/* Two customers with the same private range and one server, which can tell them apart. */
void same_range_behind_both_gateways(void **state)
{
	struct nb_node *s1 = nb_lab_node(*state, "s1");

	connect_sites(*state);
	for (int i = 0; i < TALKS_COUNT; i++)
		talk_all(*state, &talks[i], 0);
	nb_assert_reachable(s1, "10.1.0.12", PATIENCE_MS);
	nb_assert_reachable(s1, "10.2.0.12", PATIENCE_MS);

	claim_tunnels_only(*state);
	claim_nothing_foreign(*state);
	for (int i = 0; i < TALKS_COUNT; i++)
		claim_texts_inside(*state, &talks[i], 0);
	nb_assert_seen_only_on(*state, "gwS:lan s1:eth0",
			       "udp and src 10.1.0.11 and dst 10.3.0.11", PATIENCE_MS);
	nb_assert_seen_only_on(*state, "gwS:lan s1:eth0",
			       "udp and src 10.2.0.11 and dst 10.3.0.11", PATIENCE_MS);
	nb_assert_seen_only_on(*state, "a1 a2 gwA:lan b1 b2 gwB:lan",
			       "net 192.168.1.0/24", PATIENCE_MS);
	/* s1 pinged a2 and b2, which have the same address at home. */
	nb_assert_seen(*state, "a2:eth0 b2:eth0", "icmp[0] == 8 and dst 192.168.1.12",
		       nb_exactly(2), 0);
}

static const struct CMUnitTest cases[] = {
	nb_unit_test_named("site_to_site_with_secret", devices_talk_to_their_servers,
			   &with_secret.sites, .deadline_ms = 120000),
	nb_unit_test_named("site_to_site_with_certificates",
			   devices_talk_to_their_servers, &with_certificates.sites,
			   .deadline_ms = 120000),
	nb_unit_test_named("site_to_site_v6_in_v6", devices_talk_to_their_servers,
			   &v6_in_v6.sites, .tags = "ipv6"),
	nb_unit_test_named("site_to_site_v6_in_v4", devices_talk_to_their_servers,
			   &v6_in_v4.sites, .tags = "ipv6"),
	nb_unit_test_named("site_to_site_v4_in_v6", devices_talk_to_their_servers,
			   &v4_in_v6.sites, .tags = "ipv6"),
	nb_unit_test_named("site_to_site_both_in_v4", devices_talk_to_their_servers,
			   &both_in_v4.sites, .tags = "ipv6"),
	nb_unit_test(internet_is_reached_beside_the_tunnel, &beside_nat.sites),
	nb_unit_test(same_range_behind_both_gateways, &same_range.sites),
};

const struct case_list site_cases = CASE_LIST(cases);
