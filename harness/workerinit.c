/* SPDX-License-Identifier: MIT */
/*
 * PID 1 of a worker.
 *
 * It prepares the namespaces that it was born into, starts the program, reaps, and tells
 * the runner how the program ended and what it left running. Then it waits to be killed:
 * with PID 1 the kernel ends every process of the namespace, and with the last of them
 * goes every interface, mount and capture.
 *
 * It must not outlive the runner, however that dies. Three things see to it: the
 * parent-death signal; the end of the control socket, for the moment before that signal
 * is set; and closing every inherited descriptor, so that the sockets of other workers
 * are held by the runner alone. Only one that the runner has asked to stay does so.
 */
#include "harness/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/auto.h"
#include "harness/clock.h"
#include "harness/coverage.h"
#include "harness/leaks.h"
#include "harness/openfiles.h"
#include "harness/record.h"

#define LEAK_GRACE_MS 200 /* what was told to end may take so long */

static pid_t runs; /* the program; 0 = not started, or reaped */

static int write_file(const char *path, const char *text, struct nb_error *err)
{
	nb_auto_fd int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		return nb_error_set(err, errno, "write %s", path);
	return 0;
}

/* One user and one group, who are root inside; all that an unprivileged user may map. */
static int map_user(const struct nb_workerinit *init, struct nb_error *err)
{
	char map[32];

	if (write_file("/proc/self/setgroups", "deny", err) < 0)
		return -1;
	snprintf(map, sizeof(map), "0 %u 1", init->uid);
	if (write_file("/proc/self/uid_map", map, err) < 0)
		return -1;
	snprintf(map, sizeof(map), "0 %u 1", init->gid);
	return write_file("/proc/self/gid_map", map, err);
}

static int raise_loopback(struct nb_error *err)
{
	nb_auto_fd int sock = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct ifreq request = { .ifr_name = "lo", .ifr_flags = IFF_UP };

	if (sock < 0 || ioctl(sock, SIOCSIFFLAGS, &request) < 0)
		return nb_error_set(err, errno, "set lo up");
	return 0;
}

static int prepare(const struct nb_workerinit *init, struct nb_error *err)
{
	if (init->is_user && map_user(init, err) < 0)
		return -1;
	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
		return nb_error_set(err, errno, "make mounts private");
	if (mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) < 0)
		return nb_error_set(err, errno, "mount /proc");
	return raise_loopback(err);
}

static int describe_program(const struct nb_workerinit *init, posix_spawnattr_t *attr,
			    posix_spawn_file_actions_t *files)
{
	sigset_t none;
	int rc;

	sigemptyset(&none);
	posix_spawnattr_init(attr);
	posix_spawn_file_actions_init(files);
	rc = posix_spawnattr_setflags(attr, POSIX_SPAWN_SETSIGMASK);
	rc = rc ? rc : posix_spawnattr_setsigmask(attr, &none);
	rc = rc ? rc
		: posix_spawn_file_actions_addopen(files, STDIN_FILENO, "/dev/null",
						   O_RDWR, 0);
	for (int fd = STDOUT_FILENO; fd <= STDERR_FILENO; fd++)
		rc = rc ? rc
			: posix_spawn_file_actions_adddup2(files, init->spec->output, fd);
	return rc ? rc
		  : posix_spawn_file_actions_adddup2(files, init->records,
						     NB_WORKER_RECORD_FD);
}

/* Start the program; on success it has been executed. Nothing is copied as by fork(). */
static pid_t start_program(const struct nb_workerinit *init, struct nb_error *err)
{
	nb_auto_free char *program = strdup(init->spec->program);
	char *const argv[] = { program, NULL };
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attr;
	pid_t pid = -1;
	int rc;

	rc = describe_program(init, &attr, &files);
	nb_openfiles_restore();
	if (rc == 0)
		rc = posix_spawn(&pid, init->spec->program, &files, &attr, argv,
				 (char *const *)(uintptr_t)init->spec->env);
	posix_spawn_file_actions_destroy(&files);
	posix_spawnattr_destroy(&attr);
	return rc ? nb_error_set(err, rc, "execute %s", init->spec->program) : pid;
}

/* Reap whoever has ended; true with *@ret_status set when @pid was among them. */
static bool reap(pid_t pid, int *ret_status)
{
	bool was_seen = false;
	int status;
	pid_t ended;

	while ((ended = waitpid(-1, &status, WNOHANG)) > 0)
		if (ended == pid) {
			*ret_status = status;
			was_seen = true;
		}
	return was_seen;
}

/* Not exit(): what the runner had in its buffers when it was cloned is not ours to write.
 */
static _Noreturn void leave(void)
{
	nb_cov_flush();
	_exit(EXIT_FAILURE);
}

/* Wait for a signal or a word of the runner; ends with the runner unless told to stay. */
static void wait_for_event(int control, int signals, int timeout_ms)
{
	static bool may_stay;
	struct pollfd fds[] = { { signals, POLLIN, 0 },
				{ may_stay ? -1 : control, POLLIN, 0 } };
	struct signalfd_siginfo info;
	char word;

	if (poll(fds, 2, timeout_ms) <= 0)
		return;
	if (fds[0].revents && read(signals, &info, sizeof(info)) < 0)
		return;
	if (!fds[1].revents)
		return;
	if (recv(control, &word, 1, MSG_DONTWAIT) != 1)
		leave(); /* the runner is gone */
	may_stay = true;
	if (word == NB_WORKER_HALT && runs)
		kill(runs, SIGSTOP);
	prctl(PR_SET_PDEATHSIG, 0);
	nb_openfiles_let_go_of_output();
	send(control, &word, 1, MSG_NOSIGNAL);
}

/* Orphans that were told to end get a moment for it. */
static void find_leaks(const struct nb_workerinit *init, int signals,
		       struct nb_worker_end *end)
{
	struct nb_deadline grace = nb_deadline_in(LEAK_GRACE_MS);
	bool is_sure;

	while ((nb_leaks_find(end->leaks, sizeof(end->leaks), &is_sure) || !is_sure) &&
	       !nb_deadline_passed(&grace)) {
		wait_for_event(init->control, signals, 5);
		reap(0, NULL);
	}
}

static void tell(const struct nb_workerinit *init, const struct nb_worker_end *end)
{
	nb_cov_flush(); /* the runner may kill from now on */
	if (send(init->control, end, sizeof(*end), MSG_NOSIGNAL) < 0)
		leave();
}

static int block_sigchld(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, NULL);
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

/* Prepare, start, and wait for the end of the program. */
static void run(const struct nb_workerinit *init, int signals, struct nb_worker_end *end)
{
	if (prepare(init, &end->err) < 0) {
		end->how = NB_WORKER_NO_NAMESPACES;
		return;
	}
	runs = start_program(init, &end->err);
	if (runs < 0) {
		runs = 0;
		end->how = NB_WORKER_NO_EXEC;
		return;
	}
	while (!reap(runs, &end->status))
		wait_for_event(init->control, signals, -1);
	runs = 0;
	if (WIFEXITED(end->status))
		find_leaks(init, signals, end);
}

_Noreturn void nb_workerinit_main(const struct nb_workerinit *init)
{
	int fds[] = { init->control, init->records, init->spec->output };
	struct nb_worker_end end = { .how = NB_WORKER_ENDED };
	int signals;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	nb_openfiles_close_but(fds, 3);
	nb_cov_forget();
	setsid(); /* the terminal's interrupt is for the runner */
	signals = block_sigchld();
	run(init, signals, &end);
	tell(init, &end);
	for (;;) {
		wait_for_event(init->control, signals, -1);
		reap(0, NULL);
	}
}
