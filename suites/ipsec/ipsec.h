/* SPDX-License-Identifier: MIT */
/*
 * The suite's own: arrays of cases, one a file, which main.c puts together; and what the
 * sites share.
 *
 * The network of all cases on the sites (sites.h makes it):
 *
 *	a1 .11 -+                                     +- .11 s1
 *	        +- .1 gwA .1 --- router --- .1 gwS .1 +
 *	a2 .12 -+               /   |                 +- .12 s2
 *	                gwB .1 -    web
 *	         b1, b2 -+
 *
 *	site	inside				outside
 *	A	10.1.0.0/24 fd00:1::/64		192.0.2.1 2001:db8:a::1
 *	B	10.2.0.0/24 fd00:2::/64		198.51.100.1 2001:db8:b::1
 *	S	10.3.0.0/24 fd00:3::/64		203.0.113.1 2001:db8:5::1
 *	web	-				198.18.0.1 2001:db8:99::1
 *
 * The router is the Internet: it knows the networks outside and no other. Links are named
 * by their ends: gwA:lan is inside, gwA:wan and router:a are the two ends of what must
 * carry nothing but the tunnel.
 */
#ifndef SUITES_IPSEC_IPSEC_H
#define SUITES_IPSEC_IPSEC_H

#include <nestbed/nestbed.h>

/** struct case_list - The cases of one file */
struct case_list {
	const struct CMUnitTest *cases;
	size_t count;
};

#define CASE_LIST(cases_)                                                        \
	{                                                                        \
		.cases = (cases_), .count = sizeof(cases_) / sizeof((cases_)[0]) \
	}

extern const struct case_list site_cases;
extern const struct case_list host_cases;
extern const struct case_list control_cases;
extern const struct case_list wireguard_cases;

#define PATIENCE_MS 20000 /* for what comes within milliseconds on a quiet machine */

#define ENDS_A "gwA:wan router:a"
#define ENDS_B "gwB:wan router:b"
#define ENDS_S "gwS:wan router:s"
#define OUTSIDE ENDS_A " " ENDS_B " " ENDS_S

#define INNER4 1u
#define INNER6 2u

struct scenario;

/**
 * struct technology - Who makes the tunnels between the sites
 * @is_tunnelled: Filter: what it sends for the traffic of the sites
 * @foreign:	Filter: what has no business between gateways when it does its work
 * @configure:	Every gateway knows its peers. No packet needs to have been sent
 * @connect:	Returns when both tunnels stand
 */
struct technology {
	const char *name;
	const char *(*is_tunnelled)(void);
	const char *foreign;
	void (*configure)(struct nb_lab *lab, const struct scenario *scenario);
	void (*connect)(struct nb_lab *lab, const struct scenario *scenario);
};

extern const struct technology strongswan;
extern const struct technology wireguard;

/**
 * struct scenario - Sites, and the tunnels between them
 * @sites:	What is built. It comes first: scenario_of() finds the scenario by it
 * @outer:	IP version between the gateways, 4 or 6
 * @inner:	Of what is tunnelled: INNER4, INNER6 or both
 * @has_counters: s1 and s2 run the counting web server of suites/counters
 * @has_certificates: The gateways prove who they are by certificates, not by a secret
 * @esp:	Proposal of strongSwan's children; NULL = AES-GCM
 * @start_action: Of strongSwan's children at sites A and B; NULL = none
 */
struct scenario {
	struct nb_topology sites;
	const struct technology *technology;
	int outer;
	unsigned int inner;
	bool has_counters;
	bool has_certificates;
	const char *esp;
	const char *start_action;
};

const struct scenario *scenario_of(struct nb_lab *lab);

/** struct site - A gateway and what lies behind it; [0] of an array is IPv4, [1] IPv6 */
struct site {
	const char *gateway;
	const char *peer_name; /* of a connection that leads there: "a" */
	const char *outside[2];
	const char *inside[2]; /* prefixes, as others see them */
	const char *ends;
};

enum { SITE_A, SITE_B, SITE_S, SITES_COUNT };
extern const struct site sites[SITES_COUNT];

/** struct talk - A device and its server */
struct talk {
	const char *device, *server;
	const char *device_ends, *server_ends; /* where they are seen inside */
	const char *to[2];		       /* the server's address */
};

enum { TALKS_COUNT = 4 };
extern const struct talk talks[TALKS_COUNT];

/* Talking, see talk.c. */

/**
 * exchange_udp() - @from sends a text to a UDP port of @to, which sends it back
 * @address:	Of @to, as @from knows it
 */
void exchange_udp(struct nb_lab *lab, const char *from, const char *to,
		  const char *address, const char *text);
/** exchange_tcp() - The same over a TCP connection of its own */
void exchange_tcp(struct nb_lab *lab, const char *from, const char *to,
		  const char *address, const char *text);
/** send_udp() - One datagram, whoever takes it */
void send_udp(struct nb_lab *lab, const char *from, const char *address,
	      const char *text);

/* Claims that hold for any technology, see claims.c. */

/** claim_tunnels_only() - Both tunnels carry packets both ways, on their links and no other */
void claim_tunnels_only(struct nb_lab *lab);
/** claim_nothing_foreign() - Nothing but the tunnels is on the links of the gateways */
void claim_nothing_foreign(struct nb_lab *lab);
/** claim_text_only_on() - A text is seen at each of these ends, and at no other of the lab */
void claim_text_only_on(struct nb_lab *lab, const char *ends, const char *text);

/* Bodies of cases that serve any technology, see site_cases.c and controls.c. */
void devices_talk_to_their_servers(void **state);
void internet_is_reached_beside_the_tunnel(void **state);
void same_range_behind_both_gateways(void **state);
void text_leaks_without_the_tunnel(void **state);
void leak_is_closed(void **state);

#endif /* SUITES_IPSEC_IPSEC_H */
