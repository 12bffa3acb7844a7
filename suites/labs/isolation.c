/* SPDX-License-Identifier: MIT */
/* Containers have everything of their own; hosts share all but their network. */
#include "labs.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const struct nb_topology pair = {
	.name = "pair",
	.nodes = NB_NODES({ "alice" }, { "bob" }, { "host1", .kind = NB_HOST },
			  { "host2", .kind = NB_HOST }, { "sw", .kind = NB_SWITCH }),
};

#define ALICE nb_lab_node(*state, "alice")
#define BOB nb_lab_node(*state, "bob")
#define HOST1 nb_lab_node(*state, "host1")
#define HOST2 nb_lab_node(*state, "host2")

/* Which namespace of a kind a node's programs are in. */
static char *namespace_of(struct nb_node *node, const char *kind)
{
	static char text[2][64];
	static unsigned int turn;
	struct nb_run_result result;
	char path[64];

	snprintf(path, sizeof(path), "/proc/self/ns/%s", kind);
	assert_int_equal(
		nb_node_run(node, NB_LIST("readlink", path), NULL, &result, NULL), 0);
	assert_int_equal(result.status, 0);
	snprintf(text[++turn % 2], sizeof(text[0]), "%s", result.out);
	nb_run_release(&result);
	return text[turn % 2];
}

static void containers_share_no_namespace(void **state)
{
	static const char *const kinds[] = { "net", "mnt", "pid", "uts", "ipc" };

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		assert_string_not_equal(namespace_of(ALICE, kinds[i]),
					namespace_of(BOB, kinds[i]));
		assert_string_not_equal(namespace_of(ALICE, kinds[i]),
					namespace_of(HOST1, kinds[i]));
	}
}

static void hosts_share_all_but_their_network(void **state)
{
	static const char *const shared[] = { "mnt", "pid", "uts", "ipc" };

	for (size_t i = 0; i < sizeof(shared) / sizeof(shared[0]); i++)
		assert_string_equal(namespace_of(HOST1, shared[i]),
				    namespace_of(HOST2, shared[i]));
	assert_string_not_equal(namespace_of(HOST1, "net"), namespace_of(HOST2, "net"));
}

static const struct nb_service_spec sleeper = { .name = "sleeper",
						.argv = NB_LIST("sleep", "1234") };

/* /proc of a container lists what runs in it: PID 1, the shell and what that runs. */
static void no_process_of_another_is_seen(void **state)
{
	struct nb_error err = { 0 };

	if (!nb_service_start(BOB, &sleeper, &err))
		fail_msg("%s", err.text);
	nb_assert_output_is(
		BOB, "cat /proc/[0-9]*/cmdline | tr '\\0' '\\n' | grep -cx '123[4]'",
		"1\n");
	nb_assert_output_is(
		ALICE,
		"cat /proc/[0-9]*/cmdline | tr '\\0' '\\n' | grep -cx '123[4]';"
		"true",
		"0\n");
	nb_assert_output_is(ALICE, "cd /proc && ls -d [0-9]* | head -1", "1\n");
}

static void a_file_of_one_is_not_in_another(void **state)
{
	nb_assert_command(ALICE, "echo mine >/etc/nestbed-labs && rm /etc/passwd", 0);
	nb_assert_file_is(ALICE, "/etc/nestbed-labs", "mine\n");
	nb_assert_no_file(BOB, "/etc/nestbed-labs");
	nb_assert_no_file(HOST1, "/etc/nestbed-labs");
	nb_assert_no_file(ALICE, "/etc/passwd");
	nb_assert_file(BOB, "/etc/passwd");
	assert_int_equal(access("/etc/nestbed-labs", F_OK), -1);
	assert_int_equal(access("/etc/passwd", F_OK), 0);
}

