/* SPDX-License-Identifier: MIT */
/*
 * What recording costs.
 *
 *	record rate BYTES RATE MS
 *	record bare BYTES RATE MS
 *	record idle ENDS all|FILTER
 *
 * The first sends RATE frames a second (0: as fast as it goes) over a wire whose both ends
 * are recorded, so that each frame is recorded twice, and prints: frames sent a second,
 * records in the log, records dropped, nanoseconds of a processor that the recorder took
 * for a record. The second is the floor: the same sender, and one
 * process that reads the packet socket of the far end and keeps nothing. The third begins
 * to record ENDS ends of a lab that stands, all or what passes FILTER, and prints what that
 * took, nanoseconds and KiB.
 */
#include <error.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <net/if.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <nestbed/capture.h>
#include <nestbed/lab.h>

#include "fixtures/watch.h"
#include "bench/sides/burst.h"
#include "bench/sides/memory.h"
#include "bench/sides/side.h"

#define BUFFER_BYTES (16 << 20)
#define READ_BATCH 64
#define READ_BYTES 2048

/* Two hosts and @wires wires between them. */
static struct nb_topology *describe(unsigned int wires, enum nb_recording record)
{
	struct nb_topology *topo = nb_topology_new("wires");
	char a[24], b[24];

	must(topo ? 0 : -1);
	topo->record = record;
	must(nb_topology_add_node(topo, &(struct nb_node_spec){ "h1", NB_HOST },
				  &side_err));
	must(nb_topology_add_node(topo, &(struct nb_node_spec){ "h2", NB_HOST },
				  &side_err));
	for (unsigned int i = 0; i < wires; i++) {
		const struct nb_link_spec wire = { { a }, { b } };

		snprintf(a, sizeof(a), "h1:eth%u", i);
		snprintf(b, sizeof(b), "h2:eth%u", i);
		must(nb_topology_add_link(topo, &wire, &side_err));
	}
	return topo;
}

/* A packet socket of h1 that sends, or of h2 that receives, on eth0. */
static int open_at(struct nb_lab *lab, const char *node, int protocol, int *ret_ifindex)
{
	int sock =
		nb_node_socket(nb_lab_node(lab, node), AF_PACKET, SOCK_RAW, 0, &side_err);
	struct ifreq ifr = { .ifr_name = "eth0" };
	struct sockaddr_ll at = { .sll_family = AF_PACKET,
				  .sll_protocol = htons((uint16_t)protocol) };

	must(sock);
	must(ioctl(sock, SIOCGIFINDEX, &ifr));
	*ret_ifindex = at.sll_ifindex = ifr.ifr_ifindex;
	if (protocol)
		must(bind(sock, (struct sockaddr *)&at, sizeof(at)));
	return sock;
}

