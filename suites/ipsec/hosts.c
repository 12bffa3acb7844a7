/* SPDX-License-Identifier: MIT */
/* The network of strongSwan's own tests, in the parts that scenarios need. */
#include "hosts.h"

#include <string.h>

/* Of a node: its cable to the wire. */
#define ON_WIRE(node, ifname, v4, v6)                                       \
	{                                                                   \
		{ node ":" ifname, "192.168.0." v4 "/24 fec0::" v6 "/16" }, \
		{                                                           \
			"wire:" node                                        \
		}                                                           \
	}

#define MOON_ROUTES \
	.routes = NB_LIST("10.2.0.0/16 via 192.168.0.2", "fec2::/16 via fec0::2")
#define SUN_ROUTES \
	.routes = NB_LIST("10.1.0.0/16 via 192.168.0.1", "fec1::/16 via fec0::1")
#define BEHIND_MOON .routes = NB_LIST("default via 10.1.0.1", "default via fec1::1")
#define BEHIND_SUN .routes = NB_LIST("default via 10.2.0.1", "default via fec2::1")

#define ALICES_CABLE                                     \
	{                                                \
		"alice:eth0", "10.1.0.10/16 fec1::10/16" \
	}
#define VENUS_CABLE                                      \
	{                                                \
		"venus:eth0", "10.1.0.20/16 fec1::20/16" \
	}
#define MOONS_LAN                                     \
	{                                             \
		"moon:eth1", "10.1.0.1/16 fec1::1/16" \
	}
#define BEHIND_SUN_LINK                                        \
	{                                                      \
		{ "sun:eth1", "10.2.0.1/16 fec2::1/16" },      \
		{                                              \
			"bob:eth0", "10.2.0.10/16 fec2::10/16" \
		}                                              \
	}
#define LEFT_LAN \
	NB_LANS({ "left", .ends = NB_ENDS(MOONS_LAN, ALICES_CABLE, VENUS_CABLE) })

const struct nb_topology net_to_net = {
	.name = "net_to_net",
	.nodes = NB_NODES({ "wire", NB_SWITCH }, { "moon", .forward = true, MOON_ROUTES },
			  { "sun", .forward = true, SUN_ROUTES },
			  { "alice", NB_HOST, BEHIND_MOON }, { "venus", BEHIND_MOON },
			  { "bob", NB_HOST, BEHIND_SUN }),
	.links = NB_LINKS(ON_WIRE("moon", "eth0", "1", "1"),
			  ON_WIRE("sun", "eth0", "2", "2"), BEHIND_SUN_LINK),
	.lans = LEFT_LAN,
};

const struct nb_topology road_warriors = {
	.name = "road_warriors",
	.nodes = NB_NODES(
		{ "wire", NB_SWITCH }, { "moon", .forward = true },
		{ "carol",
		  .routes = NB_LIST("default via 192.168.0.1", "default via fec0::1") },
		{ "dave",
		  .routes = NB_LIST("default via 192.168.0.1", "default via fec0::1") },
		{ "alice", NB_HOST, BEHIND_MOON }, { "venus", NB_HOST, BEHIND_MOON }),
	.links = NB_LINKS(ON_WIRE("moon", "eth0", "1", "1"),
			  ON_WIRE("carol", "eth0", "100", "10"),
			  ON_WIRE("dave", "eth0", "200", "20")),
	.lans = LEFT_LAN,
};

const struct nb_topology host_to_host = {
	.name = "host_to_host",
	.nodes = NB_NODES({ "wire", NB_SWITCH }, { "moon" }, { "sun" }, { "carol" },
			  { "dave" }),
	.links = NB_LINKS(ON_WIRE("moon", "eth0", "1", "1"),
			  ON_WIRE("sun", "eth0", "2", "2"),
			  ON_WIRE("carol", "eth0", "100", "10"),
			  ON_WIRE("dave", "eth0", "200", "20")),
};

/* moon lends its address, and ports 1024 to 1100, to those behind it. */
const struct nb_topology behind_nat = {
	.name = "behind_nat",
	.nodes = NB_NODES({ "wire", NB_SWITCH },
			  { "moon", .forward = true, .nft = "nat.nft" },
			  { "sun", .forward = true }, { "alice", BEHIND_MOON },
			  { "venus", BEHIND_MOON }, { "bob", NB_HOST, BEHIND_SUN }),
	.links = NB_LINKS(ON_WIRE("moon", "eth0", "1", "1"),
			  ON_WIRE("sun", "eth0", "2", "2"), BEHIND_SUN_LINK),
	.lans = LEFT_LAN,
};

/* alice has two ways: her own cable to the wire, and behind moon, which routes. */
const struct nb_topology two_networks = {
	.name = "two_networks",
	.nodes = NB_NODES(
		{ "wire", NB_SWITCH }, { "moon", .forward = true },
		{ "sun", .forward = true, SUN_ROUTES },
		{ "alice", .routes = NB_LIST("192.168.0.0/24 via 10.1.0.1 metric 100",
					     "10.2.0.0/16 via 10.1.0.1 metric 100") },
		{ "bob", NB_HOST, BEHIND_SUN }),
	.links = NB_LINKS(ON_WIRE("moon", "eth0", "1", "1"),
			  ON_WIRE("sun", "eth0", "2", "2"),
			  ON_WIRE("alice", "eth1", "50", "5"), BEHIND_SUN_LINK,
			  { ALICES_CABLE, MOONS_LAN }),
};

const struct nb_topology with_winnetou = {
	.name = "with_winnetou",
	.nodes = NB_NODES({ "wire", NB_SWITCH }, { "moon", .forward = true, MOON_ROUTES },
			  { "sun", .forward = true, SUN_ROUTES }, { "carol" },
			  { "winnetou" }, { "alice", NB_HOST, BEHIND_MOON },
			  { "bob", NB_HOST, BEHIND_SUN }),
	.links = NB_LINKS(ON_WIRE("moon", "eth0", "1", "1"),
			  ON_WIRE("sun", "eth0", "2", "2"),
			  ON_WIRE("carol", "eth0", "100", "10"),
			  ON_WIRE("winnetou", "eth0", "150", "15"), BEHIND_SUN_LINK,
			  { ALICES_CABLE, MOONS_LAN }),
};

const char *address_of(const char *node, int version)
{
	static const struct {
		const char *node, *v4, *v6;
	} hosts[] = {
		{ "moon", MOON, "fec0::1" },
		{ "sun", SUN, "fec0::2" },
		{ "alice", "192.168.0.50", "fec0::5" },
		{ "carol", CAROL, "fec0::10" },
		{ "winnetou", WINNETOU, "fec0::15" },
		{ "dave", DAVE, "fec0::20" },
	};

	for (size_t i = 0; i < sizeof(hosts) / sizeof(hosts[0]); i++)
		if (!strcmp(hosts[i].node, node))
			return version == 6 ? hosts[i].v6 : hosts[i].v4;
	fail_msg("%s is not on the wire", node);
	return NULL;
}
