/* SPDX-License-Identifier: MIT */
/* What is held, whatever a case hands over. */
#include "harness/held_test.h"

#include <fcntl.h>
#include <sys/resource.h>

static void what_stays_is_not_held(void **state)
{
	struct nb_backlog backlog = { 0 };
	struct sample_lab lab = sample_lab_of(2);
	struct nb_held held;

	(void)state;
	assert_int_equal(nb_held_init(&held, &backlog), 0);
	nb_held_take(&held, 1, lab.parked, 2);
	nb_held_forget(&held, 1);
	assert_int_equal(sample_gone(&lab), 2);
	assert_int_equal(held.count, 0);
	nb_held_release(&held);
	sample_forget(&lab);
}

static void too_many_are_not_held(void **state)
{
	struct nb_backlog backlog = { 0 };
	struct nb_held held;

	(void)state;
	assert_int_equal(nb_held_init(&held, &backlog), 0);
	for (int i = 8; i < 608; i++)
		nb_held_take(&held, i / 8, open("/dev/null", O_RDONLY | O_CLOEXEC), 1);
	assert_int_equal(held.count, 384);
	nb_held_release(&held);

	assert_int_equal(nb_held_init(&held, &backlog), 0);
	for (int i = 0; i < 600; i++)
		nb_held_take(&held, 1, open("/dev/null", O_RDONLY | O_CLOEXEC), 1);
	assert_int_equal(held.count, 64);
	nb_held_release(&held);
}

static void descriptors_are_left_for_others(void **state)
{
	struct nb_backlog backlog = { 0 };
	struct rlimit before, few;
	struct nb_held held;
	int fd;

	(void)state;
	assert_int_equal(nb_held_init(&held, &backlog), 0);
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
	fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
	few = (struct rlimit){ 2 * (rlim_t)fd + 2, before.rlim_max };
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
	nb_held_take(&held, 1, fd, 1);
	nb_held_take(&held, 1, dup(fd), 1);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
	assert_int_equal(held.count, 1);
	nb_held_release(&held);
}

/* A case may say what it wants, and hand over anything. */
static void lies_are_forgotten(void **state)
{
	struct nb_backlog backlog = { 0 };
	struct sample_lab lab = sample_lab_of(2);
	struct nb_held held;

	(void)state;
	assert_int_equal(nb_held_init(&held, &backlog), 0);
	nb_held_take(&held, 1, open("/dev/null", O_RDONLY), UINT64_MAX);
	nb_held_take(&held, 2, open("/dev/null", O_RDONLY), 100);
	nb_held_take(&held, 3, lab.parked, 100);
	nb_held_take(&held, 4, -1, 100);
	for (pid_t owner = 1; owner <= 4; owner++)
		nb_held_ended(&held, owner);
	nb_held_let_go(&held);
	sample_begun(&lab, 100);
	nb_held_look(&held);
	assert_int_equal(sample_gone(&lab), 2);
	assert_int_equal(backlog.held, 0);
	assert_int_equal(held.count, 0);
	nb_held_release(&held);
	sample_forget(&lab);
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
	struct nb_held held;
	int pair[2], before = next_descriptor();

	(void)state;
	assert_int_equal(nb_held_init(&held, &backlog), 0);
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair), 0);
	nb_rights_put(&msg, room, fds, 2);
	assert_int_equal(sendmsg(pair[0], &msg, 0), 1);
	close(pair[0]);
	nb_held_take(&held, 1, pair[1], 1);
	nb_held_ended(&held, 1);
	nb_held_let_go(&held);
	nb_held_release(&held);
	assert_int_equal(next_descriptor(), before);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_stays_is_not_held),
		cmocka_unit_test(too_many_are_not_held),
		cmocka_unit_test(descriptors_are_left_for_others),
		cmocka_unit_test(lies_are_forgotten),
		cmocka_unit_test(two_at_once_are_none_too_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
