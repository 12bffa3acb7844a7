/* SPDX-License-Identifier: MIT */
/*
 * Bridges that are held.
 *
 * The network namespaces of bridges do not end with their case. When a lab is built they
 * are handed to the runner, parked in a socket, one message each, so that they take no
 * places in its table of descriptors and a crash of the case loses none. The first message
 * is a netlink socket that came with the lab: there the kernel tells of each namespace with
 * whose end it has begun (RTM_DELNSID).
 */
#include "harness/held.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "harness/clock.h"
#include "harness/openfiles.h"
#include "harness/rights.h"

#define SHARE 64 /* bridges; a case that has so many and makes more is on its own */
#define LABS 384 /* also those that still run */

/**
 * struct nb_held_lab - The bridges of a lab
 * @owner:	Its worker; 0 = that is gone
 * @fd:		@left bridges are parked there
 * @watch:	The kernel tells there of each with which it begins; -1 = none let go yet
 * @awaited:	So many were let go and not told of
 */
struct nb_held_lab {
	pid_t owner;
	int fd, watch;
	unsigned int left, awaited;
	uint64_t ended_ns;
};

int nb_held_init(struct nb_held *held, struct nb_backlog *backlog)
{
	*held = (struct nb_held){ .backlog = backlog };
	held->labs = calloc(LABS, sizeof(*held->labs));
	return held->labs ? 0 : -1;
}

static void release(struct nb_held_lab *lab)
{
	close(lab->fd);
	if (lab->watch >= 0)
		close(lab->watch);
}

void nb_held_release(struct nb_held *held)
{
	for (unsigned int i = 0; i < held->count; i++)
		release(&held->labs[i]);
	free(held->labs);
	*held = (struct nb_held){ 0 };
}

static unsigned int count_of(const struct nb_held *held, pid_t owner)
{
	unsigned int count = 0;

	for (unsigned int i = 0; i < held->count; i++)
		if (held->labs[i].owner == owner)
			count += held->labs[i].left;
	return count;
}

/* Half of the table of descriptors is for all else: workers that die have some there, too. */
static bool are_descriptors_scarce(int fd)
{
	struct rlimit limit;

	return getrlimit(RLIMIT_NOFILE, &limit) == 0 && (rlim_t)fd >= limit.rlim_cur / 2;
}

void nb_held_take(struct nb_held *held, pid_t owner, int fd, uint64_t nbridges)
{
	if (fd < 0)
		return;
	if (held->count == LABS || are_descriptors_scarce(fd) || !nbridges ||
	    nbridges > UINT16_MAX || count_of(held, owner) >= SHARE) {
		close(fd);
		return;
	}
	held->labs[held->count++] = (struct nb_held_lab){
		.owner = owner, .fd = fd, .watch = -1, .left = (unsigned int)nbridges
	};
}

void nb_held_ended(struct nb_held *held, pid_t owner)
{
	struct nb_backlog *backlog = held->backlog;

	for (unsigned int i = 0; i < held->count; i++) {
		struct nb_held_lab *lab = &held->labs[i];

		if (lab->owner != owner)
			continue;
		lab->owner = 0;
		lab->ended_ns = nb_clock_ns();
		backlog->held += lab->left;
	}
	if (backlog->held > backlog->most)
		backlog->most = backlog->held;
}

void nb_held_all_ended(struct nb_held *held)
{
	for (unsigned int i = 0; i < held->count; i++)
		if (held->labs[i].owner)
			nb_held_ended(held, held->labs[i].owner);
}

/* Keep those that are still of use. */
static void sweep(struct nb_held *held)
{
	unsigned int kept = 0;

	for (unsigned int i = 0; i < held->count; i++)
		if (held->labs[i].left || held->labs[i].awaited)
			held->labs[kept++] = held->labs[i];
		else
			release(&held->labs[i]);
	held->count = kept;
}

void nb_held_forget(struct nb_held *held, pid_t owner)
{
	for (unsigned int i = 0; i < held->count; i++)
		if (held->labs[i].owner == owner)
			held->labs[i].left = 0;
	sweep(held);
}

