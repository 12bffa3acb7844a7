/* SPDX-License-Identifier: MIT */
/*
 * Faults in mid-test, and what traffic notices of them.
 *
 * Each fault is one call and has a call that undoes it; each returns 0, or -1 with @err set,
 * naming the object: "end r1:wan: ...". A fault that is there already is no error. When a
 * call returns, the kernel has carried it out, and whoever asks for the state of a link sees
 * it. An @end is "node:interface", that of a switch or of a VLAN too.
 *
 * A stream is steady traffic between two nodes that tells how long a change interrupted it:
 *
 *	stream = nb_stream_start(h1, h2, "10.0.2.2:9000", 2, &err);
 *	nb_assert_stream_flows(stream, 2000);
 *	nb_link_down(lab, "r1:wan", &err);
 *	nb_assert_interrupted_less_than(stream, 500);
 *
 * That nothing leaked at any moment of a change is nb_assert_not_seen() over all ends.
 */
#ifndef NESTBED_FAULT_H
#define NESTBED_FAULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <nestbed/error.h>
#include <nestbed/lab.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * nb_link_down() - Set an interface down, as its administrator would
 *
 * The node loses its IPv6 addresses there and all routes by way of it; the other end of the
 * wire loses its carrier.
 */
int nb_link_down(struct nb_lab *lab, const char *end, struct nb_error *err);
/** nb_link_up() - Up again, with the addresses and routes of the topology */
int nb_link_up(struct nb_lab *lab, const char *end, struct nb_error *err);

/**
 * nb_carrier_off() - The interface stays up, and sees no carrier: the far end is down
 *
 * On a wire that can be impaired only the wire is; on a plain one, the interface of the
 * other node is set down, and that node loses routes as with nb_link_down(). There is no
 * such wire in a macvlan lan (EOPNOTSUPP).
 */
int nb_carrier_off(struct nb_lab *lab, const char *end, struct nb_error *err);
int nb_carrier_on(struct nb_lab *lab, const char *end, struct nb_error *err);

/**
 * nb_cut() - Lose all that an end sends, without a word; what it receives still comes
 *
 * Neither end sees anything but silence. On a wire that can be impaired, packets get lost in
 * the middle: the sender's recorder has them. Elsewhere the interface drops them before they
 * are recorded.
 */
int nb_cut(struct nb_lab *lab, const char *end, struct nb_error *err);
int nb_mend(struct nb_lab *lab, const char *end, struct nb_error *err);

/** nb_set_mtu() - Change the MTU of an interface, bytes; 0 = as the topology has it */
int nb_set_mtu(struct nb_lab *lab, const char *end, unsigned int mtu,
	       struct nb_error *err);

/**
 * nb_partition() - Cut every link between some nodes and all others, both ways
 * @nodes:	Names or globs apart by blanks; nodes that live in one of them go with it
 *
 * As nb_cut() does, with silence. In a lan, each end hears no more of those of the other
 * side, known by their MAC addresses; in one of macvlan ports the frames are still recorded
 * where they arrive, but the node there does not get them. A second partition takes the
 * place of the first.
 */
int nb_partition(struct nb_lab *lab, const char *nodes, struct nb_error *err);
int nb_partition_heal(struct nb_lab *lab, struct nb_error *err);

/**
 * nb_node_freeze() - Stop every process of a node, as if its machine hung
 *
 * Of a container: all in its PID namespace and in those within, of nested nodes too, by
 * SIGSTOP, again and again until none is left that runs. Of a host: its services with all
 * that is of their sessions. Not stopped: the container's PID 1, which is nestbed's and does
 * nothing; on a host, what left the session of its service; and the node's network, which
 * is the kernel: it still forwards, and answers ping and ARP.
 */
int nb_node_freeze(struct nb_node *node, struct nb_error *err);
/** nb_node_thaw() - Let them go on; those that had stopped by themselves, too */
int nb_node_thaw(struct nb_node *node, struct nb_error *err);

/**
 * nb_node_restart() - A container as after pulling the plug (nb_node_kill()) and booting
 *
 * Its files are fresh: those of the image with its folder copied over. So is all that
 * lives in processes. Its network is what it was, rules and what programs have set up
 * there included. The services of the topology start again in their order, those of nodes
 * that live in it too, and are waited for; what was started in mid-test is gone.
 */
