/* SPDX-License-Identifier: MIT */
/*
 * Memory a node, for both sides of the comparison. Labs are stood up one after the other
 * and none is freed: what the kernel had kept of earlier ones (slabs, per-processor chunks)
 * is used up by the first, and the others show what a lab takes.
 *
 * Counted is what cannot be taken back while the lab stands: the kernel's own memory, of the
 * whole machine, and the share of the processes that this one has started. What programs of
 * others take is not in it, but for what the kernel keeps about them; caches are not either.
 */
#ifndef BENCH_SIDES_MEMORY_H
#define BENCH_SIDES_MEMORY_H

#include <errno.h>
#include <error.h>
#include <fcntl.h>
#include <linux/kcmp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Sum of the lines "NAME: N kB" of a file of /proc that have one of these names. */
static inline long memory_sum_kib(const char *path, const char *const *names)
{
	FILE *file = fopen(path, "re");
	char line[128], name[64];
	long sum = 0, kib;

	while (file && fgets(line, sizeof(line), file))
		for (size_t i = 0; names[i]; i++)
			if (sscanf(line, "%63[^:]: %ld kB", name, &kib) == 2 &&
			    !strcmp(name, names[i]))
				sum += kib;
	if (file)
		fclose(file);
	return sum;
}

/*
 * Of a process and all that it has started; shared pages are shared out. One that runs on
 * our own memory, as nestbed's PID 1 of a container does, has been counted.
 */
static inline long memory_of_processes_kib(int pid)
{
	static const char *const pss[] = { "Pss", NULL };
	char path[64];
	FILE *children;
	int self = getpid(), child;
	bool is_counted = pid != self && syscall(SYS_kcmp, self, pid, KCMP_VM, 0, 0) == 0;
	long sum;

	snprintf(path, sizeof(path), "/proc/%d/smaps_rollup", pid);
	sum = is_counted ? 0 : memory_sum_kib(path, pss);
	snprintf(path, sizeof(path), "/proc/%d/task/%d/children", pid, pid);
	children = fopen(path, "re");
	while (children && fscanf(children, "%d", &child) == 1)
		sum += memory_of_processes_kib(child);
	if (children)
		fclose(children);
	return sum;
}

static inline long memory_taken_kib(void)
{
	/* Stacks of tasks (KernelStack) lie in vmalloc: CONFIG_VMAP_STACK. */
	static const char *const kernel[] = { "SUnreclaim", "PageTables", "VmallocUsed",
					      "Percpu", NULL };
	int fd = open("/proc/sys/vm/stat_refresh", O_WRONLY | O_CLOEXEC);

	/* Each processor counts by itself first. */
	if (fd < 0 || write(fd, "1", 1) != 1)
		error(1, errno, "/proc/sys/vm/stat_refresh");
	close(fd);
	return memory_sum_kib("/proc/meminfo", kernel) +
	       memory_of_processes_kib(getpid());
}

/* One line a lab: by how much more is taken than before it, KiB a node. */
static inline void memory_print(unsigned int labs, unsigned int nodes,
				void (*stand_up)(unsigned int nodes))
{
	struct rlimit limit;
	long before, now;

	prctl(PR_SET_CHILD_SUBREAPER, 1); /* orphans are found as well */
	if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
		limit.rlim_cur = limit.rlim_max; /* no lab lets go of its own */
		setrlimit(RLIMIT_NOFILE, &limit);
	}
	for (before = memory_taken_kib(); labs-- > 0; before = now) {
		stand_up(nodes);
		now = memory_taken_kib();
		printf("%.1f\n", (double)(now - before) / nodes);
	}
}

#endif /* BENCH_SIDES_MEMORY_H */
