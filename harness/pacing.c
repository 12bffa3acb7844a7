/* SPDX-License-Identifier: MIT */
/*
 * Pacing the end of bridges.
 *
 * The kernel destroys network namespaces in batches: all that nobody holds any more when
 * it begins with one. A bridge takes it 17 ms there, under a lock that every build on the
 * machine needs (RTNL), so the bridges of one batch are what a build may have to wait for.
 *
 * Therefore the namespaces of bridges do not end with their case. When a lab is built they
 * are handed to the runner, parked in a socket, one message each, so that they
 * take no places in its table of descriptors and a crash of the case loses none. When the
 * worker is gone they are let go, HANDFUL at a time, and no batch has more. One at a time
 * would be worse: what a batch does without that lock takes 50 to 80 ms, whatever is in it.
 * In this time cases build; they take turns with the kernel:
 *
 *	let go -> the kernel begins -> it has the lock -> it has the lock no more
 *
 * That it has begun is told by a netlink socket that came with the lab (RTM_DELNSID; the
 * first message of the parking socket). It takes the lock 2 ms later at most. What is
 * started PAUSE_MS later waits for the lock before its program runs, so when one of these
 * begins to build, the lock is free, and for WINDOW_MS more may start. Then none does; when
 * those that build are done the next bridges are let go, mostly before the kernel is
 * through with its batch, so that it does not idle. A build is not held up by MANY bridges
 * or more that way.
 *
 * Until PLENTY are held nobody has to wait: bridges are let go only where no case has built
 * for QUIET_MS, so a run of as many cases is as fast as if they had none.
 *
 * What the kernel cannot keep up with waits here, BACKLOG of them at most; then the next
 * case waits. What is left when the run ends goes on to end a few at a time, by a process of
 * its own: let go at once, 190 bridges would stop all builds on the machine for 3 s. When
 * the runner is killed they are.
 */
#include "harness/pacing.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "harness/auto.h"
#include "harness/coverage.h"
#include "harness/openfiles.h"
#include "harness/rights.h"

#define HANDFUL NB_PACING_FDS
#define BACKLOG 192   /* bridges; 0.3 MB each */
#define PLENTY 96     /* bridges for which builds are held up */
#define SHARE 64      /* bridges; a case that has so many and makes more is on its own */
#define LABS 384      /* also those that still run */
#define MANY 3	      /* bridges, about 17 ms each, for which a build should not wait */
#define REST_MS 30000 /* for all that a run leaves; it takes 5 s */
#define PATIENCE_MS 2000 /* for the kernel: somebody else may hold one, too */
#define PAUSE_MS 3
#define WINDOW_MS 45
#define START_MS 20 /* those that start after the pause have been started */
#define QUIET_MS 60 /* without a build: then the next is not near */
#define DRAIN_MS 50 /* for builds to be done; large labs take longer */

/**
 * struct nb_held - The bridges of a lab
 * @owner:	Its worker; 0 = that is gone
 * @fd:		@left bridges are parked there
 * @watch:	The kernel tells there of each with which it begins; -1 = none let go yet
 * @awaited:	So many were let go and not told of
 */
struct nb_held {
	pid_t owner;
	int fd, watch;
	unsigned int left, awaited;
	uint64_t ended_ns;
};

int nb_pacing_init(struct nb_pacing *pacing, struct nb_backlog *backlog)
{
	*pacing = (struct nb_pacing){ .backlog = backlog };
	pacing->labs = calloc(LABS, sizeof(*pacing->labs));
	return pacing->labs ? 0 : -1;
}

static void release(struct nb_held *lab)
{
	close(lab->fd);
	if (lab->watch >= 0)
		close(lab->watch);
}

void nb_pacing_release(struct nb_pacing *pacing)
{
	for (unsigned int i = 0; i < pacing->count; i++)
		release(&pacing->labs[i]);
	free(pacing->labs);
	*pacing = (struct nb_pacing){ 0 };
}

static unsigned int count_of(const struct nb_pacing *pacing, pid_t owner)
{
	unsigned int count = 0;

	for (unsigned int i = 0; i < pacing->count; i++)
		if (pacing->labs[i].owner == owner)
			count += pacing->labs[i].left;
	return count;
}

/* Half of the table of descriptors is for all else: workers that die have some there, too. */
static bool are_descriptors_scarce(int fd)
{
	struct rlimit limit;

	return getrlimit(RLIMIT_NOFILE, &limit) == 0 && (rlim_t)fd >= limit.rlim_cur / 2;
}

