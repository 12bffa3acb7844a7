/* SPDX-License-Identifier: MIT */
/* What the files of this suite share: fabrics of three layers, and who is wired to whom. */
#ifndef SUITES_DATACENTRE_H
#define SUITES_DATACENTRE_H

#include <nestbed/nestbed.h>

#define UP_MS 60000 /* on a busy machine; seconds are enough on a quiet one */

/* Two pods of four spines and four leaves, four tops: 20 routers; 32 nodes below. */
#define SMALL "fattree,k=4,r=4,servers=1,vms=1,containers=2,routes=0"
/* Two planes: each spine is wired to the tops of one of them. 40 routers, 16 servers. */
#define TWO_PLANES "fattree,k=4,r=2,servers=1,routes=0"
/* Two pods of 16 spines and 16 leaves, 16 tops: 80 routers, 256 servers; ... */
#define ROUTERS_80 "fattree,k=16,r=16,servers=8,routes=0"
/* ... with 2,560 VMs and 25,600 containers: 28,496 nodes. */
#define NODES_28496 "fattree,k=16,r=16,servers=8,vms=10,containers=10,routes=0"

#define NAME 16
#define ADDRESS 32
#define WIRES_MAX 32
#define ROUTERS_MAX 80
#define RACKS_MAX 32

/** struct wire - From one router to another; both have one for it */
struct wire {
	char ifname[NAME];
	size_t peer; /* number of the other router */
	char peer_addr[ADDRESS];
	bool is_down;
};

/** struct router - One of a fabric; its layer is the first letter: top, spine, leaf */
struct router {
	char name[NAME];
	unsigned int pod; /* not of a top */
	struct nb_node *node;
	const char *id; /* loopback address */
	size_t nwires;
	struct wire wire[WIRES_MAX];
};

/** struct rack - The servers at a leaf, and all that lives in them, as one prefix */
struct rack {
	size_t leaf; /* number of the router */
	unsigned int addr;
	char prefix[ADDRESS];
};

/** struct fabric - @bfd_ms: by which neighbours say that they are there; 0 = no BFD */
struct fabric {
	unsigned int bfd_ms;
	size_t nrouters, nracks;
	struct router router[ROUTERS_MAX];
	struct rack rack[RACKS_MAX];
};

/** fabric_of() - That of a lab, read from its topology; stays */
struct fabric *fabric_of(struct nb_lab *lab);
/** fabric_find() - A router by its name */
struct router *fabric_find(struct fabric *fabric, const char *name);
/** fabric_wire() - That of one router to another, which must have one */
struct wire *fabric_wire(struct fabric *fabric, const char *from, const char *to);
/** fabric_cut() - Note that the wire between two routers is down, or up again */
void fabric_cut(struct fabric *fabric, const char *a, const char *b, bool is_down);
/** fabric_cut_off() - Note that all wires of a router are down, or up again */
void fabric_cut_off(struct fabric *fabric, const char *name, bool is_down);
/** fabric_ways() - Gateways of a router to a rack over all shortest ways, apart by blanks */
void fabric_ways(struct fabric *fabric, struct router *router, const struct rack *rack,
		 char *ret, size_t size);
/** fabric_converges() - Every router comes to use all ways to every rack, and no others */
void fabric_converges(struct fabric *fabric);

#define BFD_MISSED 3u /* messages: then the neighbour is taken for gone */

/* Set-ups: BGP on every router, by one daemon or the other; with BFD, as fast as that. */
int start_bird(void **state);
int start_bird_bfd_100ms(void **state);
int start_bird_bfd_300ms(void **state);
int start_frr(void **state);
int start_frr_bfd_100ms(void **state);

/** sh() - A line of shell in a node that must succeed */
void sh(struct nb_lab *lab, const char *node, const char *line);
/** must() - A call that returned this has succeeded */
void must(int rc, const struct nb_error *err);
/** address_of() - That of the uplink of a server, VM or container */
const char *address_of(struct nb_lab *lab, const char *name);

/**
 * struct breakage - Something that breaks on the way of packets by spine2-1 to leaf2-1
 * @what:	As failures name it
 * @happens:	Does it
 * @least_ms, @most_ms: From then on until the last packet that gets lost is sent
 */
struct breakage {
	const char *what;
	void (*happens)(struct nb_lab *lab);
	unsigned int least_ms, most_ms;
};

/** heals_after() - Packets of all ways get through again, in time */
void heals_after(struct nb_lab *lab, const struct breakage *breakage);

/*
 * By events alone: a link that has no carrier ends its session at once. A router that waits
 * for the hold timer needs up to 9 s, and never less than 6 s, as keepalives come each 3 s.
 */
#define HEALED_MS 5000
/** silence_ms() - The same where a router falls silent and BFD has to notice */
unsigned int silence_ms(const struct fabric *fabric);
/** is_watched() - BFD is up at both sides of each wire of a router: it would be missed */
void is_watched(struct fabric *fabric, const char *name);

/** count_apart() - Two containers of one VM count requests, each its own */
void count_apart(struct nb_lab *lab);

/* Cases of a fabric of any size. */
/** a_link_fails() - In the pod of the receiver: senders must learn it, two layers away */
void a_link_fails(void **state);
/** a_spine_fails() - All its links at once: a router that has lost its power */
void a_spine_fails(void **state);
/** a_spine_falls_silent() - All its links stay up, and nothing comes by them: BFD tells */
void a_spine_falls_silent(void **state);
/** a_daemon_hangs() - That of a spine, whose kernel goes on: BFD tells, nothing gets lost */
void a_daemon_hangs(void **state);

int reaching(void);
int healing(void);
int silence(void);
int scale(void);

#endif /* SUITES_DATACENTRE_H */
