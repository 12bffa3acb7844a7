/* SPDX-License-Identifier: MIT */
/* Two sites, their gateways, and a router between them: devA - gwA - router - gwB - devB. */
#ifndef STRONGSWAN_H
#define STRONGSWAN_H

#include <nestbed/nestbed.h>

#define CHARON(...) NB_SERVICES({ "charon", .role = NB_ROLE_STRONGSWAN, ##__VA_ARGS__ })

#define SITES(services_a, services_b)                                                \
	.nodes = NB_NODES({ "router", .forward = true },                             \
			  { "gwA", .forward = true,                                  \
			    .routes = NB_LIST("default via 192.0.2.254"),            \
			    .services = (services_a) },                              \
			  { "gwB", .forward = true,                                  \
			    .routes = NB_LIST("default via 198.51.100.254"),         \
			    .services = (services_b) },                              \
			  { "devA", .routes = NB_LIST("default via 10.1.0.1") },     \
			  { "devB", .routes = NB_LIST("default via 10.2.0.1") }),    \
	.links = NB_LINKS(                                                           \
		{ { "gwA:wan", "192.0.2.1/24" }, { "router:a", "192.0.2.254/24" } }, \
		{ { "gwB:wan", "198.51.100.1/24" },                                  \
		  { "router:b", "198.51.100.254/24" } },                             \
		{ { "gwA:lan", "10.1.0.1/16" }, { "devA:eth0", "10.1.0.10/16" } },   \
		{ { "gwB:lan", "10.2.0.1/16" }, { "devB:eth0", "10.2.0.10/16" } })

#define NODE(name) nb_lab_node(*state, name)
#define OUTSIDE "gwA:wan gwB:wan router" /* ends of the links between gateways */

/* A call that returns -1 with an error as its last argument. */
#define MUST(call)                                 \
	do {                                       \
		struct nb_error err_ = { 0 };      \
		if ((call) < 0)                    \
			fail_msg("%s", err_.text); \
	} while (0)
#define ERR &err_

extern const struct nb_topology by_files; /* PSK, from gwA/ and gwB/swanctl.conf */
extern const struct nb_topology on_a_switch; /* gwA and gwB, and no charon */
extern const struct nb_topology bare;	  /* charons that have no configuration */

/* tunnel.c */
void comes_up_by_psk(void **state);
void is_rekeyed(void **state);
void is_terminated(void **state);
void host_to_host(void **state);

/* certificates.c */
void comes_up_by_certificate(void **state);
void revoked_is_refused(void **state);
void foreign_is_refused(void **state);
void files_of_the_pki_serve(void **state);

/* claims.c */
void claims_of_associations_fail(void **state);
void claims_of_absence_fail(void **state);
void claims_of_the_wire_fail(void **state);
void a_port_of_a_switch_is_told_by_who_is_wired_to_it(void **state);
void reasons_are_told(void **state);
void a_dead_charon_is_an_error(void **state);

/* configuration.c */
void is_ready_when_loaded(void **state);
void broken_files_fail_the_start(void **state);
void connections_come_from_c(void **state);
void what_c_cannot_load_is_told(void **state);
void settings_may_be_added(void **state);

#endif /* STRONGSWAN_H */