void nb_pacing_take(struct nb_pacing *pacing, pid_t owner, int fd, uint64_t nbridges)
{
	if (fd < 0)
		return;
	if (pacing->count == LABS || are_descriptors_scarce(fd) || !nbridges ||
	    nbridges > UINT16_MAX || count_of(pacing, owner) >= SHARE) {
		close(fd);
		return;
	}
	pacing->labs[pacing->count++] = (struct nb_held){
		.owner = owner, .fd = fd, .watch = -1, .left = (unsigned int)nbridges
	};
}

void nb_pacing_ended(struct nb_pacing *pacing, pid_t owner)
{
	struct nb_backlog *backlog = pacing->backlog;

	for (unsigned int i = 0; i < pacing->count; i++) {
		struct nb_held *lab = &pacing->labs[i];

		if (lab->owner != owner)
			continue;
		lab->owner = 0;
		lab->ended_ns = nb_clock_ns();
		backlog->held += lab->left;
	}
	if (backlog->held > backlog->most)
		backlog->most = backlog->held;
}

/* Keep those that are still of use. */
static void sweep(struct nb_pacing *pacing)
{
	unsigned int kept = 0;

	for (unsigned int i = 0; i < pacing->count; i++)
		if (pacing->labs[i].left || pacing->labs[i].awaited)
			pacing->labs[kept++] = pacing->labs[i];
		else
			release(&pacing->labs[i]);
	pacing->count = kept;
}

void nb_pacing_forget(struct nb_pacing *pacing, pid_t owner)
{
	for (unsigned int i = 0; i < pacing->count; i++)
		if (pacing->labs[i].owner == owner)
			pacing->labs[i].left = 0;
	sweep(pacing);
}

