/* SPDX-License-Identifier: MIT */
/* strongSwan as a service: its role, its state, its claims. */
#include <nestbed/nestbed.h>

static const struct nb_topology one = {
	.name = "one",
	.nodes = NB_NODES({ "gw", .services = NB_SERVICES(
					  { "charon", .role = NB_ROLE_STRONGSWAN }) }),
};

static void starts_by_its_name(void **state)
{
	struct nb_service *charon = nb_node_service(nb_lab_node(*state, "gw"), "charon");

	assert_non_null(charon);
	assert_true(nb_service_is_running(charon));
	nb_note("test.note", "%d", 42);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		nb_unit_test(starts_by_its_name, &one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
