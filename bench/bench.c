/* SPDX-License-Identifier: MIT */
/*
 * The comparison: the same small lab by nestbed, by the floor and by a script, and many
 * trivial cases through the runner; medians of interleaved rounds, as ratios.
 *
 *	bench BUILD ROUNDS CASES JSON
 *
 * Samples take turns, so that a busy moment hits all of them. Before each the kernel
 * has finished with the namespaces of the one before: a destroyed bridge holds up every
 * build on the machine, and it would be charged to the wrong side. The wait is for a
 * canary, an interface whose other end died after all others.
 */
#include <errno.h>
#include <error.h>
#include <fcntl.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/sysinfo.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fixtures/netlink.h"
#include "harness/auto.h"
#include "harness/clock.h"
#include "nestbed/error.h"

#define ROUNDS_MAX 1000
#define QUIET_MS 60000
#define MEMORY_NODES "100"
#define MEMORY_LABS 9 /* one after the other, see bench/memory.h */
#define MEMORY_SOAK 3 /* of them: they use up what the kernel had kept */

/* What nestbed wants to reach; said behind each figure that does not. */
#define MOST_OF_FLOOR 1.5
#define LEAST_TIMES_SCRIPT 10.0
#define LEAST_CASES 120.0
#define LEAST_CASES_SWITCH 35.0 /* the kernel takes 17 ms to destroy a bridge */
#define MOST_GATEWAYS_MS 300.0
#define GATEWAY_ROUNDS 20
#define MOST_IPSEC_S 60.0
#define MOST_GUEST_S 5.0
#define FEW_IN_GUEST 5
#define MANY_IN_GUEST 25

enum { BUILT, PINGED, GONE, TOTAL, PARTS };

/* One program that builds the lab and prints its three times. */
struct sampler {
	const char *side; /* "floor", "nestbed", "script" */
	const char *form; /* "host", "container" */
	const char *segment;
	char *argv[4];
	uint64_t ns[PARTS][ROUNDS_MAX];
	size_t count;
};

static const char *const segments[] = { "wire", "lan", "switch" };
static const char *const forms[] = { "host", "container" };
static const char *build;
static struct nb_error err;
static FILE *json;

static void must(int rc)
{
	if (rc < 0)
		error(1, 0, "bench: %s", err.text[0] ? err.text : strerror(errno));
}

