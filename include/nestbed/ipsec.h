/* SPDX-License-Identifier: MIT */
/*
 * IPsec: strongSwan in a node, its security associations, and IPsec on the wire.
 *
 *	static const struct nb_topology site_to_site = {
 *		.nodes = NB_NODES({ "gwA", .forward = true,
 *				    .services = NB_SERVICES({ "charon",
 *							      .role = NB_ROLE_STRONGSWAN,
 *							      .config = "gwA/swanctl" }) },
 *				  ...
 *
 *	nb_ipsec_initiate(gwA, "net", 5000, NULL);
 *	nb_assert_child_up_with(gwA, "net", 2000, .mode = "TUNNEL", .encap = NB_NO);
 *	nb_assert_only_ipsec(*state, "gwA:wan gwB:wan", 100);
 *
 * A service "charon" with the role NB_ROLE_STRONGSWAN is started with a strongswan.conf for
 * the backend that this machine can do (nb_ipsec_backend()), unless the node's files bring
 * one; a strongswan.conf in its configuration adds to it. That is a folder with
 * swanctl.conf, x509, x509ca, private, ... or a swanctl.conf alone, and becomes /etc/swanctl
 * of the node. The service is ready when all of it is loaded, which is verified by listing.
 * Or it comes from C: describe connections, nb_ipsec_load() them.
 *
 * All questions are asked over the daemon's control socket (vici); nothing is run for them.
 * Those about a node are about the charon that was started last in it.
 *
 * Names: a connection by its name, "home". A child by its own, "net", or with that of its
 * connection, "home/net".
 */
#ifndef NESTBED_IPSEC_H
#define NESTBED_IPSEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <nestbed/error.h>
#include <nestbed/lab.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Who encrypts. */

enum nb_ipsec_backend {
	NB_IPSEC_KERNEL =
		0,	   /* the kernel: protocols 50 and 51, UDP where there is a NAT */
	NB_IPSEC_USER_RAW, /* charon itself: protocol 50 (strongSwan 5.9.11 and later) */
	NB_IPSEC_USER_UDP, /* charon itself: always in UDP on port 4500 */
};

/**
 * nb_ipsec_backend() - What charon is started with: the first of these that can work here
 *
 * The kernel is tried: an ESP association is added to a fresh network namespace. The version
 * is asked of the installed charon. The environment overrides both:
 * NB_IPSEC_BACKEND=kernel, user-raw or user-udp. Every case in which a charon is started has
 * it as the property "ipsec.backend".
 */
enum nb_ipsec_backend nb_ipsec_backend(void);
/** nb_ipsec_backend_name() - "kernel", "user-raw", "user-udp" */
const char *nb_ipsec_backend_name(enum nb_ipsec_backend backend);

/* What there is. */

/**
 * struct nb_ike_state - An IKE_SA
 * @state:	"ESTABLISHED", "CONNECTING", "REKEYED", "DELETING", ...
 * @encr:	"AES_CBC-128", "AES_GCM_16-256"; @integ: "HMAC_SHA2_256_128", "" with AEAD;
 *		@prf: "PRF_HMAC_SHA2_256"; @dh: "CURVE_25519"
 * @has_nat:	Someone is behind a NAT, or one was faked, as by NB_IPSEC_USER_UDP
 * @established_s: Seconds since; 0 also when it is not
 * @local_vips, @remote_vips: Virtual addresses, apart by blanks
 * @children:	How many CHILD_SAs it has
 */
struct nb_ike_state {
	char name[64];
	uint64_t id; /* unique in this daemon */
	unsigned int version;
	char state[16];
	char local_host[48], remote_host[48];
	unsigned int local_port, remote_port;
	char local_id[256], remote_id[256];
	bool is_initiator;
	char initiator_spi[20], responder_spi[20];
	bool nat_local, nat_remote, has_nat;
	char encr[32], integ[32], prf[32], dh[32];
	uint64_t established_s, rekey_s, reauth_s;
	char local_vips[128], remote_vips[128];
	size_t children;
};

