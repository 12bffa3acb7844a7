/* SPDX-License-Identifier: MIT */
/*
 * Routing daemons: their sessions, what they learnt, and how fast a network converges.
 *
 * A node runs FRR (one service a daemon: zebra, bgpd, ospfd, ripd, bfdd, ...) or BIRD 2,
 * by role, see struct nb_service_spec. Both are asked over the control socket that they
 * open in the node, which stays connected, and are spoken of in the same words: no program
 * is started for a question.
 *
 *	nb_assert_session_up(r1, "bgp", "10.0.0.2", 5000);
 *	nb_assert_route_learnt(r1, "10.9.0.0/24", "10.0.0.2", "bgp", 5000);
 *	nb_assert_converged(lab, "r*", "10.1.0.0/24 10.2.0.0/24", 5000);
 *
 * *Protocols* are "bgp", "ospf" (version 2 of FRR; 2 and 3 of BIRD), "rip" and "bfd".
 *
 * *Peers* are addresses. A BGP peer may also be named as BIRD's configuration calls it, an
 * OSPF neighbour by its router id.
 *
 * Questions return -1 with @err set when nobody can tell: no such daemon runs in the node
 * (ENOENT), it has ended, it does not answer (ETIMEDOUT). Lists are malloc()ed arrays.
 */
#ifndef NESTBED_ROUTING_H
#define NESTBED_ROUTING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <nestbed/error.h>
#include <nestbed/lab.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * struct nb_session - A session with a peer, or a neighbour that was heard
 * @daemon:	Who says so: "bgpd", "ospfd", "bird", ...
 * @name:	Of the session in the configuration of BIRD, "" = it has none
 * @peer:	Address
 * @router_id:	Of the peer, "" = not known
 * @dev:	Interface, "" = not told
 * @state:	In the daemon's own word: "Established", "Active", "Full/DR", "up", "heard"
 * @is_up:	BGP: established; OSPF: full; BFD: up; RIP: its updates were heard, and the
 *		daemon has not forgotten them
 * @uptime_ms:	Since it is up; 0 = not up, or not told
 * @remote_as:	BGP: as configured, or as told; else 0
 * @prefixes:	BGP: accepted from the peer, all address families; else 0
 * @last_error:	Why it went down or cannot come up, in the daemon's own words; "" = none
 */
struct nb_session {
	char daemon[16];
	char name[32];
	char peer[48];
	char router_id[48];
	char dev[16];
	char state[32];
	bool is_up;
	uint64_t uptime_ms;
	uint32_t remote_as;
	uint64_t prefixes;
	char last_error[192];
};

/** nb_sessions() - All of a protocol, also those that are down */
int nb_sessions(struct nb_node *node, const char *protocol, struct nb_session **ret,
		size_t *ret_count, struct nb_error *err);

/**
 * nb_session_get() - That with one peer
 * Return: 1 with @ret filled in; 0 = the daemon knows no such peer; -1 = cannot tell
 */
int nb_session_get(struct nb_node *node, const char *protocol, const char *peer,
		   struct nb_session *ret, struct nb_error *err);

#define NB_LEARNT_HOPS 16

/**
 * struct nb_learnt_route - A route that a daemon knows
 * @daemon:	"zebra" or "bird"
 * @protocol:	"bgp", "ospf", "rip", "static", "connected"; of BIRD that of the instance
 * @name:	Of that instance in BIRD: "bgp1"; "" in FRR
 * @is_best:	The daemon uses this one
 * @distance:	Administrative distance of FRR, preference of BIRD: the latter's higher
 *		ones win
 * @metric:	OSPF cost, RIP hops; BGP: MED in FRR, 0 in BIRD
 * @via:	Gateway, "" = directly connected; @dev: interface
 * @nhops:	Those beyond NB_LEARNT_HOPS are left out
 */
struct nb_learnt_route {
	char prefix[48];
	char daemon[16];
	char protocol[16];
	char name[32];
	bool is_best;
	unsigned int distance;
	unsigned int metric;
	size_t nhops;
	struct {
		char via[48];
		char dev[16];
	} hop[NB_LEARNT_HOPS];
};

/** nb_learnt_routes() - All that the node's zebra or BIRD knows to exactly this prefix */
int nb_learnt_routes(struct nb_node *node, const char *prefix,
		     struct nb_learnt_route **ret, size_t *ret_count,
		     struct nb_error *err);

