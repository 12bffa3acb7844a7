/* SPDX-License-Identifier: MIT */
/*
 * A stream of frames that no stack answers, at a rate: what both sides of the recorder's
 * bench send. The protocol is one for local experiments (IEEE 802, 88b5), so that what is
 * measured is the recorder and not the nodes.
 */
#ifndef BENCH_SIDES_BURST_H
#define BENCH_SIDES_BURST_H

#include <arpa/inet.h>
#include <error.h>
#include <errno.h>
#include <linux/if_packet.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>

#include "bench/sides/side.h"

#define BURST_PROTOCOL 0x88b5
#define BURST_BATCH 64 /* frames a system call */
#define BURST_FRAME_MAX 1514

/**
 * burst_send() - Send frames of @bytes for @ms
 * @sock:	A packet socket
 * @rate:	Frames a second to keep to; 0 = as fast as it goes
 * @ret_rate:	Frames a second that were sent
 *
 * Return: frames sent
 */
static inline uint64_t burst_send(int sock, int ifindex, size_t bytes, unsigned int ms,
				  double rate, double *ret_rate)
{
	static uint8_t frame[BURST_FRAME_MAX] = { 2, 0, 0, 0, 0, 9,    2,
						  0, 0, 0, 0, 8, 0x88, 0xb5 };
	struct sockaddr_ll to = { .sll_family = AF_PACKET,
				  .sll_protocol = htons(BURST_PROTOCOL),
				  .sll_ifindex = ifindex };
	struct iovec iov = { frame, bytes };
	struct mmsghdr msgs[BURST_BATCH];
	uint64_t start = now_ns(), now = start, sent = 0;

	for (int i = 0; i < BURST_BATCH; i++)
		msgs[i].msg_hdr = (struct msghdr){ .msg_name = &to,
						   .msg_namelen = sizeof(to),
						   .msg_iov = &iov,
						   .msg_iovlen = 1 };
	while (now - start < ms * 1000000ull) {
		int n;

		if (rate == 0 || (double)sent < rate * (double)(now - start) / 1e9) {
			n = sendmmsg(sock, msgs, BURST_BATCH, 0);
			if (n < 0 && errno != ENOBUFS)
				error(1, errno, "send");
			sent += n > 0 ? (uint64_t)n : 0;
		}
		now = now_ns();
	}
	*ret_rate = (double)sent * 1e9 / (double)(now - start);
	return sent;
}

#endif /* BENCH_SIDES_BURST_H */
