/* SPDX-License-Identifier: MIT */
/* A lab with many switches, and a case without a lab that goes on until it is killed. */
#include <unistd.h>

#include <nestbed/cmocka.h>
#include <nestbed/lab.h>
#include <nestbed/shapes.h>

static struct nb_topology *line_of_60(struct nb_error *err)
{
	struct nb_topology *topo = nb_shape_new("linear,60", NB_HOST, err);

	if (topo)
		topo->record = NB_RECORD_NONE; /* what is recorded takes long to die */
	return topo;
}

static void has_60_switches(void **state)
{
	assert_non_null(nb_lab_node(*state, "s60"));
}

static void goes_on(void **state)
{
	(void)state;
	for (;;)
		pause();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		nb_unit_test(has_60_switches, NULL, .make = line_of_60),
		nb_unit_test(goes_on, NULL),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
