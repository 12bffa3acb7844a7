/* SPDX-License-Identifier: MIT */
/*
 * The floor of nesting: PID, mount, UTS, IPC and network namespaces within one another by raw
 * system calls, an overlay root on the host's and /bin/true at each level.
 *
 *	floor_nesting DEPTH
 *
 * Prints what nesting does. Each level makes the next one before it changes its own root:
 * overlays stack twice only, so all lie on the host's root.
 */
#include <error.h>
#include <fcntl.h>
#include <signal.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/sides/floor.h"
#include "bench/sides/memory.h"

/* The levels from here down; a byte to @done for each that has run its program. */
static pid_t add_level(unsigned int depth, int done)
{
	unsigned long flags = CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC |
			      CLONE_NEWNET | SIGCHLD;
	pid_t pid;

	/* NOLINTNEXTLINE(misc-no-recursion): as deep as it was asked for */
	pid = (pid_t)must((int)syscall(SYS_clone, flags, 0, 0, 0, 0), "clone");
	if (pid)
		return pid;
	must(prctl(PR_SET_PDEATHSIG, SIGKILL), "prctl");
	if (depth > 1)
		add_level(depth - 1, done);
	make_root();
	run_true();
	must((int)write(done, "", 1), "done");
	for (;;)
		pause();
}

int main(int argc, char **argv)
{
	uint64_t begin, ran;
	unsigned int depth;
	int fds[2];
	long before;
	char byte;
	pid_t top;

	if (argc != 2)
		error(2, 0, "usage: floor_nesting DEPTH");
	depth = (unsigned int)strtoul(argv[1], NULL, 10);
	must(unshare(CLONE_NEWNS), "unshare");
	must(mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL), "private mounts");
	must(pipe2(fds, O_CLOEXEC), "pipe");
	before = memory_taken_kib();
	begin = now_ns();
	top = add_level(depth, fds[1]);
	close(fds[1]);
	for (unsigned int i = 0; i < depth; i++)
		if (must((int)read(fds[0], &byte, 1), "level") == 0)
			error(1, 0, "floor_nesting: a level has failed");
	ran = now_ns();
	printf("%llu %ld\n", (unsigned long long)(ran - begin),
	       memory_taken_kib() - before);
	must(kill(top, SIGKILL), "kill");
	must(waitpid(top, NULL, 0), "waitpid");
	return 0;
}
