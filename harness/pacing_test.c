/* SPDX-License-Identifier: MIT */
/* A few bridges at a time: here pipes are what is held, and the test tells as the kernel. */
#include "nestbed/cmocka.h"

#include <fcntl.h>
#include <linux/rtnetlink.h>
#include <poll.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "harness/pacing.h"
#include "harness/rights.h"

#define BRIDGES 20
#define FEW NB_PACING_FDS
#define MANY 100 /* that others have left: builds are held up then */

/* A lab: where it is parked, the kernel's side of its watch, and who sees it end. */
struct lab {
	int parked, kernel;
	int ends[BRIDGES];
};

static void park(int sock, int fd)
{
	NB_RIGHTS(room, 1);
	struct iovec iov = { (char[]){ 0 }, 1 };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1 };

	nb_rights_put(&msg, room, &fd, 1);
	assert_int_equal(sendmsg(sock, &msg, 0), 1);
	close(fd);
}

static struct lab lab_of(int nbridges)
{
	int pair[2], watch[2], ends[2];
	struct lab lab = { 0 };

	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair), 0);
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, watch), 0);
	park(pair[0], watch[1]);
	for (int i = 0; i < nbridges; i++) {
		assert_int_equal(pipe(ends), 0);
		lab.ends[i] = ends[0];
		park(pair[0], ends[1]);
	}
	close(pair[0]);
	lab.parked = pair[1];
	lab.kernel = watch[0];
	return lab;
}

static void forget(struct lab *lab)
{
	close(lab->kernel);
	for (int i = 0; i < BRIDGES && lab->ends[i]; i++)
		close(lab->ends[i]);
}

static int count_gone(const struct lab *lab)
{
	int gone = 0;

	for (int i = 0; i < BRIDGES && lab->ends[i]; i++) {
		struct pollfd fd = { lab->ends[i], 0, 0 };

		gone += poll(&fd, 1, 0) == 1;
	}
	return gone;
}

static void tell_begun(const struct lab *lab, int count)
{
	const struct nlmsghdr noise = { .nlmsg_len = sizeof(noise),
					.nlmsg_type = RTM_NEWNSID };
	struct nlmsghdr head = { .nlmsg_len = sizeof(head), .nlmsg_type = RTM_DELNSID };

	send(lab->kernel, &noise, sizeof(noise), 0);
	while (count--)
		assert_int_equal(send(lab->kernel, &head, sizeof(head), 0), sizeof(head));
}

/* As if so much time had passed that it is over. */
static void end(struct nb_deadline *deadline)
{
	*deadline = nb_deadline_in(0);
}

#define FAR_MS 100000

/* The test may be slow: what was to be waited for for some time is so for long. */
static void prolong(struct nb_deadline *deadline)
{
	assert_true(deadline->end_ns > deadline->start_ns);
	*deadline = nb_deadline_in(FAR_MS);
}

/* Cases could have built since the kernel began; none does. */
static void pass_turn(struct nb_pacing *pacing)
{
	nb_pacing_step(pacing, false);
	end(&pacing->window);
	nb_pacing_step(pacing, false);
}

static void the_next_few_follow_when_the_last_are_begun(void **state)
{
	struct nb_backlog backlog = { 0 };
	struct lab a = lab_of(BRIDGES), b = lab_of(5);
	struct pollfd fds[NB_PACING_FDS];
	struct nb_pacing pacing;

	(void)state;
	assert_int_equal(nb_pacing_init(&pacing, &backlog), 0);
	nb_pacing_take(&pacing, 1, a.parked, BRIDGES);
	nb_pacing_take(&pacing, 2, b.parked, 5);
	nb_pacing_step(&pacing, false);
	assert_int_equal(count_gone(&a) + count_gone(&b), 0);
	nb_pacing_ended(&pacing, 1);
	nb_pacing_ended(&pacing, 2);
	assert_int_equal(backlog.most, BRIDGES + 5);
	for (int gone = FEW; gone < BRIDGES; gone += FEW) {
		pass_turn(&pacing);
		assert_int_equal(count_gone(&a), gone);
		assert_int_equal(nb_pacing_fds(&pacing, fds), 1);
		tell_begun(&a, FEW - 1);
		pass_turn(&pacing);
		assert_int_equal(count_gone(&a), gone);
		tell_begun(&a, 1);
	}
	pass_turn(&pacing); /* the rest of the one, and of the other what has room */
	assert_int_equal(count_gone(&a), BRIDGES);
	assert_int_equal(count_gone(&b), FEW - BRIDGES % FEW);
	assert_int_equal(nb_pacing_fds(&pacing, fds), 2);
	tell_begun(&a, BRIDGES % FEW);
	tell_begun(&b, FEW - BRIDGES % FEW);
	pass_turn(&pacing);
	assert_int_equal(count_gone(&b), 5);
	assert_int_equal(backlog.held, 0);
	assert_true(backlog.longest_ns > 0);
	nb_pacing_release(&pacing);
	forget(&a);
	forget(&b);
}

