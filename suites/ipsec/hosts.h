/* SPDX-License-Identifier: MIT */
/*
 * The scenarios with which strongSwan tests itself (testing/tests in its sources), on its
 * network, under its names. Here all claims are made on the wire: upstream reads the packets
 * at a gateway, where the kernel shows those that it has just decrypted beside those that
 * came. "wire" is a switch, and its ends are what the cables carry.
 *
 *	alice .10 -+                                          +- bob .10
 *	           +- eth1 moon eth0 --- wire --- eth0 sun eth1 +
 *	venus .20 -+                    / | \                 10.2.0.0/16 fec2::/16
 *	10.1.0.0/16 fec1::/16      carol dave winnetou
 *
 *	on the wire	moon .1, sun .2, alice .50, carol .100, winnetou .150, dave .200 of
 *			192.168.0.0/24; likewise fec0::1, ::2, ::5, ::10, ::15, ::20 of /16
 *
 * The gateways have routes to each other's networks beside the tunnel: what a tunnel does
 * not take would be on the wire in the clear.
 *
 * A scenario is a topology, tunnels as data, and what is claimed of them. No charon runs
 * before a tunnel needs it; establish() starts those of both ends, tells them the tunnel,
 * brings it up from its left end and claims its state at both.
 */
#ifndef SUITES_IPSEC_HOSTS_H
#define SUITES_IPSEC_HOSTS_H

#include "ipsec.h"

extern const struct nb_topology net_to_net;    /* alice, venus | moon, sun | bob */
extern const struct nb_topology road_warriors; /* alice, venus | moon, carol, dave */
extern const struct nb_topology host_to_host;  /* moon, sun, carol, dave */
extern const struct nb_topology behind_nat;    /* alice, venus | moon NATs | sun | bob */
extern const struct nb_topology
	two_networks; /* alice | moon, sun | bob; alice on the wire */
extern const struct nb_topology
	with_winnetou; /* alice | moon, sun, carol, winnetou | bob */

#define MOON_NET "10.1.0.0/16"
#define SUN_NET "10.2.0.0/16"
#define MOON_NET6 "fec1::/16"
#define SUN_NET6 "fec2::/16"
#define ALICE "10.1.0.10"
#define VENUS "10.1.0.20"
#define BOB "10.2.0.10"
#define ALICE6 "fec1::10"
#define BOB6 "fec2::10"
#define MOON "192.168.0.1"
#define SUN "192.168.0.2"
#define CAROL "192.168.0.100"
#define DAVE "192.168.0.200"
#define WINNETOU "192.168.0.150"

enum authentication {
	BY_CERTIFICATE = 0,
	BY_PSK,
};

/**
 * struct peer - One end of a tunnel; what is not said is as with everybody else
 * @node:	Where
 * @addr:	NULL = that of the node on the wire, IPv4 or as the tunnel says
 * @id:		NULL = "NODE.strongswan.org"
 * @cert:	Whose certificate it shows; NULL = that of @node
 * @ts:		What it protects; NULL = itself
 * @serves_any:	Knows neither address nor identity of the other end
 * @roams:	May use any of its addresses
 * @encap:	Wants UDP though there is no NAT
 * @has_nat:	A NAT is in front of it: its address and port are not known to the other
 * @shown_ts:	Selector that the SA has; NULL = @ts, or the address of the end
 * @far_ts:	The same as the other end shows it, if that differs
 * @vips, @pools: As in struct nb_ipsec_conn
 * @settings:	Of its child, in place of those of the tunnel
 * @dpd_delay:	Of this end alone
 * @dpd_action, @start_action: Of this end alone
 * @ike, @esp, @secret, @peer_id, @peer_ts: What it believes otherwise than the tunnel says
 */
struct peer {
	const char *node;
	const char *addr;
	const char *id;
	const char *cert;
	const char *ts;
	bool serves_any;
	bool roams;
	bool encap;
	bool has_nat;
	const char *shown_ts, *far_ts;
	const char *vips, *pools;
	const char *const *settings;
	const char *dpd_delay, *dpd_action, *start_action;
	const char *ike, *esp, *secret, *peer_id, *peer_ts;
};

/**
 * struct tunnel - A connection, as both ends know it, and what is to become of it
 * @name:	Of the connection and of its child; NULL = "net"
 * @asks_for_crl: Nobody has the list of revoked certificates beforehand
 * @outer6:	Between the IPv6 addresses of the nodes
 * @left:	Initiates
 * @conn, @child: What both ends are told beyond what follows from the rest
 * @shown:	Of the child; zero = mode tunnel, ESP, AES-GCM, the selectors of the ends
 */
