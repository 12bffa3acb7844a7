/* SPDX-License-Identifier: MIT */
/*
 * What breaks, and how soon packets get through again.
 *
 * A process sends packets from one pod to another all the time, each to a port of its own, so
 * that they spread over all ways. It has healed when hundreds in a row arrive again; when that
 * was, the recorded packets tell: the last one that was sent and did not arrive.
 */
#include "datacentre.h"

#include <arpa/inet.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* In a row: that a broken way of 16 gets none of them has a chance of (15/16)^400: 6e-12 */
#define WHOLE 400
#define PORT_FIRST 10000
#define PORTS 65536
#define FLIGHT 25000 /* packets that a sender sends, one each millisecond */
#define NS_PER_MS 1000000u

static const char from_name[] = "srv1-1-1", to_name[] = "srv2-1-1";

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (uint64_t)now.tv_sec * 1000 * NS_PER_MS + (uint64_t)now.tv_nsec;
}

static void send_packets(int fd, const char *addr, unsigned int first)
{
	const struct timespec pause = { .tv_nsec = NS_PER_MS };
	struct sockaddr_in to = { .sin_family = AF_INET };

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	inet_pton(AF_INET, addr, &to.sin_addr);
	for (unsigned int port = first; port < first + FLIGHT; port++) {
		to.sin_port = htons((uint16_t)port);
		sendto(fd, addr, strlen(addr), 0, (struct sockaddr *)&to, sizeof(to));
		nanosleep(&pause, NULL);
	}
	_exit(0);
}

/* Each sender has ports of its own; @ret_first is the first one. */
static pid_t start_sender(struct nb_lab *lab, unsigned int *ret_first)
{
	static unsigned int next = PORT_FIRST;
	struct nb_error err = { 0 };
	int fd =
		nb_node_socket(nb_lab_node(lab, from_name), AF_INET, SOCK_DGRAM, 0, &err);
	pid_t pid;

	if (fd < 0)
		fail_msg("%s", err.text);
	assert_true(next + FLIGHT < PORTS);
	*ret_first = next;
	next += FLIGHT;
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0)
		send_packets(fd, address_of(lab, to_name), *ret_first);
	close(fd);
	return pid;
}

