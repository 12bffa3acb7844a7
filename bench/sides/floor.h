/* SPDX-License-Identifier: MIT */
/* What floors share: time, errors, the root of a container, and netlink messages put together by hand. */
#ifndef BENCH_SIDES_FLOOR_H
#define BENCH_SIDES_FLOOR_H

#include <errno.h>
#include <error.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <spawn.h>
#include <stdint.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static inline uint64_t now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000000u + (uint64_t)ts.tv_nsec;
}

static inline int must(int rc, const char *what)
{
	if (rc < 0) {
		error(1, errno, "%s: %s", program_invocation_short_name, what);
		__builtin_unreachable();
	}
	return rc;
}

/* Root of a container: an overlay on the host's root, changed files in memory. */
static inline void make_root(void)
{
	must(mount("tmpfs", "/mnt", "tmpfs", 0, NULL), "tmpfs");
	must(mkdir("/mnt/up", 0755) | mkdir("/mnt/work", 0755) | mkdir("/mnt/root", 0755),
	     "mkdir");
	must(mount("overlay", "/mnt/root", "overlay", 0,
		   "lowerdir=/,upperdir=/mnt/up,workdir=/mnt/work"),
	     "overlay");
	must(chdir("/mnt/root"), "chdir");
	must((int)syscall(SYS_pivot_root, ".", "."), "pivot_root");
	must(umount2(".", MNT_DETACH), "umount");
	must(mount("proc", "/proc", "proc", 0, NULL), "proc");
	must(mount("tmpfs", "/run", "tmpfs", 0, NULL), "run");
	must(mount("tmpfs", "/tmp", "tmpfs", 0, NULL), "tmp");
}

static inline void run_true(void)
{
	char *argv[] = { (char[]){ "true" }, NULL };
	int status;
	pid_t pid;

	errno = posix_spawn(&pid, "/bin/true", NULL, NULL, argv, argv + 1);
	must(errno ? -1 : 0, "spawn true");
	must(waitpid(pid, &status, 0), "waitpid");
	if (status)
		error(1, 0, "%s: true: status %d", program_invocation_short_name, status);
}

struct request {
	struct nlmsghdr head;
	char body[1024];
};

static inline void *extend(struct request *req, const void *data, size_t len)
{
	char *at = (char *)req + NLMSG_ALIGN(req->head.nlmsg_len);

	if (len)
		memcpy(at, data, len);
	req->head.nlmsg_len = (uint32_t)(at - (char *)req + (long)len);
	return at;
}

static inline struct rtattr *attribute(struct request *req, unsigned short type,
				       const void *data, size_t len)
{
	struct rtattr rta = { (unsigned short)RTA_LENGTH(len), type };
	struct rtattr *at = extend(req, &rta, sizeof(rta));

	extend(req, data, len);
	return at;
}

static inline void attribute_u32(struct request *req, unsigned short type, uint32_t value)
{
	attribute(req, type, &value, sizeof(value));
}

static inline void attribute_end(struct request *req, struct rtattr *nest)
{
	nest->rta_len =
		(unsigned short)((char *)req + req->head.nlmsg_len - (char *)nest);
}

static inline struct request start(uint16_t type, uint16_t flags, const void *family,
				   size_t len)
{
	struct request req = { .head = { .nlmsg_len = NLMSG_HDRLEN,
					 .nlmsg_type = type,
					 .nlmsg_flags =
						 NLM_F_REQUEST | NLM_F_ACK | flags } };

	extend(&req, family, len);
	return req;
}

/* For either end of a veth: the kernel waits for a grace period where it chooses itself. */
static inline void put_one_queue(struct request *req)
{
	attribute_u32(req, IFLA_NUM_TX_QUEUES, 1);
	attribute_u32(req, IFLA_NUM_RX_QUEUES, 1);
}

static inline struct rtattr *put_kind(struct request *req, const char *kind)
{
	struct rtattr *info = attribute(req, IFLA_LINKINFO, NULL, 0);

	attribute(req, IFLA_INFO_KIND, kind, strlen(kind));
	return info;
}

static inline struct request new_link(int index)
{
	struct ifinfomsg ifi = { .ifi_index = index,
				 .ifi_flags = IFF_UP,
				 .ifi_change = IFF_UP };

	return start(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, &ifi, sizeof(ifi));
}

#endif /* BENCH_SIDES_FLOOR_H */
