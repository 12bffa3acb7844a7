/* SPDX-License-Identifier: MIT */
/* Two sites, their gateways, and a router between them. */
#ifndef STRONGSWAN_H
#define STRONGSWAN_H

#include <nestbed/nestbed.h>

/* devA - gwA - router - gwB - devB, without any service. */
#define SITES(services_a, services_b)                                                  \
	.nodes = NB_NODES({ "router", .forward = true },                               \
			  { "gwA", .forward = true,                                    \
			    .routes = NB_LIST("default via 192.0.2.254"),              \
			    .services = services_a },                                  \
			  { "gwB", .forward = true,                                    \
			    .routes = NB_LIST("default via 198.51.100.254"),           \
			    .services = services_b },                                  \
			  { "devA", .routes = NB_LIST("default via 10.1.0.1") },       \
			  { "devB", .routes = NB_LIST("default via 10.2.0.1") }),      \
	.links = NB_LINKS({ { "gwA:wan", "192.0.2.1/24" },                             \
			    { "router:a", "192.0.2.254/24" } },                        \
			  { { "gwB:wan", "198.51.100.1/24" },                          \
			    { "router:b", "198.51.100.254/24" } },                     \
			  { { "gwA:lan", "10.1.0.1/16" }, { "devA:eth0", "10.1.0.10/16" } }, \
			  { { "gwB:lan", "10.2.0.1/16" }, { "devB:eth0", "10.2.0.10/16" } })

#define CHARON(...) NB_SERVICES({ "charon", .role = NB_ROLE_STRONGSWAN, ##__VA_ARGS__ })

#define NODE(name) nb_lab_node(*state, name)

/* Ends between gateways and router: nothing but IPsec may be there. */
#define OUTSIDE "gwA:wan gwB:wan router"

extern const struct nb_topology by_files, by_hand;

/* charon.c */
void starts_by_its_name(void **state);
void is_ready_with_its_connections(void **state);
void comes_up_by_psk(void **state);

#define MUST(call)                                     \
	do {                                           \
		struct nb_error err_ = { 0 };          \
		if ((call) < 0)                        \
			fail_msg("%s", err_.text);     \
	} while (0)

#endif /* STRONGSWAN_H */
