/* SPDX-License-Identifier: MIT */
/*
 * The first process of a guest, linked statically into an initramfs.
 *
 * Theory of operation. It carries out its plan, the file /plan beside it: entries of a
 * verb and its words, each ended by a zero byte, an empty word behind the last. Modules
 * are loaded in the order in which they stand. The root is an overlay: the host's own,
 * shared and read-only, below; a tmpfs above, so that everything may be written and
 * nothing of it reaches the host. What shall reach it is shared a second time at its own
 * path. Then the agent is started, its channel being descriptor 3. When it has ended the
 * machine goes off.
 *
 * Whatever goes wrong is said on the console, which the host keeps the end of.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#define PLAN_MAX (1 << 20)
#define WORDS_MAX 8  /* of an entry of the plan */
#define ARGS_MAX 16  /* of the agent */
#define ENV_MAX 4096 /* variables of the agent */
#define DEVICE_TRIES 500
#define DEVICE_TRY_MS 10
#define CHANNEL_FD 3
#define ROOT "/root"
#define SHARED_9P "trans=virtio,version=9p2000.L,access=any,msize=262144,cache="

static struct {
	char *args[ARGS_MAX + 1];
	char *env[ENV_MAX + 1];
	int nargs, nenv;
	const char *cwd;
	const char *channel;
} agent;

static _Noreturn void go_off(void)
{
	sync();
	reboot(RB_POWER_OFF);
	_exit(1);
}

static _Noreturn void fail(const char *what, const char *name)
{
	dprintf(STDERR_FILENO, "nestbed: guest: %s %s: %s\n", what, name,
		strerror(errno));
	go_off();
}

static void make_folders(const char *path)
{
	char copy[4096];

	snprintf(copy, sizeof(copy), "%s", path);
	for (char *slash = copy; slash;) {
		slash = strchr(slash + 1, '/');
		if (slash)
			*slash = '\0';
		if (mkdir(copy, 0755) < 0 && errno != EEXIST)
			fail("make the folder", copy);
		if (slash)
			*slash = '/';
	}
}

static void put_mount(const char *type, const char *source, const char *at,
		      unsigned long flags, const char *options)
{
	make_folders(at);
	if (mount(source, at, type, flags, options) < 0)
		fail("mount", at);
}

static void do_module(char **words)
{
	int fd = open(words[0], O_RDONLY | O_CLOEXEC);

	if (fd < 0 || (syscall(SYS_finit_module, fd, "", 0) < 0 && errno != EEXIST))
		fail("load", words[0]);
	close(fd);
}

/* root 9p TAG | root hostfs FOLDER */
static void do_root(char **words)
{
	bool is_9p = !strcmp(words[0], "9p");

	put_mount(words[0], words[1], "/lower", MS_RDONLY,
		  is_9p ? SHARED_9P "loose" : words[1]);
	put_mount("tmpfs", "tmpfs", "/upper", 0, "mode=755");
	make_folders("/upper/upper");
	make_folders("/upper/work");
	put_mount("overlay", "nestbed", ROOT, 0,
		  "lowerdir=/lower,upperdir=/upper/upper,workdir=/upper/work");
	put_mount("proc", "proc", ROOT "/proc", 0, NULL);
	put_mount("sysfs", "sysfs", ROOT "/sys", 0, NULL);
	put_mount("devtmpfs", "devtmpfs", ROOT "/dev", 0, NULL);
	put_mount("devpts", "devpts", ROOT "/dev/pts", 0, "ptmxmode=666,mode=620");
	put_mount("tmpfs", "tmpfs", ROOT "/dev/shm", 0, "mode=1777");
	put_mount("mqueue", "mqueue", ROOT "/dev/mqueue", 0, NULL);
	put_mount("tmpfs", "tmpfs", ROOT "/run", 0, "mode=755");
	make_folders(ROOT "/run/lock");
}

/* share 9p TAG PATH | share hostfs PATH PATH: what is written there reaches the host */
static void do_share(char **words)
{
	bool is_9p = !strcmp(words[0], "9p");
	char at[4096];

	snprintf(at, sizeof(at), ROOT "%s", words[2]);
	put_mount(words[0], words[1], at, 0, is_9p ? SHARED_9P "mmap" : words[1]);
}

