/* SPDX-License-Identifier: MIT */
/*
 * A runner that is killed leaves nothing: no process, namespace, mount, interface, cgroup
 * or file outside of its report folder.
 *
 * nestbed runs programs with labs, services and hanging cases, and gets SIGKILL at a
 * random moment of its life. Then all that it had started must be gone soon. What there
 * is is counted from the case that does this, whose PID, mount and network namespaces
 * hold the whole run; folders that others on the machine write to are covered by empty
 * ones of its own.
 */
#include <nestbed/cmocka.h>

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define ROUNDS 200
#define LONGEST_MS 250	/* a run is killed at the latest after so long */
#define GONE_MS 10000	/* what the kernel may take to end it all */
#define BEGINS_MS 20000 /* until a build has begun */
#define FABRIC_GONE_MS 60000

static const char *const covered[] = { "/tmp", "/var/tmp", "/run", "/dev/shm" };

/* All that is there, as sorted lines: compared as text, a difference can be read. */
struct inventory {
	char *line[4096];
	size_t count;
};

static void add(struct inventory *all, const char *what, const char *name)
{
	char line[2 * PATH_MAX];

	snprintf(line, sizeof(line), "%s %s", what, name);
	for (size_t i = 0; i < all->count; i++)
		if (!strcmp(all->line[i], line))
			return;
	assert_true(all->count < sizeof(all->line) / sizeof(all->line[0]));
	all->line[all->count++] = strdup(line);
}

static void release(struct inventory *all)
{
	while (all->count)
		free(all->line[--all->count]);
}

static bool has(const struct inventory *all, const char *line)
{
	for (size_t i = 0; i < all->count; i++)
		if (!strcmp(all->line[i], line))
			return true;
	return false;
}

/* A line of @now that was not there @before; NULL = none. */
static const char *newcomer(const struct inventory *before, const struct inventory *now)
{
	for (size_t i = 0; i < now->count; i++)
		if (!has(before, now->line[i]))
			return now->line[i];
	return NULL;
}

static void add_lines(struct inventory *all, const char *what, const char *path)
{
	FILE *file = fopen(path, "re");
	char line[PATH_MAX];

	assert_non_null(file);
	while (fgets(line, sizeof(line), file)) {
		line[strcspn(line, what[0] == 'i' ? ":\n" : "\n")] = '\0';
		add(all, what, line);
	}
	fclose(file);
}

static void add_entries(struct inventory *all, const char *what, const char *path)
{
	DIR *folder = opendir(path);
	struct dirent *entry;

	while (folder && (entry = readdir(folder)))
		add(all, what, entry->d_name);
	if (folder)
		closedir(folder);
}

/* A process and the namespaces that it keeps alive. */
static void add_process(struct inventory *all, const char *pid)
{
	static const char *const kinds[] = { "pid", "mnt", "net", "ipc", "uts", "user" };
	char path[64], target[64];

	add(all, "process", pid);
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		ssize_t len;

		snprintf(path, sizeof(path), "/proc/%.16s/ns/%s", pid, kinds[i]);
		len = readlink(path, target, sizeof(target) - 1);
		if (len > 0) {
			target[len] = '\0';
			add(all, "namespace", target);
		}
	}
}

static void add_processes(struct inventory *all)
{
	DIR *proc = opendir("/proc");
	struct dirent *entry;

	assert_non_null(proc);
	while ((entry = readdir(proc)))
		if (isdigit((unsigned char)entry->d_name[0]))
			add_process(all, entry->d_name);
	closedir(proc);
}

