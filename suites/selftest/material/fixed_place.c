/* SPDX-License-Identifier: MIT */
/*
 * Linked to a fixed place (-no-pie), a program has an address of its own for each function of
 * a library that stands in its tables.
 */
#include <nestbed/cmocka.h>
#include <nestbed/lab.h>

static const struct nb_topology alone = { .name = "alone", .nodes = NB_NODES({ "h1" }) };

static void has_its_lab(void **state)
{
	assert_non_null(nb_lab_node(*state, "h1"));
}

static const struct CMUnitTest tests[] = {
	nb_unit_test(has_its_lab, &alone),
};

int main(void)
{
	return cmocka_run_group_tests(tests, NULL, NULL);
}
