/* SPDX-License-Identifier: MIT */
/*
 * KVM, tried: one page with one instruction, hlt, which must be executed and told. In a
 * child with a bound: where virtual machines are virtual themselves it may never return.
 * What it does not find out, a first guest that does not come up does (guests/pool.c).
 * Source: https://docs.kernel.org/virt/kvm/api.html
 */
#include "harness/guests/kernel.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/auto.h"
#include "harness/clock.h"

#if defined(__x86_64__)
#include <linux/kvm.h>

#define HLT 0xf4
#define PAGE 4096
#define TRY_MS 2000
#define FLAGS 2 /* the one bit that is always set */

static int make_memory(int vm, struct nb_error *err)
{
	unsigned char *page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
				   MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct kvm_userspace_memory_region region = { .memory_size = PAGE };

	if (page == MAP_FAILED)
		return nb_error_set(err, errno, "KVM: memory");
	page[0] = HLT;
	region.userspace_addr = (uintptr_t)page;
	if (ioctl(vm, KVM_SET_USER_MEMORY_REGION, &region) < 0)
		return nb_error_set(err, errno, "KVM: memory");
	return 0;
}

static int run(int kvm, int cpu, struct nb_error *err)
{
	size_t size = (size_t)ioctl(kvm, KVM_GET_VCPU_MMAP_SIZE, 0);
	struct kvm_run *state =
		mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, cpu, 0);
	struct kvm_regs regs = { .rflags = FLAGS };
	struct kvm_sregs sregs;

	if (state == MAP_FAILED || ioctl(cpu, KVM_GET_SREGS, &sregs) < 0)
		return nb_error_set(err, errno, "KVM: processor");
	sregs.cs.base = sregs.cs.selector = 0;
	if (ioctl(cpu, KVM_SET_SREGS, &sregs) < 0 || ioctl(cpu, KVM_SET_REGS, &regs) < 0)
		return nb_error_set(err, errno, "KVM: registers");
	if (ioctl(cpu, KVM_RUN, 0) < 0)
		return nb_error_set(err, errno, "KVM: run");
	if (state->exit_reason != KVM_EXIT_HLT)
		return nb_error_set(err, 0, "KVM: the processor stopped for reason %u",
				    state->exit_reason);
	return 0;
}

static int try_machine(struct nb_error *err)
{
	nb_auto_fd int kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC), vm = -1, cpu = -1;

	if (kvm < 0)
		return nb_error_set(err, errno, "open /dev/kvm");
	vm = ioctl(kvm, KVM_CREATE_VM, 0);
	if (vm < 0)
		return nb_error_set(err, errno, "KVM: make a machine");
	if (make_memory(vm, err) < 0)
		return -1;
	cpu = ioctl(vm, KVM_CREATE_VCPU, 0);
	if (cpu < 0)
		return nb_error_set(err, errno, "KVM: make a processor");
	return run(kvm, cpu, err);
}

/* What the child found comes as it is; a child that is killed says nothing. */
static int hear(int from, struct nb_error *err)
{
	struct pollfd fd = { from, POLLIN, 0 };
	struct nb_error told;

	if (poll(&fd, 1, (int)nb_clock_scaled_ms(TRY_MS)) == 0)
		return nb_error_set(err, ETIMEDOUT, "KVM: a machine does not run");
	if (read(from, &told, sizeof(told)) != sizeof(told))
		return nb_error_set(err, 0, "KVM: the trial ended early");
	return told.text[0] ? nb_error_set(err, told.code, "%s", told.text) : 0;
}

int nb_guest_kvm_try(struct nb_error *err)
{
	nb_auto_fd int from = -1, to = -1;
	int fds[2], rc;
	pid_t pid;

	if (access("/dev/kvm", R_OK | W_OK) < 0)
		return nb_error_set(err, errno, "/dev/kvm");
	if (access("/sys/module/kvm_pvm", F_OK) == 0)
		return nb_error_set(err, 0, "kvm_pvm runs kernels that were made for it");
	if (pipe2(fds, O_CLOEXEC) < 0)
		return nb_error_set(err, errno, "KVM: pipe");
	from = fds[0];
	to = fds[1];
	pid = fork();
	if (pid < 0)
		return nb_error_set(err, errno, "KVM: fork");
	if (pid == 0) {
		struct nb_error told = { 0 };

		try_machine(&told);
		_exit(write(to, &told, sizeof(told)) != sizeof(told));
	}
	close(nb_steal_fd(&to));
	rc = hear(from, err);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	return rc;
}

#else

int nb_guest_kvm_try(struct nb_error *err)
{
	return nb_error_set(err, ENOSYS, "KVM: not tried on this processor");
}

#endif
