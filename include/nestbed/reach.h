/* SPDX-License-Identifier: MIT */
/*
 * Reachability: can one node speak to an address, how, by which path, and why not.
 *
 * Probes are sent by this process through sockets in the network of a node: nothing has
 * to be installed there, no process is started. The first try is immediate, further ones
 * follow after 20 to 100 ms until the deadline. Addresses are numbers: "10.0.2.2",
 * "2001:db8::1", "fe80::1%eth0".
 *
 * Questions (nb_ping() and so on) return 1 = answered, 0 = not, -1 = could not ask,
 * with @err set. @ret and @err may be NULL.
 *
 * Claims (nb_assert_...) stop the test when they do not hold. One that claims silence
 * needs a *control*, an answer that must come meanwhile, so that it cannot hold because
 * the address is mistyped or its machine is down. Without more words the control is that
 * the node which has the address answers itself there, to the same question. The forms
 * that end in _while name another one:
 *
 *	"10.0.1.1"		the asking node must reach this address
 *	"10.0.1.1:80"		it must be able to connect to this TCP port
 *	"h3>10.0.2.2"		another node must reach the address (or the port)
 *
 * A control that is not answered makes the claim an ERROR: nestbed cannot tell. So does
 * a neighbour table that overflowed meanwhile: it is one for the whole machine.
 */
#ifndef NESTBED_REACH_H
#define NESTBED_REACH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <nestbed/error.h>
#include <nestbed/lab.h>

