/* SPDX-License-Identifier: MIT */
/*
 * Topologies: what to build, as plain data. Nothing here touches the kernel.
 *
 * A topology is written as a C literal (static const, zero being a sensible
 * default everywhere), made node by node with nb_topology_new() and the
 * nb_topology_add_*() functions, or read from JSON. All three are the same
 * struct nb_topology. Arrays end with an all-zero element; the macros NB_NODES,
 * NB_LINKS, NB_LANS, NB_ENDS, NB_SERVICES and NB_LIST add it.
 *
 *	static const struct nb_topology two_lans = {
 *		.name = "two_lans",
 *		.nodes = NB_NODES({ "r1", .forward = true },
 *				  { "h1", .routes = NB_LIST("default via 10.0.1.1") },
 *				  { "h2", .routes = NB_LIST("default via 10.0.2.1") }),
 *		.links = NB_LINKS({ { "h1:eth0", "10.0.1.2/24" }, { "r1:lan1", "10.0.1.1/24" } },
 *				  { { "h2:eth0", "10.0.2.2/24" }, { "r1:lan2", "10.0.2.1/24" } }),
 *	};
 *
 * Relative paths (files, image, nft, config) are looked up in @folder; a relative or
 * absent @folder in the directory of the case's source file, then in the
 * directory of the suite program.
 */
#ifndef NESTBED_TOPOLOGY_H
#define NESTBED_TOPOLOGY_H

#include <stdbool.h>
#include <stddef.h>

#include <nestbed/error.h>

/*
 * A description leaves out what it does not need. -Wextra would complain about
 * each { "h1:eth0", "10.0.1.2/24" }, so it is told not to in what follows.
 */
#ifdef __GNUC__
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"
#endif