/**
 * struct nb_child_state - A CHILD_SA
 * @state:	"INSTALLED", "REKEYING", "REKEYED", "DELETING", ...
 * @mode:	"TUNNEL", "TRANSPORT", "BEET"; @protocol: "ESP", "AH"
 * @encap:	In UDP
 * @ipcomp:	Packets are compressed
 * @encr:	"AES_GCM_16-128", "NULL", "" with AH; @integ: "" with AEAD; @dh: "" without a
 *		key exchange of its own
 * @spi_in:	Hexadecimal, as on the wire
 * @local_ts:	Selectors: "10.1.0.0/16 fec1::/16", "10.1.0.1/32[tcp/80]"
 */
struct nb_child_state {
	char name[64];
	char ike[64]; /* its connection */
	uint64_t ike_id, id, reqid;
	char state[16], mode[16], protocol[8];
	bool encap, esn, ipcomp;
	char encr[32], integ[32], dh[32];
	char spi_in[12], spi_out[12];
	char local_ts[512], remote_ts[512];
	uint64_t bytes_in, bytes_out, packets_in, packets_out;
	uint64_t rekey_s, life_s, installed_s;
};

/**
 * struct nb_ipsec_state - All associations of a node; release with nb_ipsec_release()
 * @ikes:	@nikes of them; @children: @nchildren of all of these
 */
struct nb_ipsec_state {
	struct nb_ike_state *ikes;
	size_t nikes;
	struct nb_child_state *children;
	size_t nchildren;
};

int nb_ipsec_list(struct nb_node *node, struct nb_ipsec_state *ret, struct nb_error *err);
void nb_ipsec_release(struct nb_ipsec_state *state);

/**
 * nb_ike_find() - The IKE_SA of a connection; an established one, the youngest, if there are
 *		   several
 * Return: 1 = filled in, 0 = there is none, -1 = could not tell
 */
int nb_ike_find(struct nb_node *node, const char *conn, struct nb_ike_state *ret,
		struct nb_error *err);
/** nb_child_find() - The same for a CHILD_SA; an installed one, the youngest */
int nb_child_find(struct nb_node *node, const char *child, struct nb_child_state *ret,
		  struct nb_error *err);

/** nb_ipsec_has_conn() - 1 = a connection of that name is loaded, 0 = not, -1 = cannot tell */
int nb_ipsec_has_conn(struct nb_node *node, const char *conn, struct nb_error *err);

/** struct nb_ipsec_lease - A virtual address that was given to somebody, and may be his still */
struct nb_ipsec_lease {
	char address[48];
	char identity[256];
	bool is_online;
};

/**
 * nb_ipsec_leases() - All addresses of a pool that were ever given away
 * @ret:	Filled in with an array: free() it
 *
 * Return: 0; -1 with @err set (ENOENT: there is no pool of that name)
 */
int nb_ipsec_leases(struct nb_node *node, const char *pool, struct nb_ipsec_lease **ret,
		    size_t *ret_count, struct nb_error *err);

/* What is to be done. Each returns 0, or -1 with @err set: what the daemon answered. */

/**
 * nb_ipsec_initiate() - Bring a child up, and its connection first
 * @ms:		Wait for it so long; 0 = do not wait, ask only
 *
 * On failure @err holds the reason that the daemon logged last.
 */
int nb_ipsec_initiate(struct nb_node *node, const char *child, unsigned int ms,
		      struct nb_error *err);
/** nb_ipsec_terminate() - End all IKE_SAs of a connection, and wait for the end */
int nb_ipsec_terminate(struct nb_node *node, const char *conn, unsigned int ms,
		       struct nb_error *err);
int nb_ipsec_terminate_child(struct nb_node *node, const char *child, unsigned int ms,
			     struct nb_error *err);
/** nb_ipsec_rekey() - Start to rekey the IKE_SAs of a connection; -1 if there are none */
int nb_ipsec_rekey(struct nb_node *node, const char *conn, struct nb_error *err);
int nb_ipsec_rekey_child(struct nb_node *node, const char *child, struct nb_error *err);

/* What has happened, since charon was started. */

enum nb_ipsec_event_kind {
	NB_IKE_UP = 0,
	NB_IKE_DOWN,
	NB_IKE_REKEYED,
	NB_CHILD_UP,
	NB_CHILD_DOWN,
	NB_CHILD_REKEYED,
};

/** struct nb_ipsec_event - Something has happened; @id as in the states, of the newer one */
struct nb_ipsec_event {
	enum nb_ipsec_event_kind kind;
	char conn[64];
	char child[64]; /* "" = of the IKE_SA */
	uint64_t id;
};

/**
 * nb_ipsec_events() - All events so far, in their order
 * @ret:	Filled in with an array: free() it
 */