/* modules FROM RELEASE: what modprobe finds */
static void do_modules(char **words)
{
	char from[4096], at[4096];

	snprintf(from, sizeof(from), ROOT "%s", words[0]);
	snprintf(at, sizeof(at), ROOT "/lib/modules/%s", words[1]);
	put_mount(NULL, from, at, MS_BIND, NULL);
}

static void do_cwd(char **words)
{
	agent.cwd = words[0];
}

static void do_channel(char **words)
{
	agent.channel = words[0];
}

static void do_env(char **words)
{
	if (agent.nenv < ENV_MAX)
		agent.env[agent.nenv++] = words[0];
}

static void do_arg(char **words)
{
	if (agent.nargs < ARGS_MAX)
		agent.args[agent.nargs++] = words[0];
}

static const struct verb {
	const char *name;
	int words;
	void (*run)(char **words);
} verbs[] = {
	{ "module", 1, do_module },   { "root", 2, do_root }, { "share", 3, do_share },
	{ "modules", 2, do_modules }, { "cwd", 1, do_cwd },   { "env", 1, do_env },
	{ "channel", 1, do_channel }, { "arg", 1, do_arg },
};

static void run_entry(char **words, int count)
{
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (!strcmp(words[0], verbs[i].name) && count == verbs[i].words + 1) {
			verbs[i].run(words + 1);
			return;
		}
	errno = EINVAL;
	fail("plan", words[0]);
}

static void run_plan(char *plan, size_t len)
{
	char *words[WORDS_MAX];
	int count = 0;

	for (char *at = plan; at < plan + len; at += strlen(at) + 1)
		if (*at && count < WORDS_MAX) {
			words[count++] = at;
		} else if (count) {
			run_entry(words, count);
			count = 0;
		}
}

static char *read_plan(size_t *ret_len)
{
	static char plan[PLAN_MAX];
	int fd = open("/plan", O_RDONLY | O_CLOEXEC);
	ssize_t len = fd < 0 ? -1 : read(fd, plan, sizeof(plan) - 1);

	if (len <= 0)
		fail("read", "/plan");
	close(fd);
	*ret_len = (size_t)len;
	return plan;
}

/* Inside, so that what is forked and what containers do finds an ordinary root. */
static void change_root(void)
{
	if (chdir(ROOT) < 0 || mount(".", "/", NULL, MS_MOVE, NULL) < 0 ||
	    chroot(".") < 0 || chdir("/") < 0)
		fail("change to", ROOT);
	if (mount(NULL, "/", NULL, MS_REC | MS_SHARED, NULL) < 0)
		fail("share mounts of", "/");
}

/* A driver tells of its device a moment after it was loaded. */
static void open_channel(void)
{
	const struct timespec moment = { 0, DEVICE_TRY_MS * 1000000L };
	struct termios raw;
	int fd = -1;

	for (int i = 0; i < DEVICE_TRIES && fd < 0; i++) {
		if (i)
			nanosleep(&moment, NULL);
		fd = open(agent.channel, O_RDWR | O_NOCTTY);
	}
	if (fd < 0 || dup2(fd, CHANNEL_FD) < 0)
		fail("open", agent.channel);
	if (fd != CHANNEL_FD)
		close(fd);
	if (tcgetattr(CHANNEL_FD, &raw) == 0) {
		cfmakeraw(&raw);
		tcsetattr(CHANNEL_FD, TCSANOW, &raw);
	}
}

static _Noreturn void be_agent(void)
{
	setsid();
	if (chdir(agent.cwd) < 0)
		fail("change to", agent.cwd);
	execve(agent.args[0], agent.args + 1, agent.env);
	fail("execute", agent.args[0]);
}

int main(void)
{
	size_t len;
	char *plan;
	int status = 0;
	pid_t pid, ended;

	put_mount("devtmpfs", "devtmpfs", "/dev", 0, NULL);
	plan = read_plan(&len);
	run_plan(plan, len);
	change_root();
	open_channel();
	pid = fork();
	if (pid == 0)
		be_agent();
	close(CHANNEL_FD);
	do
		ended = wait(&status);
	while (ended != pid && (ended > 0 || errno == EINTR));
	if (status)
		dprintf(STDERR_FILENO,
			"nestbed: guest: the agent ended with status %#x\n", status);
	go_off();
}
