/* SPDX-License-Identifier: MIT */
/*
 * 1,000 trivial cases on a fresh lab of four nodes; a program for each kind of segment. They
 * stand in a table, as in suites: what each process would do first counts for each case.
 */
#ifndef BENCH_SIDES_CASES_H
#define BENCH_SIDES_CASES_H

#include <nestbed/cmocka.h>
#include <nestbed/lab.h>

static inline void has_its_nodes(void **state)
{
	assert_non_null(nb_lab_node(*state, "h1"));
	assert_non_null(nb_lab_node(*state, "h3"));
	assert_null(nb_lab_node(*state, "h9"));
}

#define CASE(name, on)                                                    \
	{                                                                 \
		name, has_its_nodes, nb_case_setup, nb_case_teardown, &on \
	}
#define TEN(name, on)                                                                   \
	CASE(name "0", on), CASE(name "1", on), CASE(name "2", on), CASE(name "3", on), \
		CASE(name "4", on), CASE(name "5", on), CASE(name "6", on),             \
		CASE(name "7", on), CASE(name "8", on), CASE(name "9", on)
#define HUNDRED(name, on)                                                           \
	TEN(name "0", on), TEN(name "1", on), TEN(name "2", on), TEN(name "3", on), \
		TEN(name "4", on), TEN(name "5", on), TEN(name "6", on),            \
		TEN(name "7", on), TEN(name "8", on), TEN(name "9", on)
#define THOUSAND(on)                                                                    \
	HUNDRED("0", on), HUNDRED("1", on), HUNDRED("2", on), HUNDRED("3", on),         \
		HUNDRED("4", on), HUNDRED("5", on), HUNDRED("6", on), HUNDRED("7", on), \
		HUNDRED("8", on), HUNDRED("9", on)

/* The main() of a program whose cases are on this topology. */
#define THOUSAND_CASES(topology_)                                               \
	int main(void)                                                          \
	{                                                                       \
		static struct nb_case on = { NB_CASE_MAGIC, __FILE__, __LINE__, \
					     .topology = &topology_ };          \
		static const struct CMUnitTest tests[] = { THOUSAND(on) };      \
                                                                                \
		return cmocka_run_group_tests(tests, NULL, NULL);               \
	}

#endif /* BENCH_SIDES_CASES_H */
