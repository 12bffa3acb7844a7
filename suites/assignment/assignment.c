/* SPDX-License-Identifier: MIT */
/*
 * A teaching assignment, see README.md: two routers that the student configures by one
 * start-up script each. The scripts come from the folder that NESTBED_SUBMISSION names;
 * without it from the model solution, so that the assignment itself can be tested.
 *
 * Whatever a script does, it does in its own router: its processes, files and tools are
 * not those of the judge. Claims are measured by this process's own sockets and by what
 * was recorded on the wires, never by a program or an output of the submission.
 */
#include <stdlib.h>
#include <stdio.h>

#include <nestbed/nestbed.h>

#define MODEL_SOLUTION "suites/assignment/submissions/right"
#define SCRIPT_MS 3000 /* what a start-up script may take */
#define ANSWER_MS 1000
#define QUIET_MS 200

static const struct nb_topology two_routers = {
	.name = "two_routers",
	.nodes = NB_NODES(
		{ "h1", .routes = NB_LIST("default via 10.1.0.1") }, { "r1" }, { "r2" },
		{ "h2", .files = "files/server",
		  .routes = NB_LIST("default via 10.2.0.1"),
		  .services = NB_SERVICES(
			  { .name = "web",
			    .command = "exec /usr/bin/python3 -m http.server 80",
			    .ready = { .tcp = 80 },
			    .ready_ms = 20000 },
			  { .name = "telnet",
			    .command = "exec /usr/bin/python3 -m http.server 23",
			    .ready = { .tcp = 23 },
			    .ready_ms = 20000 }) }),
	.links = NB_LINKS({ { "h1:eth0", "10.1.0.2/24" }, { "r1:lan" } },
			  { { "r1:wan" }, { "r2:wan" } },
			  { { "h2:eth0", "10.2.0.2/24" }, { "r2:lan" } }),
};

/* Read the script of a router from the submission; one that is not there is empty. */
static char *read_script(const char *router, size_t *ret_len)
{
	const char *handed_in = getenv("NESTBED_SUBMISSION");
	const char *folder = handed_in ? handed_in : MODEL_SOLUTION;
	static char script[64 * 1024];
	char path[4096];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s.startup", folder, router);
	file = fopen(path, "re");
	*ret_len = file ? fread(script, 1, sizeof(script), file) : 0;
	if (file)
		fclose(file);
	return script;
}

/*
 * A script that fails, or never ends, or is ended, costs its author the points that it
 * does not earn and nothing more: the claims say what it left behind.
 */
static void run_script(struct nb_node *router)
{
	static const char *const shell[] = { "/bin/sh", "/startup", NULL };
	const struct nb_run_options options = { .deadline_ms = SCRIPT_MS,
						.may_leave = true };
	struct nb_run_result result = { 0 };
	struct nb_error err = { 0 };
	size_t len;
	char *script = read_script(nb_node_name(router), &len);

	if (nb_node_write_file(router, "/startup", script, len, &err) ||
	    nb_node_run(router, shell, &options, &result, &err))
		fail_msg("%s", err.text);
	print_message("%s.startup: status %d%s\n%s%s\n", nb_node_name(router),
		      result.status, result.timed_out ? ", took too long" : "",
		      result.out, result.err);
	nb_run_release(&result);
}

static int hand_in(void **state)
{
	run_script(nb_lab_node(*state, "r1"));
	run_script(nb_lab_node(*state, "r2"));
	return 0;
}

static void r1_serves_its_lan(void **state)
{
	nb_assert_reachable(nb_lab_node(*state, "h1"), "10.1.0.1", ANSWER_MS);
}

static void r2_serves_its_lan(void **state)
{
	nb_assert_reachable(nb_lab_node(*state, "h2"), "10.2.0.1", ANSWER_MS);
}

static void routers_are_neighbours(void **state)
{
	nb_assert_address(nb_lab_node(*state, "r1"), "wan", "192.0.2.1/30", 0);
	nb_assert_address(nb_lab_node(*state, "r2"), "wan", "192.0.2.2/30", 0);
	nb_assert_reachable(nb_lab_node(*state, "r1"), "192.0.2.2", ANSWER_MS);
}

static void lans_are_routed(void **state)
{
	nb_assert_path(nb_lab_node(*state, "h1"), "10.2.0.2",
		       "10.1.0.1 192.0.2.2 10.2.0.2", ANSWER_MS);
}

static void web_is_allowed(void **state)
{
	nb_assert_http(nb_lab_node(*state, "h1"), "http://10.2.0.2/", 200, NULL,
		       ANSWER_MS);
}

static void telnet_is_dropped(void **state)
{
	struct nb_node *h1 = nb_lab_node(*state, "h1");

	nb_assert_http(h1, "http://10.2.0.2/", 200, NULL, ANSWER_MS);
	nb_assert_no_tcp(h1, "10.2.0.2", 23, QUIET_MS);
	nb_assert_seen(*state, "r2:wan", "tcp dst port 23", nb_at_least(1), ANSWER_MS);
	nb_assert_not_seen(*state, "h2:eth0", "tcp dst port 23", QUIET_MS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		nb_unit_test(r1_serves_its_lan, &two_routers, .setup = hand_in,
			     .points = 1,
			     .hint = "Has r1 the address 10.1.0.1/24 on lan?"),
		nb_unit_test(r2_serves_its_lan, &two_routers, .setup = hand_in,
			     .points = 1,
			     .hint = "Has r2 the address 10.2.0.1/24 on lan?"),
		nb_unit_test(
			routers_are_neighbours, &two_routers, .setup = hand_in,
			.points = 2,
			.hint = "192.0.2.0/30 has two addresses: .1 is r1, .2 is r2."),
		nb_unit_test(lans_are_routed, &two_routers, .setup = hand_in, .points = 3,
			     .hint = "Packets need a way back, too; and do both routers "
				     "forward?"),
		nb_unit_test(
			web_is_allowed, &two_routers, .setup = hand_in, .points = 1,
			.hint = "Does the firewall let port 80 pass in both directions?"),
		nb_unit_test(telnet_is_dropped, &two_routers, .setup = hand_in,
			     .points = 2,
			     .hint = "A forward hook, and a rule for TCP destination "
				     "port 23."),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
