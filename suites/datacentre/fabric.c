/* SPDX-License-Identifier: MIT */
/*
 * Who is wired to whom in a fat tree, and which ways lead where: up from a leaf to a spine to
 * a top, then down, and never up again. Read from the topology, so that what is expected of
 * the daemons does not come from them.
 */
#include "datacentre.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

static struct fabric fabric;

static struct router *take_router(struct nb_lab *lab, const struct nb_node_spec *spec)
{
	struct router *router = &fabric.router[fabric.nrouters++];

	assert_true(fabric.nrouters <= ROUTERS_MAX);
	snprintf(router->name, sizeof(router->name), "%s", spec->name);
	sscanf(spec->name, "%*[a-z]%u-", &router->pod);
	router->node = nb_lab_node(lab, spec->name);
	router->id = spec->loopback;
	return router;
}

struct router *fabric_find(struct fabric *of, const char *name)
{
	for (size_t i = 0; i < of->nrouters; i++)
		if (!strcmp(of->router[i].name, name))
			return &of->router[i];
	return NULL;
}

/* "leaf1-2:up3" and "172.16.0.5/31", in parts */
struct end {
	char node[NAME], ifname[NAME], addr[ADDRESS];
};

static struct end parse(const struct nb_end_spec *spec)
{
	struct end end = { .addr = "" };

	assert_int_equal(sscanf(spec->at, "%15[^:]:%15s", end.node, end.ifname), 2);
	assert_int_equal(sscanf(spec->addrs, "%31[^/]", end.addr), 1);
	return end;
}

static void add_wire(struct router *router, const struct end *own,
		     const struct router *peer, const struct end *far)
{
	struct wire *wire = &router->wire[router->nwires++];

	assert_true(router->nwires <= WIRES_MAX);
	memcpy(wire->ifname, own->ifname, sizeof(wire->ifname));
	memcpy(wire->peer_addr, far->addr, sizeof(wire->peer_addr));
	wire->peer = (size_t)(peer - fabric.router);
}

/* The block of a rack begins with the leaf's end of its first server. */
static void add_rack(const struct router *leaf, const struct end *end)
{
	struct rack *rack = &fabric.rack[fabric.nracks++];
	struct in_addr addr;

	assert_true(fabric.nracks <= RACKS_MAX);
	assert_int_equal(inet_pton(AF_INET, end->addr, &addr), 1);
	rack->leaf = (size_t)(leaf - fabric.router);
	rack->addr = ntohl(addr.s_addr);
	snprintf(rack->prefix, sizeof(rack->prefix), "%s", end->addr);
}

static void read_link(const struct nb_link_spec *link)
{
	struct end a = parse(&link->a), b = parse(&link->b);
	struct router *above = fabric_find(&fabric, a.node);
	struct router *below = above ? fabric_find(&fabric, b.node) : NULL;

	if (below) {
		add_wire(above, &a, below, &b);
		add_wire(below, &b, above, &a);
	} else if (above && !strcmp(a.ifname, "down1")) {
		add_rack(above, &a);
	}
}

/* All blocks have one size, a power of two, and lie side by side. */
static void end_prefixes(void)
{
	unsigned int size = fabric.rack[1].addr - fabric.rack[0].addr;

	for (size_t i = 0; i < fabric.nracks; i++) {
		struct rack *rack = &fabric.rack[i];
		size_t len = strlen(rack->prefix);

		snprintf(rack->prefix + len, sizeof(rack->prefix) - len, "/%d",
			 __builtin_clz(size) + 1);
	}
}

struct fabric *fabric_of(struct nb_lab *lab)
{
	const struct nb_topology *topo = nb_lab_topology(lab);

	if (fabric.nrouters)
		return &fabric;
	for (const struct nb_node_spec *n = topo->nodes; n->name; n++)
		if (nb_shape_as(n->name))
			take_router(lab, n);
	for (const struct nb_link_spec *l = topo->links; l->a.at; l++)
		read_link(l);
	assert_true(fabric.nracks > 1);
	end_prefixes();
	return &fabric;
}

struct wire *fabric_wire(struct fabric *of, const char *from, const char *to)
{
	struct router *router = fabric_find(of, from);

	for (size_t i = 0; router && i < router->nwires; i++)
		if (!strcmp(of->router[router->wire[i].peer].name, to))
			return &router->wire[i];
	fail_msg("no wire between %s and %s", from, to);
	return NULL;
}

void fabric_cut(struct fabric *of, const char *a, const char *b, bool is_down)
{
	fabric_wire(of, a, b)->is_down = is_down;
	fabric_wire(of, b, a)->is_down = is_down;
}

void fabric_cut_off(struct fabric *of, const char *name, bool is_down)
{
	struct router *router = fabric_find(of, name);

	for (size_t i = 0; router && i < router->nwires; i++)
		fabric_cut(of, name, of->router[router->wire[i].peer].name, is_down);
}

/* A fabric is climbed up, then down: so AS paths of equal length, and no loops. */
static bool may_go(const struct fabric *of, const struct router *from,
		   const struct wire *wire, const struct rack *rack)
{
	const struct router *leaf = &of->router[rack->leaf];
	const struct router *to = &of->router[wire->peer];

	if (wire->is_down)
		return false;
	switch (from->name[0]) {
	case 'l':
		return from != leaf;
	case 's':
		return from->pod == leaf->pod ? to == leaf : to->name[0] == 't';
	default:
		return to->pod == leaf->pod;
	}
}

static bool gets_there(const struct fabric *of, const struct router *from,
		       const struct rack *rack)
{
	if (from == &of->router[rack->leaf])
		return true;
	for (size_t i = 0; i < from->nwires; i++)
		if (may_go(of, from, &from->wire[i], rack) &&
		    gets_there(of, &of->router[from->wire[i].peer], rack))
			return true;
	return false;
}

void fabric_ways(struct fabric *of, struct router *router, const struct rack *rack,
		 char *ret, size_t size)
{
	size_t len = 0;

	ret[0] = '\0';
	for (size_t i = 0; i < router->nwires; i++) {
		const struct wire *wire = &router->wire[i];

		if (!may_go(of, router, wire, rack) ||
		    !gets_there(of, &of->router[wire->peer], rack))
			continue;
		len += (size_t)snprintf(ret + len, size - len, "%s%s", len ? " " : "",
					wire->peer_addr);
		assert_true(len < size);
	}
}

void fabric_converges(struct fabric *of)
{
	char ways[WIRES_MAX * ADDRESS];

	for (size_t i = 0; i < of->nrouters; i++)
		for (size_t j = 0; j < of->nracks; j++) {
			struct router *router = &of->router[i];

			fabric_ways(of, router, &of->rack[j], ways, sizeof(ways));
			if (ways[0])
				nb_assert_route_learnt(router->node, of->rack[j].prefix,
						       ways, "bgp", UP_MS);
		}
}
