/* SPDX-License-Identifier: MIT */
/*
 * Impaired wires: delay, loss and the like, declared, changed in mid-test, and measured.
 *
 * An impairment is said in words, of an end: what that end sends suffers it on the wire.
 * The other direction is that of the other end.
 *
 *	.links = NB_LINKS({ { "r1:wan", "10.0.9.1/24", .impair = "delay 20ms loss 1%" },
 *			    { "r2:wan", "10.0.9.2/24", .impair = "delay 20ms" } }),
 *	...
 *	nb_impair(lab, "r1:wan", "delay 200ms", &err);
 *
 * The words: "delay 20ms", "jitter 5ms" (uniform, around the delay), "loss 1%",
 * "duplicate 1%", "reorder 25%" (so many skip the delay), "corrupt 0.1%" (one bit
 * flipped), "rate 10mbit", "queue 100" (packets, 1000 if not said); "none" is a wire
 * that can be impaired later. Times in us, ms, s; rates in bit, kbit, mbit, gbit.
 *
 * Such a wire has a middle, which no node sees, and the impairment is there: a packet is
 * recorded where it is sent before, and where it is received after. So the captures at both
 * ends tell what the wire did to it, and nb_one_way() reads that off.
 *
 * Where the kernel has netem, it does all of it. Elsewhere loss (a classifier that asks the
 * kernel's random numbers) and rate (tbf) still work; what cannot be had makes the case a
 * skip: "kernel lacks netem".
 */
#ifndef NESTBED_IMPAIR_H
#define NESTBED_IMPAIR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <nestbed/error.h>
#include <nestbed/lab.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * struct nb_impairment - What a wire does to packets, in one direction
 * @delay_us:	Each packet is late by this
 * @jitter_us:	Give or take, uniform; packets may overtake each other by that
 * @loss, @duplicate, @reorder, @corrupt: Shares, 0 to 1
 * @rate_bps:	Bits a second, Ethernet headers counted; 0 = no limit
 * @queue_pkts:	Packets that wait at most, for delay or rate; further ones are lost
 */
struct nb_impairment {
	uint64_t delay_us, jitter_us;
	double loss, duplicate, reorder, corrupt;
	uint64_t rate_bps;
	unsigned int queue_pkts;
};

/**
 * nb_impairment_parse() - Words to numbers
 * Return: 0; -1 with @err set: `impairment "loss 1": loss: 1: a share, as in 1%`
 */
int nb_impairment_parse(const char *text, struct nb_impairment *ret,
			struct nb_error *err);

/** nb_impairment_needs() - "netem" if it takes that; "" where every kernel can do it */
const char *nb_impairment_needs(const struct nb_impairment *impairment);

/**
 * nb_impair() - Change what a wire does to the packets that an end sends
 * @end:	"r1:wan": one whose wire was declared with an impairment, if only "none"
 * @text:	All of it, in the words above: what is not said is over
 *
 * Packets that are on their way when the kind of queue changes (netem, tbf, none) are lost.
 *
 * Return: 0; -1 with @err set (ENOENT: no such end; EINVAL: bad words, or a wire that cannot
 *	   be impaired; EOPNOTSUPP: "end r1:wan: impair "delay 20ms": kernel lacks netem")
 */
int nb_impair(struct nb_lab *lab, const char *end, const char *text,
	      struct nb_error *err);
/** nb_impair_clear() - The same with "none" */
int nb_impair_clear(struct nb_lab *lab, const char *end, struct nb_error *err);

/**
 * struct nb_one_way_stats - What became of the packets that one end sent to another
 * @sent:	Left at the first end
 * @arrived:	Of them, came in at the other
 * @lost:	Of them, did not
 * @duplicates:	Came in once more
 * @reordered:	Came in behind one that was sent later (RFC 4737 3.3)
 * @strangers:	Came in, and were never sent like that: corrupted, or rewritten on the way
 * @delay_min_ns, @delay_median_ns, @delay_max_ns: From one end to the other; 0 = none came
 * @rate_bps:	At which they came in: from when the first one was sent until the last one came,
 *		less the shortest delay; 0 = fewer than 2 came
 */
struct nb_one_way_stats {
	size_t sent, arrived, lost, duplicates, reordered, strangers;
	uint64_t delay_min_ns, delay_median_ns, delay_max_ns;
	double rate_bps;
};

