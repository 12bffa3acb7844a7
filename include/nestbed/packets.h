/* SPDX-License-Identifier: MIT */
/*
 * Claims about packets: what was seen on the wire, where, and where not.
 *
 * Everything is recorded from before the first process of a lab runs; claims ask
 * afterwards. What was sent before a claim is in its answer.
 *
 * *Ends* say where to look: names, node names and globs, apart by blanks or commas:
 * "gwA:wan", "gwA" (all its ends), "gw*:wan h?:eth0"; NULL or "*" = every end. A word
 * that names no end is a mistake, never an empty answer.
 *
 * *Filters* are those of tcpdump, see pcap-filter(7); NULL = every packet. Terms joined
 * by "and" on the outermost level are looked at one by one when a claim fails. Words in
 * braces are names of longer ones: "{ipsec}", see nestbed/ipsec.h and nb_filter_expand().
 *
 * *Time*: claims are judged at once on what was seen, and again whenever a packet
 * comes. One that needs packets waits for them at most @ms (within) and returns as soon
 * as it holds; one that allows no more than some watches for all of @ms (for) and fails
 * as soon as there are too many. 0 = judge once.
 *
 * Two rules hold for all of them. A claim that packets are absent needs a positive
 * control: it fails ("packet.no-control") when nothing at all was seen where it looks.
 * And where a packet was dropped by the recorder, no claim is answered: that is an
 * ERROR ("packet.dropped"). Likewise where a claim rests on packets that are not there
 * and the kernel's neighbour table overflowed since the lab stands
 * ("packet.neighbours"), or where the topology has a filter for its recording and the
 * claim's own filter does not have all of its outermost terms ("packet.filtered").
 *
 * A packet that a node's kernel has decrypted is shown again at the same end, in the
 * clear; it was not on the wire, and claims about a lab do not count it.
 *
 * Names that end in _in take a capture (nb_capture_open(), nb_capture_live()), the
 * others a lab.
 */
#ifndef NESTBED_PACKETS_H
#define NESTBED_PACKETS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <nestbed/capture.h>
#include <nestbed/error.h>
#include <nestbed/lab.h>