#ifdef __cplusplus
extern "C" {
#endif

enum nb_answer_kind {
	NB_ANSWER_NONE = 0,    /* silence until the deadline */
	NB_ANSWER_YES,	       /* echo reply, connected, echoed */
	NB_ANSWER_REFUSED,     /* by the host itself: TCP reset, ICMP port unreachable */
	NB_ANSWER_UNREACHABLE, /* an ICMP error that says so, sent by @from */
	NB_ANSWER_HOP,	       /* the TTL ended at @from */
	NB_ANSWER_TOO_BIG, /* does not fit: @mtu, said by @from ("" = the node itself) */
	NB_ANSWER_LOCAL,   /* nothing left the node: @code is why */
};

/**
 * struct nb_answer - What became of a probe
 * @code:	errno of NB_ANSWER_LOCAL, else 0
 * @icmp_type:	Of NB_ANSWER_UNREACHABLE, in the numbers of the probe's family
 * @icmp_code:	Likewise
 * @mtu:	Bytes, of NB_ANSWER_TOO_BIG
 * @from:	Who said it; "" = nobody
 * @tries:	How often it was asked
 * @rtt_ns:	From the try that was answered to its answer
 * @waited_ms:	From the first try to the answer, or to the deadline
 */
struct nb_answer {
	enum nb_answer_kind kind;
	int code;
	unsigned int icmp_type, icmp_code;
	unsigned int mtu;
	char from[48];
	unsigned int tries;
	uint64_t rtt_ns;
	uint64_t waited_ms;
};

/** nb_answer_print() - "refused by 10.0.2.2"; cut at @size bytes. Return: @text */
char *nb_answer_print(const struct nb_answer *answer, char *text, size_t size);

/** nb_ping() - ICMP or ICMPv6 echo, by sockets of our own */
int nb_ping(struct nb_node *node, const char *to, unsigned int ms, struct nb_answer *ret,
	    struct nb_error *err);

/** nb_tcp() - Connect to a TCP port and close it again */
int nb_tcp(struct nb_node *node, const char *to, unsigned int port, unsigned int ms,
	   struct nb_answer *ret, struct nb_error *err);

/**
 * nb_udp_echo() - Send a UDP datagram and get it back
 *
 * When a node of the lab has the address @to and nothing is bound to the port there,
 * nestbed answers in its place while it waits.
 */
int nb_udp_echo(struct nb_node *node, const char *to, unsigned int port, unsigned int ms,
		struct nb_answer *ret, struct nb_error *err);

/** nb_udp_send() - Send one UDP datagram of @bytes payload; 0 = it left the node, -1 =
 * not */
int nb_udp_send(struct nb_node *node, const char *to, unsigned int port, size_t bytes,
		struct nb_error *err);

struct nb_echo; /* an echo responder on a UDP port of a node */

/**
 * nb_echo_start() - Send every datagram to this port of a node back, while probes run
 * Return: yours, end it with nb_echo_stop(); NULL with @err set (EADDRINUSE: port taken)
 */
struct nb_echo *nb_echo_start(struct nb_node *node, int family, unsigned int port,
			      struct nb_error *err);
void nb_echo_stop(struct nb_echo *echo); /* NULL is fine */

/**
 * struct nb_http - The answer to a GET
 * @answer:	Of the connection; the rest counts only with NB_ANSWER_YES
 * @status:	200; 0 = what came was not HTTP
 * @head:	Status line and header lines, terminated
 * @body:	Without transfer coding, terminated; at most 1 MiB
 */
struct nb_http {
	struct nb_answer answer;
	unsigned int status;
	char *head;
	char *body;
	size_t body_len;
};

/**
 * nb_http_get() - GET "http://10.0.2.2:8080/path"
 * @ret:	Release with nb_http_release(), whatever the outcome
 *
 * Connecting is tried until the deadline; the request is sent once.
 *
 * Return: 1 = an HTTP response came, 0 = none, -1 = could not ask
 */
int nb_http_get(struct nb_node *node, const char *url, unsigned int ms,
		struct nb_http *ret, struct nb_error *err);
void nb_http_release(struct nb_http *http);

#define NB_HOPS_MAX 64

/**
 * struct nb_path - The way of a packet
 * @nhops:	Routers passed, in order; @hop[i].from is "" where nobody answered
 * @end:	What the destination said
 */
struct nb_path {
	size_t nhops;
	struct nb_answer hop[NB_HOPS_MAX];
	struct nb_answer end;
};

/** nb_path_trace() - Find each router on the way, by echo requests whose TTL ends there
 */
int nb_path_trace(struct nb_node *node, const char *to, unsigned int ms,
		  struct nb_path *ret, struct nb_error *err);

/** nb_path_mtu() - What the node's kernel believes now, bytes; 0 = it has no route. Sends
 * nothing */
unsigned int nb_path_mtu(struct nb_node *node, const char *to);

/**
 * struct nb_path_mtu_found - A path MTU that was measured
 * @mtu:	The biggest IP packet that was answered, bytes; 0 = none was
 * @said_by:	Who said that more does not fit; "" = the node itself
 * @is_silent:	Bigger packets vanish and nobody says so: a black hole
 */
struct nb_path_mtu_found {
	unsigned int mtu;
	char said_by[48];
	bool is_silent;
	struct nb_answer answer;
};

/** nb_path_mtu_measure() - By echo requests that must not be fragmented */
int nb_path_mtu_measure(struct nb_node *node, const char *to, unsigned int ms,
			struct nb_path_mtu_found *ret, struct nb_error *err);

/** struct nb_pair - One node asking another; names and address are borrowed from @pairs
 */
struct nb_pair {
	const char *from, *to;
	const char *address; /* of @to, which was asked */
	bool is_excepted;    /* the exceptions name it: it must not be answered */
	struct nb_answer answer;
};

/**
 * struct nb_pairs - All ordered pairs of nodes that have an address of the family
 *
 * First those of the first node to each other one, then those of the second, and so on.
 */
struct nb_pairs {
	size_t count;
	struct nb_pair *pair;
	struct nb_answer
		*self; /* with exceptions: each node asking itself, the control */
	size_t nnodes;
	const char **node; /* the nodes, as @self counts them */
	void *memory;
};

/**
 * nb_pairs_ping() - Every node pings every other, all at once
 * @family:	4 or 6: the first global address of each node is asked; 0 = 4, or 6 in a
 *		lab without IPv4
 * @but:	Pairs that must not reach each other: "h1>h3 h5>*", globs; NULL = none
 *
 * Return: 1 = each pair as it should be, 0 = not, -1 = could not ask
 */
int nb_pairs_ping(struct nb_lab *lab, int family, const char *but, unsigned int ms,
		  struct nb_pairs *ret, struct nb_error *err);
/**
 * nb_pairs_ping_among() - The same of some nodes only
 * @nodes:	Names and globs apart by blanks: "srv* c1-*"; NULL = all. A word that names
 *		no node is an error
 */
int nb_pairs_ping_among(struct nb_lab *lab, const char *nodes, int family,
			const char *but, unsigned int ms, struct nb_pairs *ret,
			struct nb_error *err);
void nb_pairs_release(struct nb_pairs *pairs);

/* Claims. @ms: give up after so long; silence is claimed for that long. */

/** nb_assert_reachable() - @to answers a ping of @node */
#define nb_assert_reachable(node, to, ms) \
	nb_assert_reachable_at(__FILE__, __LINE__, node, to, ms)
/** nb_assert_unreachable() - It does not; an ICMP error proves it at once */
#define nb_assert_unreachable(node, to, ms) \
	nb_assert_unreachable_at(__FILE__, __LINE__, node, to, ms, NULL)
#define nb_assert_unreachable_while(node, to, ms, control) \
	nb_assert_unreachable_at(__FILE__, __LINE__, node, to, ms, control)
/** nb_assert_tcp() - @node can connect to a TCP port */
#define nb_assert_tcp(node, to, port, ms) \
	nb_assert_tcp_at(__FILE__, __LINE__, node, to, port, ms)
/** nb_assert_no_tcp() - It cannot: refused, unreachable, or silent */
#define nb_assert_no_tcp(node, to, port, ms) \
	nb_assert_no_tcp_at(__FILE__, __LINE__, node, to, port, ms, NULL)
#define nb_assert_no_tcp_while(node, to, port, ms, control) \
	nb_assert_no_tcp_at(__FILE__, __LINE__, node, to, port, ms, control)
/** nb_assert_udp_echo() - A UDP datagram comes back, see nb_udp_echo() */
#define nb_assert_udp_echo(node, to, port, ms) \
	nb_assert_udp_echo_at(__FILE__, __LINE__, node, to, port, ms)
#define nb_assert_no_udp_echo(node, to, port, ms) \
	nb_assert_no_udp_echo_at(__FILE__, __LINE__, node, to, port, ms, NULL)
#define nb_assert_no_udp_echo_while(node, to, port, ms, control) \
	nb_assert_no_udp_echo_at(__FILE__, __LINE__, node, to, port, ms, control)
/** nb_assert_udp_sent() - One UDP datagram of @bytes payload leaves the node */
#define nb_assert_udp_sent(node, to, port, bytes) \
	nb_assert_udp_sent_at(__FILE__, __LINE__, node, to, port, bytes)
/** nb_assert_http() - GET @url gives @status (0 = any) and a body that contains @part
 * (NULL = any) */
#define nb_assert_http(node, url, status, part, ms) \
	nb_assert_http_at(__FILE__, __LINE__, node, url, status, part, ms)
/** nb_assert_no_http() - No HTTP response comes, whatever its status */
#define nb_assert_no_http(node, url, ms) \
	nb_assert_no_http_at(__FILE__, __LINE__, node, url, ms, NULL)
#define nb_assert_no_http_while(node, url, ms, control) \
	nb_assert_no_http_at(__FILE__, __LINE__, node, url, ms, control)
/**
 * nb_assert_path() - The routers between @node and @to are these, in order
 * @hops:	Addresses or node names apart by blanks, "*" = any one; "" = no router. The
 *		destination may stand at the end, or not
 */
#define nb_assert_path(node, to, hops, ms) \
	nb_assert_path_at(__FILE__, __LINE__, node, to, hops, ms)
/** nb_assert_path_avoids() - The path reaches @to and does not pass this address or node
 */
#define nb_assert_path_avoids(node, to, hop, ms) \
	nb_assert_path_avoids_at(__FILE__, __LINE__, node, to, hop, ms)
/** nb_assert_path_mtu() - Packets of @mtu bytes get through, bigger ones do not */
#define nb_assert_path_mtu(node, to, mtu, ms) \
	nb_assert_path_mtu_at(__FILE__, __LINE__, node, to, mtu, ms)
/** nb_assert_path_mtu_below() - Packets of @mtu bytes do not get through, smaller ones do
 */
#define nb_assert_path_mtu_below(node, to, mtu, ms) \
	nb_assert_path_mtu_below_at(__FILE__, __LINE__, node, to, mtu, ms)
/** nb_assert_all_pairs() - Every node of the lab reaches every other, see nb_pairs_ping()
 */
#define nb_assert_all_pairs(lab, ms) \
	nb_assert_pairs_at(__FILE__, __LINE__, lab, NULL, 0, NULL, ms)
#define nb_assert_all_pairs_v6(lab, ms) \
	nb_assert_pairs_at(__FILE__, __LINE__, lab, NULL, 6, NULL, ms)
/** nb_assert_all_pairs_but() - All but these, which must not: "h1>h3 h5>*", globs */
#define nb_assert_all_pairs_but(lab, but, ms) \
	nb_assert_pairs_at(__FILE__, __LINE__, lab, NULL, 0, but, ms)
/**
 * nb_assert_all_pairs_among() - Of these nodes each reaches each other
 * @nodes:	Names and globs apart by blanks: "h*", "srv* c1-*"
 * @but:	As above; NULL = none
 */
#define nb_assert_all_pairs_among(lab, nodes, but, ms) \
	nb_assert_pairs_at(__FILE__, __LINE__, lab, nodes, 0, but, ms)

void nb_assert_reachable_at(const char *file, int line, struct nb_node *node,
			    const char *to, unsigned int ms);
void nb_assert_unreachable_at(const char *file, int line, struct nb_node *node,
			      const char *to, unsigned int ms, const char *control);
void nb_assert_tcp_at(const char *file, int line, struct nb_node *node, const char *to,
		      unsigned int port, unsigned int ms);
void nb_assert_no_tcp_at(const char *file, int line, struct nb_node *node, const char *to,
			 unsigned int port, unsigned int ms, const char *control);
void nb_assert_udp_echo_at(const char *file, int line, struct nb_node *node,
			   const char *to, unsigned int port, unsigned int ms);
void nb_assert_no_udp_echo_at(const char *file, int line, struct nb_node *node,
			      const char *to, unsigned int port, unsigned int ms,
			      const char *control);
void nb_assert_udp_sent_at(const char *file, int line, struct nb_node *node,
			   const char *to, unsigned int port, size_t bytes);
void nb_assert_http_at(const char *file, int line, struct nb_node *node, const char *url,
		       unsigned int status, const char *part, unsigned int ms);
void nb_assert_no_http_at(const char *file, int line, struct nb_node *node,
			  const char *url, unsigned int ms, const char *control);
void nb_assert_path_at(const char *file, int line, struct nb_node *node, const char *to,
		       const char *hops, unsigned int ms);
void nb_assert_path_avoids_at(const char *file, int line, struct nb_node *node,
			      const char *to, const char *hop, unsigned int ms);
void nb_assert_path_mtu_at(const char *file, int line, struct nb_node *node,
			   const char *to, unsigned int mtu, unsigned int ms);
void nb_assert_path_mtu_below_at(const char *file, int line, struct nb_node *node,
				 const char *to, unsigned int mtu, unsigned int ms);
void nb_assert_pairs_at(const char *file, int line, struct nb_lab *lab, const char *nodes,
			int family, const char *but, unsigned int ms);

#ifdef __cplusplus
}
#endif

#endif /* NESTBED_REACH_H */
