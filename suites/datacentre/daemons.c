/* SPDX-License-Identifier: MIT */
/*
 * BGP on every router of a fabric, configured as RFC 7938 has it: an AS for each leaf, one
 * for the spines of each pod, one for all tops; each link is a session; each leaf announces
 * its rack; all equal ways are used. Where it is asked for, BFD watches each session.
 */
#include "datacentre.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* NULL: no rack hangs on it */
static const struct rack *rack_of(const struct fabric *fabric,
				  const struct router *router)
{
	for (size_t i = 0; i < fabric->nracks; i++)
		if (&fabric->router[fabric->rack[i].leaf] == router)
			return &fabric->rack[i];
	return NULL;
}

static int id_len(const struct router *router)
{
	return (int)strcspn(router->id, "/");
}

/* While a session is down BIRD sends once a second, unless told otherwise. */
static void write_bird_bfd(FILE *file, unsigned int ms)
{
	fprintf(file,
		"protocol bfd { interface \"*\" {\n"
		"	interval %u ms;\n"
		"	idle tx interval %u ms;\n"
		"	multiplier %u;\n"
		"}; }\n",
		ms, ms, BFD_MISSED);
}

static void write_bird(FILE *file, const struct fabric *fabric,
		       const struct router *router)
{
	const struct rack *rack = rack_of(fabric, router);

	fprintf(file,
		"router id %.*s;\n"
		"log stderr all;\n"
		"protocol device { }\n"
		"protocol kernel {\n"
		"	ipv4 { export where source = RTS_BGP; };\n"
		"	merge paths yes limit 32;\n"
		"}\n",
		id_len(router), router->id);
	if (rack)
		fprintf(file, "protocol static { ipv4; route %s unreachable; }\n",
			rack->prefix);
	if (fabric->bfd_ms)
		write_bird_bfd(file, fabric->bfd_ms);
	fprintf(file,
		"template bgp fabric {\n"
		"	bfd %s;\n"
		"	local as %u;\n"
		"	hold time 9;\n"
		"	keepalive time 3;\n"
		"	connect delay time 1;\n"
		"	connect retry time 1;\n"
		"	error wait time 1, 2;\n"
		"	graceful restart off;\n"
		"	ipv4 { import all; export where source ~ [RTS_STATIC, RTS_BGP]; "
		"};\n"
		"}\n",
		fabric->bfd_ms ? "on" : "off", nb_shape_as(router->name));
	for (size_t i = 0; i < router->nwires; i++) {
		const char *peer = fabric->router[router->wire[i].peer].name;

		fprintf(file, "protocol bgp '%s' from fabric { neighbor %s as %u; }\n",
			peer, router->wire[i].peer_addr, nb_shape_as(peer));
	}
}

static void write_bgpd(FILE *file, const struct fabric *fabric,
		       const struct router *router)
{
	const struct rack *rack = rack_of(fabric, router);

	fprintf(file,
		"router bgp %u\n"
		" bgp router-id %.*s\n"
		" bgp graceful-restart-disable\n"
		" no bgp ebgp-requires-policy\n"
		" no bgp network import-check\n"
		" coalesce-time 10\n"
		" timers bgp 3 9\n",
		nb_shape_as(router->name), id_len(router), router->id);
	for (size_t i = 0; i < router->nwires; i++) {
		const struct wire *wire = &router->wire[i];

		fprintf(file,
			" neighbor %s remote-as %u\n"
			" neighbor %s timers connect 1\n"
			" neighbor %s advertisement-interval 0\n",
			wire->peer_addr, nb_shape_as(fabric->router[wire->peer].name),
			wire->peer_addr, wire->peer_addr);
		if (fabric->bfd_ms)
			fprintf(file, " neighbor %s bfd %u %u %u\n", wire->peer_addr,
				BFD_MISSED, fabric->bfd_ms, fabric->bfd_ms);
	}
	fprintf(file, " address-family ipv4 unicast\n  maximum-paths 32\n");
	if (rack)
		fprintf(file, "  network %s\n", rack->prefix);
	fprintf(file, " exit-address-family\n");
}

/*
 * FRR 8.4 shares objects for next hops among routes and does not see that the kernel takes a
 * hop out of one when a link goes: routes stay narrow there when the link is back. Without
 * such objects they do not.
 */
static void write_zebra(FILE *file, const struct fabric *fabric,
			const struct router *router)
{
	(void)fabric;
	(void)router;
	fprintf(file, "no zebra nexthop kernel enable\n");
}

typedef void (*writer)(FILE *, const struct fabric *, const struct router *);

/* Into the node, where its daemon finds it. */
static void configure(const struct fabric *fabric, const struct router *router,
		      writer write, const char *path)
{
	struct nb_error err = { 0 };
	char *text = NULL;
	size_t len = 0;
	FILE *file = open_memstream(&text, &len);
	int rc;

	assert_non_null(file);
	write(file, fabric, router);
	assert_int_equal(fclose(file), 0);
	rc = nb_node_write_file(router->node, path, text, len, &err);
	free(text);
	if (rc < 0)
		fail_msg("%s", err.text);
}

static void start(struct nb_node *node, const struct nb_service_spec *spec)
{
	struct nb_error err = { 0 };

	if (!nb_service_start(node, spec, &err))
		fail_msg("%s", err.text);
}

int start_bird(void **state)
{
	static const struct nb_service_spec bird = { "bird", .role = NB_ROLE_BIRD,
						     .ready_ms = UP_MS };
	struct fabric *fabric = fabric_of(*state);

	for (size_t i = 0; i < fabric->nrouters; i++) {
		configure(fabric, &fabric->router[i], write_bird, "/etc/bird.conf");
		start(fabric->router[i].node, &bird);
	}
	return 0;
}

int start_bird_bfd_100ms(void **state)
{
	fabric_of(*state)->bfd_ms = 100;
	return start_bird(state);
}

int start_bird_bfd_300ms(void **state)
{
	fabric_of(*state)->bfd_ms = 300;
	return start_bird(state);
}

int start_frr(void **state)
{
	static const struct nb_service_spec zebra = { "zebra", .role = NB_ROLE_FRR,
						      .ready_ms = UP_MS };
	static const struct nb_service_spec bgpd = { "bgpd", .role = NB_ROLE_FRR,
						     .ready_ms = UP_MS };
	static const struct nb_service_spec bfdd = { "bfdd", .role = NB_ROLE_FRR,
						     .ready_ms = UP_MS };
	struct fabric *fabric = fabric_of(*state);

	for (size_t i = 0; i < fabric->nrouters; i++) {
		configure(fabric, &fabric->router[i], write_zebra, "/etc/frr/zebra.conf");
		configure(fabric, &fabric->router[i], write_bgpd, "/etc/frr/bgpd.conf");
		start(fabric->router[i].node, &zebra);
		if (fabric->bfd_ms)
			start(fabric->router[i].node, &bfdd);
		start(fabric->router[i].node, &bgpd);
	}
	return 0;
}

int start_frr_bfd_100ms(void **state)
{
	fabric_of(*state)->bfd_ms = 100;
	return start_frr(state);
}
