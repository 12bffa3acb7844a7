/* SPDX-License-Identifier: MIT */
/*
 * The topology of the sites as macros, because topologies are static data: what differs
 * from scenario to scenario is said in a line.
 */
#ifndef SUITES_IPSEC_SITES_H
#define SUITES_IPSEC_SITES_H

#include "ipsec.h"

#define CHARON \
	NB_SERVICES({ "charon", .role = NB_ROLE_STRONGSWAN, .ready_ms = PATIENCE_MS })

/* The web server that counts its requests in a file, as suites/counters has it. */
#define COUNTER_FILES "../counters/files"
#define COUNTER                                                              \
	NB_SERVICES({ .name = "counter",                                     \
		      .command = "exec /usr/bin/python3 /srv/counter.py 80 " \
				 "/var/lib/counter/count",                   \
		      .ready = { .tcp = 80 },                                \
		      .ready_ms = 3 * PATIENCE_MS })

#define ROUTES(v4, v6) NB_LIST("default via " v4, "default via " v6)

/**
 * SITES() - struct nb_topology of the sites
 * @services:	Of each gateway
 * @rules_a, @rules_b: nftables files of the gateways A and B, or NULL
 * @lan_a, @lan_b: IPv4 networks behind them as "10.1.0."
 * @more_a, @more_b: Further addresses of the gateways inside, after a blank
 * @...:	Members of the servers' struct nb_node_spec
 */
#define SITES_FULL(name_, services_, rules_a, rules_b, lan_a, lan_b, more_a, more_b,     \
		   ...)                                                                  \
	{                                                                                \
		.name = name_,                                                           \
		.nodes = NB_NODES(                                                       \
			{ "gwS", .forward = true, .services = services_,                 \
			  .routes = ROUTES("203.0.113.254", "2001:db8:5::fe") },         \
			{ "gwA", .forward = true, .nft = rules_a, .services = services_, \
			  .routes = ROUTES("192.0.2.254", "2001:db8:a::fe") },           \
			{ "gwB", .forward = true, .nft = rules_b, .services = services_, \
			  .routes = ROUTES("198.51.100.254", "2001:db8:b::fe") },        \
			{ "router", NB_HOST, .forward = true },                          \
			{ "web", NB_HOST,                                                \
			  .routes = ROUTES("198.18.0.254", "2001:db8:99::fe") },         \
			{ "a1", NB_HOST, .routes = ROUTES(lan_a "1", "fd00:1::1") },     \
			{ "a2", NB_HOST, .routes = ROUTES(lan_a "1", "fd00:1::1") },     \
			{ "b1", NB_HOST, .routes = ROUTES(lan_b "1", "fd00:2::1") },     \
			{ "b2", NB_HOST, .routes = ROUTES(lan_b "1", "fd00:2::1") },     \
			{ "s1", .routes = ROUTES("10.3.0.1", "fd00:3::1"),               \
			  ##__VA_ARGS__ },                                               \
			{ "s2", .routes = ROUTES("10.3.0.1", "fd00:3::1"),               \
			  ##__VA_ARGS__ }),                                              \
		.links = NB_LINKS(                                                       \
			{ { "gwA:wan", "192.0.2.1/24 2001:db8:a::1/64" },                \
			  { "router:a", "192.0.2.254/24 2001:db8:a::fe/64" } },          \
			{ { "gwB:wan", "198.51.100.1/24 2001:db8:b::1/64" },             \
			  { "router:b", "198.51.100.254/24 2001:db8:b::fe/64" } },       \
			{ { "gwS:wan", "203.0.113.1/24 2001:db8:5::1/64" },              \
			  { "router:s", "203.0.113.254/24 2001:db8:5::fe/64" } },        \
			{ { "web:eth0", "198.18.0.1/24 2001:db8:99::1/64" },             \
			  { "router:web", "198.18.0.254/24 2001:db8:99::fe/64" } }),     \
		.lans = NB_LANS(                                                         \
			{ "lanA",                                                        \
			  .ends = NB_ENDS(                                               \
				  { "gwA:lan", lan_a "1/24 fd00:1::1/64" more_a },       \
				  { "a1:eth0", lan_a "11/24 fd00:1::11/64" },            \
				  { "a2:eth0", lan_a "12/24 fd00:1::12/64" }) },         \
			{ "lanB",                                                        \
			  .ends = NB_ENDS(                                               \
				  { "gwB:lan", lan_b "1/24 fd00:2::1/64" more_b },       \
				  { "b1:eth0", lan_b "11/24 fd00:2::11/64" },            \
				  { "b2:eth0", lan_b "12/24 fd00:2::12/64" }) },         \
			{ "lanS",                                                        \
			  .ends = NB_ENDS(                                               \
				  { "gwS:lan", "10.3.0.1/24 fd00:3::1/64" },             \
				  { "s1:eth0", "10.3.0.11/24 fd00:3::11/64" },           \
				  { "s2:eth0", "10.3.0.12/24 fd00:3::12/64" }) }),       \
	}

#define SITES(name_, services_, ...)                                           \
	SITES_FULL(name_, services_, NULL, NULL, "10.1.0.", "10.2.0.", "", "", \
		   ##__VA_ARGS__)
#define SITES_WITH_RULES(name_, services_, rules) \
	SITES_FULL(name_, services_, rules, rules, "10.1.0.", "10.2.0.", "", "")
/* 192.168.1.0/24 behind A and B; others know it as the sites' usual prefixes. */
#define SITES_OF_SAME_RANGE(name_, services_)                                \
	SITES_FULL(name_, services_, "map-a.nft", "map-b.nft", "192.168.1.", \
		   "192.168.1.", " 10.1.0.1/32", " 10.2.0.1/32")
#define SITES_WITH_COUNTERS(name_, services_) \
	SITES(name_, services_, .files = COUNTER_FILES, .services = COUNTER)

#endif /* SUITES_IPSEC_SITES_H */
