/* SPDX-License-Identifier: MIT */
/* What nestbed's sides of a comparison share: time, errors, the room that a case gives. */
#ifndef BENCH_SIDES_SIDE_H
#define BENCH_SIDES_SIDE_H

#include <arpa/inet.h>
#include <errno.h>
#include <error.h>
#include <netinet/ip.h>
#include <netinet/ip_icmp.h>
#include <poll.h>
#include <sched.h>
#include <stdint.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <nestbed/lab.h>

#define SIDE_PING_MS 3000

static struct nb_error side_err;

static inline uint64_t now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000000u + (uint64_t)ts.tv_nsec;
}

static inline void must(int rc)
{
	if (rc < 0)
		error(1, 0, "%s: %s", program_invocation_short_name,
		      side_err.text[0] ? side_err.text : strerror(errno));
}

/* As a case begins: with mounts of its own, and all descriptors that it may have. */
static inline void side_begin(void)
{
	struct rlimit limit;

	must(unshare(CLONE_NEWNS));
	must(mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL));
	must(getrlimit(RLIMIT_NOFILE, &limit));
	limit.rlim_cur = limit.rlim_max;
	must(setrlimit(RLIMIT_NOFILE, &limit));
}

static inline struct nb_lab *side_build(const struct nb_topology *topo)
{
	struct nb_lab *lab = nb_lab_new(topo, &side_err);

	must(lab ? 0 : -1);
	return lab;
}

static inline void side_run_true(struct nb_lab *lab, const char *node)
{
	struct nb_run_result result;

	must(nb_node_run(nb_lab_node(lab, node), NB_LIST("/bin/true"), NULL, &result,
			 &side_err));
	if (result.status)
		error(1, 0, "%s: true: status %d", node, result.status);
	nb_run_release(&result);
}

/* One echo, sent and answered. */
static inline void side_ping(struct nb_lab *lab, const char *from, const char *to)
{
	struct sockaddr_in addr = { .sin_family = AF_INET,
				    .sin_addr.s_addr = inet_addr(to) };
	struct icmphdr echo = { .type = ICMP_ECHO, .checksum = htons(0xf7ff) };
	struct pollfd poll_fd = { .events = POLLIN };
	char answer[256];

	poll_fd.fd = nb_node_socket(nb_lab_node(lab, from), AF_INET, SOCK_RAW,
				    IPPROTO_ICMP, &side_err);
	must(poll_fd.fd);
	must((int)sendto(poll_fd.fd, &echo, sizeof(echo), 0, (struct sockaddr *)&addr,
			 sizeof(addr)));
	do {
		if (poll(&poll_fd, 1, SIDE_PING_MS) <= 0)
			error(1, 0, "%s: no answer from %s", from, to);
		must((int)recv(poll_fd.fd, answer, sizeof(answer), 0));
	} while (((struct icmphdr *)(answer + sizeof(struct iphdr)))->type !=
		 ICMP_ECHOREPLY);
	close(poll_fd.fd);
}

#endif /* BENCH_SIDES_SIDE_H */
