/* SPDX-License-Identifier: MIT */
/* For the unit tests of bridges: pipes are what is held, and the test tells as the kernel. */
#ifndef HARNESS_HELD_TEST_H
#define HARNESS_HELD_TEST_H

#include "nestbed/cmocka.h"

#include <linux/rtnetlink.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "harness/held.h"
#include "harness/rights.h"

#define BRIDGES 20
#define FEW NB_HELD_HANDFUL

/* A lab: where it is parked, the kernel's side of its watch, and who sees it end. */
struct sample_lab {
	int parked, kernel;
	int ends[BRIDGES];
};

static inline void sample_park(int sock, int fd)
{
	NB_RIGHTS(room, 1);
	struct iovec iov = { (char[]){ 0 }, 1 };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1 };

	nb_rights_put(&msg, room, &fd, 1);
	assert_int_equal(sendmsg(sock, &msg, 0), 1);
	close(fd);
}

static inline struct sample_lab sample_lab_of(int nbridges)
{
	int pair[2], watch[2], ends[2];
	struct sample_lab lab = { 0 };

	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair), 0);
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, watch), 0);
	sample_park(pair[0], watch[1]);
	for (int i = 0; i < nbridges; i++) {
		assert_int_equal(pipe(ends), 0);
		lab.ends[i] = ends[0];
		sample_park(pair[0], ends[1]);
	}
	close(pair[0]);
	lab.parked = pair[1];
	lab.kernel = watch[0];
	return lab;
}

static inline void sample_forget(struct sample_lab *lab)
{
	close(lab->kernel);
	for (int i = 0; i < BRIDGES && lab->ends[i]; i++)
		close(lab->ends[i]);
}

static inline int sample_gone(const struct sample_lab *lab)
{
	int gone = 0;

	for (int i = 0; i < BRIDGES && lab->ends[i]; i++) {
		struct pollfd fd = { lab->ends[i], 0, 0 };

		gone += poll(&fd, 1, 0) == 1;
	}
	return gone;
}

static inline void sample_begun(const struct sample_lab *lab, int count)
{
	const struct nlmsghdr noise = { .nlmsg_len = sizeof(noise),
					.nlmsg_type = RTM_NEWNSID };
	struct nlmsghdr head = { .nlmsg_len = sizeof(head), .nlmsg_type = RTM_DELNSID };

	send(lab->kernel, &noise, sizeof(noise), 0);
	while (count--)
		assert_int_equal(send(lab->kernel, &head, sizeof(head), 0), sizeof(head));
}

/* A lab of so many bridges, @owner's, has come to its end. */
static inline struct sample_lab sample_ended_lab(struct nb_held *held, pid_t owner,
						 int nbridges)
{
	struct sample_lab lab = sample_lab_of(nbridges);

	nb_held_take(held, owner, lab.parked, (uint64_t)nbridges);
	nb_held_ended(held, owner);
	return lab;
}

#endif /* HARNESS_HELD_TEST_H */
