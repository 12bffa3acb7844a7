/* SPDX-License-Identifier: MIT */
/*
 * Machines.
 *
 * Nothing of a machine is a file: the initramfs is a memfd that it opens as /proc/self/fd,
 * the channel a socket and the console a pipe that it inherits. A kernel that panics, or
 * only stumbles, reboots, and the machine ends instead: its end is the sign, the console
 * has the reason.
 *
 * -M q35, because microvm was seen to hang in its timer calibration on a busy host; one
 * processor, because an emulated one is faster alone.
 *
 * The host's root is shared by 9p, read-only: multidevs=remap, else two of its file systems
 * may have one inode number. security_model=none: what the guest creates belongs to who
 * started it, and no attributes are kept, so it takes no privilege.
 */
#include "harness/guests/machine.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/auto.h"
#include "harness/buffer.h"
#include "harness/openfiles.h"

#define ARGS_MAX 64
#define KERNEL_ARGS "quiet panic=-1 oops=panic"

/* Words of a command line, each printed. */
struct command {
	char *args[ARGS_MAX + 1];
	int count;
};

__attribute__((format(printf, 2, 3))) static void add(struct command *command,
						      const char *fmt, ...)
{
	va_list args;

	if (command->count >= ARGS_MAX)
		return;
	va_start(args, fmt);
	if (vasprintf(&command->args[command->count], fmt, args) >= 0)
		command->count++;
	va_end(args);
}

static void command_release(struct command *command)
{
	for (int i = 0; i < command->count; i++)
		free(command->args[i]);
}

const char *nb_machine_channel(const struct nb_guest_kernel *kernel)
{
	return kernel->kind == NB_GUEST_UML ? "/dev/ttyS0" : "/dev/vport0p1";
}

/* A comma ends a value of qemu's; two of them are one. */
static void add_share(struct command *command, const char *path, const char *more)
{
	nb_auto_buffer struct nb_buffer doubled = { 0 };

	for (; *path; path++)
		nb_buffer_printf(&doubled, *path == ',' ? ",%c" : "%c", *path);
	add(command, "-virtfs");
	add(command, "local,path=%s,security_model=none,%s",
	    doubled.data ? doubled.data : "", more);
}

static void qemu_command(struct command *command, const struct nb_guest_kernel *kernel,
			 const struct nb_guest_plan *plan, unsigned int memory_mb,
			 int initramfs, int channel)
{
	static const char *const fixed[] = { "-nodefaults", "-no-user-config",
					     "-display",    "none",
					     "-no-reboot",  "-smp",
					     "1",	    "-M",
					     "q35" };

	add(command, "%s", kernel->program);
	for (size_t i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++)
		add(command, "%s", fixed[i]);
	add(command, "-accel");
	add(command, kernel->has_kvm ? "kvm" : "tcg");
	add(command, "-cpu");
	add(command, kernel->has_kvm ? "host" : "max");
	add(command, "-m");
	add(command, "%u", memory_mb);
	add(command, "-kernel");
	add(command, "%s", kernel->image);
	add(command, "-initrd");
	add(command, "/proc/self/fd/%d", initramfs);
	add(command, "-append");
	add(command, "console=ttyS0 " KERNEL_ARGS);
	add(command, "-chardev");
	add(command, "stdio,id=console,signal=off");
	add(command, "-serial");
	add(command, "chardev:console");
	add(command, "-chardev");
	add(command, "socket,id=channel,fd=%d", channel);
	add(command, "-device");
	add(command, "virtio-serial-pci");
	add(command, "-device");
	add(command, "virtserialport,chardev=channel,nr=1,name=nestbed");
	add(command, "-device");
	add(command, "virtio-rng-pci");
	add_share(command, "/", "mount_tag=root,readonly=on,multidevs=remap");
	add_share(command, plan->folder, "mount_tag=run");
}

static void uml_command(struct command *command, const struct nb_guest_kernel *kernel,
			unsigned int memory_mb, int initramfs, int channel)
{
	add(command, "%s", kernel->program);
	add(command, "mem=%uM", memory_mb);
	add(command, "initrd=/proc/self/fd/%d", initramfs);
	add(command, "con=null");
	add(command, "con0=null,fd:1");
	add(command, "ssl0=fd:%d", channel);
	add(command, "console=tty0");
	for (const char *word = KERNEL_ARGS; *word;) {
		size_t len = strcspn(word, " ");

		add(command, "%.*s", (int)len, word);
		word += len + strspn(word + len, " ");
	}
}

/* Die with the runner, which holds the other end of the channel for as long as it lives. */
static void die_with_runner(int channel)
{
	struct pollfd peer = { channel, 0, 0 };

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (poll(&peer, 1, 0) != 0)
		_exit(127); /* it was too late for that */
}

static _Noreturn void execute(char *const *args, int console, const int *inherited)
{
	int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	for (; *inherited >= 0; inherited++)
		fcntl(*inherited, F_SETFD, 0);
	if (dup2(nothing, 0) < 0 || dup2(console, 1) < 0 || dup2(console, 2) < 0)
		_exit(127);
	nb_openfiles_restore();
	execv(args[0], args);
	dprintf(2, "%s: %s\n", args[0], strerror(errno));
	_exit(127);
}