int nb_node_restart(struct nb_node *node, struct nb_error *err);

/** nb_service_kill() - SIGKILL to a service's process group; nobody minds that it ended */
int nb_service_kill(struct nb_service *service, struct nb_error *err);
/**
 * nb_service_restart() - Kill a service if it runs, start it again, wait until it is ready
 * @service:	One of the topology; another is started again by nb_service_start() (EINVAL)
 *
 * Return: the new one, borrowed from the lab; nb_service_output() of the old one stays.
 *	   NULL with @err set
 */
struct nb_service *nb_service_restart(struct nb_service *service, struct nb_error *err);

struct nb_stream; /* steady traffic; borrowed from its lab */

/**
 * nb_stream_start() - Send a small UDP packet from one node to another, again and again
 * @from:	Sends
 * @to:		Receives: a socket there is bound to the port, and takes the time at which
 *		the kernel got each packet
 * @address:	"10.0.2.2:9000", "[2001:db8::2]:9000": where @from sends to
 * @every_ms:	1 to 10000
 *
 * A process of nestbed's does both, so the test goes on meanwhile. It sends to the end of
 * the lab, or until nb_stream_stop(); at most a million packets.
 */
struct nb_stream *nb_stream_start(struct nb_node *from, struct nb_node *to,
				  const char *address, unsigned int every_ms,
				  struct nb_error *err);
/** nb_stream_stop() - Send no more; what is on its way is still received, and counted */
void nb_stream_stop(struct nb_stream *stream);

/**
 * struct nb_stream_stats - What became of a stream until now
 * @sent:	Tries, also those that the sender's kernel refused
 * @arrived:	Of them
 * @lost:	Did not arrive, although one that was sent later did
 * @pending:	Sent after the last one that arrived
 * @longest_ns:	The longest interruption: from when a packet was sent until it, or one that
 *		was sent after it, arrived. What is pending counts until now
 * @longest_at_ns: CLOCK_REALTIME when that began; 0 = none was sent
 * @first_ns:	CLOCK_REALTIME of the first packet
 */
struct nb_stream_stats {
	size_t sent, arrived, lost, pending;
	uint64_t longest_ns, longest_at_ns, first_ns;
};

/** nb_stream_measure() - What became of it until now */
void nb_stream_measure(struct nb_stream *stream, struct nb_stream_stats *ret);

/*
 * Claims over all of a stream so far. They first wait until a packet arrives that was sent
 * from now on, so that an interruption that goes on is known in its full length; or, of a
 * stream that was stopped, until nothing is pending.
 */

/** nb_assert_stream_flows() - A packet that is sent from now on arrives within @ms */
#define nb_assert_stream_flows(stream, ms) \
	nb_assert_stream_flows_at(__FILE__, __LINE__, stream, ms)
/** nb_assert_interrupted_less_than() - No interruption lasted @ms */
#define nb_assert_interrupted_less_than(stream, ms) \
	nb_assert_interrupted_at(__FILE__, __LINE__, stream, ms, false)
/** nb_assert_interrupted_at_least() - One did: the control that the change was felt */
#define nb_assert_interrupted_at_least(stream, ms) \
	nb_assert_interrupted_at(__FILE__, __LINE__, stream, ms, true)
/** nb_assert_stream_lost_at_most() - Not more packets were lost, @ms to wait for the last */
#define nb_assert_stream_lost_at_most(stream, count, ms) \
	nb_assert_stream_lost_at(__FILE__, __LINE__, stream, count, ms)

/* Behind the macros. */
void nb_assert_stream_flows_at(const char *file, int line, struct nb_stream *stream,
			       unsigned int ms);
void nb_assert_interrupted_at(const char *file, int line, struct nb_stream *stream,
			      unsigned int ms, bool wanted);
void nb_assert_stream_lost_at(const char *file, int line, struct nb_stream *stream,
			      size_t count, unsigned int ms);

#ifdef __cplusplus
}
#endif

#endif /* NESTBED_FAULT_H */