/* A lab of so many bridges, @owner's, has come to its end. */
static struct lab ended_lab(struct nb_pacing *pacing, pid_t owner, int nbridges)
{
	struct lab lab = lab_of(nbridges);

	nb_pacing_take(pacing, owner, lab.parked, (uint64_t)nbridges);
	nb_pacing_ended(pacing, owner);
	return lab;
}

/*
 * A lab of FEW has ended, and others have left so many. A case builds for so long that the
 * next could be let go.
 */
static struct lab lab_beside_a_build(struct nb_pacing *pacing, unsigned int others)
{
	struct lab lab = ended_lab(pacing, 1, FEW);

	pacing->backlog->held += others;
	nb_pacing_builds(pacing, nb_clock_ns());
	end(&pacing->window);
	nb_pacing_step(pacing, true);
	assert_int_equal(count_gone(&lab), 0);
	return lab;
}

static void expect_look_at_time(const struct nb_pacing *pacing)
{
	assert_in_range(nb_pacing_left_ms(pacing, 2 * FAR_MS), 1, FAR_MS);
}

static void nothing_starts_until_the_kernel_has_the_lock(void **state)
{
	struct nb_backlog backlog = { 0 };
	struct nb_pacing pacing;
	struct lab lab;

	(void)state;
	assert_int_equal(nb_pacing_init(&pacing, &backlog), 0);
	assert_true(nb_pacing_may_start(&pacing));
	lab = ended_lab(&pacing, 1, FEW);
	nb_pacing_step(&pacing, false);
	assert_int_equal(count_gone(&lab), FEW);
	assert_false(nb_pacing_may_start(&pacing));
	tell_begun(&lab, FEW - 1);
	nb_pacing_step(&pacing, false);
	assert_false(nb_pacing_may_start(&pacing));
	tell_begun(&lab, 1);
	nb_pacing_step(&pacing, false);
	prolong(&pacing.pause);
	assert_false(nb_pacing_may_start(&pacing));
	expect_look_at_time(&pacing);
	end(&pacing.pause);
	assert_int_equal(nb_pacing_left_ms(&pacing, 2 * FAR_MS), 2 * FAR_MS);
	assert_true(nb_pacing_may_start(&pacing));
	nb_pacing_release(&pacing);
	forget(&lab);
}

static void cases_build_before_the_next_go(void **state)
{
	struct nb_backlog backlog = { 0 };
	struct nb_pacing pacing;
	struct lab first, next;

	(void)state;
	assert_int_equal(nb_pacing_init(&pacing, &backlog), 0);
	first = ended_lab(&pacing, 1, FEW);
	next = ended_lab(&pacing, 2, FEW);
	backlog.held += MANY;
	nb_pacing_step(&pacing, false);
	tell_begun(&first, FEW);
	nb_pacing_step(&pacing, true);
	end(&pacing.pause);
	/* those that are being started wait for the lock; who has built before tells nothing */
	end(&pacing.window);
	nb_pacing_builds(&pacing, pacing.window.start_ns - 1);
	nb_pacing_step(&pacing, true);
	assert_int_equal(count_gone(&next), 0);
	nb_pacing_builds(&pacing, nb_clock_ns());
	prolong(&pacing.window);
	end(&pacing.quiet);
	nb_pacing_step(&pacing, false);
	assert_int_equal(count_gone(&next), 0);
	assert_true(nb_pacing_may_start(&pacing));
	expect_look_at_time(&pacing);
	/* time is up, but not for those that have begun */
	end(&pacing.window);
	nb_pacing_step(&pacing, true);
	assert_int_equal(count_gone(&next), 0);
	assert_false(nb_pacing_may_start(&pacing));
	nb_pacing_step(&pacing, false);
	assert_int_equal(count_gone(&next), FEW);
	nb_pacing_release(&pacing);
	forget(&first);
	forget(&next);
}