/**
 * nb_learnt_route() - The one that it uses
 * Return: 1 with @ret filled in; 0 = it knows none; -1 = cannot tell
 */
int nb_learnt_route(struct nb_node *node, const char *prefix, struct nb_learnt_route *ret,
		    struct nb_error *err);

/** nb_learnt_route_print() - "10.9.0.0/24 via 10.0.0.2 dev eth0 proto bgp"; cut at @size */
char *nb_learnt_route_print(const struct nb_learnt_route *route, char *text, size_t size);

/**
 * struct nb_convergence - Whether nodes have their routes
 * @ms:		From the question until the last route was there, or until the deadline
 * @wanted:	Nodes times prefixes
 * @missing:	How many of them were not there in the end; @text names them, a line each:
 *		"r1 10.3.0.0/24"; free() it, "" when none is
 */
struct nb_convergence {
	unsigned int ms;
	size_t wanted, missing;
	char *text;
};

/**
 * nb_converge() - Wait until each node has each prefix in its kernel's main table
 * @nodes:	Names and globs apart by blanks; NULL = every node that runs a daemon of role
 *		FRR or BIRD
 * @prefixes:	Apart by blanks, of both families
 *
 * By the kernel's own route events, in the network of each node: nobody is asked again and
 * again. A route that is a blackhole or unreachable does not count.
 *
 * Return: 1 = they have, 0 = not within @ms, -1 = cannot tell, with nothing to free
 */
int nb_converge(struct nb_lab *lab, const char *nodes, const char *prefixes,
		unsigned int ms, struct nb_convergence *ret, struct nb_error *err);

/*
 * Claims. Looked at at once and, unless it is as claimed, again until @ms have passed.
 */

/** nb_assert_session_up() - The session with this peer is up */
#define nb_assert_session_up(node, protocol, peer, ms) \
	nb_assert_session_at(__FILE__, __LINE__, node, protocol, peer, true, ms)
/**
 * nb_assert_session_down() - It is not
 *
 * A control goes with it, so that a mistyped peer is noticed: BGP and BFD must know the
 * peer; of a neighbour that OSPF or RIP has forgotten, the node must have received packets
 * since the lab stands.
 */
#define nb_assert_session_down(node, protocol, peer, ms) \
	nb_assert_session_at(__FILE__, __LINE__, node, protocol, peer, false, ms)
/**
 * nb_assert_route_learnt() - The daemon uses a route to this prefix, and so does the kernel
 * @via:	Gateways apart by blanks, all of the route's in any order; NULL = any
 * @protocol:	NULL = any but "connected"
 *
 * The kernel's main table must have the route with the same gateways, put there by a daemon.
 */
#define nb_assert_route_learnt(node, prefix, via, protocol, ms) \
	nb_assert_learnt_at(__FILE__, __LINE__, node, prefix, via, protocol, ms)
/**
 * nb_assert_no_route_learnt() - Neither the daemon nor the kernel has one to this prefix
 *
 * The control is that the kernel's tables hold some route.
 */
#define nb_assert_no_route_learnt(node, prefix, ms) \
	nb_assert_not_learnt_at(__FILE__, __LINE__, node, prefix, ms)
/**
 * nb_assert_converged() - Each node has each prefix within @ms, see nb_converge()
 * Return: how long it took, ms; also in the reports, as the property "converged_ms"
 */
#define nb_assert_converged(lab, nodes, prefixes, ms) \
	nb_assert_converged_at(__FILE__, __LINE__, lab, nodes, prefixes, ms)

void nb_assert_session_at(const char *file, int line, struct nb_node *node,
			  const char *protocol, const char *peer, bool is_up,
			  unsigned int ms);
void nb_assert_learnt_at(const char *file, int line, struct nb_node *node,
			 const char *prefix, const char *via, const char *protocol,
			 unsigned int ms);
void nb_assert_not_learnt_at(const char *file, int line, struct nb_node *node,
			     const char *prefix, unsigned int ms);
unsigned int nb_assert_converged_at(const char *file, int line, struct nb_lab *lab,
				    const char *nodes, const char *prefixes,
				    unsigned int ms);

#ifdef __cplusplus
}
#endif

#endif /* NESTBED_ROUTING_H */
