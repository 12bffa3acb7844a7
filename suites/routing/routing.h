/* SPDX-License-Identifier: MIT */
/* What the files of this suite share. */
#ifndef SUITES_ROUTING_H
#define SUITES_ROUTING_H

#include <nestbed/nestbed.h>

#define UP_MS 20000 /* on a busy machine; seconds are enough on a quiet one */

/* Two routers of AS 65001 and 65002, a host behind each; the second one's daemons differ. */
#define TWO_SITES(name_, r1_conf, ...)                                                   \
	{                                                                                \
		.name = name_,                                                           \
		.nodes = NB_NODES(                                                       \
			{ "r1", .forward = true,                                         \
			  .services = NB_SERVICES(                                       \
				  { "zebra", .role = NB_ROLE_FRR },                      \
				  { "bgpd", .role = NB_ROLE_FRR, .config = r1_conf }) }, \
			{ "r2", .forward = true, .services = NB_SERVICES(__VA_ARGS__) }, \
			{ "h1", .kind = NB_HOST,                                         \
			  .routes = NB_LIST("default via 10.1.0.1",                      \
					    "default via 2001:db8:1::1") },              \
			{ "h2", .kind = NB_HOST,                                         \
			  .routes = NB_LIST("default via 10.2.0.1",                      \
					    "default via 2001:db8:2::1") }),             \
		.links = NB_LINKS({ { "r1:wan", "10.0.0.1/24 2001:db8::1/64" },          \
				    { "r2:wan", "10.0.0.2/24 2001:db8::2/64" } },        \
				  { { "r1:lan", "10.1.0.1/24 2001:db8:1::1/64" },        \
				    { "h1:eth0", "10.1.0.2/24 2001:db8:1::2/64" } },     \
				  { { "r2:lan", "10.2.0.1/24 2001:db8:2::1/64" },        \
				    { "h2:eth0", "10.2.0.2/24 2001:db8:2::2/64" } }),    \
	}
#define FRR(conf)                                           \
	{ "zebra", .role = NB_ROLE_FRR },                   \
	{                                                   \
		"bgpd", .role = NB_ROLE_FRR, .config = conf \
	}
#define BIRD(conf)                                           \
	{                                                    \
		"bird", .role = NB_ROLE_BIRD, .config = conf \
	}

extern const struct nb_topology two_frr;
extern const struct nb_topology frr_and_bird;

/** sh() - A line of shell in a node that must succeed */
void sh(struct nb_lab *lab, const char *node, const char *line);

int bgp(void);
int igp(void);
int failing(void);
int starting(void);

#endif /* SUITES_ROUTING_H */