/* Folders of control groups, but those that an init system of the machine makes. */
static void add_cgroups(struct inventory *all, const char *path, int depth)
{
	DIR *folder = opendir(path);
	struct dirent *entry;

	while (folder && depth < 8 && (entry = readdir(folder))) {
		const char *dot = strrchr(entry->d_name, '.');
		char below[PATH_MAX];

		if (entry->d_type != DT_DIR || entry->d_name[0] == '.' ||
		    (dot && (!strcmp(dot, ".service") || !strcmp(dot, ".scope") ||
			     !strcmp(dot, ".slice"))))
			continue;
		snprintf(below, sizeof(below), "%s/%s", path, entry->d_name);
		add(all, "cgroup", below);
		add_cgroups(all, below, depth + 1);
	}
	if (folder)
		closedir(folder);
}

static void take_inventory(struct inventory *all)
{
	add_processes(all);
	add_lines(all, "mount", "/proc/self/mountinfo");
	add_lines(all, "interface", "/proc/self/net/dev");
	add_cgroups(all, "/sys/fs/cgroup", 0);
	for (size_t i = 0; i < sizeof(covered) / sizeof(covered[0]); i++)
		add_entries(all, covered[i], covered[i]);
}

/* Wait until nothing is there that was not there @before. */
static void expect_nothing_new(const struct inventory *before, int gone_ms, int round,
			       int lived_ms)
{
	for (int waited_ms = 0;; waited_ms++) {
		struct inventory now = { 0 };
		const char *stayed;

		while (waitpid(-1, NULL, WNOHANG) > 0)
			continue;
		take_inventory(&now);
		stayed = newcomer(before, &now);
		if (stayed && waited_ms > gone_ms)
			fail_msg("round %d, killed after %d ms: still there: %s", round,
				 lived_ms, stayed);
		release(&now);
		if (!stayed)
			return;
		poll(NULL, 0, 1);
	}
}

/* Folder of the build: three above this program. */
static void build_folder(char path[PATH_MAX])
{
	ssize_t len = readlink("/proc/self/exe", path, PATH_MAX - 1);

	assert_true(len > 0);
	path[len] = '\0';
	for (int i = 0; i < 3; i++)
		*strrchr(path, '/') = '\0';
}

/* nestbed run with these arguments, ends with NULL, in the folder of the build. */
static pid_t start_run(const char *build, const char *const argv[])
{
	pid_t pid = fork();
	int null;

	if (pid != 0)
		return pid;
	null = open("/dev/null", O_RDWR);
	dup2(null, STDOUT_FILENO);
	dup2(null, STDERR_FILENO);
	if (chdir(build) == 0)
		execv("./nestbed", (char *const *)(uintptr_t)argv);
	_exit(127);
}

