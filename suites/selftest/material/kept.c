/* SPDX-License-Identifier: MIT */
/* Cases that end in the middle, or not at all, on a lab that their user wants to look at. */
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include <nestbed/cmocka.h>
#include <nestbed/lab.h>

/* A host with a program, a container with one in it, a host in the container, a switch. */
#define NESTED_LAB                                                                       \
	.nodes = NB_NODES(                                                               \
		{ "h1", .kind = NB_HOST,                                                 \
		  .services = NB_SERVICES(                                               \
			  { "outside",                                                   \
			    .argv = NB_LIST("sh", "-c", "echo up; sleep 99 & wait"),     \
			    .ready = { .output = "up" } }) },                            \
		{ "s1", .kind = NB_SWITCH },                                             \
		{ "c1",                                                                  \
		  .services = NB_SERVICES({ "inside",                                    \
					    .argv = NB_LIST("sh", "-c",                  \
							    "echo kept >/tmp/note; "     \
							    "echo up; sleep 99 & wait"), \
					    .ready = { .output = "up" } }) },            \
		{ "h2", .kind = NB_HOST, .parent = "c1" }, { "c2", .parent = "c1" }),    \
	.links = NB_LINKS({ { "h1:eth0", "10.0.0.1/24" }, { "s1" } },                    \
			  { { "c1:eth0", "10.0.0.2/24" }, { "s1" } },                    \
			  { { "h2:eth0", "10.0.0.3/24" }, { "s1" } },                    \
			  { { "c2:eth0", "10.0.0.4/24" }, { "s1" } })

/* By then their lab must stand, also on a machine that has more to do. */
#define HANGING .deadline_ms = 3000

static const struct nb_topology recorded = { .name = "recorded", NESTED_LAB };
static const struct nb_topology unrecorded = { .name = "unrecorded",
					       NESTED_LAB,
					       .record = NB_RECORD_NONE };

static void crashes(void **state)
{
	int *volatile nowhere = (int *)sizeof(int);

	assert_non_null(*state);
	*nowhere = 1;
}

static void is_killed(void **state)
{
	assert_non_null(*state);
	kill(getpid(), SIGKILL);
}

static void leaves(void **state)
{
	assert_non_null(*state);
	exit(0);
}

static void hangs(void **state)
{
	assert_non_null(*state);
	for (;;)
		pause();
}

/* Longer than its deadline, and then it would take its lab down. */
static void is_late(void **state)
{
	assert_non_null(*state);
	sleep(4);
}

static void crashes_unrecorded(void **state)
{
	assert_null(nb_lab_capture(*state));
	crashes(state);
}

static int own_setup(void **state)
{
	*state = nb_lab_new(&recorded, NULL);
	return *state ? 0 : -1;
}

static int crash_without_lab(void **state)
{
	nb_lab_free(*state);
	crashes(state);
	return 0;
}

static void ends_its_lab(void **state)
{
	assert_non_null(*state);
}

int main(void)
{
	const struct CMUnitTest kept[] = {
		nb_unit_test(crashes, &recorded),
		nb_unit_test(is_killed, &recorded),
		nb_unit_test(leaves, &recorded),
		nb_unit_test(hangs, &recorded, HANGING),
		nb_unit_test(is_late, &recorded, HANGING),
		nb_unit_test(crashes_unrecorded, &unrecorded),
		cmocka_unit_test_setup_teardown(ends_its_lab, own_setup,
						crash_without_lab),
	};

	return cmocka_run_group_tests(kept, NULL, NULL);
}