bool nb_pacing_may_start(const struct nb_pacing *pacing)
{
	return pacing->backlog->held < BACKLOG && pacing->batch < MANY &&
	       !pacing->is_closing && nb_deadline_passed(&pacing->pause);
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
static bool let_one_go(struct nb_held *lab)
{
	char byte;

	if (lab->watch < 0)
		lab->watch = take_watch(lab->fd);
	return lab->watch >= 0 && recv(lab->fd, &byte, 1, MSG_DONTWAIT) == 1;
}

static void let_go(struct nb_pacing *pacing, struct nb_held *lab)
{
	struct nb_backlog *backlog = pacing->backlog;

	while (lab->left && pacing->awaited < HANDFUL) {
		if (!let_one_go(lab)) { /* it had promised more */
			backlog->held -= lab->left;
			lab->left = 0;
			return;
		}
		backlog->held--;
		lab->left--;
		lab->awaited++;
		pacing->awaited++;
	}
}

/* How many of its namespaces the kernel has begun with since. */
static unsigned int hear(const struct nb_held *lab)
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

static void hear_all(struct nb_pacing *pacing)
{
	for (unsigned int i = 0; i < pacing->count; i++) {
		struct nb_held *lab = &pacing->labs[i];
		unsigned int begun = lab->awaited ? hear(lab) : 0;

		lab->awaited -= begun;
		pacing->awaited -= begun;
	}
	if (!pacing->awaited || !nb_deadline_passed(&pacing->patience))
		return;
	pacing->awaited = 0;
	for (unsigned int i = 0; i < pacing->count; i++)
		pacing->labs[i].awaited = 0;
}

static void measure(struct nb_pacing *pacing)
{
	uint64_t now = nb_clock_ns();

	for (unsigned int i = 0; i < pacing->count; i++) {
		const struct nb_held *lab = &pacing->labs[i];

		if (!lab->owner && lab->left &&
		    now - lab->ended_ns > pacing->backlog->longest_ns)
			pacing->backlog->longest_ns = now - lab->ended_ns;
	}
}

/* The kernel has begun with the last that were let go. */
static void begin_turn(struct nb_pacing *pacing)
{
	pacing->pause = nb_deadline_in(pacing->batch >= MANY ? PAUSE_MS : 0);
	pacing->window = nb_deadline_in(START_MS);
	pacing->patience = nb_deadline_in(PATIENCE_MS);
	pacing->is_open = false;
	pacing->batch = 0;
}

void nb_pacing_builds(struct nb_pacing *pacing, uint64_t start_ns)
{
	if (pacing->is_open || start_ns < pacing->window.start_ns)
		return;
	pacing->is_open = true;
	pacing->window = nb_deadline_in(WINDOW_MS);
}

/* Where nobody builds nobody is held up; else a run may first be fast, while few are held. */
static bool is_window_over(const struct nb_pacing *pacing)
{
	if (pacing->backlog->held >= BACKLOG)
		return true;
	if (!nb_deadline_passed(&pacing->window))
		return false;
	if (nb_deadline_passed(&pacing->quiet))
		return true;
	return pacing->backlog->held >= PLENTY &&
	       (pacing->is_open || nb_deadline_passed(&pacing->patience));
}

/* Builds that would be held up are waited for, and none is begun. True: no longer. */
static bool drain(struct nb_pacing *pacing, bool are_building)
{
	if (!are_building || pacing->backlog->held < MANY)
		return true;
	if (!pacing->is_closing)
		pacing->drain = nb_deadline_in(DRAIN_MS);
	pacing->is_closing = true;
	return nb_deadline_passed(&pacing->drain);
}

static void let_few_go(struct nb_pacing *pacing)
{
	for (unsigned int i = 0; i < pacing->count && pacing->awaited < HANDFUL; i++)
		if (!pacing->labs[i].owner)
			let_go(pacing, &pacing->labs[i]);
	pacing->batch = pacing->awaited;
	pacing->patience = nb_deadline_in(PATIENCE_MS);
	pacing->is_closing = false;
}

void nb_pacing_step(struct nb_pacing *pacing, bool are_building)
{
	if (are_building)
		pacing->quiet = nb_deadline_in(QUIET_MS);
	measure(pacing);
	hear_all(pacing);
	if (pacing->batch && !pacing->awaited)
		begin_turn(pacing);
	if (!pacing->awaited && pacing->backlog->held && is_window_over(pacing) &&
	    drain(pacing, are_building))
		let_few_go(pacing);
	sweep(pacing);
}

static int least(int ms, const struct nb_deadline *deadline)
{
	int left = nb_deadline_left_ms(deadline);

	return left && left < ms ? left : ms;
}

int nb_pacing_left_ms(const struct nb_pacing *pacing, int most)
{
	most = least(most, &pacing->pause);
	if (!pacing->backlog->held || pacing->awaited)
		return most;
	if (pacing->is_closing)
		return least(most, &pacing->drain);
	return least(least(most, &pacing->window), &pacing->quiet);
}

size_t nb_pacing_fds(const struct nb_pacing *pacing, struct pollfd *fds)
{
	size_t count = 0;

	for (unsigned int i = 0; i < pacing->count && count < NB_PACING_FDS; i++)
		if (pacing->labs[i].awaited)
			fds[count++] =
				(struct pollfd){ pacing->labs[i].watch, POLLIN, 0 };
	return count;
}

static size_t list_fds(const struct nb_pacing *pacing, int *fds)
{
	size_t count = 0;

	for (unsigned int i = 0; i < pacing->count; i++) {
		fds[count++] = pacing->labs[i].fd;
		if (pacing->labs[i].watch >= 0)
			fds[count++] = pacing->labs[i].watch;
	}
	return count;
}

/* It has nothing of the runner's but the bridges, and nothing of its user's. */
static _Noreturn void go_on(struct nb_pacing *pacing)
{
	const struct nb_deadline deadline = nb_deadline_in(REST_MS);
	struct pollfd awaited[NB_PACING_FDS];
	int fds[2 * LABS];

	prctl(PR_SET_NAME, NB_PACING_NAME);
	setsid();
	if (chdir("/") < 0)
		_exit(EXIT_FAILURE);
	nb_openfiles_let_go_of_output();
	nb_openfiles_close_but(fds, list_fds(pacing, fds));
	while (pacing->backlog->held && !nb_deadline_passed(&deadline)) {
		nb_pacing_step(pacing, false);
		poll(awaited, nb_pacing_fds(pacing, awaited),
		     nb_pacing_left_ms(pacing, PATIENCE_MS));
	}
	nb_cov_flush();
	_exit(EXIT_SUCCESS);
}

void nb_pacing_finish(struct nb_pacing *pacing)
{
	for (unsigned int i = 0; i < pacing->count; i++)
		if (pacing->labs[i].owner)
			nb_pacing_ended(pacing, pacing->labs[i].owner);
	if (pacing->backlog->held > HANDFUL && fork() == 0)
		go_on(pacing);
	nb_pacing_release(pacing);
}