/* The folder of a path, with all folders above it. */
static void make_folders(const char *path)
{
	char part[PATH_MAX];

	snprintf(part, sizeof(part), "%s", path);
	for (char *slash = strchr(part + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdir(part, 0755);
		*slash = '/';
	}
	mkdir(part, 0755);
}

static void mount_over(const char *from, const char *to, const char *type,
		       unsigned long flags)
{
	if (mount(from, to, type, flags, NULL) < 0 && errno != ENOENT)
		fail_msg("mount %s on %s: %s", from, to, strerror(errno));
}

/* Empty folders over those that others write to; the build comes back into sight. */
static void cover_folders(const char *build)
{
	mount_over(build, "/mnt", NULL, MS_BIND | MS_REC);
	for (size_t i = 0; i < sizeof(covered) / sizeof(covered[0]); i++)
		mount_over("tmpfs", covered[i], "tmpfs", 0);
	if (access(build, F_OK) < 0) {
		make_folders(build);
		mount_over("/mnt", build, NULL, MS_BIND | MS_REC);
	}
}

static void a_killed_runner_leaves_nothing(void **state)
{
	char build[PATH_MAX], folder[] = "/tmp/kill9-XXXXXX";
	const char *const argv[] = { "nestbed",
				     "run",
				     "-j3",
				     "--shuffle",
				     "--report-dir",
				     folder,
				     "material/mixed",
				     "material/plain_hang",
				     NULL };
	struct inventory before = { 0 };
	unsigned int seed = (unsigned int)getpid() ^ (unsigned int)time(NULL);
	int early = 0;

	(void)state;
	build_folder(build);
	cover_folders(build);
	assert_non_null(mkdtemp(folder));
	take_inventory(&before);
	print_message("seed %u\n", seed);
	for (int round = 0; round < ROUNDS; round++) {
		int lives_ms = rand_r(&seed) % LONGEST_MS, status;
		pid_t pid = start_run(build, argv);

		poll(NULL, 0, lives_ms);
		kill(pid, SIGKILL);
		assert_int_equal(waitpid(pid, &status, 0), pid);
		early += WIFEXITED(status);
		expect_nothing_new(&before, GONE_MS, round, lives_ms);
	}
	release(&before);
	/* plain_hang sees to it that a run does not end by itself */
	assert_int_equal(early, 0);
}

static bool file_has(const char *path, const char *text)
{
	char *line = NULL;
	bool is_there = false;
	size_t size = 0;
	FILE *file = fopen(path, "re");

	while (file && !is_there && getline(&line, &size, file) > 0)
		is_there = strstr(line, text);
	free(line);
	if (file)
		fclose(file);
	return is_there;
}

/* Kill a run @lives_ms after it has begun to build the lab of a case of material/fabric. */
static void kill_in_mid_build(const char *name, int lives_ms)
{
	char build[PATH_MAX], folder[] = "/tmp/kill9-XXXXXX", events[64];
	const char *const argv[] = {
		"nestbed", "run", "--report-dir",    folder, "--exact", name, "--events",
		events,	   "-q",  "material/fabric", NULL
	};
	struct inventory before = { 0 };
	int status;
	pid_t pid;

	build_folder(build);
	cover_folders(build);
	assert_non_null(mkdtemp(folder));
	snprintf(events, sizeof(events), "%s/events", folder);
	take_inventory(&before);
	pid = start_run(build, argv);
	for (int ms = 0; ms < BEGINS_MS && !file_has(events, "\"stage\":\"build\""); ms++)
		poll(NULL, 0, 1);
	poll(NULL, 0, lives_ms);
	kill(pid, SIGKILL);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
	assert_true(file_has(events, "\"stage\":\"build\""));
	assert_false(file_has(events, "\"stage\":\"services\""));
	expect_nothing_new(&before, FABRIC_GONE_MS, 0, lives_ms);
	release(&before);
}

static void a_half_built_data_centre_leaves_nothing(void **state)
{
	(void)state;
	kill_in_mid_build("fabric/stands", 200);
}

/* 28,496 nodes: it needs some 10 GB when it stands. */
static void half_of_28496_nodes_leave_nothing(void **state)
{
	(void)state;
	kill_in_mid_build("fabric/stands_whole", 15000);
}

/* The same check must see what does stay. */
static void what_stays_is_seen(void **state)
{
	struct inventory before = { 0 }, now = { 0 };
	char build[PATH_MAX];
	pid_t pid;

	(void)state;
	build_folder(build);
	cover_folders(build);
	take_inventory(&before);
	assert_null(newcomer(&before, &before));
	pid = fork();
	if (pid == 0) {
		pause();
		_exit(0);
	}
	take_inventory(&now);
	assert_non_null(newcomer(&before, &now));
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	release(&now);
	mkdir("/dev/shm/kill9-stays", 0700);
	take_inventory(&now);
	assert_string_equal(newcomer(&before, &now), "/dev/shm kill9-stays");
	rmdir("/dev/shm/kill9-stays");
	release(&now);
	release(&before);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		nb_unit_test(a_killed_runner_leaves_nothing, NULL, .tags = "slow",
			     .deadline_ms = 300000),
		nb_unit_test(a_half_built_data_centre_leaves_nothing, NULL,
			     .deadline_ms = 120000),
		nb_unit_test(half_of_28496_nodes_leave_nothing, NULL, .tags = "scale",
			     .deadline_ms = 300000),
		nb_unit_test(what_stays_is_seen, NULL),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