static void stop_sender(pid_t pid)
{
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

/* What the recorder knows of each port. */
struct fate {
	uint64_t sent_ns;
	bool has_arrived;
};

static void read_fates(struct nb_lab *lab, struct fate *fate)
{
	struct nb_capture *capture = nb_lab_capture(lab);
	ssize_t count = nb_capture_sync(capture, NULL);
	struct nb_packet packet;
	char port[8];

	assert_true(count > 0);
	for (size_t i = 0; i < (size_t)count; i++) {
		if (!nb_capture_packet(capture, i, &packet) ||
		    strncmp(packet.end, "srv", 3) != 0 ||
		    !nb_packet_field(&packet, "udp.dport", port, sizeof(port)))
			continue;
		if (!strncmp(packet.end, from_name, strlen(from_name)))
			fate[atoi(port)].sent_ns = packet.time_ns;
		else if (!strncmp(packet.end, to_name, strlen(to_name)))
			fate[atoi(port)].has_arrived = true;
	}
	assert_true(nb_capture_dropped(capture) == 0);
}

/* The last ones that arrived: how many in a row did, of those that were sent since then? */
static bool many_arrive(struct nb_lab *lab, uint64_t since_ns)
{
	struct fate *fate = calloc(PORTS, sizeof(*fate));
	size_t port = PORTS - 1, row = 0;

	assert_non_null(fate);
	read_fates(lab, fate);
	while (port > PORT_FIRST && !fate[port].has_arrived)
		port--;
	while (port > PORT_FIRST && fate[port].has_arrived &&
	       fate[port].sent_ns > since_ns) {
		port--;
		row++;
	}
	free(fate);
	return row >= WHOLE;
}

/* What was lost: how much, and how long after a moment the last of it was sent. */
static unsigned int lost_for_ms(struct nb_lab *lab, uint64_t since_ns, size_t *ret_lost)
{
	struct fate *fate = calloc(PORTS, sizeof(*fate));
	uint64_t last_ns = since_ns;
	size_t last = PORTS - 1;

	assert_non_null(fate);
	*ret_lost = 0;
	read_fates(lab, fate);
	while (last > PORT_FIRST && !fate[last].has_arrived)
		last--; /* on their way when the recorder was read */
	for (size_t i = PORT_FIRST; i < last; i++) {
		if (fate[i].sent_ns < since_ns || fate[i].has_arrived)
			continue;
		++*ret_lost;
		if (fate[i].sent_ns > last_ns)
			last_ns = fate[i].sent_ns;
	}
	free(fate);
	return (unsigned int)((last_ns - since_ns + NS_PER_MS - 1) / NS_PER_MS);
}

/* Packets of a new sender arrive, and some of them by way of this end. */
static pid_t packets_pass(struct nb_lab *lab, const char *end)
{
	unsigned int first;
	uint64_t since_ns = now_ns();
	pid_t sender = start_sender(lab, &first);
	char filter[64];

	nb_assert_eventually(many_arrive(lab, since_ns), UP_MS);
	snprintf(filter, sizeof(filter), "udp and dst portrange %u-%u", first,
		 first + FLIGHT - 1);
	nb_assert_seen(lab, end, filter, nb_at_least(1), UP_MS);
	return sender;
}

void heals_after(struct nb_lab *lab, const struct breakage *breakage)
{
	pid_t sender = packets_pass(lab, "spine2-1:down1");
	uint64_t broken_ns = now_ns(), done_ns;
	unsigned int ms;
	size_t lost;

	breakage->happens(lab);
	done_ns = now_ns();
	nb_assert_eventually(many_arrive(lab, done_ns), UP_MS);
	ms = lost_for_ms(lab, broken_ns, &lost);
	stop_sender(sender);
	nb_note("healed_ms", "%u", ms);
	nb_note("lost", "%zu", lost);
	if (ms < breakage->least_ms || ms > breakage->most_ms)
		fail_msg("%s: %zu packets got lost, the last of them sent %u ms later, "
			 "not %u to %u ms",
			 breakage->what, lost, ms, breakage->least_ms, breakage->most_ms);
}

static void link_goes_down(struct nb_lab *lab)
{
	struct nb_error err = { 0 };

	must(nb_link_down(lab, "spine2-1:down1", &err), &err);
}

void a_link_fails(void **state)
{
	static const struct breakage link = { "link spine2-1:down1 went down",
					      link_goes_down, 0, HEALED_MS };
	struct fabric *fabric = fabric_of(*state);
	struct nb_error err = { 0 };

	fabric_converges(fabric);
	heals_after(*state, &link);
	fabric_cut(fabric, "spine2-1", "leaf2-1", true);
	fabric_converges(fabric);
	must(nb_link_up(*state, "spine2-1:down1", &err), &err);
	fabric_cut(fabric, "spine2-1", "leaf2-1", false);
	fabric_converges(fabric);
	stop_sender(packets_pass(*state, "spine2-1:down1"));
}

static void a_link_fails_with_frr(void **state)
{
	a_link_fails(state);
}

static void spine_goes_off(struct nb_lab *lab)
{
	sh(lab, "spine2-1", "ip link set group default down");
}

void a_spine_fails(void **state)
{
	static const struct breakage spine = { "spine2-1 went off", spine_goes_off, 0,
					       HEALED_MS };
	struct fabric *fabric = fabric_of(*state);

	fabric_converges(fabric);
	heals_after(*state, &spine);
	fabric_cut_off(fabric, "spine2-1", true);
	fabric_converges(fabric);
	nb_assert_all_pairs_among(*state, "srv*", NULL, UP_MS);
}

static struct nb_topology *small(struct nb_error *err)
{
	return nb_shape_new(SMALL, NB_CONTAINER, err);
}

int healing(void)
{
	const struct CMUnitTest tests[] = {
		nb_unit_test_setup_teardown(a_link_fails, NULL, start_bird, NULL,
					    .make = small, .deadline_ms = 180000),
		nb_unit_test_setup_teardown(a_link_fails_with_frr, NULL, start_frr, NULL,
					    .make = small, .tags = "frr",
					    .deadline_ms = 180000),
		nb_unit_test_setup_teardown(a_spine_fails, NULL, start_bird, NULL,
					    .make = small, .deadline_ms = 180000),
	};

	return cmocka_run_group_tests_name("healing", tests, NULL, NULL);
}
