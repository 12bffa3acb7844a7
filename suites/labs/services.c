/* SPDX-License-Identifier: MIT */
/* Services: started in order, waited for, watched, ended with the lab. */
#include "labs.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#define SERVER(port, kind)                                                          \
	NB_LIST("python3", "-c",                                                    \
		"import socket,time\n"                                              \
		"s=socket.socket(socket.AF_INET,socket." kind ")\n"                 \
		"s.bind(('0.0.0.0'," port "))\n"                                    \
		"getattr(s,'listen',id)() if '" kind "'=='SOCK_STREAM' else None\n" \
		"time.sleep(600)")

static const struct nb_topology all_kinds = {
	.name = "all_kinds",
	.nodes = NB_NODES(
		{ "srv",
		  .services = NB_SERVICES(
			  { "tcp", .argv = SERVER("8080", "SOCK_STREAM"),
			    .ready = { .tcp = 8080 } },
			  { "udp", .argv = SERVER("5300", "SOCK_DGRAM"),
			    .ready = { .udp = 5300 } },
			  { "file",
			    .command =
				    "exec sh -c 'sleep 0.02; touch /run/up; sleep 600'",
			    .ready = { .file = "/run/up" } },
			  { "command",
			    .command =
				    "exec sh -c 'sleep 0.02; mkdir /run/told; sleep 600'",
			    .ready = { .command = "test -d /run/told" } },
			  { "output",
			    .command = "exec sh -c 'printf \"neighbour is\"; sleep 0.02;"
				       " echo \" FULL\"; sleep 600'",
			    .ready = { .output = "neighbour is FULL" } },
			  { "env", .command = "exec sh -c 'echo $GREETING; sleep 600'",
			    .env = NB_LIST("GREETING=hello"),
			    .ready = { .output = "hello" } },
			  { "once", .command = "true", .may_exit = true }) },
		{ "host", .kind = NB_HOST,
		  .services = NB_SERVICES({ "here", .argv = SERVER("8081", "SOCK_STREAM"),
					    .ready = { .tcp = 8081 } }) }),
};

#define SRV nb_lab_node(*state, "srv")
#define HOST nb_lab_node(*state, "host")

/* Each of them had happened when the lab stood: nobody waits here. */
static void ready_means_ready(void **state)
{
	struct nb_error err = { 0 };

	nb_assert_tcp(SRV, "127.0.0.1", 8080, 1000);
	nb_assert_file(SRV, "/run/up");
	nb_assert_file(SRV, "/run/told");
	nb_assert_tcp(HOST, "127.0.0.1", 8081, 1000);
	nb_assert_no_tcp_while(HOST, "127.0.0.1", 8080, 100, NULL);
	if (nb_lab_check_services(*state, &err) < 0)
		fail_msg("%s", err.text);
}

static void its_output_is_kept(void **state)
{
	struct nb_service *service = nb_node_service(SRV, "output");
	char *output;

	assert_non_null(service);
	assert_null(nb_node_service(SRV, "nobody"));
	assert_null(nb_node_service(HOST, "output"));
	output = nb_service_output(service, NULL);
	assert_string_equal(output, "neighbour is FULL\n");
	free(output);
}

static void it_can_be_stopped(void **state)
{
	struct nb_service *service = nb_node_service(SRV, "file");
	struct nb_error err = { 0 };
	int status;

	assert_true(nb_service_is_running(service));
	assert_true(nb_service_pid(service) > 0);
	assert_int_equal(nb_service_stop(service, 2000, &status, &err), 0);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
	assert_false(nb_service_is_running(service));
	assert_int_equal(nb_lab_check_services(*state, &err), 0);
}

static const struct nb_service_spec stubborn = {
	.name = "stubborn",
	.command = "exec sh -c 'trap \"\" TERM; echo up; while :; do sleep 1; done'",
	.ready = { .output = "up" },
};

/* Who ignores SIGTERM is killed when its time is over. */
static void a_stubborn_one_is_killed(void **state)
{
	struct nb_error err = { 0 };
	struct nb_service *service = nb_service_start(SRV, &stubborn, &err);
	int status;

	if (!service)
		fail_msg("%s", err.text);
	assert_int_equal(nb_service_stop(service, 30, &status, &err), 0);
	assert_int_equal(status, SIGKILL);
}

static void one_that_dies_in_mid_case_is_told(void **state)
{
	struct nb_service *service = nb_node_service(HOST, "here");
	struct nb_error err = { 0 };

	kill(nb_service_pid(service), SIGUSR1);
	nb_assert_eventually(!nb_service_is_running(service), 2000);
	assert_int_equal(nb_lab_check_services(*state, &err), -1);
	assert_string_equal(err.text,
			    "node host: service here: was ended by signal SIGUSR1; "
			    "it printed nothing");
	nb_service_stop(service, 0, NULL, NULL); /* this case wanted it */
}

static const struct nb_topology dying = {
	.name = "dying",
	.nodes = NB_NODES(
		{ "gwA",
		  .services = NB_SERVICES(
			  { "charon",
			    .command = "exec sh -c 'echo loading; echo no such plugin"
				       " >&2; exit 3'",
			    .ready = { .tcp = 500 } }) }),
};

static void one_that_dies_early_fails_the_lab(void **state)
{
	(void)state;
	must_not_come_up(&dying,
			 NB_LIST("dying: node gwA: service charon: exited with status 3; "
				 "its last output: loading | no such plugin"));
}

static const struct nb_topology late = {
	.name = "late",
	.nodes = NB_NODES(
		{ "gwA",
		  .services = NB_SERVICES(
			  { "charon",
			    .command = "exec sh -c 'echo waiting for godot; sleep 9'",
			    .ready = { .file = "/run/charon.ctl" }, .ready_ms = 250 }) }),
};

static void one_that_is_never_ready_fails_the_lab(void **state)
{
	(void)state;
	must_not_come_up(&late, NB_LIST("late: node gwA: service charon: not ready after",
					"its last output: waiting for godot"));
}

static const struct nb_topology absent = {
	.name = "absent",
	.nodes = NB_NODES(
		{ "gwA", .services = NB_SERVICES(
				 { "charon", .argv = NB_LIST("no-such-daemon") }) }),
};

static void one_that_is_not_there_is_named(void **state)
{
	(void)state;
	must_not_come_up(&absent,
			 NB_LIST("absent: node gwA: service charon: run no-such-daemon: "
				 "No such file or directory (ENOENT)"));
}

const struct CMUnitTest service_cases[] = {
	nb_unit_test(ready_means_ready, &all_kinds),
	nb_unit_test(its_output_is_kept, &all_kinds),
	nb_unit_test(it_can_be_stopped, &all_kinds),
	nb_unit_test(a_stubborn_one_is_killed, &all_kinds),
	nb_unit_test(one_that_dies_in_mid_case_is_told, &all_kinds),
	nb_unit_test(one_that_dies_early_fails_the_lab, NULL),
	nb_unit_test(one_that_is_never_ready_fails_the_lab, NULL),
	nb_unit_test(one_that_is_not_there_is_named, NULL),
};
const size_t service_count = sizeof(service_cases) / sizeof(service_cases[0]);