/* Processor time of all children that have ended, this process being their reaper. */
static double reaped_ns(void)
{
	struct rusage used;

	while (wait(NULL) > 0)
		;
	must(getrusage(RUSAGE_CHILDREN, &used));
	return (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1e9 +
	       (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) * 1e3;
}

static void measure_rate(size_t bytes, double rate, unsigned int ms)
{
	struct nb_topology *topo = describe(1, NB_RECORD_ALL);
	struct nb_capture *capture;
	struct nb_lab *lab;
	unsigned long long dropped;
	int ifindex, sock;
	ssize_t before, after;
	double sent_rate;

	must(prctl(PR_SET_CHILD_SUBREAPER, 1));
	lab = side_build(topo);
	capture = nb_lab_capture(lab);
	sock = open_at(lab, "h1", 0, &ifindex);
	before = nb_capture_sync(capture, &side_err);
	must((int)before);
	burst_send(sock, ifindex, bytes, ms, rate, &sent_rate);
	after = nb_capture_sync(capture, &side_err);
	must((int)after);
	dropped = nb_capture_dropped(capture);
	close(sock);
	nb_lab_free(lab);
	printf("%.0f %zd %llu %.0f\n", sent_rate, after - before, dropped,
	       reaped_ns() / (double)(after - before));
	nb_topology_free(topo);
}

/* Reads all, keeps nothing. */
static uint64_t read_bare(int sock, int stop)
{
	static uint8_t bytes[READ_BATCH][READ_BYTES];
	static uint8_t control[READ_BATCH][128];
	struct mmsghdr msgs[READ_BATCH];
	struct iovec iov[READ_BATCH];
	struct pollfd fds[] = { { sock, POLLIN, 0 }, { stop, POLLIN, 0 } };
	uint64_t count = 0;
	int n;

	while (poll(fds, 2, -1) > 0 && (fds[0].revents || !fds[1].revents)) {
		for (int i = 0; i < READ_BATCH; i++) {
			iov[i] = (struct iovec){ bytes[i], READ_BYTES };
			msgs[i].msg_hdr =
				(struct msghdr){ .msg_iov = &iov[i],
						 .msg_iovlen = 1,
						 .msg_control = control[i],
						 .msg_controllen = sizeof(control[i]) };
		}
		n = recvmmsg(sock, msgs, READ_BATCH, MSG_DONTWAIT | MSG_TRUNC, NULL);
		count += n > 0 ? (uint64_t)n : 0;
	}
	return count;
}

/* In a child: what the socket has yielded, and dropped, to a pipe. */
static void be_reader(int sock, int stop, int tell)
{
	struct tpacket_stats stats = { 0 };
	socklen_t len = sizeof(stats);
	uint64_t answer[2] = { read_bare(sock, stop) };

	must(getsockopt(sock, SOL_PACKET, PACKET_STATISTICS, &stats, &len));
	answer[1] = stats.tp_drops;
	must((int)write(tell, answer, sizeof(answer)));
	_exit(0);
}

static void measure_bare(size_t bytes, double rate, unsigned int ms)
{
	struct nb_topology *topo = describe(1, NB_RECORD_NONE);
	struct nb_lab *lab = side_build(topo);
	const int one = 1, room = BUFFER_BYTES;
	int ifindex, out, in, stop[2], answer[2];
	uint64_t told[2];
	double sent_rate;

	in = open_at(lab, "h2", ETH_P_ALL, &ifindex);
	setsockopt(in, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof(room));
	must(setsockopt(in, SOL_SOCKET, SO_TIMESTAMPNS, &one, sizeof(one)));
	must(setsockopt(in, SOL_PACKET, PACKET_AUXDATA, &one, sizeof(one)));
	out = open_at(lab, "h1", 0, &ifindex);
	must(pipe(stop));
	must(pipe(answer));
	if (fork() == 0) {
		close(stop[1]);
		be_reader(in, stop[0], answer[1]);
	}
	burst_send(out, ifindex, bytes, ms, rate, &sent_rate);
	close(stop[1]);
	must((int)read(answer[0], told, sizeof(told)));
	printf("%.0f %llu %llu\n", sent_rate, (unsigned long long)told[0],
	       (unsigned long long)told[1]);
	nb_lab_free(lab);
	nb_topology_free(topo);
}

/* As a lab does when it is built; until the witness answers. */
static void measure_idle(unsigned int ends, const char *what)
{
	struct nb_topology *topo = describe(ends / 2, NB_RECORD_NONE);
	struct nb_lab *lab;
	long before_kib;
	uint64_t begin, opened;

	must(prctl(PR_SET_CHILD_SUBREAPER, 1));
	lab = side_build(topo);
	topo->record = NB_RECORD_ALL;
	topo->filter = strcmp(what, "all") != 0 ? what : NULL;
	before_kib = memory_taken_kib();
	begin = now_ns();
	must(nb_lab_watch(lab, &side_err));
	must((int)nb_capture_sync(nb_lab_capture(lab), &side_err));
	opened = now_ns();
	printf("%llu %ld\n", (unsigned long long)(opened - begin),
	       memory_taken_kib() - before_kib);
	nb_lab_free(lab);
	nb_topology_free(topo);
}

int main(int argc, char **argv)
{
	side_begin();
	if (argc == 5 && !strcmp(argv[1], "rate"))
		measure_rate(strtoul(argv[2], NULL, 10), atof(argv[3]),
			     (unsigned int)atoi(argv[4]));
	else if (argc == 5 && !strcmp(argv[1], "bare"))
		measure_bare(strtoul(argv[2], NULL, 10), atof(argv[3]),
			     (unsigned int)atoi(argv[4]));
	else if (argc == 4 && !strcmp(argv[1], "idle"))
		measure_idle((unsigned int)atoi(argv[2]), argv[3]);
	else
		error(2, 0,
		      "usage: record rate|bare BYTES RATE MS, idle ENDS all|FILTER");
	return 0;
}
