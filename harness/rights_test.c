/* SPDX-License-Identifier: MIT */
/* Descriptors that go with messages. */
#include "nestbed/cmocka.h"

#include <fcntl.h>
#include <stdbool.h>
#include <unistd.h>

#include "harness/rights.h"

#define MANY 3

static int pair[2];

static int make_pair(void **state)
{
	(void)state;
	return socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair);
}

static int close_pair(void **state)
{
	(void)state;
	close(pair[0]);
	close(pair[1]);
	return 0;
}

static void send_with(const int *fds, size_t count)
{
	NB_RIGHTS(room, MANY);
	struct iovec iov = { (char[]){ 'x' }, 1 };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1 };

	if (count)
		nb_rights_put(&msg, room, fds, count);
	assert_int_equal(sendmsg(pair[0], &msg, 0), 1);
}

static int receive(void)
{
	NB_RIGHTS(room, MANY);
	char byte;
	struct iovec iov = { &byte, 1 };
	struct msghdr msg = { .msg_iov = &iov,
			      .msg_iovlen = 1,
			      .msg_control = room,
			      .msg_controllen = sizeof(room) };

	assert_int_equal(recvmsg(pair[1], &msg, MSG_CMSG_CLOEXEC), 1);
	return nb_rights_take(&msg);
}

static void one_comes_over(void **state)
{
	int ends[2], got;
	char byte = 0;

	(void)state;
	assert_int_equal(pipe(ends), 0);
	send_with(&ends[1], 1);
	close(ends[1]);
	got = receive();
	assert_true(got >= 0);
	assert_int_equal(write(got, "y", 1), 1);
	close(got);
	assert_int_equal(read(ends[0], &byte, 1), 1);
	assert_int_equal(byte, 'y');
	assert_int_equal(read(ends[0], &byte, 1), 0); /* nobody else has it */
	close(ends[0]);
}

static void none_is_told(void **state)
{
	(void)state;
	send_with(NULL, 0);
	assert_int_equal(receive(), -1);
}

static void of_many_the_first_is_kept(void **state)
{
	int ends[MANY][2], ours[MANY], got;
	char byte;

	(void)state;
	for (int i = 0; i < MANY; i++) {
		assert_int_equal(pipe(ends[i]), 0);
		ours[i] = ends[i][1];
	}
	send_with(ours, MANY);
	got = receive();
	for (int i = 0; i < MANY; i++)
		close(ours[i]);
	for (int i = 1; i < MANY; i++)
		assert_int_equal(read(ends[i][0], &byte, 1), 0);
	assert_int_equal(write(got, "y", 1), 1);
	assert_int_equal(read(ends[0][0], &byte, 1), 1);
	close(got);
	for (int i = 0; i < MANY; i++)
		close(ends[i][0]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(one_comes_over, make_pair, close_pair),
		cmocka_unit_test_setup_teardown(none_is_told, make_pair, close_pair),
		cmocka_unit_test_setup_teardown(of_many_the_first_is_kept, make_pair,
						close_pair),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