int nb_ipsec_events(struct nb_node *node, struct nb_ipsec_event **ret, size_t *ret_count,
		    struct nb_error *err);
/**
 * nb_ipsec_wait() - Wait for the event number @count of a kind, at most @ms
 * @name:	Of a connection or a child, as the kind is
 *
 * Return: how many there were, which may be more or fewer; -1 = could not tell
 */
int nb_ipsec_wait(struct nb_node *node, enum nb_ipsec_event_kind kind, const char *name,
		  unsigned int count, unsigned int ms, struct nb_error *err);

/* Configuration from C. Texts that may hold several things have them apart by blanks. */

/**
 * struct nb_ipsec_auth - How one side proves who it is
 * @auth:	"pubkey", "psk", "eap-md5", ...; NULL = "pubkey" with @cert, else "psk"
 * @id:		Identity; NULL = the address, or the subject of the certificate
 * @cert, @cacert: PEM or DER files, absolute or in the folder of the topology
 * @settings:	More of swanctl.conf(5): NB_LIST("revocation=strict")
 */
struct nb_ipsec_auth {
	const char *auth;
	const char *id;
	const char *cert;
	const char *cacert;
	const char *const *settings;
};

/**
 * struct nb_ipsec_child - What a connection protects
 * @local_ts, @remote_ts: Selectors; NULL = the ends themselves
 * @esp, @ah:	Proposals "aes128gcm16 aes128-sha256"; NULL = those of the daemon
 * @mode:	"tunnel" (NULL), "transport", "drop", "pass"
 * @start_action: "none" (NULL), "start", "trap", "trap|start"
 */
struct nb_ipsec_child {
	const char *name;
	const char *local_ts, *remote_ts;
	const char *esp, *ah;
	const char *mode;
	const char *start_action, *dpd_action, *close_action;
	const char *rekey_time, *life_time; /* "5s" */
	bool ipcomp;
	const char *const *settings;
};

/**
 * struct nb_ipsec_conn - A connection
 * @version:	1 or 2; 0 = 2
 * @local_addrs, @remote_addrs: NULL = any
 * @proposals:	"aes128-sha256-x25519"; NULL = those of the daemon
 * @mobike, @encap: Off unless wanted; @encap: UDP also without a NAT
 * @children:	Ends with a zero element (NB_IPSEC_CHILDREN)
 */
struct nb_ipsec_conn {
	const char *name;
	unsigned int version;
	const char *local_addrs, *remote_addrs;
	const char *proposals;
	struct nb_ipsec_auth local, remote;
	const struct nb_ipsec_child *children;
	const char *vips, *pools;
	const char *dpd_delay, *rekey_time;
	bool mobike, encap;
	const char *const *settings;
};

#define NB_IPSEC_CHILDREN(...) ((const struct nb_ipsec_child[]){ __VA_ARGS__, { 0 } })

/**
 * struct nb_ipsec_secret - A shared secret
 * @type:	"IKE" (NULL), "EAP", "XAUTH"
 * @owners:	Identities that share it; NULL = everybody
 */
struct nb_ipsec_secret {
	const char *type;
	const char *secret;
	const char *owners;
};

/** nb_ipsec_load() - Load a connection, or load it anew; verified by listing */
int nb_ipsec_load(struct nb_node *node, const struct nb_ipsec_conn *conn,
		  struct nb_error *err);
int nb_ipsec_unload(struct nb_node *node, const char *conn, struct nb_error *err);
int nb_ipsec_load_secret(struct nb_node *node, const struct nb_ipsec_secret *secret,
			 struct nb_error *err);
/** nb_ipsec_load_pool() - Virtual addresses to give away: "10.3.0.0/28" */
int nb_ipsec_load_pool(struct nb_node *node, const char *name, const char *addrs,
		       struct nb_error *err);
/** nb_ipsec_load_ca() - Trust a certification authority; @path as in struct nb_ipsec_auth */
int nb_ipsec_load_ca(struct nb_node *node, const char *path, struct nb_error *err);
int nb_ipsec_load_crl(struct nb_node *node, const char *path, struct nb_error *err);
int nb_ipsec_load_key(struct nb_node *node, const char *path, struct nb_error *err);
/** nb_ipsec_load_files() - What is now in /etc/swanctl of the node; verified by listing */
int nb_ipsec_load_files(struct nb_node *node, struct nb_error *err);

