/* SPDX-License-Identifier: MIT */
/* Cases to choose among: tags, locks, deadlines; one that passes when tried again. */
#include <nestbed/cmocka.h>

#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static void passes(void **state)
{
	(void)state;
	assert_true(1);
}

static void fails(void **state)
{
	(void)state;
	assert_int_equal(1, 2);
}

static void skips(void **state)
{
	(void)state;
	skip();
}

/* Passes when the file that CHOICES_FLAKY names was there, and makes it. */
static void passes_the_second_time(void **state)
{
	const char *path = getenv("CHOICES_FLAKY");
	int fd = path ? open(path, O_CREAT | O_EXCL | O_WRONLY, 0600) : -1;

	(void)state;
	assert_int_equal(fd, -1);
}

static void first_with_lock(void **state)
{
	(void)state;
	poll(NULL, 0, 150);
}

static void second_with_lock(void **state)
{
	first_with_lock(state);
}

static void without_lock(void **state)
{
	first_with_lock(state);
}

static void prints_a_lot(void **state)
{
	(void)state;
	puts("the first line");
	for (int i = 0; i < 20000; i++)
		puts("and one of very many more lines");
	puts("the last line");
}

static void hangs(void **state)
{
	(void)state;
	pause();
}

/* Children that end by themselves soon after the case are no leak. */
static void leaves_a_child_that_ends(void **state)
{
	(void)state;
	if (fork() == 0) {
		poll(NULL, 0, 50);
		_exit(0);
	}
}

/* Whoever has the descriptor of the records may write to it what they like. */
static void talks_nonsense(void **state)
{
	(void)state;
	send(3, "\xff nonsense", 10, 0);
	send(3, "\x0c", 1, 0); /* even "done" */
}

static void talks_too_much(void **state)
{
	(void)state;
	for (int i = 0; i < 50000; i++)
		send(3, "\3", 1, MSG_NOSIGNAL | MSG_DONTWAIT);
	for (int i = 0; i < 30000; i++)
		send(3, "\3", 1, MSG_NOSIGNAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		nb_unit_test(passes, NULL, .tags = "quick good"),
		nb_unit_test(fails, NULL, .tags = "quick"),
		nb_unit_test(skips, NULL, .tags = "odd"),
		nb_unit_test(passes_the_second_time, NULL, .tags = "flaky"),
		nb_unit_test(prints_a_lot, NULL, .tags = "loud"),
		nb_unit_test(leaves_a_child_that_ends, NULL, .tags = "child"),
		nb_unit_test(hangs, NULL, .tags = "hangs", .deadline_ms = 300),
		nb_unit_test(talks_nonsense, NULL, .tags = "hostile"),
		nb_unit_test(talks_too_much, NULL, .tags = "hostile",
			     .deadline_ms = 5000),
		nb_unit_test(first_with_lock, NULL, .tags = "locked", .locks = "trunk"),
		nb_unit_test(second_with_lock, NULL, .tags = "locked",
			     .locks = "vlan trunk"),
		nb_unit_test(without_lock, NULL, .tags = "locked"),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
