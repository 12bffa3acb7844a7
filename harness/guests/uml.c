/* SPDX-License-Identifier: MIT */
/*
 * User-mode-linux on this processor, tried. It has the host restore the registers of its
 * processes by PTRACE_SETREGSET; before Linux 6.13 it has room for ROOM bytes of them (x87, SSE,
 * AVX, AVX-512), and the host refuses what is not all that its processor has: with AMX, 11,008
 * bytes. The first process of such a guest then dies by SIGSEGV.
 * Source: arch/x86/um/user-offsets.c, HOST_FP_SIZE; measured on 6.1.176.
 */
#include "harness/guests/kernel.h"

#include <elf.h>
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#if defined(__x86_64__)

#define ROOM 2696
#define ALL (64u << 10)
#define ROOM_FOR_ALL "6.13"

/* Read the registers of @pid as far as @size goes, and write them back. */
static int restore(pid_t pid, size_t size, size_t *ret_len)
{
	char bytes[ALL];
	struct iovec room = { bytes, size };

	if (ptrace(PTRACE_GETREGSET, pid, (void *)NT_X86_XSTATE, &room) < 0)
		return 0; /* a host without these; user-mode-linux uses what was before */
	*ret_len = room.iov_len;
	return (int)ptrace(PTRACE_SETREGSET, pid, (void *)NT_X86_XSTATE, &room);
}

int nb_guest_uml_try(const char *release, struct nb_error *err)
{
	size_t some = 0, all = 0;
	pid_t pid;
	int rc;

	if (strverscmp(release, ROOM_FOR_ALL) >= 0)
		return 0;
	pid = fork();
	if (pid < 0)
		return nb_error_set(err, errno, "user-mode-linux: fork");
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		raise(SIGSTOP);
		_exit(0);
	}
	waitpid(pid, NULL, WUNTRACED);
	rc = restore(pid, ROOM, &some) < 0 && restore(pid, ALL, &all) == 0 ? -1 : 0;
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	if (rc < 0)
		return nb_error_set(
			err, 0,
			"user-mode-linux %s has room for %d bytes of registers, this "
			"processor has %zu: use qemu, or user-mode-linux %s",
			release, ROOM, all, ROOM_FOR_ALL);
	return 0;
}

#else

int nb_guest_uml_try(const char *release, struct nb_error *err)
{
	(void)release;
	(void)err;
	return 0;
}

#endif