/* Certificates. */

/**
 * struct nb_pki_member - Somebody who gets a key and a certificate
 * @name:	Of its files; letters, digits, dots, dashes
 * @sans:	Subject alternative names: "gwA.example.org 10.0.0.1"; NULL = @name
 * @is_revoked:	The certificate is on the authority's list of revoked ones
 * @is_foreign:	It was issued by another authority, which nobody trusts
 */
struct nb_pki_member {
	const char *name;
	const char *sans;
	bool is_revoked;
	bool is_foreign;
};

#define NB_PKI(...) ((const struct nb_pki_member[]){ __VA_ARGS__, { 0 } })

/**
 * nb_pki_make() - Certificates for these members, of an authority of their own
 * @members:	Ends with a zero element (NB_PKI)
 *
 * Made by strongSwan's pki once in a run, for all cases that ask for the same, with keys on
 * the curve P-256, subjects "C=CH, O=nestbed, CN=NAME". Below the folder:
 *
 *	ca.pem, ca.crl.pem	of the authority; foreign-ca.pem of the other one
 *	NAME.pem, NAME.key.pem	certificate and key of a member
 *	NAME/			what a member needs, as /etc/swanctl has it: x509/NAME.pem,
 *				private/NAME.pem, x509ca/ca.pem, x509crl/ca.pem
 *
 * Return: its path, free() it; NULL with @err set
 */
char *nb_pki_make(const struct nb_pki_member *members, struct nb_error *err);
/** nb_pki_install() - Copy what a member needs to /etc/swanctl of a node */
int nb_pki_install(struct nb_node *node, const char *pki, const char *member,
		   struct nb_error *err);
/** nb_pki_load() - Load it into the charon that runs there: authority, list, key */
int nb_pki_load(struct nb_node *node, const char *pki, const char *member,
		struct nb_error *err);

/* Claims. Each looks at once, and again whenever charon tells of an event, for @ms. */

enum nb_flag_wish {
	NB_EITHER = 0,
	NB_YES,
	NB_NO,
};

/** struct nb_ike_wish - What an IKE_SA shall be like; zero = no matter. See nb_ike_state */
struct nb_ike_wish {
	unsigned int version;
	const char *local_host, *remote_host;
	unsigned int local_port, remote_port;
	const char *local_id, *remote_id;
	const char *encr, *integ, *prf, *dh;
	const char *local_vips, *remote_vips;
	enum nb_flag_wish initiator, nat;
};

/** struct nb_child_wish - What a CHILD_SA shall be like; zero = no matter. See nb_child_state */
struct nb_child_wish {
	const char *mode, *protocol;
	const char *encr, *integ, *dh;
	const char *local_ts, *remote_ts; /* in any order */
	enum nb_flag_wish encap, esn, ipcomp;
};

/** nb_assert_ike_up() - An IKE_SA of the connection is established within @ms */
#define nb_assert_ike_up(node, conn, ms) nb_assert_ike_up_as(node, conn, NULL, ms)
/** nb_assert_ike_up_as() - ... and is like this: const struct nb_ike_wish * */
#define nb_assert_ike_up_as(node, conn, wish, ms) \
	nb_assert_ike_up_at(__FILE__, __LINE__, node, conn, wish, ms)
/** nb_assert_ike_up_with() - ... and has these members of a wish: .version = 2, .nat = NB_NO */
#define nb_assert_ike_up_with(node, conn, ms, ...)          \
	nb_assert_ike_up_at(__FILE__, __LINE__, node, conn, \
			    &(struct nb_ike_wish){ __VA_ARGS__ }, ms)
/** nb_assert_child_up() - A CHILD_SA is installed; const struct nb_child_wish *, NULL = any */
#define nb_assert_child_up(node, child, wish, ms) \
	nb_assert_child_up_at(__FILE__, __LINE__, node, child, wish, ms)
/** nb_assert_child_up_with() - ... and has these members of a wish: .mode = "TRANSPORT" */
#define nb_assert_child_up_with(node, child, ms, ...)          \
	nb_assert_child_up_at(__FILE__, __LINE__, node, child, \
			      &(struct nb_child_wish){ __VA_ARGS__ }, ms)
/**
 * nb_assert_no_sa() - There is no IKE_SA of a connection, in whatever state, or none is left
 *		       within @ms. The connection must be loaded: that is the control
 */
