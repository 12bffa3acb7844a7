/* SPDX-License-Identifier: MIT */
/* Nodes in nodes: processes are nested, files and networks are not. */
#include "labs.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

static const struct nb_topology datacentre = {
	.name = "datacentre",
	.nodes = NB_NODES({ "server" }, { "vm", .parent = "server" },
			  { "app", .parent = "vm" }, { "db", .parent = "vm" },
			  { "probe", .kind = NB_HOST, .parent = "vm" }, { "other" }),
};

#define NODE(name) nb_lab_node(*state, name)

#define ARGUMENTS "cat /proc/[0-9]*/cmdline | tr '\\0' '\\n' "
#define SLEEPERS ARGUMENTS "| grep -cx '432[1]'; true"

/* Its arguments can be seen a moment after it was executed: then it is ready. */
static const struct nb_service_spec sleeper = {
	.name = "sleeper",
	.argv = NB_LIST("sleep", "4321"),
	.ready = { .command = ARGUMENTS "| grep -qx '432[1]'" },
};

static struct nb_service *start(struct nb_node *node)
{
	struct nb_error err = { 0 };
	struct nb_service *service = nb_service_start(node, &sleeper, &err);

	if (!service)
		fail_msg("%s", err.text);
	return service;
}

/* Who is outside sees what is inside, and never the other way round. */
static void processes_are_seen_from_outside_only(void **state)
{
	start(NODE("app"));
	nb_assert_output_is(NODE("app"), SLEEPERS, "1\n");
	nb_assert_output_is(NODE("vm"), SLEEPERS, "1\n");
	nb_assert_output_is(NODE("server"), SLEEPERS, "1\n");
	nb_assert_output_is(NODE("db"), SLEEPERS, "0\n");
	nb_assert_output_is(NODE("other"), SLEEPERS, "0\n");
}

/* Of the whole case: each runs as a process of that name. */
static unsigned int count_inits(void)
{
	unsigned int count = 0;
	char path[300], name[32];
	DIR *proc = opendir("/proc");

	assert_non_null(proc);
	for (const struct dirent *entry; (entry = readdir(proc));) {
		FILE *comm;

		snprintf(path, sizeof(path), "/proc/%s/comm", entry->d_name);
		comm = fopen(path, "re");
		count += comm && fgets(name, sizeof(name), comm) &&
			 !strcmp(name, "nestbed-init\n");
		if (comm)
			fclose(comm);
	}
	closedir(proc);
	return count;
}

static void a_container_is_switched_on_with_those_around_it(void **state)
{
	struct nb_error err = { 0 }, killed = { 0 };

	assert_int_equal(count_inits(), 0);
	assert_int_equal(nb_node_start(NODE("app"), &err), 0);
	assert_int_equal(count_inits(), 3); /* server, vm, app */
	assert_int_equal(nb_node_start(NODE("vm"), &err), 0);
	assert_int_equal(count_inits(), 3);
	assert_int_equal(nb_node_start(NODE("probe"), &err), -1);
	assert_int_equal(err.code, EINVAL);
	assert_non_null(strstr(err.text, "node probe: only a container can be started"));
	assert_int_equal(nb_node_kill(NODE("vm"), &err), 0);
	assert_int_equal(nb_node_start(NODE("app"), &killed), -1);
	assert_int_equal(killed.code, ESRCH);
}

static void files_are_not_nested(void **state)
{
	nb_assert_command(NODE("vm"), "echo vm >/etc/who", 0);
	nb_assert_no_file(NODE("app"), "/etc/who");
	nb_assert_no_file(NODE("server"), "/etc/who");
}

/* A host in a container is a second network for programs of that container. */
static void a_host_lives_in_its_container(void **state)
{
	nb_assert_command(NODE("vm"), "echo vm >/etc/who; ip link add only type veth", 0);
	nb_assert_file_is(NODE("probe"), "/etc/who", "vm\n");
	nb_assert_output_is(NODE("probe"), "uname -n", "vm\n");
	nb_assert_command(NODE("vm"), "ip link show only", 0);
	nb_assert_command(NODE("probe"), "ip link show only", 1);
}

