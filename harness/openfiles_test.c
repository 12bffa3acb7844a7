/* SPDX-License-Identifier: MIT */
/* How many files may yet be opened. */
#include "nestbed/cmocka.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "harness/openfiles.h"

#define FILES 20

static void gaps_count_as_what_they_are(void **state)
{
	const unsigned int before = nb_openfiles_left();
	struct rlimit limit;
	int fds[FILES];

	(void)state;
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
	assert_in_range(before, FILES, limit.rlim_cur - 3);
	for (int i = 0; i < FILES; i++) {
		fds[i] = open("/dev/null", O_RDONLY | O_CLOEXEC);
		assert_return_code(fds[i], 0);
	}
	assert_int_equal(nb_openfiles_left(), before - FILES);
	close(fds[0]);
	assert_int_equal(nb_openfiles_left(), before - FILES + 1);
	for (int i = 1; i < FILES; i++)
		close(fds[i]);
	assert_int_equal(nb_openfiles_left(), before);
}

static void a_limit_below_what_is_open_leaves_none(void **state)
{
	struct rlimit before, none;

	(void)state;
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
	none = (struct rlimit){ 1, before.rlim_max };
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
	assert_int_equal(nb_openfiles_left(), 0);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gaps_count_as_what_they_are),
		cmocka_unit_test(a_limit_below_what_is_open_leaves_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
