/* SPDX-License-Identifier: MIT */
/* Cases whose labs take a while to build: data centres, nested three deep. */
#include <nestbed/cmocka.h>
#include <nestbed/lab.h>
#include <nestbed/shapes.h>

static struct nb_topology *unrecorded(const char *shape, struct nb_error *err)
{
	struct nb_topology *topo = nb_shape_new(shape, NB_CONTAINER, err);

	if (topo)
		topo->record = NB_RECORD_NONE;
	return topo;
}

static struct nb_topology *nodes_1796(struct nb_error *err)
{
	return unrecorded("fattree,k=4,r=4,servers=2,vms=10,containers=10", err);
}

static struct nb_topology *nodes_28496(struct nb_error *err)
{
	return unrecorded("fattree,k=16,r=16,servers=8,vms=10,containers=10", err);
}

static void stands(void **state)
{
	assert_non_null(nb_lab_node(*state, "srv1-1-1"));
}

static void stands_whole(void **state)
{
	stands(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		nb_unit_test(stands, NULL, .make = nodes_1796, .deadline_ms = 120000),
		nb_unit_test(stands_whole, NULL, .make = nodes_28496, .tags = "scale",
			     .deadline_ms = 600000),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
