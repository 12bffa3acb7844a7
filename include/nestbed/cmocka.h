/* SPDX-License-Identifier: MIT */
/*
 * The cmocka plug-in: a topology for a test case.
 *
 *	int main(void)
 *	{
 *		const struct CMUnitTest tests[] = {
 *			nb_unit_test(routes_between_lans, &two_lans),
 *			nb_unit_test(survives_a_flood, &two_lans, .tags = "slow", .deadline_ms = 60000),
 *			cmocka_unit_test(pure_unit_case),
 *		};
 *		return cmocka_run_group_tests(tests, NULL, NULL);
 *	}
 *
 * Link with -lnestbed before -lcmocka (pkg-config --libs nestbed does): then the
 * program, run alone, runs its cases as `nestbed run` does, with the same options.
 * The lab is *state in the body: nb_lab_node(*state, "h1").
 */
#ifndef NESTBED_CMOCKA_H
#define NESTBED_CMOCKA_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <nestbed/topology.h>

#ifdef __cplusplus
extern "C" {
#endif

#define NB_CASE_MAGIC 0x6e657374u /* "nest" */

/**
 * struct nb_case - What nestbed knows of a case beside its function
 * @topology:	Built for it; NULL when @make or @file says it
 * @make:	Makes the topology when the case runs; freed with nb_topology_free()
 * @file:	JSON file of the topology, see nb_topology_read()
 * @tags:	Words apart by blanks: "slow ipv6"; a case with the tag "scale" runs only when
 *		it is asked for, by that tag or its name
 * @points:	What it is worth in a grade; 0 = not graded
 * @hint:	Shown with a failed grade
 * @deadline_ms: 0 = the default of the run
 * @locks:	Names apart by blanks; two cases that share one never run at the same time
 * @setup:	The author's own, run when the lab stands, with *state the lab
 * @teardown:	The author's own, run before the lab ends
 * @needs:	What the kernel must have, words apart by blanks, see nestbed/kernel.h:
 *		"esp4 netem"; where one is missing the case is skipped, no lab is built,
 *		and `nestbed run --kernel auto` runs it in a guest
 * @source:	Source file of the case; set by nb_unit_test()
 * @line:	Its line there
 */
struct nb_case {
	unsigned int magic;
	const char *source;
	int line;
	const struct nb_topology *topology;
	struct nb_topology *(*make)(struct nb_error *err);
	const char *file;
	const char *tags;
	double points;
	const char *hint;
	unsigned int deadline_ms;
	const char *locks;
	CMFixtureFunction setup;
	CMFixtureFunction teardown;
	const char *needs;
};

/* The fixture of every case with a topology; cmocka calls them. */
int nb_case_setup(void **state);
int nb_case_teardown(void **state);

/**
 * nb_unit_test() - A cmocka test on a freshly built lab
 * @function:	void function(void **state)
 * @topo:	const struct nb_topology *; NULL with .make = or .file =, or for no lab
 * @...:	Further members of struct nb_case: .tags = "slow", .points = 2
 *
 * An ordinary struct CMUnitTest: it mixes with cmocka_unit_test() in one array.
 */
#define nb_unit_test(function, topo, ...) \
	nb_unit_test_named(#function, function, topo, ##__VA_ARGS__)

/**
 * nb_unit_test_named() - The same by another name: one function on several topologies
 * @name:	Of the case, in place of that of the function
 */
#define nb_unit_test_named(name, function, topo, ...)                                  \
	{                                                                              \
		name, function, nb_case_setup, nb_case_teardown,                       \
			(void *)&(struct nb_case)                                      \
		{                                                                      \
			.magic = NB_CASE_MAGIC, .source = __FILE__, .line = __LINE__,  \
			.topology = (topo), ##__VA_ARGS__                              \
		}                                                                      \
	}

/**
 * nb_unit_test_setup_teardown() - The same with a set-up and a teardown of the author's
 * @setup, @teardown: int function(void **state), with *state the lab; NULL = none
 */
#define nb_unit_test_setup_teardown(function, topo, setup_func, teardown_func, ...)    \
	nb_unit_test(function, topo, .setup = (setup_func), .teardown = (teardown_func), \
		     ##__VA_ARGS__)

/** nb_group_state() - What the group set-up left in its *state; NULL without one */
void *nb_group_state(void);

/**
 * nb_skip() - Leave the case: it cannot run here
 * @...:	printf() format and arguments: why, told in every report
 *
 * skip() of cmocka works as well; its reason is the place where it stands.
 */
#define nb_skip(...) nb_skip_at(__FILE__, __LINE__, __VA_ARGS__)
void nb_skip_at(const char *file, int line, const char *fmt, ...)
	__attribute__((noreturn, format(printf, 3, 4)));

/**
 * nb_note() - A property of this case for the reports: which backend, how long it took
 * @name:	Of letters, digits and dots: "bgp.converged_ms"; a later note of that name wins
 * @fmt:	printf() format and arguments: the value
 */
void nb_note(const char *name, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/**
 * nb_at() - Note that an assertion is reached: the place of a crash or a timeout
 * @file, @line: Where it stands in the author's source; @file is kept, not copied
 */
void nb_at(const char *file, int line);

#ifdef __cplusplus
}
#endif

/*
 * cmocka's assert_*() macros end in these functions, whose names are here macros of the
 * same name: so every assertion says that it is reached, in any version of cmocka.
 */
#ifndef NB_NO_WRAP_ASSERTS
#define NB_AT(assertion) (nb_at(__FILE__, __LINE__), assertion)
#define _assert_true(...) NB_AT(_assert_true(__VA_ARGS__))
#define _assert_false(...) NB_AT(_assert_false(__VA_ARGS__))
#define _assert_return_code(...) NB_AT(_assert_return_code(__VA_ARGS__))
#define _assert_int_equal(...) NB_AT(_assert_int_equal(__VA_ARGS__))
#define _assert_int_not_equal(...) NB_AT(_assert_int_not_equal(__VA_ARGS__))
#define _assert_uint_equal(...) NB_AT(_assert_uint_equal(__VA_ARGS__))
#define _assert_uint_not_equal(...) NB_AT(_assert_uint_not_equal(__VA_ARGS__))
#define _assert_float_equal(...) NB_AT(_assert_float_equal(__VA_ARGS__))
#define _assert_float_not_equal(...) NB_AT(_assert_float_not_equal(__VA_ARGS__))
#define _assert_double_equal(...) NB_AT(_assert_double_equal(__VA_ARGS__))
#define _assert_double_not_equal(...) NB_AT(_assert_double_not_equal(__VA_ARGS__))
#define _assert_ptr_equal_msg(...) NB_AT(_assert_ptr_equal_msg(__VA_ARGS__))
#define _assert_ptr_not_equal_msg(...) NB_AT(_assert_ptr_not_equal_msg(__VA_ARGS__))
#define _assert_string_equal(...) NB_AT(_assert_string_equal(__VA_ARGS__))
#define _assert_string_not_equal(...) NB_AT(_assert_string_not_equal(__VA_ARGS__))
#define _assert_memory_equal(...) NB_AT(_assert_memory_equal(__VA_ARGS__))
#define _assert_memory_not_equal(...) NB_AT(_assert_memory_not_equal(__VA_ARGS__))
#define _assert_in_range(...) NB_AT(_assert_in_range(__VA_ARGS__))
#define _assert_not_in_range(...) NB_AT(_assert_not_in_range(__VA_ARGS__))
#define _assert_int_in_range(...) NB_AT(_assert_int_in_range(__VA_ARGS__))
#define _assert_int_not_in_range(...) NB_AT(_assert_int_not_in_range(__VA_ARGS__))
#define _assert_uint_in_range(...) NB_AT(_assert_uint_in_range(__VA_ARGS__))
#define _assert_uint_not_in_range(...) NB_AT(_assert_uint_not_in_range(__VA_ARGS__))
#define _assert_float_in_range(...) NB_AT(_assert_float_in_range(__VA_ARGS__))
#define _assert_float_not_in_range(...) NB_AT(_assert_float_not_in_range(__VA_ARGS__))
#define _assert_in_set(...) NB_AT(_assert_in_set(__VA_ARGS__))
#define _assert_not_in_set(...) NB_AT(_assert_not_in_set(__VA_ARGS__))
#define _assert_int_in_set(...) NB_AT(_assert_int_in_set(__VA_ARGS__))
#define _assert_int_not_in_set(...) NB_AT(_assert_int_not_in_set(__VA_ARGS__))
#define _assert_uint_in_set(...) NB_AT(_assert_uint_in_set(__VA_ARGS__))
#define _assert_uint_not_in_set(...) NB_AT(_assert_uint_not_in_set(__VA_ARGS__))
#define _assert_float_in_set(...) NB_AT(_assert_float_in_set(__VA_ARGS__))
#define _assert_float_not_in_set(...) NB_AT(_assert_float_not_in_set(__VA_ARGS__))
#endif

#endif /* NESTBED_CMOCKA_H */