struct tunnel {
	const char *name;
	enum authentication by;
	bool asks_for_crl;
	bool outer6;
	struct peer left, right;
	struct nb_ipsec_conn conn;
	struct nb_ipsec_child child;
	struct nb_child_wish shown;
};

/* tunnel.c */

/**
 * start_charon() - Start it, unless it runs already
 * @settings:	strongswan.conf(5) of this node beyond nestbed's, NULL = none
 */
void start_charon(struct nb_lab *lab, const char *node, const char *settings);

/* Settings of who soon gives up. */
#define IMPATIENT                      \
	"charon {\n"                   \
	"  retransmit_timeout = 0.3\n" \
	"  retransmit_tries = 2\n"     \
	"}\n"

/** give_pool() - A node gives virtual addresses to those who ask; it is started if need be */
void give_pool(struct nb_lab *lab, const char *node, const char *name, const char *addrs);
/** configure() - Both ends are told the tunnel; the right one first */
void configure(struct nb_lab *lab, const struct tunnel *tunnel);
/** configure_alone() - A node is told the left end of a tunnel to anybody who asks */
void configure_alone(struct nb_lab *lab, const struct tunnel *tunnel, const char *node);
/** refuse() - From the left end; it must not come up */
void refuse(struct nb_lab *lab, const struct tunnel *tunnel);
/** claim_up() - Both ends have the SAs of this tunnel, as they must be */
void claim_up(struct nb_lab *lab, const struct tunnel *tunnel);
/** establish() - configure(), bring it up from the left end, and claim_up() */
void establish(struct nb_lab *lab, const struct tunnel *tunnel);

const char *tunnel_name(const struct tunnel *tunnel);
/** address_of() - Of a node on the wire, 4 or 6 */
const char *address_of(const char *node, int version);
/** certificates() - The folder of those of all hosts, made once in a run */
const char *certificates(void);

/* wire.c */

/** need_kernel_esp() - The case ends here where charon makes ESP itself */
void need_kernel_esp(void);
/** esp() - Filter: ESP as the backend sends it, on its own or in UDP */
const char *esp(void);
/** claim_both_ways() - Packets of a filter were seen from a to b and back at one end */
void claim_both_ways(struct nb_lab *lab, const char *end, const char *filter,
		     const char *a, const char *b);
/**
 * carry() - A text goes from a node to an address of another and back, and is nowhere
 *	     readable on the wire; the control is that it is where nothing protects it
 * @inside:	Ends that must have seen it; NULL = the two hosts themselves are the ends
 *		of the tunnel: that it arrived is the control
 */
void carry(struct nb_lab *lab, const char *from, const char *to, const char *address,
	   const char *inside);
/** ping_once() - One echo request of so many bytes, never a second one, is answered */
void ping_once(struct nb_lab *lab, const char *node, const char *to, unsigned int bytes);
/** claim_nothing_protected() - No ESP, no AH; the control is that IKE was spoken */
void claim_nothing_protected(struct nb_lab *lab);
/** silence() - From now on neither of two nodes hears anything of the other */
void silence(struct nb_lab *lab, const char *a, const char *b);
void end_silence(struct nb_lab *lab, const char *a, const char *b);
/** run() - A line of shell in a node that must exit 0 */
void run(struct nb_lab *lab, const char *node, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* refusals.c */

/**
 * struct refusal - A tunnel that must not come up, and what its two ends must log
 * @keeps_ike:	The IKE_SA stands all the same; only the CHILD_SA is refused
 */
struct refusal {
	struct tunnel tunnel;
	const char *left_says, *right_says;
	bool keeps_ike;
};

/** claim_refused() - It is asked for, and refused for these reasons; both are configured */
void claim_refused(struct nb_lab *lab, const struct refusal *refusal);

#define IN_NETS "alice:eth0 moon:eth1 sun:eth1 bob:eth0"
#define WIRE "wire:moon wire:sun"

/** said() - charon of a node says a text, or has said it */
#define said(lab, node, text) \
	nb_assert_service_said(nb_lab_node(lab, node), "charon", text, PATIENCE_MS)

extern const struct case_list net2net_cases;
extern const struct case_list host2host_cases;
extern const struct case_list warrior_cases;
extern const struct case_list change_cases;
extern const struct case_list algorithm_cases;
extern const struct case_list refusal_cases;
extern const struct case_list revocation_cases;
extern const struct case_list family_cases;
extern const struct case_list libipsec_cases;

#endif /* SUITES_IPSEC_HOSTS_H */
