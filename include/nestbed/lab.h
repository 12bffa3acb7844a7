/* SPDX-License-Identifier: MIT */
/*
 * Labs: topologies that run. A lab is built in one call, in the order of its
 * life: namespaces, links, addresses, routes, rules; captures; then services,
 * each waited for. Nodes are borrowed from it and live as long as it does.
 *
 * Nothing is named on the host. All that a lab made ends with nb_lab_free(), or
 * with the process that built it, however that ends.
 *
 * Without root, a container cannot change a file of the host below its own root, only
 * replace it, and it can make files in /etc, /var, /run, /tmp and in folders that lie
 * directly below /. Outside of a runner, what a program of a host (not of a container)
 * has started itself may outlive a killed process.
 */
#ifndef NESTBED_LAB_H
#define NESTBED_LAB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <nestbed/error.h>
#include <nestbed/topology.h>

#ifdef __cplusplus
extern "C" {
#endif

struct nb_lab;	   /* what was built: opaque, owned by you */
struct nb_node;	   /* one machine of a lab: borrowed from it */
struct nb_service; /* one running service of a node: borrowed from its lab */
struct nb_capture; /* packets, see nestbed/capture.h */

/**
 * nb_lab_new() - Build every node, link, address and route of a topology
 * @topo:	What to build; only read, may be static const, must outlive the lab
 * @err:	Filled in on failure, may be NULL
 *
 * Needs CAP_SYS_ADMIN and CAP_NET_ADMIN in the current user namespace: a case
 * under the runner has them, also when the user is not root.
 *
 * On failure nothing is left behind: what had been built is undone first.
 *
 * Return: a new lab, free it with nb_lab_free(); NULL with @err set, whose
 *	   text names the node and link ("narrow: node r1: link eth1: ...")
 */
struct nb_lab *nb_lab_new(const struct nb_topology *topo, struct nb_error *err);
void nb_lab_free(struct nb_lab *lab); /* NULL is fine */

const struct nb_topology *nb_lab_topology(const struct nb_lab *lab);

/** nb_lab_node() - The node of that name; NULL (remembered for messages) if there is none */
struct nb_node *nb_lab_node(struct nb_lab *lab, const char *name);

/**
 * nb_lab_capture() - What was recorded on every end of the lab since it stands; borrowed
 * Return: the capture; NULL when the topology says NB_RECORD_NONE, which every question
 *	   about a capture then tells
 */
struct nb_capture *nb_lab_capture(struct nb_lab *lab);

const char *nb_node_name(const struct nb_node *node);
struct nb_lab *nb_node_lab(const struct nb_node *node);

/**
 * struct nb_run_options - How to run a command in a node; zero is a sensible default
 * @deadline_ms: Kill its process group after so long; 0 = 10000
 * @input:	Text for its standard input; NULL = /dev/null
 * @env:	"NAME=value" strings added to the environment, ends with NULL
 * @may_leave:	What it leaves running belongs to the lab; without it that is a leak
 */
struct nb_run_options {
	unsigned int deadline_ms;
	const char *input;
	const char *const *env;
	bool may_leave;
};

/**
 * struct nb_run_result - How a command in a node ended
 * @status:	Exit status 0 to 255; -1 when it was ended by a signal
 * @signal:	That signal, else 0
 * @timed_out:	It was killed because its deadline had passed
 * @out, @err:	Standard output and error, terminated; release with nb_run_release()
 * @out_len, @err_len: Bytes in them, without the terminator
 * @duration_ns: From exec to end
 */
struct nb_run_result {
	int status;
	int signal;
	bool timed_out;
	char *out, *err;
	size_t out_len, err_len;
	uint64_t duration_ns;
};

/**
 * nb_node_run() - Run a program in a node and wait for it
 * @node:	Where: in its network, mounts, processes, hostname; a host's working directory
 *		is the folder of the topology, a container's its root
 * @argv:	Program and arguments, ends with NULL; PATH is searched in the node
 * @opts:	NULL = defaults
 * @ret:	How it ended; only set on success
 *
 * Descriptors of the caller that are not close-on-exec are inherited, but only those below 128:
 * the ones of nodes lie above.
 *
 * Return: 0 when it ran, whatever its status; -1 with @err set when it could
 *	   not be started (ENOENT: no such program)
 */
int nb_node_run(struct nb_node *node, const char *const argv[],
		const struct nb_run_options *opts, struct nb_run_result *ret,
		struct nb_error *err);

/** nb_node_shell() - The same for a line of shell, run by /bin/sh -c */
int nb_node_shell(struct nb_node *node, const char *line,
		  const struct nb_run_options *opts, struct nb_run_result *ret,
		  struct nb_error *err);
void nb_run_release(struct nb_run_result *result);

/**
 * nb_node_read_file() - The content of a file as the node sees it
 * @ret_data:	Terminated, free() it; @ret_len: bytes without the terminator, may be NULL
 *
 * Return: 0; -1 with @err set (ENOENT: no such file)
 */
int nb_node_read_file(struct nb_node *node, const char *path, char **ret_data,
		      size_t *ret_len, struct nb_error *err);
/** nb_node_write_file() - Create or replace a file in a node; missing folders are made */
int nb_node_write_file(struct nb_node *node, const char *path, const void *data,
		       size_t len, struct nb_error *err);

/**
 * nb_node_socket() - A socket of this process in the network of a node
 *
 * Takes microseconds and starts no process: socket(2) is called while the calling
 * thread is in the node's network namespace. Before a node's first one its neighbours are
 * entered, where that was put off: NB_NEIGHBOURS_STATIC.
 *
 * Return: a descriptor, close-on-exec, yours; -1 with @err set
 */
int nb_node_socket(struct nb_node *node, int domain, int type, int protocol,
		   struct nb_error *err);

/**
 * nb_node_start() - Switch a container on: its PID 1, mounts, root, hostname, IPC
 *
 * Else that is done when something first runs in it, or a file of it is asked for. The
 * containers around it are switched on first; one that runs is left as it is.
 *
 * Return: 0; -1 with @err set (EINVAL: only a container has processes of its own; ESRCH: it
 *	   was killed)
 */
int nb_node_start(struct nb_node *node, struct nb_error *err);

/**
 * nb_node_kill() - Pull the plug of a container: all that runs in it ends at once
 *
 * So does all that runs in nodes that it holds, directly or not: their processes live
 * inside its own. Its network stays. Nothing can be run there any more (ESRCH).
 *
 * Return: 0; -1 with @err set (EINVAL: only a container has processes of its own)
 */
int nb_node_kill(struct nb_node *node, struct nb_error *err);

/** nb_node_service() - The running service of that name; NULL if there is none */
struct nb_service *nb_node_service(struct nb_node *node, const char *name);
/**
 * nb_service_start() - Start a service in mid-test and wait until it is ready
 * Return: borrowed from the lab; NULL with @err set, with its last output
 */
struct nb_service *nb_service_start(struct nb_node *node,
				    const struct nb_service_spec *spec,
				    struct nb_error *err);
/** nb_service_stop() - SIGTERM, then SIGKILL after @grace_ms; @ret_status as waitpid() tells */
int nb_service_stop(struct nb_service *service, unsigned int grace_ms, int *ret_status,
		    struct nb_error *err);
bool nb_service_is_running(struct nb_service *service);
pid_t nb_service_pid(
	const struct nb_service *service); /* in this process's PID namespace */
/**
 * nb_lab_check_services() - Has a service ended that nobody stopped and that may not?
 * Return: 0 = none; -1 with @err set to the first: "node gwA: service charon: exited with
 *	   status 1; its last output: ..."
 */
int nb_lab_check_services(struct nb_lab *lab, struct nb_error *err);
/** nb_service_output() - All that it has printed so far, terminated; free() it */
char *nb_service_output(struct nb_service *service, size_t *ret_len);

#ifdef __cplusplus
}
#endif

#endif /* NESTBED_LAB_H */