static void a_long_build_is_not_waited_for(void **state)
{
	struct nb_backlog backlog = { 0 };
	struct nb_pacing pacing;
	struct lab lab;

	(void)state;
	assert_int_equal(nb_pacing_init(&pacing, &backlog), 0);
	lab = lab_beside_a_build(&pacing, MANY);
	prolong(&pacing.drain);
	nb_pacing_step(&pacing, true);
	assert_int_equal(count_gone(&lab), 0);
	expect_look_at_time(&pacing);
	end(&pacing.drain);
	nb_pacing_step(&pacing, true);
	assert_int_equal(count_gone(&lab), FEW);
	nb_pacing_release(&pacing);
	forget(&lab);
}

static void while_few_are_held_nobody_waits(void **state)
{
	struct nb_backlog backlog = { 0 };
	struct nb_pacing pacing;
	struct lab lab;

	(void)state;
	assert_int_equal(nb_pacing_init(&pacing, &backlog), 0);
	lab = lab_beside_a_build(&pacing, 0);
	prolong(&pacing.quiet);
	nb_pacing_step(&pacing, false);
	assert_int_equal(count_gone(&lab), 0);
	assert_true(nb_pacing_may_start(&pacing));
	expect_look_at_time(&pacing);
	/* for as long no case has built */
	end(&pacing.quiet);
	nb_pacing_step(&pacing, false);
	assert_int_equal(count_gone(&lab), FEW);
	nb_pacing_release(&pacing);
	forget(&lab);
}

static void for_a_single_bridge_nobody_waits(void **state)
{
	struct nb_backlog backlog = { 0 };
	struct nb_pacing pacing;
	struct lab lab;

	(void)state;
	assert_int_equal(nb_pacing_init(&pacing, &backlog), 0);
	lab = ended_lab(&pacing, 1, 1);
	nb_pacing_step(&pacing, false);
	assert_int_equal(count_gone(&lab), 1);
	assert_true(nb_pacing_may_start(&pacing));
	tell_begun(&lab, 1);
	nb_pacing_step(&pacing, true);
	assert_true(nb_pacing_may_start(&pacing));
	nb_pacing_release(&pacing);
	forget(&lab);
}

/* Somebody else may hold one: then the kernel never begins with it. */
static void patience_has_an_end(void **state)
{
	struct nb_backlog backlog = { 0 };
	struct lab lab = lab_of(BRIDGES);
	struct nb_pacing pacing;

	(void)state;
	assert_int_equal(nb_pacing_init(&pacing, &backlog), 0);
	nb_pacing_take(&pacing, 1, lab.parked, BRIDGES);
	nb_pacing_ended(&pacing, 1);
	pass_turn(&pacing);
	assert_int_equal(count_gone(&lab), FEW);
	end(&pacing.patience);
	pass_turn(&pacing);
	assert_int_equal(count_gone(&lab), 2 * FEW);
	nb_pacing_release(&pacing);
	assert_int_equal(count_gone(&lab), BRIDGES);
	forget(&lab);
}

static void what_stays_is_not_held(void **state)
{
	struct nb_backlog backlog = { 0 };
	struct lab lab = lab_of(2);
	struct nb_pacing pacing;

	(void)state;
	assert_int_equal(nb_pacing_init(&pacing, &backlog), 0);
	nb_pacing_take(&pacing, 1, lab.parked, 2);
	nb_pacing_forget(&pacing, 1);
	assert_int_equal(count_gone(&lab), 2);
	assert_int_equal(pacing.count, 0);
	nb_pacing_release(&pacing);
	forget(&lab);
}

