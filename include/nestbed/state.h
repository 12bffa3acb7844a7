/* SPDX-License-Identifier: MIT */
/*
 * State: what the kernel of a node knows: links, addresses, routes, neighbours, bridge
 * tables. Read by netlink from outside the node, so nothing has to be installed there, and
 * what a program in the node says about itself does not count.
 *
 * Questions return 0, or -1 with @err set. Lists are malloc()ed arrays: free() them.
 * Texts of answers are words of ip(8).
 */
#ifndef NESTBED_STATE_H
#define NESTBED_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <nestbed/error.h>
#include <nestbed/lab.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * struct nb_link_state - An interface
 * @is_up:	Administratively up
 * @has_carrier: The other end is up as well
 * @mac:	"02:00:00:00:00:01", "" = it has none
 * @master:	The bridge that it is a port of, "" = none
 * @kind:	"veth", "bridge", "macvlan"; "" where the kernel does not say
 */
struct nb_link_state {
	char name[16];
	unsigned int index;
	bool is_up, has_carrier;
	unsigned int mtu;
	char mac[18];
	char master[16];
	char kind[16];
	uint64_t rx_pkts, tx_pkts, rx_bytes, tx_bytes;
	uint64_t rx_errors, tx_errors, rx_dropped, tx_dropped;
};

/** struct nb_address_state - An address; @is_tentative: DAD has not ended yet */
struct nb_address_state {
	char dev[16];
	char address[48]; /* "10.0.1.1/24" */
	char scope[8];	  /* "global", "link", "host" */
	bool is_tentative, has_failed_dad, is_deprecated;
};

#define NB_ROUTE_HOPS 16

/**
 * struct nb_route_state - A route
 * @type:	"unicast", "blackhole", "unreachable", "prohibit", "local", ...
 * @dst:	"default" or "10.0.0.0/16"
 * @table:	254 = main
 * @metric:	0 = none
 * @src:	Preferred source address, "" = none
 * @via:	Gateways, "" = directly connected; @dev: their interfaces
 * @nhops:	More than one is multipath; those beyond NB_ROUTE_HOPS are left out
 */
struct nb_route_state {
	char type[16];
	int family; /* 4 or 6 */
	char dst[48];
	unsigned int table;
	unsigned int metric;
	unsigned int mtu;
	char protocol[16]; /* "kernel", "static", "ra", "bgp", or its number */
	char src[48];
	size_t nhops;
	struct {
		char via[48];
		char dev[16];
		unsigned int weight;
	} hop[NB_ROUTE_HOPS];
};

/** struct nb_neighbour_state - An entry of the neighbour table */
struct nb_neighbour_state {
	char dev[16];
	char address[48];
	char mac[18]; /* "" = not known */
	char state
		[16]; /* "REACHABLE", "STALE", "FAILED", "INCOMPLETE", "PERMANENT", ... */
};

/** struct nb_fdb_state - An entry of a bridge's table */
struct nb_fdb_state {
	char dev[16]; /* the port */
	char mac[18];
	char master[16];
	bool is_permanent; /* the port's own address, or put there by hand */
};

/** nb_node_link() - One interface; -1 with ENODEV if there is none of that name */
int nb_node_link(struct nb_node *node, const char *ifname, struct nb_link_state *ret,
		 struct nb_error *err);
int nb_node_links(struct nb_node *node, struct nb_link_state **ret, size_t *ret_count,
		  struct nb_error *err);
int nb_node_addresses(struct nb_node *node, struct nb_address_state **ret,
		      size_t *ret_count, struct nb_error *err);
/** nb_node_routes() - Every table, both families; without the kernel's own "local" table */
int nb_node_routes(struct nb_node *node, struct nb_route_state **ret, size_t *ret_count,
		   struct nb_error *err);
/** nb_node_lookup() - The route that a packet to @to takes; -1 with ENETUNREACH if none */
int nb_node_lookup(struct nb_node *node, const char *to, struct nb_route_state *ret,
		   struct nb_error *err);
int nb_node_neighbours(struct nb_node *node, struct nb_neighbour_state **ret,
		       size_t *ret_count, struct nb_error *err);
int nb_node_fdb(struct nb_node *node, struct nb_fdb_state **ret, size_t *ret_count,
		struct nb_error *err);

/** nb_route_state_print() - "10.0.0.0/16 via 10.1.1.2 dev eth1"; cut at @size. Return: @text */
char *nb_route_state_print(const struct nb_route_state *route, char *text, size_t size);

enum nb_counter {
	NB_RX_PKTS = 0,
	NB_TX_PKTS,
	NB_RX_BYTES,
	NB_TX_BYTES,
	NB_RX_ERRORS,
	NB_TX_ERRORS,
	NB_RX_DROPPED,
	NB_TX_DROPPED,
};

/** nb_link_counter() - One counter of an interface; 0 where there is no such interface */
uint64_t nb_link_counter(struct nb_node *node, const char *ifname,
			 enum nb_counter counter);

/**
 * nb_node_why() - Why a packet of @node may not reach @to
 *
 * Walks the way there and back over the routes of the lab's nodes and looks for the known
 * causes: a link that is down, no route, forwarding off, a neighbour that does not answer,
 * reverse-path filter, MTU.
 *
 * Return: a sentence a line, free() it; "" when nothing was found; NULL when out of memory
 */