#ifdef __cplusplus
extern "C" {
#endif

#define NB_NAME_MAX 15	/* characters of a node or interface name, IFNAMSIZ - 1 */
#define NB_DEPTH_MAX 30 /* levels of nodes in nodes: PID namespaces nest 32 deep */

enum nb_node_kind {
	NB_CONTAINER = 0, /* own network, mounts, root, processes, hostname, IPC */
	NB_HOST,	  /* own network stack only, as in Mininet */
	NB_SWITCH,	  /* a Linux bridge; no processes */
};

enum nb_lan_kind {
	NB_LAN_MACVLAN = 0, /* macvlan ports in bridge mode: cheap */
	NB_LAN_SWITCH, /* a Linux bridge in a namespace of its own: dear to destroy */
};

enum nb_recording {
	NB_RECORD_ALL = 0, /* every packet at every end, from before the first process */
	NB_RECORD_NONE,	   /* nothing, and no state of nodes at a failure */
};

enum nb_neighbours {
	NB_NEIGHBOURS_LEARNT = 0, /* by ARP and neighbour discovery, as on any network */
	NB_NEIGHBOURS_STATIC,	  /* entered for good before they are needed */
};

/**
 * struct nb_ready - When a service counts as started; one member is set
 * @tcp:	Something in the node listens on this TCP port (v4 or v6)
 * @udp:	Something in the node has bound this UDP port (v4 or v6)
 * @file:	This path exists in the node
 * @command:	This shell line exits 0 in the node
 * @output:	The service has printed this text (stdout or stderr)
 *
 * None set: ready as soon as it was executed.
 */
struct nb_ready {
	unsigned int tcp;
	unsigned int udp;
	const char *file;
	const char *command;
	const char *output;
};

enum nb_role {
	NB_ROLE_PROGRAM = 0, /* nothing is known of it */
	NB_ROLE_STRONGSWAN,  /* daemon "charon", see nestbed/ipsec.h */
	NB_ROLE_FRR,	     /* daemons "zebra", "bgpd", ..., one service each */
	NB_ROLE_BIRD,	     /* daemon "bird" */
};

/**
 * struct nb_service_spec - A program that a node runs until the lab ends
 * @name:	Unique in its node; with a role, the daemon of that role
 * @argv:	Program and arguments, ends with NULL (NB_LIST); PATH is searched
 * @command:	Instead of @argv: a line for /bin/sh -c; put exec before its last program, so
 *		that the service is that program and no shell around it
 * @role:	What nestbed knows of the program: then it is started by its name alone, unless
 *		@argv or @command say how, with what it needs in the node, a container; and
 *		it is ready when it answers and has all of its configuration, before @ready
 *		is looked at
 * @config:	With a role: file or folder of its configuration; NULL = what the node holds
 * @env:	"NAME=value" strings added to the environment, ends with NULL
 * @ready:	When it counts as started
 * @ready_ms:	How long to wait for that, ms; 0 = 5000
 * @may_exit:	true: ending with status 0 is no failure
 */
struct nb_service_spec {
	const char *name;
	const char *const *argv;
	const char *command;
	enum nb_role role;
	const char *config;
	const char *const *env;
	struct nb_ready ready;
	unsigned int ready_ms;
	bool may_exit;
};

/**
 * struct nb_node_spec - One machine
 * @name:	1 to 15 of [A-Za-z0-9_.-], unique in the topology
 * @kind:	container (the default), host or switch
 * @parent:	Name of the node that it lives in; NULL = none
 * @forward:	Forwards IPv4 and IPv6 between its interfaces
 * @sysctls:	"net.ipv4.conf.all.rp_filter=2" strings, ends with NULL
 * @files:	Folder whose content is copied over the node's root; containers only
 * @image:	Directory that is the node's root below the overlay; NULL = the host's root
 * @routes:	ip-route(8) words: "default via 10.0.0.1", "10.1.0.0/16 dev eth1",
 *		"blackhole 10.2.0.0/16", "10.3.0.0/16 via 10.0.0.2 metric 10",
 *		"10.4.0.0/16 nexthop via 10.0.0.1 weight 1 nexthop via 10.0.0.2 dev eth1";
 *		of both families; ends with NULL
 * @nft:	File of nftables rules, loaded with nft -f before the first service
 * @services:	Started in this order, after every node of the lab stands
 * @loopback:	Addresses of the interface lo beside 127.0.0.1: "192.168.0.1/32 2001:db8::1/128",
 *		apart by blanks; they stay when a link goes
 */
struct nb_node_spec {
	const char *name;
	enum nb_node_kind kind;
	const char *parent;
	bool forward;
	const char *const *sysctls;
	const char *files;
	const char *image;
	const char *const *routes;
	const char *nft;
	const struct nb_service_spec *services;
	const char *loopback;
};

/**
 * struct nb_end_spec - Where a wire is plugged in
 * @at:		"node:interface"; for an end on a switch "switch" alone is enough
 * @addrs:	"10.0.1.1/24 2001:db8::1/64": addresses with prefix length, apart by blanks
 * @mac:	"02:00:00:00:00:01"; NULL = one that is stable from run to run
 * @mtu:	Bytes; 0 = that of the link
 * @autoconf:	IPv6: take addresses and routes from router advertisements (a link-local
 *		address is made on every end that has this or an IPv6 address, on no other)
 * @impair:	What the wire does to packets that this end sends: "delay 20ms loss 1%", see
 *		nestbed/impair.h; "none" = it can be told in mid-test. Not in a macvlan lan
 * @vlans:	802.1Q interfaces over this one: "10 10.0.10.1/24" makes eth0.10 with that
 *		address over eth0; ends with NULL
 */
struct nb_end_spec {
	const char *at;
	const char *addrs;
	const char *mac;
	unsigned int mtu;
	bool autoconf;
	const char *impair;
	const char *const *vlans;
};

/** struct nb_link_spec - A wire between two ends; @mtu in bytes, 0 = 1500 */
struct nb_link_spec {
	struct nb_end_spec a, b;
	unsigned int mtu;
};

/**
 * struct nb_lan_spec - A segment that several nodes share
 * @name:	1 to 15 characters, unique among nodes and lans
 * @ends:	At least one; ends with a zero element (NB_ENDS)
 */
struct nb_lan_spec {
	const char *name;
	enum nb_lan_kind kind;
	const struct nb_end_spec *ends;
	unsigned int mtu;
};

/**
 * struct nb_topology - What to build
 * @name:	For messages and reports
 * @folder:	Where relative paths start; see the head of this file
 * @record:	What is recorded. NB_RECORD_NONE is for labs about which no claim is made on
 *		packets, such as those of thousands of nodes: an end that is recorded costs
 *		the kernel 10 ms when it goes
 * @filter:	Record only what passes, pcap-filter(7) with the names of
 *		nb_filter_expand(), tested in the kernel at each end; NULL = everything.
 *		Frames with VLAN tags and protected ones (ESP, AH, UDP port 4500) are
 *		recorded in any case. A claim that packets are absent is then an ERROR
 *		("packet.filtered") unless its own filter has all the outermost "and" terms
 *		of this one
 * @record_mib:	Room for packets, MiB, up to 65536; 0 = 256. When it is full, claims are
 *		ERRORs ("packet.dropped")
 * @neighbours:	How nodes get to know the MAC addresses on their segments. The kernel's
 *		table of learnt ones is one for the whole machine, 1,024 entries; a lab in
 *		which more pairs talk needs NB_NEIGHBOURS_STATIC. Then, in a segment of up to
 *		64 addressed ends, each knows the addresses of all others from the start. In a
 *		larger one a node and all others get to know each other when it forwards or has
 *		services, or just before nestbed first runs a program in it or opens a socket in
 *		it that can send; what a node says of its own accord otherwise is preceded by ARP
 */
struct nb_topology {
	const char *name;
	const char *folder;
	const struct nb_node_spec *nodes;
	const struct nb_link_spec *links;
	const struct nb_lan_spec *lans;
	enum nb_recording record;
	enum nb_neighbours neighbours;
	const char *filter;
	unsigned int record_mib;
};

#define NB_LIST(...) ((const char *const[]){ __VA_ARGS__, NULL })
#define NB_NODES(...) ((const struct nb_node_spec[]){ __VA_ARGS__, { 0 } })
#define NB_LINKS(...) ((const struct nb_link_spec[]){ __VA_ARGS__, { { 0 }, { 0 }, 0 } })
#define NB_LANS(...) ((const struct nb_lan_spec[]){ __VA_ARGS__, { 0 } })
#define NB_ENDS(...) ((const struct nb_end_spec[]){ __VA_ARGS__, { 0 } })
#define NB_SERVICES(...) ((const struct nb_service_spec[]){ __VA_ARGS__, { 0 } })

/**
 * struct nb_mistakes - Everything that is wrong with a description
 * @count:	How many
 * @text:	@count sentences, each naming its object:
 *		"link h1:eth0 - r1:lan1: end r1:lan1 is used twice"
 */
struct nb_mistakes {
	size_t count;
	char **text;
};

/**
 * nb_topology_check() - Find every mistake of a topology, without the kernel
 * @topo:	What to check
 * @ret:	Filled in with all of them, free with nb_mistakes_release(); may be NULL
 *
 * Return: 0 when it can be built; -1 when there are mistakes
 */
int nb_topology_check(const struct nb_topology *topo, struct nb_mistakes *ret);
void nb_mistakes_release(struct nb_mistakes *mistakes);

/**
 * nb_topology_needs() - Which features of the kernel its impairments and VLANs take
 * @ret:	Names as in nestbed/kernel.h apart by a blank, "netem vlan"; "" = none
 *
 * A case on such a topology needs them without saying so.
 *
 * Return: @ret
 */
const char *nb_topology_needs(const struct nb_topology *topo, char ret[32]);

/**
 * nb_topology_new() - Start an empty topology that can grow
 * @name:	Copied
 *
 * The nb_topology_add_*() functions copy all they are given, take amortised
 * constant time, and keep every array properly ended: the topology can be used
 * at any moment. Pointers into its arrays move when it grows.
 *
 * Return: yours, free it with nb_topology_free(); NULL when out of memory
 */
struct nb_topology *nb_topology_new(const char *name);
/** nb_topology_free() - Of nb_topology_new(), _read(), _parse() only; NULL is fine */
void nb_topology_free(struct nb_topology *topo);

/* Each returns 0, or -1 with ENOMEM, or ENOENT where @node names no node yet. */
int nb_topology_add_node(struct nb_topology *topo, const struct nb_node_spec *node,
			 struct nb_error *err);
int nb_topology_add_link(struct nb_topology *topo, const struct nb_link_spec *link,
			 struct nb_error *err);
int nb_topology_add_lan(struct nb_topology *topo, const struct nb_lan_spec *lan,
			struct nb_error *err);
int nb_topology_add_route(struct nb_topology *topo, const char *node, const char *route,
			  struct nb_error *err);
int nb_topology_add_service(struct nb_topology *topo, const char *node,
			    const struct nb_service_spec *service, struct nb_error *err);

/**
 * nb_topology_read() - Read a topology from a JSON file
 * @path:	The file; its directory becomes @folder unless the file names one
 *
 * The members are those of the structs above, by their names; docs/topology.md
 * and topology.schema.json tell the rest. Unknown members are mistakes.
 *
 * Return: free it with nb_topology_free(); NULL with @err set, naming the line, or all
 *	   members that are wrong. Whether it can be built, nb_topology_check() tells.
 */
struct nb_topology *nb_topology_read(const char *path, struct nb_error *err);

/** nb_topology_parse() - The same from memory: @len bytes of JSON at @json; @folder as it is */
struct nb_topology *nb_topology_parse(const char *json, size_t len, struct nb_error *err);

/**
 * nb_topology_print() - A topology as JSON that nb_topology_parse() reads back the same
 * Return: a string to free(); NULL when out of memory, or when JSON cannot tell it: a text
 *	   that is no UTF-8, a link with one end, a kind that is none
 */
char *nb_topology_print(const struct nb_topology *topo);

#ifdef __cplusplus
}
#endif

#endif /* NESTBED_TOPOLOGY_H */