/* The backlog is bounded: in bridges that wait, and in labs whatever a case does. */
static void too_many_are_not_held(void **state)
{
	struct nb_backlog backlog = { 0 };
	struct nb_pacing pacing;
	int nlabs = 0;

	(void)state;
	assert_int_equal(nb_pacing_init(&pacing, &backlog), 0);
	for (; nb_pacing_may_start(&pacing); nlabs++) {
		struct lab lab = lab_of(BRIDGES);

		nb_pacing_take(&pacing, nlabs + 1, lab.parked, BRIDGES);
		nb_pacing_ended(&pacing, nlabs + 1);
		forget(&lab);
	}
	assert_in_range(backlog.held, 192, 192 + BRIDGES);
	nb_pacing_release(&pacing);

	assert_int_equal(nb_pacing_init(&pacing, &backlog), 0);
	for (int i = 8; i < 608; i++)
		nb_pacing_take(&pacing, i / 8, open("/dev/null", O_RDONLY | O_CLOEXEC),
			       1);
	assert_int_equal(pacing.count, 384);
	nb_pacing_release(&pacing);

	assert_int_equal(nb_pacing_init(&pacing, &backlog), 0);
	for (int i = 0; i < 600; i++)
		nb_pacing_take(&pacing, 1, open("/dev/null", O_RDONLY | O_CLOEXEC), 1);
	assert_int_equal(pacing.count, 64);
	nb_pacing_release(&pacing);
}

static void descriptors_are_left_for_others(void **state)
{
	struct nb_backlog backlog = { 0 };
	struct rlimit before, few;
	struct nb_pacing pacing;
	int fd;

	(void)state;
	assert_int_equal(nb_pacing_init(&pacing, &backlog), 0);
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
	fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
	few = (struct rlimit){ 2 * (rlim_t)fd + 2, before.rlim_max };
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
	nb_pacing_take(&pacing, 1, fd, 1);
	nb_pacing_take(&pacing, 1, dup(fd), 1);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
	assert_int_equal(pacing.count, 1);
	nb_pacing_release(&pacing);
}

/* A case may say what it wants, and hand over anything. */
static void lies_are_forgotten(void **state)
{
	struct nb_backlog backlog = { 0 };
	struct lab lab = lab_of(2);
	struct nb_pacing pacing;

	(void)state;
	assert_int_equal(nb_pacing_init(&pacing, &backlog), 0);
	nb_pacing_take(&pacing, 1, open("/dev/null", O_RDONLY), UINT64_MAX);
	nb_pacing_take(&pacing, 2, open("/dev/null", O_RDONLY), 100);
	nb_pacing_take(&pacing, 3, lab.parked, 100);
	nb_pacing_take(&pacing, 4, -1, 100);
	for (pid_t owner = 1; owner <= 4; owner++)
		nb_pacing_ended(&pacing, owner);
	nb_pacing_step(&pacing, false);
	tell_begun(&lab, 100);
	nb_pacing_step(&pacing, false);
	assert_int_equal(count_gone(&lab), 2);
	assert_int_equal(backlog.held, 0);
	assert_int_equal(pacing.count, 0);
	nb_pacing_release(&pacing);
	forget(&lab);
}

static int next_descriptor(void)
{
	int fd = dup(STDIN_FILENO);

	close(fd);
	return fd;
}

/* Where one descriptor is expected: all are closed in the end. */
static void two_at_once_are_none_too_many(void **state)
{
	const int fds[2] = { STDIN_FILENO, STDIN_FILENO };
	NB_RIGHTS(room, 2);
	struct iovec iov = { (char[]){ 0 }, 1 };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1 };
	struct nb_backlog backlog = { 0 };
	struct nb_pacing pacing;
	int pair[2], before = next_descriptor();

	(void)state;
	assert_int_equal(nb_pacing_init(&pacing, &backlog), 0);
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair), 0);
	nb_rights_put(&msg, room, fds, 2);
	assert_int_equal(sendmsg(pair[0], &msg, 0), 1);
	close(pair[0]);
	nb_pacing_take(&pacing, 1, pair[1], 1);
	nb_pacing_ended(&pacing, 1);
	nb_pacing_step(&pacing, false);
	nb_pacing_release(&pacing);
	assert_int_equal(next_descriptor(), before);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_next_few_follow_when_the_last_are_begun),
		cmocka_unit_test(nothing_starts_until_the_kernel_has_the_lock),
		cmocka_unit_test(cases_build_before_the_next_go),
		cmocka_unit_test(a_long_build_is_not_waited_for),
		cmocka_unit_test(while_few_are_held_nobody_waits),
		cmocka_unit_test(for_a_single_bridge_nobody_waits),
		cmocka_unit_test(patience_has_an_end),
		cmocka_unit_test(what_stays_is_not_held),
		cmocka_unit_test(too_many_are_not_held),
		cmocka_unit_test(descriptors_are_left_for_others),
		cmocka_unit_test(lies_are_forgotten),
		cmocka_unit_test(two_at_once_are_none_too_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
