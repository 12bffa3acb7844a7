/* SPDX-License-Identifier: MIT */
/* Many cases that look at their limit of open files, and a program that does so in a node. */
#include <stdio.h>
#include <sys/resource.h>

#include <nestbed/nestbed.h>

#define LIMIT 64 /* soft, of whoever runs this */
#define CASES 64

static const struct nb_topology one = { .name = "one", .nodes = NB_NODES({ "c" }) };

static void has_the_limit_of_its_user(void **state)
{
	struct rlimit limit;

	(void)state;
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
	assert_int_equal(limit.rlim_cur, LIMIT);
}

static void a_node_has_it_too(void **state)
{
	nb_assert_output_is(nb_lab_node(*state, "c"), "ulimit -Sn", "64\n");
}

int main(void)
{
	static char names[CASES][16];
	struct CMUnitTest tests[CASES + 1] = { [CASES] = nb_unit_test(a_node_has_it_too,
								      &one) };

	for (size_t i = 0; i < CASES; i++) {
		snprintf(names[i], sizeof(names[i]), "looks_%zu", i);
		tests[i] = (struct CMUnitTest){ .name = names[i],
						.test_func = has_the_limit_of_its_user };
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
