/* SPDX-License-Identifier: MIT */
/* The recorder, held against libpcap and against what was sent. */
#include "packets.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#define BYTES_MAX 1400

/* The lab keeps what it is given: it must live as long. */
static const struct nb_service_spec idle = { .name = "idle",
					     .command = "sleep infinity" };

/*
 * libpcap captures in the network of the calling thread: go to that of a node for a
 * moment.
 */
static struct nb_capture *live_capture(void *lab, const char *node, const char *ifname)
{
	struct nb_error err = { 0 };
	struct nb_service *service =
		nb_service_start(nb_lab_node(lab, node), &idle, &err);
	struct nb_capture *capture;
	char path[64];
	int home, there;

	assert_string_equal(err.text, "");
	snprintf(path, sizeof(path), "/proc/%d/ns/net", nb_service_pid(service));
	home = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	there = open(path, O_RDONLY | O_CLOEXEC);
	assert_int_equal(setns(there, CLONE_NEWNET), 0);
	capture = nb_capture_live(ifname, &err);
	assert_int_equal(setns(home, CLONE_NEWNET), 0);
	close(there);
	close(home);
	assert_string_equal(err.text, "");
	return capture;
}

static void assert_same_packets(struct nb_capture *lab, size_t first,
				struct nb_capture *live)
{
	ssize_t count = nb_capture_sync(live, NULL);
	struct nb_packet a, b = { 0 };
	size_t at = first;

	for (size_t i = 0; i < (size_t)count; i++) {
		assert_true(nb_capture_packet(live, i, &b));
		assert_int_equal(nb_packets_find(lab, "h1:eth0", NULL, at++, &a, NULL),
				 1);
		assert_int_equal(a.len, b.len);
		assert_int_equal(a.caplen, b.caplen);
		assert_memory_equal(a.data, b.data, a.caplen);
		assert_int_equal(a.time_ns, b.time_ns);
	}
	/* What neighbours say to each other after the last look is in one of them only. */
	if (nb_packets_find(lab, "h1:eth0", NULL, at, &a, NULL) > 0)
		assert_true(a.time_ns > b.time_ns);
}

void recorder_sees_what_libpcap_sees(void **state)
{
	static char bytes[BYTES_MAX] = "of every length";
	struct nb_capture *lab = nb_lab_capture(*state);
	struct nb_capture *live = live_capture(*state, "h1", "eth0");
	ssize_t before = nb_packets_count(lab, "h1:eth0", NULL, NULL);

	ping(*state, "h1", "10.0.2.2");
	for (size_t len = 0; len < BYTES_MAX; len += 7)
		send_udp(*state, "h1", 9, bytes, len);
	assert_true(nb_capture_sync(live, NULL) > BYTES_MAX / 7);
	assert_same_packets(lab, (size_t)before, live);
	assert_int_equal(nb_capture_dropped(live), 0);
	nb_capture_free(live);
}

static void claim_tcp_live(void *live)
{
	nb_assert_seen_in(live, NULL, "tcp", nb_at_least(1), 20);
}

void claims_hold_over_libpcap_and_files_too(void **state)
{
	struct nb_capture *live = live_capture(*state, "h1", "eth0");
	const struct nb_failure *failure;
	struct nb_error err = { 0 };
	struct nb_capture *saved;
	char path[] = "/tmp/live-XXXXXX";

	close(mkstemp(path));
	send_later(*state);
	nb_assert_seen_in(live, "eth0", "udp dst port 9", nb_exactly(1), 400);
	nb_assert_not_seen_in(live, NULL, "tcp", 0);
	failure = nb_expect_failure(claim_tcp_live, live);
	assert_non_null(failure);
	assert_string_equal(failure->type, "packet.absent");
	assert_non_null(strstr(failure->text, "  waited     "));

	assert_int_equal(nb_capture_save(live, NULL, path, &err), 0);
	nb_capture_free(live);
	saved = nb_capture_open(path, &err);
	assert_string_equal(err.text, "");
	nb_assert_seen_in(saved, NULL, "udp dst port 9", nb_exactly(1), 0);
	nb_assert_payload_seen_in(saved, NULL, "late", 4, 0);
	nb_capture_free(saved);
	unlink(path);
}

void what_was_sent_is_seen_at_once(void **state)
{
	struct nb_capture *lab = nb_lab_capture(*state);

	ping(*state, "h1", "10.0.2.2"); /* so that neighbours are known */
	for (int i = 1; i <= 200; i++) {
		send_udp(*state, "h1", 9, "now", 3);
		assert_int_equal(nb_packets_count(lab, "h1:eth0", "udp port 9", NULL), i);
		assert_int_equal(nb_packets_count(lab, "r1:lan1", "udp port 9", NULL), i);
	}
}

/* A socket connected to the discard port of h2. */
static int connected(void *lab)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(9) };
	int sock = nb_node_socket(nb_lab_node(lab, "h1"), AF_INET, SOCK_DGRAM, 0, NULL);

	assert_true(sock >= 0);
	inet_pton(AF_INET, "10.0.2.2", &to.sin_addr);
	assert_int_equal(connect(sock, (struct sockaddr *)&to, sizeof(to)), 0);
	return sock;
}

