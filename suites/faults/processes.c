/* SPDX-License-Identifier: MIT */
/* Nodes and services: frozen, killed, started again. */
#include "faults.h"

#include <stdlib.h>
#include <string.h>

/* A program that always works, in a child of a child that is always a new one. */
#define BUSY "echo start; while :; do (sh -c 'echo tick; sleep 0.01'); done"
#define ECHO                                                     \
	"import socket\n"                                        \
	"s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\n" \
	"t = socket.create_server(('', 8))\n"                    \
	"s.bind(('', 7))\n"                                      \
	"print('echoes', flush=True)\n"                          \
	"while True:\n"                                          \
	"    d, a = s.recvfrom(2048)\n"                          \
	"    s.sendto(d, a)\n"

/*
 * Its main thread is in the middle of a vfork(2) until somebody opens the door, the other can
 * be stopped: a stop of the process is then pending for the main one.
 */
#define SPAWN                                                                       \
	"import os, threading, time\n"                                              \
	"os.mkfifo('/tmp/door')\n"                                                  \
	"threading.Thread(target=time.sleep, args=[1000], daemon=True).start()\n"   \
	"waits = (os.POSIX_SPAWN_OPEN, 3, '/tmp/waits', os.O_WRONLY | os.O_CREAT, " \
	"0o600)\n"                                                                  \
	"door = (os.POSIX_SPAWN_OPEN, 0, '/tmp/door', os.O_RDONLY, 0)\n"            \
	"os.posix_spawn('/bin/true', ['true'], {}, file_actions=[waits, door])\n"   \
	"print('went on', flush=True)\n"                                            \
	"time.sleep(1000)\n"

static const struct nb_topology spawner = {
	.name = "spawner",
	.nodes = NB_NODES(
		{ "c", .services = NB_SERVICES({ "spawn",
						 .argv = NB_LIST("python3", "-c", SPAWN),
						 .ready = { .file = "/tmp/waits" } }) }),
};

static const struct nb_topology machines = {
	.name = "machines",
	.nodes = NB_NODES(
		{ "client", .kind = NB_HOST },
		{ "server", .sysctls = NB_LIST("kernel.msgmax=4096"),
		  .services = NB_SERVICES(
			  { "busy", .command = BUSY, .ready = { .output = "tick" } },
			  { "echo", .argv = NB_LIST("python3", "-c", ECHO),
			    .ready = { .output = "echoes" } }) },
		{ "vm", .parent = "server",
		  .services = NB_SERVICES(
			  { "busy", .command = BUSY, .ready = { .output = "tick" } }) },
		{ "bare", .kind = NB_HOST,
		  .services = NB_SERVICES(
			  { "busy", .command = BUSY, .ready = { .output = "tick" } },
			  { "web", .argv = NB_LIST("sleep", "1000") }) }),
	.links = NB_LINKS(
		{ { "client:eth0", "10.0.0.1/24" }, { "server:eth0", "10.0.0.2/24" } },
		{ { "server:vm", "10.0.1.1/24" }, { "vm:eth0", "10.0.1.2/24" } },
		{ { "client:eth1", "10.0.3.1/24" }, { "bare:eth0", "10.0.3.2/24" } }),
};

static size_t output_of(struct nb_lab *lab, const char *node, const char *service)
{
	size_t len = 0;

	free(nb_service_output(nb_node_service(nb_lab_node(lab, node), service), &len));
	return len;
}

static void a_node_hangs(void **state)
{
	struct nb_lab *lab = *state;
	struct nb_node *client = nb_lab_node(lab, "client");
	struct nb_node *server = nb_lab_node(lab, "server");
	size_t before, inside;

	nb_assert_udp_echo(client, "10.0.0.2", 7, ANSWER_MS);
	OK(nb_node_freeze(server, &err));
	before = output_of(lab, "server", "busy");
	inside = output_of(lab, "vm", "busy");
	nb_assert_reachable(client, "10.0.0.2", ANSWER_MS); /* the kernel answers */
	nb_assert_no_udp_echo_while(client, "10.0.0.2", 7, 100, "client>10.0.0.2");
	nb_assert_always(output_of(lab, "server", "busy") == before, 100);
	assert_int_equal(output_of(lab, "vm", "busy"), inside);
	nb_assert_command(server, "true", 0); /* who comes later is not frozen */
	OK(nb_node_freeze(server, &err));
	OK(nb_node_thaw(server, &err));
	nb_assert_udp_echo(client, "10.0.0.2", 7, ANSWER_MS);
	nb_assert_eventually(output_of(lab, "server", "busy") > before, ANSWER_MS);
	nb_assert_eventually(output_of(lab, "vm", "busy") > inside, ANSWER_MS);
}

static void a_nested_node_hangs_alone(void **state)
{
	struct nb_lab *lab = *state;
	size_t inside, outside;

	OK(nb_node_freeze(nb_lab_node(lab, "vm"), &err));
	inside = output_of(lab, "vm", "busy");
	outside = output_of(lab, "server", "busy");
	nb_assert_eventually(output_of(lab, "server", "busy") > outside + 20, ANSWER_MS);
	assert_int_equal(output_of(lab, "vm", "busy"), inside);
	OK(nb_node_thaw(nb_lab_node(lab, "vm"), &err));
	nb_assert_eventually(output_of(lab, "vm", "busy") > inside, ANSWER_MS);
}

