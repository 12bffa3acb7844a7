/* SPDX-License-Identifier: MIT */
/* Labs of more nodes than the process has descriptors for. */
#include "labs.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#define LEAVES 400
#define DESCRIPTORS 1000
#define TOO_MANY 2100 /* containers, for a sysfs each */

static void must(int rc, const struct nb_error *err)
{
	if (rc < 0)
		fail_msg("%s", err->text);
}

static void add_leaf(struct nb_topology *topo, int i, struct nb_error *err)
{
	char name[16], end[24], port[24], near[24], far[24], route[32];
	const struct nb_node_spec leaf = { name, .routes = NB_LIST(route) };
	const struct nb_link_spec wire = { { port, near }, { end, far } };

	snprintf(name, sizeof(name), "h%d", i);
	snprintf(end, sizeof(end), "h%d:eth0", i);
	snprintf(port, sizeof(port), "hub:eth%d", i);
	snprintf(near, sizeof(near), "10.1.%d.%d/31", i / 64, i % 64 * 2);
	snprintf(far, sizeof(far), "10.1.%d.%d/31", i / 64, i % 64 * 2 + 1);
	snprintf(route, sizeof(route), "default via 10.1.%d.%d", i / 64, i % 64 * 2);
	must(nb_topology_add_node(topo, &leaf, err), err);
	must(nb_topology_add_link(topo, &wire, err), err);
}

static struct nb_topology *make_star_of_many(struct nb_error *err)
{
	const struct nb_node_spec hub = { "hub", .forward = true };
	struct nb_topology *topo = nb_topology_new("star");

	assert_non_null(topo);
	topo->record = NB_RECORD_NONE;
	must(nb_topology_add_node(topo, &hub, err), err);
	for (int i = 0; i < LEAVES; i++)
		add_leaf(topo, i, err);
	return topo;
}

static struct nb_topology *make_star(struct nb_error *err)
{
	const struct rlimit few = { DESCRIPTORS, DESCRIPTORS };

	assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
	return make_star_of_many(err);
}

#define NODE(name) nb_lab_node(*state, name)

/* Every node was put away since it was made, and is found again. */
static void nodes_need_no_descriptor_each(void **state)
{
	struct nb_error err = { 0 };
	char name[16], text[16];

	nb_assert_reachable(NODE("h0"), "10.1.6.31", 2000 /* ms, h399 */);
	for (int i = 0; i < LEAVES; i += 7) {
		snprintf(name, sizeof(name), "h%d", i);
		must(nb_node_write_file(NODE(name), "/etc/who", name, strlen(name), &err),
		     &err);
	}
	for (int i = 0; i < LEAVES; i += 7) {
		snprintf(name, sizeof(name), "h%d", i);
		snprintf(text, sizeof(text), "h%d\n", i);
		nb_assert_file_is(NODE(name), "/etc/who", name);
		nb_assert_output_is(NODE(name), "hostname", text);
	}
}

/* Its network was held by its processes alone when it was put away. */
static void a_killed_node_keeps_its_network(void **state)
{
	struct nb_error err = { 0 };

	nb_assert_command(NODE("h0"), "true", 0);
	for (int i = LEAVES; i-- > 0;) { /* others come in between */
		char name[16];

		snprintf(name, sizeof(name), "h%d", i);
		nb_assert_link_up(NODE(name), "eth0", 1000 /* ms */);
	}
	must(nb_node_kill(NODE("h0"), &err), &err);
	nb_assert_reachable(NODE("h399"), "10.1.0.1", 2000 /* ms, h0 */);
	assert_int_equal(nb_node_kill(NODE("hub"), &err), 0);
	nb_assert_reachable(NODE("h0"), "10.1.6.31", 2000 /* ms */);
}

static struct nb_topology *make_crowd(struct nb_error *err)
{
	struct nb_topology *topo = make_star_of_many(err);
	char name[16];

	for (int i = LEAVES; i < TOO_MANY; i++) {
		const struct nb_node_spec lonely = { name };

		snprintf(name, sizeof(name), "h%d", i);
		must(nb_topology_add_node(topo, &lonely, err), err);
	}
	return topo;
}

/* Who may not, as in a user namespace, has roots that share nothing. */
static bool may_make_devices(void)
{
	static const char device[] = "/tmp/nestbed-null";
	const bool may = mknod(device, S_IFCHR | 0600, makedev(1, 3)) == 0;

	unlink(device);
	return may;
}

/* Of a crowd, programs find the case's /sys, until a file of the node's own is read. */
static void a_crowd_shares_sys(void **state)
{
	static const char look[] = "ls /sys/class/net";
	struct nb_error err = { 0 };
	char *index;

	nb_assert_command(NODE("h0"), "true",
			  0); /* the first finds out what is allowed */
	nb_assert_output_is(NODE("h1"), look,
			    may_make_devices() ? "lo\n" : "eth0\nlo\n");
	must(nb_node_read_file(NODE("h1"), "/sys/class/net/eth0/ifindex", &index, NULL,
			       &err),
	     &err);
	free(index);
	nb_assert_output_is(NODE("h1"), look, "eth0\nlo\n");
}

/* An ordinary user has one limit of descriptors in flight for all that run at a time. */
#define LOCK "descriptors"

const struct CMUnitTest large_cases[] = {
	nb_unit_test(nodes_need_no_descriptor_each, NULL, .make = make_star,
		     .locks = LOCK),
	nb_unit_test(a_killed_node_keeps_its_network, NULL, .make = make_star,
		     .locks = LOCK),
	nb_unit_test(a_crowd_shares_sys, NULL, .make = make_crowd, .locks = LOCK),
};
const size_t large_count = sizeof(large_cases) / sizeof(large_cases[0]);