/* PID 1 of a namespace waits for the machine, and takes all of it along when it is killed. */
static void be_first(void)
{
	pid_t pid = fork();
	int status = 0;

	if (pid == 0)
		return;
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		continue;
	_exit(WIFEXITED(status) ? WEXITSTATUS(status) : 127);
}

/* The pipe is its standard output and error; nothing but the three it needs is inherited. */
static _Noreturn void be_machine(char *const *args, int console, const int *inherited)
{
	setsid(); /* an interrupt from the keyboard is the runner's to deal with */
	die_with_runner(inherited[0]);
	if (getpid() == 1)
		be_first();
	execute(args, console, inherited);
}

/* Where it may: user-mode-linux is several processes, and the death of one leaves others. */
static pid_t fork_apart(void)
{
	struct clone_args args = {
		.flags = CLONE_NEWPID | (geteuid() == 0 ? 0 : CLONE_NEWUSER),
		.exit_signal = SIGCHLD,
	};
	pid_t pid = (pid_t)syscall(SYS_clone3, &args, sizeof(args));

	return pid < 0 ? fork() : pid;
}

static int start(const struct command *command, bool is_apart, int console[2],
		 int channel[2], int initramfs, struct nb_machine *ret,
		 struct nb_error *err)
{
	const int inherited[] = { channel[1], initramfs, -1 };
	pid_t pid;

	pid = is_apart ? fork_apart() : fork();
	if (pid < 0)
		return nb_error_set(err, errno, "start %s", command->args[0]);
	if (pid == 0) {
		close(channel[0]); /* else it would never see the runner's end */
		be_machine(command->args, console[1], inherited);
	}
	*ret = (struct nb_machine){ .pid = pid,
				    .channel = nb_steal_fd(&channel[0]),
				    .console = nb_steal_fd(&console[0]) };
	fcntl(ret->console, F_SETFL, O_NONBLOCK);
	fcntl(ret->channel, F_SETFL, O_NONBLOCK);
	return 0;
}

static void close_pair(int pair[2])
{
	for (int i = 0; i < 2; i++)
		if (pair[i] >= 0)
			close(pair[i]);
}

int nb_machine_start(const struct nb_guest_kernel *kernel,
		     const struct nb_guest_plan *plan, unsigned int memory_mb,
		     struct nb_machine *ret, struct nb_error *err)
{
	nb_auto_fd int initramfs = nb_initramfs_new(kernel, plan, err);
	int console[2] = { -1, -1 }, channel[2] = { -1, -1 };
	struct command command = { 0 };
	int rc = -1;

	if (initramfs < 0)
		return -1;
	fcntl(initramfs, F_SETFD, FD_CLOEXEC);
	if (pipe2(console, O_CLOEXEC) < 0 ||
	    socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, channel) < 0) {
		nb_error_set(err, errno, "start a guest");
	} else {
		if (kernel->kind == NB_GUEST_UML)
			uml_command(&command, kernel, memory_mb, initramfs, channel[1]);
		else
			qemu_command(&command, kernel, plan, memory_mb, initramfs,
				     channel[1]);
		rc = start(&command, kernel->kind == NB_GUEST_UML, console, channel,
			   initramfs, ret, err);
	}
	command_release(&command);
	close_pair(console);
	close_pair(channel);
	return rc;
}

static void keep_tail(struct nb_machine *machine, const char *text, size_t len)
{
	size_t gone;

	if (len > NB_CONSOLE_KEPT) {
		text += len - NB_CONSOLE_KEPT;
		len = NB_CONSOLE_KEPT;
	}
	gone = machine->tail_len + len > NB_CONSOLE_KEPT
		       ? machine->tail_len + len - NB_CONSOLE_KEPT
		       : 0;
	memmove(machine->tail, machine->tail + gone, machine->tail_len - gone);
	machine->tail_len -= gone;
	memcpy(machine->tail + machine->tail_len, text, len);
	machine->tail_len += len;
	machine->tail[machine->tail_len] = '\0';
}

bool nb_machine_hear(struct nb_machine *machine)
{
	char text[4096];
	ssize_t len;

	while (machine->console >= 0) {
		len = read(machine->console, text, sizeof(text));
		if (len < 0 && (errno == EAGAIN || errno == EINTR))
			return true;
		if (len <= 0) {
			close(machine->console);
			machine->console = -1;
			return false;
		}
		keep_tail(machine, text, (size_t)len);
	}
	return false;
}

void nb_machine_stop(struct nb_machine *machine)
{
	if (!machine->pid)
		return;
	kill(machine->pid, SIGKILL);
	waitpid(machine->pid, NULL, 0);
	if (machine->console >= 0)
		close(machine->console);
	if (machine->channel >= 0)
		close(machine->channel);
	*machine = (struct nb_machine){ .console = -1, .channel = -1 };
}