static void services_of_a_host_hang(void **state)
{
	struct nb_lab *lab = *state;
	struct nb_node *bare = nb_lab_node(lab, "bare");
	size_t before;

	OK(nb_node_freeze(bare, &err));
	before = output_of(lab, "bare", "busy");
	nb_assert_always(output_of(lab, "bare", "busy") == before, 100);
	OK(nb_node_thaw(bare, &err));
	nb_assert_eventually(output_of(lab, "bare", "busy") > before, ANSWER_MS);
}

static void a_stop_that_is_pending_is_taken_back(void **state)
{
	struct nb_lab *lab = *state;
	struct nb_node *c = nb_lab_node(lab, "c");

	OK(nb_node_freeze(c, &err));
	OK(nb_node_thaw(c, &err));
	assert_int_equal(output_of(lab, "c", "spawn"), 0);
	nb_assert_command(c, ": >/tmp/door", 0);
	nb_assert_eventually(output_of(lab, "c", "spawn") > 0, ANSWER_MS);
}

static void a_node_boots_again(void **state)
{
	struct nb_lab *lab = *state;
	struct nb_node *client = nb_lab_node(lab, "client");
	struct nb_node *server = nb_lab_node(lab, "server");
	struct nb_node *vm = nb_lab_node(lab, "vm");

	nb_assert_command(server,
			  "echo lost >/etc/note && sysctl -qw net.ipv4.ip_forward=1", 0);
	nb_assert_command(vm, "echo lost >/etc/note", 0);
	OK(nb_node_kill(server, &err));
	nb_assert_no_tcp_while(client, "10.0.0.2", 8, 100, "client>10.0.0.2");
	OK(nb_node_restart(server, &err));
	nb_assert_tcp(client, "10.0.0.2", 8, ANSWER_MS);
	nb_assert_no_file(server, "/etc/note");
	nb_assert_no_file(vm, "/etc/note");
	nb_assert_output_is(server,
			    "cat /proc/sys/kernel/msgmax /etc/hostname.none "
			    "2>/dev/null; hostname",
			    "4096\nserver\n");
	nb_assert_output_is(server, "cat /proc/sys/net/ipv4/ip_forward", "1\n");
	nb_assert_eventually(output_of(lab, "vm", "busy") > 20, ANSWER_MS);
	nb_assert_reachable(server, "10.0.1.2", ANSWER_MS);
	OK(nb_node_restart(server, &err)); /* while it runs: the plug is pulled first */
	nb_assert_tcp(client, "10.0.0.2", 8, ANSWER_MS);
}

static void a_service_dies_and_comes_back(void **state)
{
	struct nb_lab *lab = *state;
	struct nb_node *client = nb_lab_node(lab, "client");
	struct nb_node *server = nb_lab_node(lab, "server");
	struct nb_service *old = nb_node_service(server, "echo"), *new;
	struct nb_error err = { 0 };

	nb_assert_tcp(client, "10.0.0.2", 8, ANSWER_MS);
	assert_int_equal(nb_service_kill(old, &err), 0);
	assert_false(nb_service_is_running(old));
	nb_assert_no_tcp_while(client, "10.0.0.2", 8, 100, "client>10.0.0.2");
	assert_int_equal(nb_service_kill(old, &err), -1);
	assert_string_equal(err.text,
			    "service server.echo: kill: No such process (ESRCH)");
	err = (struct nb_error){ 0 };
	new = nb_service_restart(old, &err);
	assert_non_null(new);
	assert_ptr_equal(nb_node_service(server, "echo"), new);
	nb_assert_tcp(client, "10.0.0.2", 8, ANSWER_MS);
	old = new;
	new = nb_service_restart(old, &err); /* one that runs */
	assert_non_null(new);
	assert_false(nb_service_is_running(old));
	nb_assert_tcp(client, "10.0.0.2", 8, ANSWER_MS);
	assert_int_equal(nb_lab_check_services(lab, &err), 0);
}

static void what_cannot_be_done_is_told(void **state)
{
	struct nb_lab *lab = *state;
	const struct nb_service_spec late = { .name = "late",
					      .argv = NB_LIST("sleep", "1000") };
	struct nb_node *bare = nb_lab_node(lab, "bare");
	struct nb_error why = { 0 };
	struct nb_service *service = nb_service_start(bare, &late, &why);

	assert_non_null(service);
	assert_null(nb_service_restart(service, &why));
	assert_string_equal(why.text, "service bare.late: restart: it is not of the "
				      "topology; start it again: Invalid argument "
				      "(EINVAL)");
	REFUSED(nb_node_restart(bare, &err),
		"node bare: only a container can restart: Invalid argument (EINVAL)");
	OK(nb_node_kill(nb_lab_node(lab, "vm"), &err));
	REFUSED(nb_node_freeze(nb_lab_node(lab, "vm"), &err),
		"node vm: freeze: it was killed: No such process (ESRCH)");
}

int processes(void)
{
	const struct CMUnitTest tests[] = {
		nb_unit_test(a_node_hangs, &machines),
		nb_unit_test(a_nested_node_hangs_alone, &machines),
		nb_unit_test(services_of_a_host_hang, &machines),
		nb_unit_test(a_stop_that_is_pending_is_taken_back, &spawner),
		nb_unit_test(a_node_boots_again, &machines),
		nb_unit_test(a_service_dies_and_comes_back, &machines),
		nb_unit_test(what_cannot_be_done_is_told, &machines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