/* A folder that was there can be replaced: it hides what lay below. */
static void a_folder_of_the_image_can_be_replaced(void **state)
{
	nb_assert_command(
		ALICE, "rm -rf /etc/cron.d && mkdir /etc/cron.d && ls -A /etc/cron.d", 0);
	nb_assert_output_is(ALICE, "ls -A /etc/cron.d | wc -l", "0\n");
}

static void run_tmp_and_shm_start_empty(void **state)
{
	nb_assert_output_is(ALICE, "ls -A /tmp /dev/shm", "/dev/shm:\n\n/tmp:\n");
	nb_assert_output_is(ALICE, "ls -A /run", "lock\n");
	nb_assert_command(ALICE, "echo x >/tmp/x && echo x >/run/x && echo x >/dev/shm/x",
			  0);
	nb_assert_no_file(BOB, "/tmp/x");
	nb_assert_no_file(BOB, "/run/x");
	nb_assert_no_file(BOB, "/dev/shm/x");
	assert_int_equal(access("/run/x", F_OK), -1);
}

/* Below its root there is nothing to see, of the host above all. */
static void nothing_lies_below_its_root(void **state)
{
	struct nb_error err = { 0 };
	struct nb_run_result result;

	nb_assert_command(ALICE, "umount -l /", 0);
	assert_int_equal(nb_node_run(ALICE, NB_LIST("/bin/true"), NULL, &result, &err),
			 -1);
	assert_int_equal(err.code, ENOENT);
	nb_assert_command(BOB, "/bin/true", 0);
}

static void devices_work(void **state)
{
	nb_assert_output_is(ALICE, "head -c 3 /dev/zero | tr '\\0' z; echo x >/dev/null",
			    "zzz");
	nb_assert_output_is(ALICE, "echo yes | cat /dev/stdin", "yes\n");
	nb_assert_command(ALICE, "head -c 1 /dev/urandom >/dev/null && test -c /dev/ptmx",
			  0);
	nb_assert_command(ALICE,
			  "test -e /dev/mem || test -e /dev/sda || test -e /dev/vda", 1);
}

static void hostname_and_ipc_are_its_own(void **state)
{
	nb_assert_output_is(ALICE, "uname -n", "alice\n");
	nb_assert_output_is(BOB, "uname -n", "bob\n");
	nb_assert_command(ALICE, "ipcmk -M 100 >/dev/null", 0);
	nb_assert_output_is(ALICE, "ipcs -m | grep -c '^0x'", "1\n");
	nb_assert_output_is(BOB, "ipcs -m | grep -c '^0x' || true", "0\n");
}

static void sys_shows_its_own_network(void **state)
{
	nb_assert_output_is(ALICE, "ls /sys/class/net", "lo\n");
	nb_assert_output_contains(ALICE, "cat /proc/net/dev", "lo:");
}

static void a_switch_runs_nothing(void **state)
{
	struct nb_error err = { 0 };
	struct nb_run_result result;

	assert_int_equal(nb_node_run(nb_lab_node(*state, "sw"), NB_LIST("true"), NULL,
				     &result, &err),
			 -1);
	assert_non_null(strstr(err.text, "node sw: a switch runs no programs"));
}

const struct CMUnitTest isolation_cases[] = {
	nb_unit_test(containers_share_no_namespace, &pair),
	nb_unit_test(hosts_share_all_but_their_network, &pair),
	nb_unit_test(no_process_of_another_is_seen, &pair),
	nb_unit_test(a_file_of_one_is_not_in_another, &pair),
	nb_unit_test(a_folder_of_the_image_can_be_replaced, &pair),
	nb_unit_test(run_tmp_and_shm_start_empty, &pair),
	nb_unit_test(nothing_lies_below_its_root, &pair),
	nb_unit_test(devices_work, &pair),
	nb_unit_test(hostname_and_ipc_are_its_own, &pair),
	nb_unit_test(sys_shows_its_own_network, &pair),
	nb_unit_test(a_switch_runs_nothing, &pair),
};
const size_t isolation_count = sizeof(isolation_cases) / sizeof(isolation_cases[0]);
