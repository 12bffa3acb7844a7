/* SPDX-License-Identifier: MIT */
/*
 * The same sites and claims with WireGuard.
 *
 * The keys were made for this test with wg(8) and protect nothing else.
 */
#include <stdio.h>
#include <string.h>

#include "sites.h"

/* Type 4 carries data; 1 to 3 are handshakes, WireGuard white paper 5.4. */
#define WG_DATA                                                  \
	"((ip and udp port 51820 and udp[8:4] = 0x04000000) or " \
	"(ip6 and udp port 51820 and ip6[48:4] = 0x04000000))"
#define TEXT_SIZE 1024
#define WG_FOREIGN "(not udp port 51820 and not " NB_HOUSEKEEPING ")"

static const struct {
	const char *private_key, *public_key;
} keys[SITES_COUNT] = {
	[SITE_A] = { "UANjrR99cyV0DGYN7L6DWFqDhMpff72FA46CyeXI+WI=",
		     "u4PMzgordF4W5OJadktG9bdKm9DzEjYZUvnqVVdJl2c=" },
	[SITE_B] = { "UHR8HnJMXvInXl8Cd6cQnTfa+o+D3CttlL9O+7qFNVI=",
		     "FhMtTQXm5yrUcrXy9q7VxKjM1asX2ivEJBjuqyWXRCs=" },
	[SITE_S] = { "oJP5S4FV5qTyZuCAVcyCfIZJnN7vZS+R8jr815bsblo=",
		     "sga4dN9DBPOAf9/RaUn1rIZyKOOJ44tvzD64WWrYrgk=" },
};

static const char *is_tunnelled(void)
{
	return WG_DATA;
}

/* A peer of wg0.conf, and the routes that lead there. */
static void add_peer(const struct scenario *scenario, int there, char conf[TEXT_SIZE],
		     char routes[TEXT_SIZE])
{
	const struct site *site = &sites[there];
	bool has4 = scenario->inner & INNER4, has6 = scenario->inner & INNER6;
	size_t conf_len = strlen(conf);

	snprintf(conf + conf_len, TEXT_SIZE - conf_len,
		 "[Peer]\nPublicKey = %s\nEndpoint = %s%s%s:51820\nAllowedIPs = %s%s%s\n",
		 keys[there].public_key, scenario->outer == 6 ? "[" : "",
		 site->outside[scenario->outer == 6], scenario->outer == 6 ? "]" : "",
		 has4 ? site->inside[0] : "", has4 && has6 ? ", " : "",
		 has6 ? site->inside[1] : "");
	for (int family = 0; family <= 1; family++) {
		size_t len = strlen(routes);

		if (scenario->inner & (family ? INNER6 : INNER4))
			snprintf(routes + len, TEXT_SIZE - len, "route add %s dev wg0\n",
				 site->inside[family]);
	}
}

/* wg0 is there and knows its peers; until it is up, no route leads into it. */
static void configure_site(struct nb_lab *lab, const struct scenario *scenario, int here)
{
	struct nb_node *node = nb_lab_node(lab, sites[here].gateway);
	char conf[TEXT_SIZE], routes[TEXT_SIZE] = "link set wg0 up\n";
	struct nb_error err = { 0 };

	snprintf(conf, sizeof(conf), "[Interface]\nPrivateKey = %s\nListenPort = 51820\n",
		 keys[here].private_key);
	if (here == SITE_S) {
		add_peer(scenario, SITE_A, conf, routes);
		add_peer(scenario, SITE_B, conf, routes);
	} else {
		add_peer(scenario, SITE_S, conf, routes);
	}
	if (nb_node_write_file(node, "/etc/wireguard/wg0.conf", conf, strlen(conf),
			       &err) < 0 ||
	    nb_node_write_file(node, "/etc/wireguard/up.ip", routes, strlen(routes),
			       &err) < 0)
		fail_msg("%s", err.text);
	nb_assert_command(node,
			  "ip link add wg0 type wireguard && "
			  "wg setconf wg0 /etc/wireguard/wg0.conf",
			  0);
}

static void configure(struct nb_lab *lab, const struct scenario *scenario)
{
	for (int i = 0; i < SITES_COUNT; i++)
		configure_site(lab, scenario, i);
}

/* The first packet shakes hands: there is nothing to wait for. */
static void connect_sites(struct nb_lab *lab, const struct scenario *scenario)
{
	(void)scenario;
	for (int i = 0; i < SITES_COUNT; i++)
		nb_assert_command(nb_lab_node(lab, sites[i].gateway),
				  "ip -batch /etc/wireguard/up.ip", 0);
}

const struct technology wireguard = {
	.name = "WireGuard",
	.is_tunnelled = is_tunnelled,
	.foreign = WG_FOREIGN,
	.configure = configure,
	.connect = connect_sites,
};

#define SCENARIO(name_, sites_, outer_, inner_, ...)                     \
	static const struct scenario name_ = { .sites = sites_,          \
					       .technology = &wireguard, \
					       .outer = (outer_),        \
					       .inner = (inner_),        \
					       ##__VA_ARGS__ }

SCENARIO(v4_in_v4, SITES_WITH_COUNTERS("wg_v4_in_v4", NULL), 4, INNER4,
	 .has_counters = true);
SCENARIO(v6_in_v6, SITES("wg_v6_in_v6", NULL), 6, INNER6);
SCENARIO(v6_in_v4, SITES("wg_v6_in_v4", NULL), 4, INNER6);
SCENARIO(v4_in_v6, SITES("wg_v4_in_v6", NULL), 6, INNER4);
SCENARIO(both_in_v4, SITES("wg_both_in_v4", NULL), 4, INNER4 | INNER6);
SCENARIO(beside_nat, SITES_WITH_RULES("wg_beside_nat", NULL, "masquerade.nft"), 4,
	 INNER4);
SCENARIO(same_range, SITES_OF_SAME_RANGE("wg_same_range", NULL), 4, INNER4);
SCENARIO(unprotected, SITES("wg_unprotected", NULL), 4, INNER4);
SCENARIO(guarded, SITES_WITH_RULES("wg_guarded", NULL, "guard.nft"), 4, INNER4);
SCENARIO(broken_guard, SITES_WITH_RULES("wg_broken_guard", NULL, "broken.nft"), 4,
	 INNER4);

#define CASE(name, body, scenario)                                     \
	nb_unit_test_named("wireguard_" name, body, &(scenario).sites, \
			   .needs = "wireguard", .tags = "wireguard",  \
			   .deadline_ms = 120000)

static const struct CMUnitTest cases[] = {
	CASE("site_to_site", devices_talk_to_their_servers, v4_in_v4),
	CASE("site_to_site_v6_in_v6", devices_talk_to_their_servers, v6_in_v6),
	CASE("site_to_site_v6_in_v4", devices_talk_to_their_servers, v6_in_v4),
	CASE("site_to_site_v4_in_v6", devices_talk_to_their_servers, v4_in_v6),
	CASE("site_to_site_both_in_v4", devices_talk_to_their_servers, both_in_v4),
	CASE("internet_is_reached_beside_the_tunnel",
	     internet_is_reached_beside_the_tunnel, beside_nat),
	CASE("same_range_behind_both_gateways", same_range_behind_both_gateways,
	     same_range),
	CASE("leak_before_the_tunnel_is_caught", text_leaks_without_the_tunnel,
	     unprotected),
	CASE("drop_rule_closes_the_leak", leak_is_closed, guarded),
	CASE("broken_drop_rule_is_caught", text_leaks_without_the_tunnel, broken_guard),
};

const struct case_list wireguard_cases = CASE_LIST(cases);
