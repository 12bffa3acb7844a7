/* SPDX-License-Identifier: MIT */
/* For the unit tests of packet claims: a small lab's packets, made by hand. */
#ifndef ASSERTIONS_PACKETS_SAMPLE_H
#define ASSERTIONS_PACKETS_SAMPLE_H

#include "nestbed/cmocka.h"

#include <stdio.h>
#include <string.h>

#include "assertions/packets.h"
#include "fixtures/capture.h"

/*
 * h1:eth0 --- r1:lan1  r1:lan2 --- h2:eth0, and r1:dmz where nothing is plugged in.
 * Built by sample_ping(): an echo request from 10.0.1.2 to 10.0.2.2.
 */
enum { H1, LAN1, LAN2, H2, DMZ, SAMPLE_ENDS };

static const char *const sample_ends[SAMPLE_ENDS] = { "h1:eth0", "r1:lan1", "r1:lan2",
						      "h2:eth0", "r1:dmz" };

struct sample {
	struct nb_packetlog *log;
	struct nb_capture *capture;
	bool is_overflowed; /* as if a neighbour table had been full */
};

static inline bool sample_overflowed(void *ctx, char *text, size_t size)
{
	const struct sample *sample = ctx;

	snprintf(text, size, "the table was full");
	return sample->is_overflowed;
}

static inline void sample_open(struct sample *sample)
{
	struct nb_capture_source source = { .overflowed = sample_overflowed,
					    .ctx = sample };

	sample->is_overflowed = false;
	sample->log = nb_packetlog_new(SAMPLE_ENDS, 65536, NULL);
	sample->capture = nb_capture_new(sample->log, sample_ends, &source, NULL);
}

static inline void sample_close(struct sample *sample)
{
	nb_capture_free(sample->capture);
	nb_packetlog_free(sample->log);
}

static inline void sample_add(struct sample *sample, uint32_t end, uint64_t ms,
			      enum nb_direction direction, const void *bytes,
			      uint32_t len)
{
	struct nb_log_packet packet = { .time_ns = 1700000000000000000 + ms * 1000000,
					.caplen = len,
					.len = len,
					.end = end,
					.direction = direction,
					.data = bytes };

	nb_packetlog_append(sample->log, &packet);
}

/* One ICMP packet at one end; @type 8 = request, 0 = reply. */
static inline void sample_ping(struct sample *sample, uint32_t end, uint64_t ms,
			       enum nb_direction direction, uint8_t type, uint8_t ttl)
{
	static const uint8_t back[] = { 10, 0, 2, 2, 10, 0, 1, 2 };
	static const uint8_t macs[] = { 2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2 };
	uint8_t bytes[] = {
		2,    0, 0, 0,	0,  2, 2,    0, 0,   0,	  0,   1,   8,	 0, /* Ethernet */
		0x45, 0, 0, 34, 0,  7, 0x40, 0, 64,  1,	  0,   0,	    /* IPv4 */
		10,   0, 1, 2,	10, 0, 2,    2, /* addresses */
		8,    0, 0, 0,	0,  7, 0,    1, 'S', 'E', 'C', 'R', 'E', 'T', /* ICMP */
	};

	if (end == LAN2 || end == H2) /* behind the router */
		bytes[5] = 4, bytes[11] = 3;
	bytes[22] = ttl;
	bytes[34] = type;
	if (type == 0) {
		memcpy(bytes + 26, back, sizeof(back));
		memcpy(bytes, macs, sizeof(macs));
	}
	sample_add(sample, end, ms, direction, bytes, sizeof(bytes));
}

static inline void sample_arp(struct sample *sample, uint32_t end, uint64_t ms)
{
	static const uint8_t bytes[] = {
		255, 255, 255, 255, 255, 255, 2, 0, 0, 0, 0,  3, 8, 6,
		0,   1,	  8,   0,   6,	 4,   0, 1, 2, 0, 0,  0, 0, 3,
		10,  0,	  2,   1,   0,	 0,   0, 0, 0, 0, 10, 0, 2, 2,
	};

	sample_add(sample, end, ms, NB_DIR_OUT, bytes, sizeof(bytes));
}

/* A request that passes the whole way, from @ms on. */
static inline void sample_forwarded(struct sample *sample, uint64_t ms)
{
	sample_ping(sample, H1, ms, NB_DIR_OUT, 8, 64);
	sample_ping(sample, LAN1, ms, NB_DIR_IN, 8, 64);
	sample_ping(sample, LAN2, ms + 1, NB_DIR_OUT, 8, 63);
	sample_ping(sample, H2, ms + 1, NB_DIR_IN, 8, 63);
}

static inline int open_sample(void **state)
{
	static struct sample sample;

	sample_open(&sample);
	*state = &sample;
	return sample.capture ? 0 : -1;
}

static inline int close_sample(void **state)
{
	sample_close(*state);
	return 0;
}

#define SAMPLE_TEST(f) cmocka_unit_test_setup_teardown(f, open_sample, close_sample)

static inline void assert_judgement(struct nb_judgement *judgement, enum nb_ruling ruling,
				    const char *type, const char *message,
				    const char *text)
{
	assert_int_equal(judgement->ruling, ruling);
	assert_string_equal(judgement->type, type);
	assert_string_equal(judgement->message, message);
	assert_string_equal(judgement->text.data ? judgement->text.data : "", text);
	nb_judgement_release(judgement);
}

static inline void judge_only_on(struct sample *sample, const char *ends,
				 const char *filter, struct nb_judgement *ret)
{
	struct nb_wish wish = { .capture = sample->capture,
				.ends = ends,
				.filter = filter,
				.count = nb_at_least(1) };

	nb_packets_judge_only_on(&wish, ret);
}

static inline struct nb_packet packet_at(struct sample *sample, const char *end)
{
	struct nb_packet packet = { 0 };

	assert_int_equal(nb_packets_find(sample->capture, end, "icmp", 0, &packet, NULL),
			 1);
	return packet;
}

#endif /* ASSERTIONS_PACKETS_SAMPLE_H */
