/* SPDX-License-Identifier: MIT */
/* Cases with a lab and without in one array, and a group that has a set-up of its own. */
#include <poll.h>
#include <signal.h>

#include <nestbed/cmocka.h>
#include <nestbed/lab.h>

static const struct nb_topology wire = {
	.name = "wire",
	.nodes = NB_NODES({ "h1", .kind = NB_HOST }, { "h2", .kind = NB_HOST }),
	.links = NB_LINKS({ { "h1:eth0", "10.0.0.1/24" }, { "h2:eth0", "10.0.0.2/24" } }),
};

static const struct nb_topology served = {
	.name = "served",
	.nodes = NB_NODES(
		{ "h1", .kind = NB_HOST,
		  .services = NB_SERVICES(
			  { "sleeps",
			    .argv = NB_LIST("sh", "-c", "echo dozing; exec sleep 100"),
			    .ready = { .output = "dozing" } },
			  { "brief", .command = "true", .may_exit = true }) }),
};

/* Every mistake is told at once. */
static const struct nb_topology wrong = {
	.name = "wrong",
	.nodes = NB_NODES({ "h1", .kind = NB_HOST }, { "h1", .kind = NB_HOST }),
	.links = NB_LINKS({ { "h1:eth0", "10.0.0.300/24" }, { "h3:eth0" } }),
};

static int group_state = 42;

static int group_setup(void **state)
{
	*state = &group_state;
	return 0;
}

static int pings(struct nb_node *node)
{
	static const char *const argv[] = { "ping", "-c1", "-W2", "10.0.0.2", NULL };
	struct nb_run_result result = { 0 };
	struct nb_error err = { 0 };
	int status =
		nb_node_run(node, argv, NULL, &result, &err) < 0 ? -1 : result.status;

	nb_run_release(&result);
	return status;
}

static void has_a_lab(void **state)
{
	assert_ptr_equal(nb_group_state(), &group_state);
	assert_non_null(nb_lab_node(*state, "h1"));
	assert_int_equal(pings(nb_lab_node(*state, "h1")), 0);
}

static void has_the_group_state(void **state)
{
	assert_ptr_equal(*state, &group_state);
}

static void has_no_lab(void **state)
{
	assert_ptr_equal(*state, &group_state);
}

static void loses_a_service(void **state)
{
	struct nb_service *service = nb_node_service(nb_lab_node(*state, "h1"), "sleeps");

	assert_int_equal(kill(nb_service_pid(service), SIGTERM), 0);
	while (nb_service_is_running(service))
		poll(NULL, 0, 1);
}

static void stops_a_service(void **state)
{
	struct nb_service *service = nb_node_service(nb_lab_node(*state, "h1"), "sleeps");

	assert_int_equal(nb_service_stop(service, 1000, NULL, NULL), 0);
}

/* The long way: an ordinary fixture of cmocka builds the lab. */
static int own_setup(void **state)
{
	*state = nb_lab_new(&wire, NULL);
	return *state ? 0 : -1;
}

static int own_teardown(void **state)
{
	nb_lab_free(*state);
	return 0;
}

static void has_its_own_lab(void **state)
{
	has_a_lab(state);
}

static void fails_on_its_own_lab(void **state)
{
	assert_null(*state);
}

static void fails_on_a_lab(void **state)
{
	assert_null(nb_lab_node(*state, "h2"));
}

static void crashes_on_a_lab(void **state)
{
	int *volatile nowhere = (int *)sizeof(int);

	assert_non_null(*state);
	*nowhere = 1;
}

static void reads_its_lab(void **state)
{
	has_a_lab(state);
}

static void sets_up_on_a_lab(void **state)
{
	has_a_lab(state);
}

/* Bodies that are not reached. */
static void has_mistakes(void **state)
{
	fail_msg("reached with %p", *state);
}

static void makes_nothing(void **state)
{
	has_mistakes(state);
}

static void has_no_file(void **state)
{
	has_mistakes(state);
}

static void setup_fails(void **state)
{
	has_mistakes(state);
}

static struct nb_topology *make_nothing(struct nb_error *err)
{
	nb_error_set(err, 0, "no nodes today");
	return NULL;
}

static int author_setup(void **state)
{
	assert_non_null(nb_lab_node(*state, "h1"));
	return 0;
}

static int author_setup_fails(void **state)
{
	(void)state;
	return 3;
}

static int author_teardown(void **state)
{
	assert_non_null(nb_lab_node(*state, "h1"));
	print_message("the lab still stands\n");
	return 0;
}

int main(void)
{
	const struct CMUnitTest mixed[] = {
		nb_unit_test(has_a_lab, &wire, .tags = "lab quick", .points = 2.5,
			     .hint = "look at the wire"),
		cmocka_unit_test(has_the_group_state),
		nb_unit_test(has_no_lab, NULL, .deadline_ms = 5000, .locks = "printer"),
		nb_unit_test(loses_a_service, &served),
		nb_unit_test(stops_a_service, &served),
		cmocka_unit_test_setup_teardown(has_its_own_lab, own_setup, own_teardown),
		cmocka_unit_test_setup_teardown(fails_on_its_own_lab, own_setup,
						own_teardown),
		nb_unit_test(fails_on_a_lab, &wire),
		nb_unit_test(crashes_on_a_lab, &wire),
		nb_unit_test(has_mistakes, &wrong),
		nb_unit_test(makes_nothing, NULL, .make = make_nothing),
		nb_unit_test(reads_its_lab, NULL, .file = "wire.json"),
		nb_unit_test(has_no_file, NULL, .file = "no-such.json"),
		nb_unit_test_setup_teardown(sets_up_on_a_lab, &wire, author_setup,
					    author_teardown),
		nb_unit_test_setup_teardown(setup_fails, &wire, author_setup_fails,
					    author_teardown),
	};

	return cmocka_run_group_tests(mixed, group_setup, NULL);
}