static int take_watch(int fd)
{
	NB_RIGHTS(room, 1);
	char byte;
	struct iovec iov = { &byte, 1 };
	struct msghdr msg = { .msg_iov = &iov,
			      .msg_iovlen = 1,
			      .msg_control = room,
			      .msg_controllen = sizeof(room) };

	if (recvmsg(fd, &msg, MSG_DONTWAIT | MSG_CMSG_CLOEXEC) < 0)
		return -1;
	return nb_rights_take(&msg);
}

/* A message read without room for its descriptor closes it. False: there is none. */
static bool let_one_go(struct nb_held_lab *lab)
{
	char byte;

	if (lab->watch < 0)
		lab->watch = take_watch(lab->fd);
	return lab->watch >= 0 && recv(lab->fd, &byte, 1, MSG_DONTWAIT) == 1;
}

static void let_go(struct nb_held *held, struct nb_held_lab *lab)
{
	struct nb_backlog *backlog = held->backlog;

	while (lab->left && held->awaited < NB_HELD_HANDFUL) {
		if (!let_one_go(lab)) { /* it had promised more */
			backlog->held -= lab->left;
			lab->left = 0;
			return;
		}
		backlog->held--;
		lab->left--;
		lab->awaited++;
		held->awaited++;
	}
}

/* How many of its namespaces the kernel has begun with since. */
static unsigned int hear(const struct nb_held_lab *lab)
{
	_Alignas(struct nlmsghdr) char bytes[1024];
	const struct nlmsghdr *head = (const void *)bytes;
	unsigned int count = 0;

	for (;;) {
		ssize_t len = recv(lab->watch, bytes, sizeof(bytes), MSG_DONTWAIT);

		if (len < 0 && errno == ENOBUFS)
			count = lab->awaited; /* what was lost may have told of any */
		else if (len < (ssize_t)sizeof(*head))
			return count < lab->awaited ? count : lab->awaited;
		else
			count += head->nlmsg_type == RTM_DELNSID;
	}
}

static void measure(struct nb_held *held)
{
	uint64_t now = nb_clock_ns();

	for (unsigned int i = 0; i < held->count; i++) {
		const struct nb_held_lab *lab = &held->labs[i];

		if (!lab->owner && lab->left &&
		    now - lab->ended_ns > held->backlog->longest_ns)
			held->backlog->longest_ns = now - lab->ended_ns;
	}
}

void nb_held_look(struct nb_held *held)
{
	measure(held);
	for (unsigned int i = 0; i < held->count; i++) {
		struct nb_held_lab *lab = &held->labs[i];
		unsigned int begun = lab->awaited ? hear(lab) : 0;

		lab->awaited -= begun;
		held->awaited -= begun;
	}
	sweep(held);
}

void nb_held_give_up(struct nb_held *held)
{
	held->awaited = 0;
	for (unsigned int i = 0; i < held->count; i++)
		held->labs[i].awaited = 0;
	sweep(held);
}

void nb_held_let_go(struct nb_held *held)
{
	for (unsigned int i = 0; i < held->count && held->awaited < NB_HELD_HANDFUL; i++)
		if (!held->labs[i].owner)
			let_go(held, &held->labs[i]);
	sweep(held);
}

size_t nb_held_fds(const struct nb_held *held, struct pollfd *fds)
{
	size_t count = 0;

	for (unsigned int i = 0; i < held->count && count < NB_HELD_HANDFUL; i++)
		if (held->labs[i].awaited)
			fds[count++] = (struct pollfd){ held->labs[i].watch, POLLIN, 0 };
	return count;
}

static size_t list_fds(const struct nb_held *held, int *fds)
{
	size_t count = 0;

	for (unsigned int i = 0; i < held->count; i++) {
		fds[count++] = held->labs[i].fd;
		if (held->labs[i].watch >= 0)
			fds[count++] = held->labs[i].watch;
	}
	return count;
}

void nb_held_close_others(const struct nb_held *held)
{
	int fds[2 * LABS];

	nb_openfiles_close_but(fds, list_fds(held, fds));
}
