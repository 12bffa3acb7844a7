/* SPDX-License-Identifier: MIT */
/* Claims of nestbed that do not hold: in a body, a set-up, a forked child; and a skip. */
#include <sys/wait.h>
#include <unistd.h>

#include <nestbed/nestbed.h>

static const struct nb_topology wire = {
	.name = "wire",
	.nodes = NB_NODES({ "h1", .kind = NB_HOST }, { "h2", .kind = NB_HOST }),
	.links = NB_LINKS({ { "h1:eth0", "10.0.0.1/24" }, { "h2:eth0", "10.0.0.2/24" } }),
};

static void holds(void **state)
{
	nb_assert_reachable(nb_lab_node(*state, "h1"), "10.0.0.2", 2000);
}

static void does_not_hold(void **state)
{
	nb_assert_reachable(nb_lab_node(*state, "h1"), "10.0.0.9", 100);
}

static void does_not_hold_in_a_child(void **state)
{
	pid_t pid = fork();

	if (pid == 0)
		does_not_hold(state);
	waitpid(pid, NULL, 0);
}

static int claims_in_setup(void **state)
{
	does_not_hold(state);
	return 0;
}

static int skips_in_setup(void **state)
{
	(void)state;
	nb_skip("no %s here", "second moon");
	return 0;
}

static void skips(void **state)
{
	(void)state;
	nb_skip("the machine has %d wings", 0);
}

static void needs_what_is_there(void **state)
{
	nb_need("macvlan overlay");
	holds(state);
}

/* On a kernel that has all of it, this passes. */
static void needs_a_lot(void **state)
{
	holds(state);
	nb_need("esp4 netem wireguard");
}

static void needs_what_no_kernel_knows(void **state)
{
	holds(state);
}

static void needs_a_lot_to_be_built(void **state)
{
	holds(state);
}

static void fails_before_a_claim(void **state)
{
	assert_int_equal(1, 2);
	does_not_hold(state);
}

static void setup_does_not_hold(void **state)
{
	holds(state);
}

static void setup_skips(void **state)
{
	holds(state);
}

int main(void)
{
	const struct CMUnitTest claims[] = {
		nb_unit_test(holds, &wire),
		nb_unit_test(does_not_hold, &wire),
		nb_unit_test(does_not_hold_in_a_child, &wire),
		nb_unit_test(setup_does_not_hold, &wire, .setup = claims_in_setup),
		nb_unit_test(setup_skips, &wire, .setup = skips_in_setup),
		nb_unit_test(skips, &wire),
		nb_unit_test(needs_what_is_there, &wire, .needs = "macvlan"),
		nb_unit_test(needs_a_lot, &wire),
		nb_unit_test(needs_a_lot_to_be_built, &wire,
			     .needs = "esp4 netem wireguard"),
		nb_unit_test(needs_what_no_kernel_knows, &wire, .needs = "esp5"),
		nb_unit_test(fails_before_a_claim, &wire),
	};

	return cmocka_run_group_tests(claims, NULL, NULL);
}