/**
 * nb_one_way() - Measure one direction between two ends, from what both have recorded
 * @from:	"r1:wan": packets that it sent
 * @to:		"r2:wan": packets that it received
 * @filter:	Of pcap-filter(7), for both ends; NULL = every packet
 * @ms:		Wait at most so long for packets that are missing (they may be on their way), or
 *		for the first one
 *
 * A packet is the same at both ends if all of it is, but for what routers and network cards
 * change: MAC addresses, VLAN tags, TTL, checksums. Of equal packets, the first one sent is
 * taken for the first one received. A packet that NAT or a tunnel rewrites is another one.
 *
 * Return: 0; -1 with @err set when nobody can tell: see nestbed/packets.h
 */
int nb_one_way(struct nb_lab *lab, const char *from, const char *to, const char *filter,
	       unsigned int ms, struct nb_one_way_stats *ret, struct nb_error *err);

/**
 * nb_set_impair() - nb_impair() in a test body: skips the case, by name, where the kernel
 * cannot do it; ends it with an ERROR where it goes wrong otherwise
 */
#define nb_set_impair(lab, end, text) nb_set_impair_at(__FILE__, __LINE__, lab, end, text)

/* Claims about one direction, measured as above; each takes the same first words. */

/**
 * nb_assert_delay_between() - No packet came sooner than @min_ms, and half of them no later
 * than @max_ms
 *
 * Not all of them no later: on a busy machine a packet may lie for a while.
 */
#define nb_assert_delay_between(lab, from, to, filter, min_ms, max_ms, ms) \
	nb_assert_delay_at(__FILE__, __LINE__, lab, from, to, filter, min_ms, max_ms, ms)

/** enum nb_fate - What can become of a share of packets */
enum nb_fate {
	NB_FATE_LOST = 0,
	NB_FATE_DUPLICATED,
	NB_FATE_REORDERED,
	NB_FATE_CORRUPTED, /* a stranger came in their place */
};

/**
 * nb_assert_loss_between() - The wire loses from @min to @max per cent of its packets
 *
 * That is a claim about the wire, of which the packets are a sample: it fails when so many,
 * or so few, would be lost of them less than once in a million times on any wire of that
 * kind. Where the sample is too small to fail whatever comes of it, the case is an ERROR
 * that tells how many packets it takes: 132 for 10 %.
 */
#define nb_assert_loss_between(lab, from, to, filter, min, max, ms) \
	nb_assert_fate_between(lab, from, to, filter, NB_FATE_LOST, min, max, ms)
/** nb_assert_loss_is() - It loses just @percent of them */
#define nb_assert_loss_is(lab, from, to, filter, percent, ms) \
	nb_assert_loss_between(lab, from, to, filter, percent, percent, ms)
/** nb_assert_no_loss() - Not one was lost */
#define nb_assert_no_loss(lab, from, to, filter, ms) \
	nb_assert_loss_between(lab, from, to, filter, 0, 0, ms)
/** nb_assert_fate_between() - The same of any fate; of the sent ones if corrupted or lost,
 * else of those that came in */
#define nb_assert_fate_between(lab, from, to, filter, fate, min, max, ms) \
	nb_assert_fate_at(__FILE__, __LINE__, lab, from, to, filter, fate, min, max, ms)

/** nb_assert_rate_between() - They came in at this rate, in bits a second; 100 came, or more */
#define nb_assert_rate_between(lab, from, to, filter, min_bps, max_bps, ms) \
	nb_assert_rate_at(__FILE__, __LINE__, lab, from, to, filter, min_bps, max_bps, ms)
#define nb_assert_rate_at_most(lab, from, to, filter, max_bps, ms) \
	nb_assert_rate_between(lab, from, to, filter, 0, max_bps, ms)

/* Behind the macros. */
void nb_set_impair_at(const char *file, int line, struct nb_lab *lab, const char *end,
		      const char *text);
void nb_assert_delay_at(const char *file, int line, struct nb_lab *lab, const char *from,
			const char *to, const char *filter, double min_ms, double max_ms,
			unsigned int ms);
void nb_assert_fate_at(const char *file, int line, struct nb_lab *lab, const char *from,
		       const char *to, const char *filter, enum nb_fate fate, double min,
		       double max, unsigned int ms);
void nb_assert_rate_at(const char *file, int line, struct nb_lab *lab, const char *from,
		       const char *to, const char *filter, double min_bps, double max_bps,
		       unsigned int ms);

#ifdef __cplusplus
}
#endif

#endif /* NESTBED_IMPAIR_H */
