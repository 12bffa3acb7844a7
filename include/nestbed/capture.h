/* SPDX-License-Identifier: MIT */
/*
 * Captures: packets that were seen, and questions about them.
 *
 * A capture is an append-only list of packets. That of a lab (nb_lab_capture())
 * has every packet that crossed any end since the lab stands (or all that pass the filter
 * of its topology); others are read
 * from a file or live from an interface that is not of a lab. Questions are
 * asked afterwards, with any libpcap filter.
 *
 * What was sent before a question is asked is in its answer: the recorder reads
 * all that the kernel holds before it replies.
 */
#ifndef NESTBED_CAPTURE_H
#define NESTBED_CAPTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <nestbed/error.h>

#ifdef __cplusplus
extern "C" {
#endif

struct nb_capture;

enum nb_direction {
	NB_DIR_IN = 0, /* received by the node at this end */
	NB_DIR_OUT, /* sent by the node at this end */
};

/**
 * struct nb_packet - One packet at one end
 * @index:	Number in its capture, from 0, in the order of time; holds until the next
 *		sync, which may bring an earlier packet of another end
 * @end:	"gwA:wan"; for a file: its interface or path
 * @time_ns:	CLOCK_REALTIME when the kernel saw it
 * @direction:	Seen from the node of @end
 * @data:	From the Ethernet header on; borrowed from the capture
 * @caplen:	Bytes at @data
 * @len:	Bytes on the wire
 */
struct nb_packet {
	size_t index;
	const char *end;
	uint64_t time_ns;
	enum nb_direction direction;
	const uint8_t *data;
	uint32_t caplen;
	uint32_t len;
};

/**
 * nb_capture_open() - The packets of a pcap or pcapng file, or of a folder of them
 * @path:	Ethernet only. In a folder, "gwA.wan.pcap" is what was seen at "gwA:wan", and
 *		only what passes the filter in "filter.txt", if that is there, was recorded
 *
 * Files do not tell directions: all packets count as received.
 */
struct nb_capture *nb_capture_open(const char *path, struct nb_error *err);
/**
 * nb_capture_live() - Record an interface by libpcap from now on
 * @ifname:	In the network namespace of the calling thread
 */
struct nb_capture *nb_capture_live(const char *ifname, struct nb_error *err);
void nb_capture_free(struct nb_capture *capture); /* not that of a lab; NULL is fine */

/**
 * nb_capture_sync() - Read all that was sent before now
 * Return: packets in the capture; -1 with @err set when the recorder is gone
 */
ssize_t nb_capture_sync(struct nb_capture *capture, struct nb_error *err);

/**
 * nb_capture_packet() - Packet @index, 0 to nb_capture_sync() - 1, in the order of time
 */
bool nb_capture_packet(struct nb_capture *capture, size_t index, struct nb_packet *ret);

/** nb_capture_dropped() - Packets that the kernel or the recorder lost; 0 = complete */
uint64_t nb_capture_dropped(struct nb_capture *capture);

/**
 * nb_capture_save() - Write the packets of an end (NULL = all) as a pcap file, by
 * rename
 */
int nb_capture_save(struct nb_capture *capture, const char *end, const char *path,
		    struct nb_error *err);

/**
 * nb_packet_line() - One packet in one line, as reports print it
 * @line:	Filled in and terminated; cut at @size bytes
 *
 * "IP 10.0.1.2 > 10.0.2.2 ICMP echo request id 7 seq 1 ttl 63 len 84". Pure: no
 * state, no allocation, reads nothing beyond @caplen whatever the bytes are.
 *
 * Return: @line
 */
char *nb_packet_line(const struct nb_packet *packet, char *line, size_t size);

#ifdef __cplusplus
}
#endif

#endif /* NESTBED_CAPTURE_H */