static char *path_of(const char *name)
{
	char *path = NULL;

	must(asprintf(&path, "%s/%s", build, name));
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

static void wait_until_quiet(void)
{
	struct sockaddr_nl links = { .nl_family = AF_NETLINK, .nl_groups = RTMGRP_LINK };
	nb_auto_fd int watch = nb_nl_open(NETLINK_ROUTE, &err);
	nb_auto_fd int home = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	struct nb_deadline deadline = nb_deadline_in(QUIET_MS);
	struct pollfd poll_fd = { .fd = watch, .events = POLLIN };
	char message[8192];
	int index, there;

	while (waitpid(-1, NULL, 0) > 0) /* orphans of the sample, too */
		;
	must(bind(watch, (struct sockaddr *)&links, sizeof(links)));
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

/* Samples. */

static void take_sample(struct sampler *s)
{
	unsigned long long part[3];
	nb_auto_file FILE *out = NULL;
	int fds[2], status;
	pid_t pid;

	wait_until_quiet();
	must(pipe2(fds, O_CLOEXEC));
	pid = fork();
	if (pid == 0) {
		dup2(fds[1], STDOUT_FILENO);
		execv(s->argv[0], s->argv);
		error(127, errno, "bench: %s", s->argv[0]);
	}
	must(pid);
	close(fds[1]);
	out = fdopen(fds[0], "r");
	if (!out || fscanf(out, "%llu %llu %llu", &part[0], &part[1], &part[2]) != 3 ||
	    waitpid(pid, &status, 0) < 0 || status)
		error(1, 0, "bench: %s %s %s failed", s->argv[0], s->form, s->segment);
	for (int i = 0; i < TOTAL; i++)
		s->ns[i][s->count] = part[i];
	s->ns[TOTAL][s->count++] = part[0] + part[1] + part[2];
}

static int compare(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

/* @share of the way from the smallest to the greatest, 0.5 the median, in ms. */
static double quantile_ms(struct sampler *s, int part, double share)
{
	qsort(s->ns[part], s->count, sizeof(s->ns[part][0]), compare);
	return (double)s->ns[part][(size_t)(share * (double)(s->count - 1))] / 1e6;
}

static struct sampler *new_sampler(const char *side, const char *form,
				   const char *segment)
{
	struct sampler *s = calloc(1, sizeof(*s));
	bool is_script = !strcmp(side, "script");

	must(s ? 0 : -1);
	*s = (struct sampler){ .side = side, .form = form, .segment = segment };
	s->argv[0] = is_script			? strdup("bench/script.sh")
		     : !strcmp(side, "nestbed") ? path_of("bench/lab")
						: path_of("bench/floor");
	s->argv[1] = strdup(form);
	s->argv[2] = strdup(segment);
	return s;
}

static void free_sampler(struct sampler *s)
{
	for (char **arg = s->argv; *arg; arg++)
		free(*arg);
	free(s);
}

static void compare_lab(const char *form, const char *segment, int rounds)
{
	struct sampler *floor = new_sampler("floor", form, segment);
	struct sampler *lab = new_sampler("nestbed", form, segment);
	struct sampler *script = new_sampler("script", form, segment);
	double lab_ms, floor_ms, script_ms;
	static int nth;

	for (int i = 0; i < rounds; i++) {
		take_sample(floor);
		take_sample(lab);
		if (i % 4 == 0)
			take_sample(script);
	}
	lab_ms = quantile_ms(lab, TOTAL, 0.5);
	floor_ms = quantile_ms(floor, TOTAL, 0.5);
	script_ms = quantile_ms(script, TOTAL, 0.5);
	printf("%-10s %-7s %8.2f %8.2f %8.2f   %5.2f of the floor  %5.1f times the script"
	       "   ping %.3f %.3f %.3f%s%s\n",
	       form, segment, lab_ms, floor_ms, script_ms, lab_ms / floor_ms,
	       script_ms / lab_ms, quantile_ms(lab, PINGED, 0.5),
	       quantile_ms(lab, PINGED, 0.99), quantile_ms(lab, PINGED, 1),
	       lab_ms / floor_ms > MOST_OF_FLOOR ? "  MISSED: 1.5 of the floor" : "",
	       script_ms / lab_ms < LEAST_TIMES_SCRIPT ? "  MISSED: 10 times the script"
						       : "");
	fprintf(json,
		"%s  { \"form\": \"%s\", \"segment\": \"%s\", \"rounds\": %d,\n"
		"    \"nestbed_ms\": %.3f, \"floor_ms\": %.3f, \"script_ms\": %.3f,\n"
		"    \"of_floor\": %.3f, \"times_script\": %.2f,\n"
		"    \"build_ms\": %.3f, \"teardown_ms\": %.3f,\n"
		"    \"first_ping_ms\": { \"p50\": %.3f, \"p99\": %.3f, \"max\": %.3f } "
		"}",
		nth++ ? ",\n" : "", form, segment, rounds, lab_ms, floor_ms, script_ms,
		lab_ms / floor_ms, script_ms / lab_ms, quantile_ms(lab, BUILT, 0.5),
		quantile_ms(lab, GONE, 0.5), quantile_ms(lab, PINGED, 0.5),
		quantile_ms(lab, PINGED, 0.99), quantile_ms(lab, PINGED, 1));
	free_sampler(floor);
	free_sampler(lab);
	free_sampler(script);
}

/* Cases a second. */

/* nestbed run of a program, what it prints thrown away; how long it took, s. */
static double run_suite(const char *program, const char *which, const char *how)
{
	char *nestbed = path_of("nestbed"), *report = path_of("bench-report");
	uint64_t begin;
	int status;
	pid_t pid;

	wait_until_quiet();
	begin = nb_clock_ns();
	pid = fork();
	if (pid == 0) {
		if (!freopen("/dev/null", "w", stdout))
			_exit(127);
		execl(nestbed, "nestbed", "run", how, "--report-dir", report, program,
		      which, (char *)NULL);
		error(127, errno, "bench: %s", nestbed);
	}
	must(pid);
	must(waitpid(pid, &status, 0));
	if (status)
		error(1, 0, "bench: %s %s: status %d", program, which, status);
	free(nestbed);
	free(report);
	return (double)(nb_clock_ns() - begin) / 1e9;
}

static double run_cases(const char *segment, int cases, const char *how)
{
	char *program = path_of("bench/cases"), *list = path_of("bench/cases.list");
	char from_list[256];
	FILE *file = fopen(list, "we");
	double seconds;

	must(file ? 0 : -1);
	for (int i = 0; i < cases; i++)
		fprintf(file, "cases/%s_%d\n", segment, i);
	must(fclose(file));
	snprintf(from_list, sizeof(from_list), "@%s", list);
	seconds = run_suite(program, from_list, how);
	free(program);
	free(list);
	return seconds;
}

/* Gateways. */

static struct sampler *new_gateways(const char *side, char *program)
{
	struct sampler *s = calloc(1, sizeof(*s));

	must(s && program ? 0 : -1);
	*s = (struct sampler){ .side = side, .form = "gateways", .segment = "wire" };
	s->argv[0] = program;
	s->argv[1] = strdup("bench/gateways");
	return s;
}

/* From the start of the lab to the first ping through both tunnels. */
static double until_pinged_ms(struct sampler *s)
{
	for (size_t i = 0; i < s->count; i++)
		s->ns[TOTAL][i] -= s->ns[GONE][i];
	return quantile_ms(s, TOTAL, 0.5);
}

static void compare_gateways(int rounds)
{
	struct sampler *lab = new_gateways("nestbed", path_of("bench/ipsec"));
	struct sampler *script = new_gateways("script", strdup("bench/ipsec.sh"));
	double lab_ms, script_ms;

	for (int i = 0; i < rounds; i++) {
		take_sample(lab);
		take_sample(script);
	}
	lab_ms = until_pinged_ms(lab);
	script_ms = until_pinged_ms(script);
	printf("\nthree gateways, until the first ping through both tunnels, median of "
	       "%d, "
	       "ms:\n  nestbed %.1f  script %.1f  %.1f times%s\n",
	       rounds, lab_ms, script_ms, script_ms / lab_ms,
	       lab_ms > MOST_GATEWAYS_MS ? "  MISSED: 300 ms" : "");
	fprintf(json,
		" ],\n\"gateways\": { \"rounds\": %d, \"nestbed_ms\": %.3f, "
		"\"script_ms\": "
		"%.3f, \"times_script\": %.2f },",
		rounds, lab_ms, script_ms, script_ms / lab_ms);
	free_sampler(lab);
	free_sampler(script);
}

static void measure_ipsec_suite(void)
{
	char *program = path_of("suites/ipsec");
	double seconds = run_suite(program, "ipsec/*", "-j2");

	printf("suites/ipsec, whole, -j 2: %.1f s%s\n", seconds,
	       seconds > MOST_IPSEC_S ? "  MISSED: 60 s" : "");
	fprintf(json, "\n\"ipsec_suite_s\": %.2f,", seconds);
	free(program);
}

/* Memory. */

/* KiB a node of one side: the median of some labs, and their range. */
struct memory {
	double median, least, most;
};

static int compare_double(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static struct memory memory_kib(const char *side, const char *form)
{
	char *program = path_of(side), *command = NULL;
	double kib[MEMORY_LABS];
	const size_t count = MEMORY_LABS - MEMORY_SOAK;
	size_t got = 0;
	FILE *from;

	wait_until_quiet();
	must(asprintf(&command, "exec %s %s " MEMORY_NODES " %d", program, form,
		      MEMORY_LABS));
	from = popen(command, "re"); // NOLINT(cert-env33-c): a line of our own
	while (from && got < MEMORY_LABS && fscanf(from, "%lf", &kib[got]) == 1)
		got++;
	if (got < MEMORY_LABS || pclose(from) != 0)
		error(1, 0, "bench: %s failed", command);
	free(command);
	free(program);
	qsort(kib + MEMORY_SOAK, count, sizeof(kib[0]), compare_double);
	return (struct memory){
		(kib[MEMORY_SOAK + (count - 1) / 2] + kib[MEMORY_SOAK + count / 2]) / 2,
		kib[MEMORY_SOAK], kib[MEMORY_LABS - 1]
	};
}

static void measure_memory(void)
{
	printf("memory a node, of labs of " MEMORY_NODES " on wires, KiB:\n");
	fprintf(json, "\"node_kib\": {");
	for (size_t f = 0; f < sizeof(forms) / sizeof(forms[0]); f++) {
		struct memory floor = memory_kib("bench/floor", forms[f]);
		struct memory lab = memory_kib("bench/lab", forms[f]);

		printf("  %-10s %5.0f (%.0f to %.0f)  floor %5.0f (%.0f to %.0f)   %.2f "
		       "of the floor\n",
		       forms[f], lab.median, lab.least, lab.most, floor.median,
		       floor.least, floor.most, lab.median / floor.median);
		fprintf(json,
			"%s \"%s\": { \"nestbed\": %.1f, \"floor\": %.1f, "
			"\"of_floor\": %.3f }",
			f ? "," : "", forms[f], lab.median, floor.median,
			lab.median / floor.median);
	}
	fprintf(json, " },\n");
}

static void tell_machine(int rounds)
{
	struct utsname uts;
	struct sysinfo info;

	must(uname(&uts));
	must(sysinfo(&info));
	printf("Linux %s, %d processors, %lu MiB, load %.2f; medians of %d rounds, "
	       "ms\n\n",
	       uts.release, get_nprocs(), info.totalram / (1 << 20) * info.mem_unit,
	       (double)info.loads[0] / (1 << SI_LOAD_SHIFT), rounds);
	fprintf(json,
		"{ \"machine\": { \"kernel\": \"%s\", \"processors\": %d, \"load\": %.2f "
		"},\n",
		uts.release, get_nprocs(), (double)info.loads[0] / (1 << SI_LOAD_SHIFT));
}

static void compare_labs(int rounds)
{
	fprintf(json, "\"labs\": [\n");
	printf("\n%-10s %-7s %8s %8s %8s   (first ping: median, 99 %%, greatest)\n", "as",
	       "by", "nestbed", "floor", "script");
	for (size_t f = 0; f < sizeof(forms) / sizeof(forms[0]); f++)
		for (size_t s = 0; s < sizeof(segments) / sizeof(segments[0]); s++)
			compare_lab(forms[f], segments[s], rounds);
}

static void measure_cases(int cases)
{
	fprintf(json, "\n\"cases_a_second\": {");
	printf("\n%d trivial cases on a lab of 4 containers, -j 2, cases a second:\n",
	       cases);
	for (size_t s = 0; s < sizeof(segments) / sizeof(segments[0]); s++) {
		double rate = cases / run_cases(segments[s], cases, "-j2");
		double least =
			strcmp(segments[s], "switch") ? LEAST_CASES : LEAST_CASES_SWITCH;

		printf("  %-7s %6.1f%s\n", segments[s], rate,
		       rate < least ? "  MISSED" : "");
		fprintf(json, "%s \"%s\": %.1f", s ? "," : "", segments[s], rate);
	}
	fprintf(json, " },");
}

/* One by one, so that the difference of many and few is what each takes. */
static void measure_guest(const char *kind, const char *how)
{
	double few = run_cases("wire", FEW_IN_GUEST, how);
	double many = run_cases("wire", MANY_IN_GUEST, how);
	double each = (many - few) / (MANY_IN_GUEST - FEW_IN_GUEST);

	printf("  %-7s %6.2f, and %.1f to boot%s\n", kind, each,
	       few - FEW_IN_GUEST * each, each > MOST_GUEST_S ? "  MISSED: 5 s" : "");
	fprintf(json, "%s \"%s\": { \"case_s\": %.3f, \"boot_s\": %.2f }",
		strcmp(kind, "qemu") ? "," : "", kind, each, few - FEW_IN_GUEST * each);
}

static void measure_guests(void)
{
	printf("\nsuch a case in a guest, s:\n");
	fprintf(json, "\n\"guests\": {");
	measure_guest("qemu", "--kernel=qemu");
	measure_guest("uml", "--kernel=uml");
	fprintf(json, " } }\n");
}

int main(int argc, char **argv)
{
	int rounds, cases;

	if (argc != 5)
		error(2, 0, "usage: bench BUILD ROUNDS CASES JSON");
	build = argv[1];
	rounds = atoi(argv[2]);
	cases = atoi(argv[3]);
	if (rounds < 1 || rounds > ROUNDS_MAX || cases < 1)
		error(2, 0, "rounds: 1 to %d", ROUNDS_MAX);
	json = fopen(argv[4], "we");
	must(json ? 0 : -1);
	must(prctl(PR_SET_CHILD_SUBREAPER, 1));
	must(unshare(CLONE_NEWNET));
	setlinebuf(stdout);
	tell_machine(rounds);
	measure_memory();
	compare_labs(rounds);
	compare_gateways(rounds < GATEWAY_ROUNDS ? rounds : GATEWAY_ROUNDS);
	measure_ipsec_suite();
	measure_cases(cases);
	measure_guests();
	must(fclose(json));
	return 0;
}