static void killing_a_server_kills_what_it_holds(void **state)
{
	struct nb_service *inside = start(NODE("app"));
	struct nb_service *outside = start(NODE("other"));
	struct nb_run_result result;
	struct nb_error err = { 0 };

	assert_int_equal(nb_node_kill(NODE("server"), &err), 0);
	assert_false(nb_service_is_running(inside));
	assert_true(nb_service_is_running(outside));
	assert_int_equal(nb_node_shell(NODE("app"), "true", NULL, &result, &err), -1);
	assert_int_equal(err.code, ESRCH);
	assert_non_null(strstr(err.text, "node app: "));
	nb_assert_command(NODE("other"), "true", 0);
}

static void only_a_container_can_be_killed(void **state)
{
	struct nb_error err = { 0 };

	assert_int_equal(nb_node_kill(NODE("probe"), &err), -1);
	assert_non_null(strstr(err.text, "node probe: only a container"));
}

/* node1 > node2 > ... > nodeN, a wire from each to the next. */
static struct nb_topology *make_tower(unsigned int levels, struct nb_error *err)
{
	struct nb_topology *topo = nb_topology_new("tower");
	char name[16], parent[16], a[32], b[32], addr_a[32], addr_b[32];

	for (unsigned int i = 1; topo && i <= levels; i++) {
		snprintf(name, sizeof(name), "node%u", i);
		snprintf(parent, sizeof(parent), "node%u", i - 1);
		snprintf(a, sizeof(a), "%s:up", name);
		snprintf(b, sizeof(b), "%s:down", parent);
		snprintf(addr_a, sizeof(addr_a), "10.0.%u.2/24", i);
		snprintf(addr_b, sizeof(addr_b), "10.0.%u.1/24", i);
		if (nb_topology_add_node(topo,
					 &(struct nb_node_spec){
						 name, .parent = i > 1 ? parent : NULL },
					 err) == 0 &&
		    i > 1)
			nb_topology_add_link(
				topo,
				&(struct nb_link_spec){ { a, addr_a }, { b, addr_b } },
				err);
	}
	return topo;
}

static struct nb_topology *tower_of_16(struct nb_error *err)
{
	return make_tower(16, err);
}

static struct nb_topology *tower_of_30(struct nb_error *err)
{
	return make_tower(30, err);
}

/* Each level sees itself and all that is deeper; each talks to the one around it. */
static void check_levels(struct nb_lab *lab, unsigned int levels)
{
	char name[16], address[32], wanted[20];

	for (unsigned int i = levels; i > 0; i--) {
		snprintf(name, sizeof(name), "node%u", i);
		snprintf(wanted, sizeof(wanted), "%s\n", name);
		nb_assert_output_is(nb_lab_node(lab, name),
				    "uname -n >/etc/level; cat /etc/level", wanted);
		if (i == 1)
			continue;
		snprintf(address, sizeof(address), "10.0.%u.1", i);
		nb_assert_reachable(nb_lab_node(lab, name), address, 2000);
	}
	snprintf(name, sizeof(name), "node%u", levels);
	start(nb_lab_node(lab, name));
	for (unsigned int i = 1; i <= levels; i += levels / 4) {
		snprintf(name, sizeof(name), "node%u", i);
		nb_assert_output_is(nb_lab_node(lab, name), SLEEPERS, "1\n");
	}
}

static void sixteen_levels(void **state)
{
	check_levels(*state, 16);
}

/* As deep as a topology may be; the kernel ends at 32, of which the runner has one. */
static void thirty_levels(void **state)
{
	check_levels(*state, 30);
}

const struct CMUnitTest nesting_cases[] = {
	nb_unit_test(processes_are_seen_from_outside_only, &datacentre),
	nb_unit_test(a_container_is_switched_on_with_those_around_it, &datacentre),
	nb_unit_test(files_are_not_nested, &datacentre),
	nb_unit_test(a_host_lives_in_its_container, &datacentre),
	nb_unit_test(killing_a_server_kills_what_it_holds, &datacentre),
	nb_unit_test(only_a_container_can_be_killed, &datacentre),
	nb_unit_test(sixteen_levels, NULL, .make = tower_of_16),
	nb_unit_test(thirty_levels, NULL, .make = tower_of_30),
};
const size_t nesting_count = sizeof(nesting_cases) / sizeof(nesting_cases[0]);