/*
 * Port unreachable errors come back and show at the next send: it is simply tried
 * again.
 */
static void flood(int sock, int count, size_t len)
{
	static const char bytes[BYTES_MAX];

	for (int i = 0; i < count; i++) {
		while (send(sock, bytes, len, 0) < 0)
			assert_int_equal(errno, ECONNREFUSED);
	}
}

/* What the kernel holds for the recorder, at the least that Debian 12 grants to a user. */
#define WAVE 200 /* packets; each has an answer at the same end */
#define WAVES 250

void nothing_is_dropped_under_load(void **state)
{
	struct nb_capture *lab = nb_lab_capture(*state);
	int sock = connected(*state);

	ping(*state, "h1", "10.0.2.2");
	for (int i = 0; i < WAVES; i++) {
		flood(sock, WAVE, 64);
		assert_true(nb_capture_sync(lab, NULL) > 0);
	}
	close(sock);
	nb_assert_seen(*state, "h1:eth0", "udp port 9 and not icmp",
		       nb_exactly(WAVE * WAVES), 0);
	assert_int_equal(nb_capture_dropped(lab), 0);
}

static pid_t find_witness(void)
{
	DIR *proc = opendir("/proc");
	struct dirent *entry;
	pid_t found = 0;

	while (!found && (entry = readdir(proc))) {
		char path[300], name[32] = "";
		FILE *comm;

		snprintf(path, sizeof(path), "/proc/%s/comm", entry->d_name);
		comm = fopen(path, "r");
		if (!comm)
			continue;
		if (fgets(name, sizeof(name), comm) && strcmp(name, "nb-witness\n") == 0)
			found = atoi(entry->d_name);
		fclose(comm);
	}
	closedir(proc);
	return found;
}

static void claim_seen(void *lab)
{
	nb_assert_seen(lab, "h1:eth0", "udp port 9", nb_at_least(1), 0);
}

static void claim_not_seen(void *lab)
{
	nb_assert_not_seen(lab, "h1:eth0", "tcp", 0);
}

/* Nobody reads while the witness stands still, and no buffer holds all that is sent. */
void dropped_packets_make_an_error(void **state)
{
	struct nb_capture *lab = nb_lab_capture(*state);
	const struct nb_failure *failure;
	struct nb_error err = { 0 };
	pid_t witness = find_witness();
	int sock = connected(*state);

	ping(*state, "h1", "10.0.2.2");
	assert_true(witness > 0);
	assert_int_equal(kill(witness, SIGSTOP), 0);
	flood(sock, 30000, BYTES_MAX);
	assert_int_equal(kill(witness, SIGCONT), 0);
	close(sock);

	assert_int_equal(nb_packets_count(lab, "h1:eth0", NULL, &err), -1);
	assert_int_equal(err.code, ENOBUFS);
	assert_true(nb_capture_dropped(lab) > 0);
	failure = nb_expect_failure(claim_seen, *state);
	assert_non_null(failure);
	assert_int_equal(failure->kind, NB_FAILURE_ERROR);
	assert_string_equal(failure->type, "packet.dropped");
	failure = nb_expect_failure(claim_not_seen, *state);
	assert_non_null(failure);
	assert_int_equal(failure->kind, NB_FAILURE_ERROR);
}

/* The kernel takes the tag out on reception; both ends must show the same frame. */
void vlan_tags_are_put_back(void **state)
{
	static const uint8_t frame[60] = { 2, 0, 0,    0, 0,	9,  2,	  0,	0, 0,
					   0, 8, 0x81, 0, 0x60, 42, 0x88, 0xb5, 1, 2 };
	struct nb_node *h1 = nb_lab_node(*state, "h1");
	int sock = nb_node_socket(h1, AF_PACKET, SOCK_RAW, 0, NULL);
	struct ifreq ifr = { .ifr_name = "eth0" };
	struct sockaddr_ll to = { .sll_family = AF_PACKET,
				  .sll_protocol = htons(ETH_P_8021Q) };
	struct nb_packet sent, received;

	assert_int_equal(ioctl(sock, SIOCGIFINDEX, &ifr), 0);
	to.sll_ifindex = ifr.ifr_ifindex;
	assert_int_equal(
		sendto(sock, frame, sizeof(frame), 0, (struct sockaddr *)&to, sizeof(to)),
		sizeof(frame));
	close(sock);
	sent = nb_get_packet(*state, "h1:eth0", "vlan 42", 0);
	received = nb_get_packet(*state, "r1:lan1", "vlan 42", 1000);
	assert_int_equal(sent.direction, NB_DIR_OUT);
	assert_int_equal(received.direction, NB_DIR_IN);
	assert_int_equal(received.len, sizeof(frame));
	assert_memory_equal(received.data, frame, sizeof(frame));
	assert_memory_equal(sent.data, frame, sizeof(frame));
	nb_assert_field(&received, "vlan.id", "42");
	nb_assert_field(&received, "vlan.pcp", "3");
}
