/* SPDX-License-Identifier: MIT */
/* strongSwan as a service: its role, its state, its claims. */
#include "strongswan.h"

#include <stdio.h>
#include <stdlib.h>

const struct nb_topology by_files = {
	.name = "by_files",
	SITES(CHARON(.config = "gwA"), CHARON(.config = "gwB/swanctl.conf")),
};

static void comes_up(void **state)
{
	struct nb_error err = { 0 };
	struct nb_child_state child;
	struct nb_ike_state ike;

	if (nb_ipsec_initiate(NODE("gwA"), "net", 5000, &err) < 0)
		fail_msg("%s", err.text);
	assert_int_equal(nb_ike_find(NODE("gwA"), "home", &ike, &err), 1);
	assert_int_equal(nb_child_find(NODE("gwB"), "net", &child, &err), 1);
	printf("%s %s:%u %s -> %s %s %s %s %s\n", ike.state, ike.local_host, ike.local_port, ike.local_id, ike.remote_id, ike.encr, ike.integ, ike.prf, ike.dh);
	printf("%s %s %s %s %s = %s encap %d\n", child.state, child.mode, child.protocol, child.encr, child.local_ts, child.remote_ts, child.encap);
	nb_assert_reachable(NODE("devA"), "10.2.0.10", 2000);
	printf("%s\n%s\n", nb_service_output(nb_node_service(NODE("gwA"), "charon"), NULL), nb_service_output(nb_node_service(NODE("gwB"), "charon"), NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		nb_unit_test(comes_up, &by_files),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
