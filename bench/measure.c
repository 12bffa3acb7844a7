/* SPDX-License-Identifier: MIT */
/* How a program is run and timed, when the kernel is at rest, how figures are printed. */
#include <errno.h>
#include <error.h>
#include <fcntl.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/measure.h"
#include "fixtures/netlink.h"
#include "harness/auto.h"
#include "harness/clock.h"
#include "nestbed/error.h"

#define QUIET_MS 60000
/* One alone was gone 3 ms after a lab of 200 namespaces, which took the kernel 1.8 s. */
#define CANARIES 3

static struct nb_error err;
static FILE *report;

void must(int rc)
{
	if (rc < 0)
		error(1, 0, "bench: %s", err.text[0] ? err.text : strerror(errno));
}

void say_to(const char *path)
{
	report = fopen(path, "we");
	must(report ? 0 : -1);
	setlinebuf(report);
	setlinebuf(stdout);
}

static void say_args(const char *fmt, va_list args)
{
	va_list again;

	va_copy(again, args);
	vprintf(fmt, args);
	if (report)
		vfprintf(report, fmt, again);
	va_end(again);
}

void say(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	say_args(fmt, args);
	va_end(args);
}

void say_missed(bool is_missed, const char *fmt, ...)
{
	va_list args;

	if (!is_missed)
		return;
	say("  MISSED: ");
	va_start(args, fmt);
	say_args(fmt, args);
	va_end(args);
}

char *path_of(const struct bench *bench, const char *name)
{
	char *path = NULL;

	must(asprintf(&path, "%s/%s", bench->build, name));
	return path;
}

/* Quiet. */

static int make_canary(int netns)
{
	struct nb_nl_wish wish = { .link = "canary", .what = "make" };
	struct ifinfomsg ifi = { 0 };
	nb_auto_fd int fd = nb_nl_open(NETLINK_ROUTE, &err);
	struct nb_nl nl = { 0 };
	struct nlattr *info, *data, *peer;

	must(fd);
	nb_nl_target(&nl, fd, "bench");
	nb_nl_begin(&nl, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, &ifi, sizeof(ifi));
	nb_nl_put_text(&nl, IFLA_IFNAME, "canary");
	info = nb_nl_nest(&nl, IFLA_LINKINFO, NULL, 0);
	nb_nl_put_text(&nl, IFLA_INFO_KIND, "veth");
	data = nb_nl_nest(&nl, IFLA_INFO_DATA, NULL, 0);
	peer = nb_nl_nest(&nl, VETH_INFO_PEER, &ifi, sizeof(ifi));
	nb_nl_put_u32(&nl, IFLA_NET_NS_FD, (uint32_t)netns);
	nb_nl_unnest(&nl, peer);
	nb_nl_unnest(&nl, data);
	nb_nl_unnest(&nl, info);
	nb_nl_end(&nl, &wish);
	must(nb_nl_flush(&nl, &err));
	nb_nl_release(&nl);
	return (int)if_nametoindex("canary");
}

static bool is_gone(const void *message, ssize_t len, int index)
{
	const struct nlmsghdr *head = message;
	const struct ifinfomsg *ifi = NLMSG_DATA(head);

	return len >= (ssize_t)NLMSG_LENGTH(sizeof(*ifi)) &&
	       head->nlmsg_type == RTM_DELLINK && ifi->ifi_index == index;
}

/* Make one, let it die, wait until it is gone. */
static void bury_canary(int watch, int home)
{
	struct nb_deadline deadline = nb_deadline_in(QUIET_MS);
	struct pollfd poll_fd = { .fd = watch, .events = POLLIN };
	char message[8192];
	int index, there;

	must(unshare(CLONE_NEWNET));
	there = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	must(setns(home, CLONE_NEWNET));
	index = make_canary(there);
	close(there);
	while (poll(&poll_fd, 1, nb_deadline_left_ms(&deadline)) > 0)
		if (is_gone(message, recv(watch, message, sizeof(message), 0), index))
			return;
	error(1, 0, "bench: the kernel does not come to rest");
}

void wait_until_quiet(void)
{
	struct sockaddr_nl links = { .nl_family = AF_NETLINK, .nl_groups = RTMGRP_LINK };
	nb_auto_fd int watch = nb_nl_open(NETLINK_ROUTE, &err);
	nb_auto_fd int home = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);

	while (waitpid(-1, NULL, 0) > 0) /* orphans of the sample, too */
		;
	must(bind(watch, (struct sockaddr *)&links, sizeof(links)));
	for (int i = 0; i < CANARIES; i++)
		bury_canary(watch, home);
}

/* Numbers. */

int compare_double(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

double quantile(double *values, size_t count, double share)
{
	qsort(values, count, sizeof(*values), compare_double);
	return values[(size_t)(share * (double)(count - 1))];
}

/* Programs. */

void run_side(const char *const *argv, double *ret, size_t count)
{
	nb_auto_file FILE *out = NULL;
	int fds[2], status;
	size_t got = 0;
	pid_t pid;

	wait_until_quiet();
	must(pipe2(fds, O_CLOEXEC));
	pid = fork();
	if (pid == 0) {
		dup2(fds[1], STDOUT_FILENO);
		execv(argv[0], (char **)(uintptr_t)argv);
		error(127, errno, "bench: %s", argv[0]);
	}
	must(pid);
	close(fds[1]);
	out = fdopen(fds[0], "r");
	while (out && got < count && fscanf(out, "%lf", &ret[got]) == 1)
		got++;
	if (got == count && waitpid(pid, &status, 0) == pid && status == 0)
		return;
	fprintf(stderr, "bench: failed:");
	for (; *argv; argv++)
		fprintf(stderr, " %s", *argv);
	error(1, 0, "%s", "");
}

struct sampler *sampler_new(const char *program, const char *a, const char *b)
{
	struct sampler *s = calloc(1, sizeof(*s));

	must(s ? 0 : -1);
	s->argv[0] = strdup(program);
	s->argv[1] = a ? strdup(a) : NULL;
	s->argv[2] = b ? strdup(b) : NULL;
	return s;
}

void sampler_free(struct sampler *s)
{
	for (const char **arg = s->argv; *arg; arg++)
		free((char *)(uintptr_t)*arg);
	free(s);
}

void sampler_take(struct sampler *s)
{
	double ns[TOTAL];

	run_side(s->argv, ns, TOTAL);
	s->ms[TOTAL][s->count] = 0;
	for (int i = 0; i < TOTAL; i++) {
		s->ms[i][s->count] = ns[i] / 1e6;
		s->ms[TOTAL][s->count] += ns[i] / 1e6;
	}
	s->count++;
}

double sampler_ms(struct sampler *s, int part, double share)
{
	return quantile(s->ms[part], s->count, share);
}