#define nb_assert_no_sa(node, conn, ms) \
	nb_assert_no_sa_at(__FILE__, __LINE__, node, conn, ms)
/** nb_assert_no_child() - The same for CHILD_SAs of a loaded child */
#define nb_assert_no_child(node, child, ms) \
	nb_assert_no_child_at(__FILE__, __LINE__, node, child, ms)
/** nb_assert_ike_rekeyed() - So often since charon was started, or more; within @ms */
#define nb_assert_ike_rekeyed(node, conn, times, ms) \
	nb_assert_rekeyed_at(__FILE__, __LINE__, node, NB_IKE_REKEYED, conn, times, ms)
#define nb_assert_child_rekeyed(node, child, times, ms) \
	nb_assert_rekeyed_at(__FILE__, __LINE__, node, NB_CHILD_REKEYED, child, times, ms)
/** nb_assert_lease() - Of a pool, @address is lent to @identity, who is online, within @ms */
#define nb_assert_lease(node, pool, address, identity, ms) \
	nb_assert_lease_at(__FILE__, __LINE__, node, pool, address, identity, ms)
/** nb_assert_service_said() - A service prints a text within @ms, or has done so */
#define nb_assert_service_said(node, service, text, ms) \
	nb_assert_service_said_at(__FILE__, __LINE__, node, service, text, ms)

/*
 * On the wire: filters, alone or with others: NB_ESP " and src host 192.0.2.1". Of UDP over
 * IPv6 with extension headers, and of later fragments of UDP, nobody can tell what it is:
 * they count as foreign.
 */
#define NB_IKE "{ike}" /* on port 500, or on 4500 behind four zero bytes */
#define NB_ESP "{esp}" /* protocol 50, over IPv6 also behind two extension headers */
#define NB_AH "{ah}"   /* protocol 51, likewise */
#define NB_ESP_IN_UDP "{esp-in-udp}" /* on port 4500, neither IKE nor a keep-alive */
#define NB_NAT_KEEPALIVE "{nat-keepalive}" /* one byte on port 4500 */
#define NB_PROTECTED "{protected}" /* ESP, AH, ESP in UDP: what carries protected data */
#define NB_IPSEC "{ipsec}"	   /* "is IPsec": that, IKE, and keep-alives */
#define NB_HOUSEKEEPING \
	"{housekeeping}"       /* ARP; ICMPv6 of neighbours, routers, listeners */
#define NB_FOREIGN "{foreign}" /* neither: has no business on a link between gateways */

/**
 * nb_assert_only_ipsec() - Protected packets in both directions, and nothing foreign
 * @ends:	See nestbed/packets.h. Each of them must have sent and received some
 *		(NB_PROTECTED) within @ms: that is the control. Since the lab stands, none of
 *		them has seen anything that is neither NB_IPSEC nor NB_HOUSEKEEPING
 */
#define nb_assert_only_ipsec(lab, ends, ms) \
	nb_assert_only_ipsec_at(__FILE__, __LINE__, lab, ends, ms)

/* Behind the macros. */
void nb_assert_ike_up_at(const char *file, int line, struct nb_node *node,
			 const char *conn, const struct nb_ike_wish *wish,
			 unsigned int ms);
void nb_assert_child_up_at(const char *file, int line, struct nb_node *node,
			   const char *child, const struct nb_child_wish *wish,
			   unsigned int ms);
void nb_assert_no_sa_at(const char *file, int line, struct nb_node *node,
			const char *conn, unsigned int ms);
void nb_assert_no_child_at(const char *file, int line, struct nb_node *node,
			   const char *child, unsigned int ms);
void nb_assert_rekeyed_at(const char *file, int line, struct nb_node *node,
			  enum nb_ipsec_event_kind kind, const char *name,
			  unsigned int times, unsigned int ms);
void nb_assert_lease_at(const char *file, int line, struct nb_node *node,
			const char *pool, const char *address, const char *identity,
			unsigned int ms);
void nb_assert_service_said_at(const char *file, int line, struct nb_node *node,
			       const char *service, const char *text, unsigned int ms);
void nb_assert_only_ipsec_at(const char *file, int line, struct nb_lab *lab,
			     const char *ends, unsigned int ms);

#ifdef __cplusplus
}
#endif

#endif /* NESTBED_IPSEC_H */