#ifdef __cplusplus
extern "C" {
#endif

/** struct nb_count - How many packets a claim wants; made by the functions below */
struct nb_count {
	size_t min;
	size_t max; /* SIZE_MAX = no bound */
};

static inline struct nb_count nb_between(size_t min, size_t max)
{
	struct nb_count count = { min, max };

	return count;
}

static inline struct nb_count nb_at_least(size_t n)
{
	return nb_between(n, SIZE_MAX);
}

static inline struct nb_count nb_at_most(size_t n)
{
	return nb_between(0, n);
}

static inline struct nb_count nb_exactly(size_t n)
{
	return nb_between(n, n);
}

/* Questions. They return -1 with @err set when nobody can tell: a bad filter, an end that
 * does not exist (ENOENT), dropped packets (ENOBUFS), a recorder that is gone. */

/** nb_packets_count() - How many packets at these ends pass the filter */
ssize_t nb_packets_count(struct nb_capture *capture, const char *ends, const char *filter,
			 struct nb_error *err);

/**
 * nb_packets_find() - The @nth packet that passes, from 0, in the order of time
 * @ret:	Filled in when it is there; its data live as long as the capture
 *
 * Return: 1 = found, 0 = there are not so many, -1 = cannot tell
 */
int nb_packets_find(struct nb_capture *capture, const char *ends, const char *filter,
		    size_t nth, struct nb_packet *ret, struct nb_error *err);

/**
 * nb_packets_wait() - Wait for @count packets that pass, at most @ms
 * Return: how many there are, which may be more or fewer; -1 = cannot tell
 */
ssize_t nb_packets_wait(struct nb_capture *capture, const char *ends, const char *filter,
			size_t count, unsigned int ms, struct nb_error *err);

/** nb_packets_holding() - How many packets hold these bytes, anywhere */
ssize_t nb_packets_holding(struct nb_capture *capture, const char *ends,
			   const void *bytes, size_t len, struct nb_error *err);

/**
 * nb_packet_field() - A field of a packet as text: "ip.ttl" gives "63"
 * @name:	"eth.dst", "vlan.id", "arp.op", "ip.src", "icmp.type", "tcp.dport",
 *		"payload", ...; "inner.ip.src" for the packet within; "ip." is IPv4 and
 *		IPv6. docs/packets.md has all of them
 * @text:	Filled in and terminated, cut at @size bytes
 *
 * Return: true; false when the packet has no such field, or nobody knows one
 */
bool nb_packet_field(const struct nb_packet *packet, const char *name, char *text,
		     size_t size);

/**
 * nb_filter_expand() - A filter as libpcap gets it, with what its names in braces stand for
 * Return: free() it; NULL with @err set: a name that is none
 */
char *nb_filter_expand(const char *filter, struct nb_error *err);

/* Claims. */

/**
 * nb_assert_seen() - So many packets that pass the filter were seen at these ends
 * @count:	nb_at_least(1), nb_at_most(3), nb_exactly(2), nb_between(1, 3)
 * @ms:		Within, or for; see the head of this file
 */
#define nb_assert_seen(lab, ends, filter, count, ms) \
	nb_assert_seen_in(nb_lab_capture(lab), ends, filter, count, ms)
#define nb_assert_seen_in(capture, ends, filter, count, ms) \
	nb_assert_seen_at(__FILE__, __LINE__, capture, ends, filter, count, ms)

/** nb_assert_not_seen() - None was, and none comes for @ms */
#define nb_assert_not_seen(lab, ends, filter, ms) \
	nb_assert_not_seen_in(nb_lab_capture(lab), ends, filter, ms)
#define nb_assert_not_seen_in(capture, ends, filter, ms) \
	nb_assert_seen_at(__FILE__, __LINE__, capture, ends, filter, nb_exactly(0), ms)

/**
 * nb_assert_seen_only_on() - Seen on these ends, and nowhere else in the lab
 * @ends:	Each word must have seen such a packet within @ms: that is the control
 */
#define nb_assert_seen_only_on(lab, ends, filter, ms) \
	nb_assert_seen_only_on_in(nb_lab_capture(lab), ends, filter, ms)
#define nb_assert_seen_only_on_in(capture, ends, filter, ms) \
	nb_assert_seen_only_on_at(__FILE__, __LINE__, capture, ends, filter, ms)

/**
 * nb_assert_in_order() - Packets that pass the first filter, the second, ... in this
 * order
 * @...:	Two filters or more; other packets may come between
 */
#define nb_assert_in_order(lab, ends, ms, ...) \
	nb_assert_in_order_in(nb_lab_capture(lab), ends, ms, __VA_ARGS__)
#define nb_assert_in_order_in(capture, ends, ms, ...)                \
	nb_assert_in_order_at(__FILE__, __LINE__, capture, ends, ms, \
			      (const char *const[]){ __VA_ARGS__, NULL })

/**
 * nb_get_packet() - The first packet that passes; the claim is that there is one within
 * @ms
 * Return: struct nb_packet, whose data live as long as the lab
 */
#define nb_get_packet(lab, ends, filter, ms) \
	nb_get_packet_in(nb_lab_capture(lab), ends, filter, ms)
#define nb_get_packet_in(capture, ends, filter, ms) \
	nb_get_packet_at(__FILE__, __LINE__, capture, ends, filter, ms)

/**
 * nb_assert_same_fields() - Two packets agree in these fields, see nb_packet_field()
 * @a, @b:	const struct nb_packet *
 * @fields:	"ip.src ip.dst ip.ttl-1": the last one says that it is lower by one in @b
 *
 * A field that both lack is a mistake: it fails.
 */
#define nb_assert_same_fields(a, b, fields) \
	nb_assert_same_fields_at(__FILE__, __LINE__, a, b, fields)
/** nb_assert_different_fields() - They differ in each of these fields, which both have */
#define nb_assert_different_fields(a, b, fields) \
	nb_assert_different_fields_at(__FILE__, __LINE__, a, b, fields)
/** nb_assert_field() - A field of a packet, as nb_packet_field() prints it */
#define nb_assert_field(packet, name, value) \
	nb_assert_field_at(__FILE__, __LINE__, packet, name, value)

/**
 * nb_assert_payload_seen() - A packet that holds these bytes, anywhere, is seen within
 * @ms
 */
#define nb_assert_payload_seen(lab, ends, bytes, len, ms) \
	nb_assert_payload_seen_in(nb_lab_capture(lab), ends, bytes, len, ms)
#define nb_assert_payload_seen_in(capture, ends, bytes, len, ms) \
	nb_assert_payload_at(__FILE__, __LINE__, capture, ends, bytes, len, true, ms)
/** nb_assert_payload_never() - No packet holds them, and none comes for @ms */
#define nb_assert_payload_never(lab, ends, bytes, len, ms) \
	nb_assert_payload_never_in(nb_lab_capture(lab), ends, bytes, len, ms)
#define nb_assert_payload_never_in(capture, ends, bytes, len, ms) \
	nb_assert_payload_at(__FILE__, __LINE__, capture, ends, bytes, len, false, ms)

/* Behind the macros. */
void nb_assert_seen_at(const char *file, int line, struct nb_capture *capture,
		       const char *ends, const char *filter, struct nb_count count,
		       unsigned int ms);
void nb_assert_seen_only_on_at(const char *file, int line, struct nb_capture *capture,
			       const char *ends, const char *filter, unsigned int ms);
void nb_assert_in_order_at(const char *file, int line, struct nb_capture *capture,
			   const char *ends, unsigned int ms, const char *const *filters);
struct nb_packet nb_get_packet_at(const char *file, int line, struct nb_capture *capture,
				  const char *ends, const char *filter, unsigned int ms);
void nb_assert_same_fields_at(const char *file, int line, const struct nb_packet *a,
			      const struct nb_packet *b, const char *fields);
void nb_assert_different_fields_at(const char *file, int line, const struct nb_packet *a,
				   const struct nb_packet *b, const char *fields);
void nb_assert_field_at(const char *file, int line, const struct nb_packet *packet,
			const char *name, const char *value);
void nb_assert_payload_at(const char *file, int line, struct nb_capture *capture,
			  const char *ends, const void *bytes, size_t len, bool wanted,
			  unsigned int ms);

#ifdef __cplusplus
}
#endif

#endif /* NESTBED_PACKETS_H */