char *nb_node_why(struct nb_node *node, const char *to);

/*
 * Claims. The state is looked at at once and, unless it is as claimed, again until @ms
 * have passed; 0 = now or never.
 */

/** nb_assert_link_up() - The interface is up, and so is the other end */
#define nb_assert_link_up(node, ifname, ms) \
	nb_assert_link_at(__FILE__, __LINE__, node, ifname, true, ms)
/** nb_assert_link_down() - It exists, and is down or without carrier */
#define nb_assert_link_down(node, ifname, ms) \
	nb_assert_link_at(__FILE__, __LINE__, node, ifname, false, ms)
/** nb_assert_mtu() - Its MTU is so many bytes */
#define nb_assert_mtu(node, ifname, mtu, ms) \
	nb_assert_mtu_at(__FILE__, __LINE__, node, ifname, mtu, ms)
/** nb_assert_mac() - Its hardware address is this */
#define nb_assert_mac(node, ifname, mac, ms) \
	nb_assert_mac_at(__FILE__, __LINE__, node, ifname, mac, ms)
/** nb_assert_address() - The interface has "10.0.1.1/24"; without a length: any length.
 *  An address on which duplicate detection has not ended does not count */
#define nb_assert_address(node, ifname, address, ms) \
	nb_assert_address_at(__FILE__, __LINE__, node, ifname, address, true, ms)
/** nb_assert_no_address() - The interface exists and does not have the address */
#define nb_assert_no_address(node, ifname, address, ms) \
	nb_assert_address_at(__FILE__, __LINE__, node, ifname, address, false, ms)
/**
 * nb_assert_route() - A route of these ip-route(8) words is in a table of the node
 * @words:	"10.0.0.0/16 via 10.1.1.2 dev eth1 metric 10"; what is not said is not compared,
 *		but for the table: main
 */
#define nb_assert_route(node, words, ms) \
	nb_assert_route_at(__FILE__, __LINE__, node, words, true, ms)
/** nb_assert_no_route() - None is; the control is that the table holds some route */
#define nb_assert_no_route(node, words, ms) \
	nb_assert_route_at(__FILE__, __LINE__, node, words, false, ms)
/** nb_assert_route_lookup() - A packet to @to goes "via 10.1.1.2 dev eth1" */
#define nb_assert_route_lookup(node, to, words, ms) \
	nb_assert_route_lookup_at(__FILE__, __LINE__, node, to, words, ms)
/** nb_assert_no_route_lookup() - A packet to @to has no way: no route, or a blackhole */
#define nb_assert_no_route_lookup(node, to, ms) \
	nb_assert_route_lookup_at(__FILE__, __LINE__, node, to, NULL, ms)
/** nb_assert_neighbour() - @address is known at @mac (NULL = any) */
#define nb_assert_neighbour(node, address, mac, ms) \
	nb_assert_neighbour_at(__FILE__, __LINE__, node, address, mac, true, ms)
/** nb_assert_no_neighbour() - It is not, while the node has a route to it */
#define nb_assert_no_neighbour(node, address, ms) \
	nb_assert_neighbour_at(__FILE__, __LINE__, node, address, NULL, false, ms)
/** nb_assert_fdb() - A bridge has learnt @mac at @port */
#define nb_assert_fdb(node, port, mac, ms) \
	nb_assert_fdb_at(__FILE__, __LINE__, node, port, mac, true, ms)
/** nb_assert_no_fdb() - It has not, while it has some entry at that port */
#define nb_assert_no_fdb(node, port, mac, ms) \
	nb_assert_fdb_at(__FILE__, __LINE__, node, port, mac, false, ms)
/** nb_assert_counter() - A counter of an interface lies between @least and @most */
#define nb_assert_counter(node, ifname, counter, least, most, ms) \
	nb_assert_counter_at(__FILE__, __LINE__, node, ifname, counter, least, most, ms)

void nb_assert_link_at(const char *file, int line, struct nb_node *node,
		       const char *ifname, bool is_up, unsigned int ms);
void nb_assert_mtu_at(const char *file, int line, struct nb_node *node,
		      const char *ifname, unsigned int mtu, unsigned int ms);
void nb_assert_mac_at(const char *file, int line, struct nb_node *node,
		      const char *ifname, const char *mac, unsigned int ms);
void nb_assert_address_at(const char *file, int line, struct nb_node *node,
			  const char *ifname, const char *address, bool is_there,
			  unsigned int ms);
void nb_assert_route_at(const char *file, int line, struct nb_node *node,
			const char *words, bool is_there, unsigned int ms);
void nb_assert_route_lookup_at(const char *file, int line, struct nb_node *node,
			       const char *to, const char *words, unsigned int ms);
void nb_assert_neighbour_at(const char *file, int line, struct nb_node *node,
			    const char *address, const char *mac, bool is_there,
			    unsigned int ms);
void nb_assert_fdb_at(const char *file, int line, struct nb_node *node, const char *port,
		      const char *mac, bool is_there, unsigned int ms);
void nb_assert_counter_at(const char *file, int line, struct nb_node *node,
			  const char *ifname, enum nb_counter counter, uint64_t least,
			  uint64_t most, unsigned int ms);

#ifdef __cplusplus
}
#endif

#endif /* NESTBED_STATE_H */
