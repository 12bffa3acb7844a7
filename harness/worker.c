/* SPDX-License-Identifier: MIT */
/*
 * Workers, the runner's side.
 *
 * clone3() makes the namespaces and the process in one call, and gives a pidfd. Two
 * sockets lead to it: one to its init alone, which tells the end that a verdict rests
 * on, and one that the program inherits and speaks records through, so that a hostile
 * program cannot forge the former.
 *
 * A worker is over for the runner when init has told the end of the program: then it is
 * killed, and dies unattended, which takes the kernel 10 ms for every capture socket.
 */
#include "harness/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/auto.h"

#define NAMESPACES \
	(CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS)

static pid_t clone_into(uint64_t flags, int *ret_pidfd)
{
	struct clone_args args = { .flags = flags | CLONE_PIDFD,
				   .pidfd = (uintptr_t)ret_pidfd,
				   .exit_signal = SIGCHLD };

	return (pid_t)syscall(SYS_clone3, &args, sizeof(args));
}

/* Root does without a user namespace where it may; everybody else needs one. */
static pid_t clone_worker(bool *ret_is_user, int *ret_pidfd)
{
	static bool needs_user;
	pid_t pid = -1;

	if (geteuid() == 0 && !needs_user)
		pid = clone_into(NAMESPACES, ret_pidfd);
	*ret_is_user = pid < 0;
	if (pid < 0) {
		pid = clone_into(NAMESPACES | CLONE_NEWUSER, ret_pidfd);
		needs_user = needs_user || pid > 0;
	}
	return pid;
}

int nb_worker_start(const struct nb_worker_spec *spec, struct nb_worker *ret,
		    struct nb_error *err)
{
	nb_auto_fd int control = -1, control_in = -1, records = -1, records_in = -1;
	struct nb_workerinit init = { .spec = spec, .uid = geteuid(), .gid = getegid() };
	int pair[2], pidfd = -1;
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0)
		return nb_error_set(err, errno, "worker: control socket");
	control = pair[0];
	control_in = pair[1];
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0)
		return nb_error_set(err, errno, "worker: record socket");
	records = pair[0];
	records_in = pair[1];
	init.control = control_in;
	init.records = records_in;

	pid = clone_worker(&init.is_user, &pidfd);
	if (pid < 0)
		return nb_error_set(err, errno, "worker: new namespaces");
	if (pid == 0)
		nb_workerinit_main(&init);
	fcntl(records, F_SETFL, O_NONBLOCK);
	*ret = (struct nb_worker){ pid, pidfd, nb_steal_fd(&control),
				   nb_steal_fd(&records), init.is_user };
	return 0;
}

int nb_worker_receive_end(const struct nb_worker *worker, struct nb_worker_end *ret)
{
	ssize_t len;

	do
		len = recv(worker->control, ret, sizeof(*ret), MSG_DONTWAIT);
	while (len < 0 && errno == EINTR);
	if (len < 0)
		return errno == EAGAIN ? -1 : 0;
	return len == sizeof(*ret);
}

void nb_worker_kill(const struct nb_worker *worker)
{
	if (worker->pid)
		syscall(SYS_pidfd_send_signal, worker->pidfd, SIGKILL, NULL, 0);
}

static void release(struct nb_worker *worker)
{
	close(worker->control);
	close(worker->records);
	close(worker->pidfd);
	*worker = (struct nb_worker){ 0 };
}

bool nb_worker_reap(struct nb_worker *worker)
{
	if (worker->pid && waitpid(worker->pid, NULL, WNOHANG) == 0)
		return false;
	if (worker->pid)
		release(worker);
	return true;
}

void nb_worker_wait(struct nb_worker *worker)
{
	if (worker->pid)
		while (waitpid(worker->pid, NULL, 0) < 0 && errno == EINTR)
			continue;
	if (worker->pid)
		release(worker);
}

int nb_worker_let_stay(struct nb_worker *worker, bool halts, struct nb_error *err)
{
	const char word = halts ? NB_WORKER_HALT : NB_WORKER_STAY;
	char answer = 0;

	if (send(worker->control, &word, 1, MSG_NOSIGNAL) < 0 ||
	    recv(worker->control, &answer, 1, 0) != 1 || answer != word)
		return nb_error_set(err, errno, "worker %d: let it stay", worker->pid);
	release(worker);
	return 0;
}
