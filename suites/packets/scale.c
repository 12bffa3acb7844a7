/* SPDX-License-Identifier: MIT */
/* Many ends, and recordings with a bound: a full log, a filter in the kernel. */
#include "packets.h"

#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#define WIRES 500
#define PROTOCOL 0x88b5 /* for local experiments: no stack answers */
#define FRAME_BYTES 60

const struct nb_topology little_room = {
	.name = "little_room",
	.record_mib = 1,
	.nodes = NB_NODES({ "h1", NB_HOST }, { "h2", NB_HOST }),
	.links = NB_LINKS({ { "h1:eth0", "10.0.2.1/24" }, { "h2:eth0", "10.0.2.2/24" } }),
};

const struct nb_topology only_discarded = {
	.name = "only_discarded",
	.filter = "udp port 9",
	.nodes = NB_NODES({ "h1", NB_HOST }, { "h2", NB_HOST }),
	.links = NB_LINKS({ { "h1:eth0", "10.0.2.1/24" }, { "h2:eth0", "10.0.2.2/24" } }),
};

struct nb_topology *describe_thousand_ends(void)
{
	struct nb_topology *topo = nb_topology_new("thousand_ends");
	const struct nb_node_spec h1 = { "h1", NB_HOST }, h2 = { "h2", NB_HOST };
	char a[16], b[16];

	nb_topology_add_node(topo, &h1, NULL);
	nb_topology_add_node(topo, &h2, NULL);
	for (int i = 0; i < WIRES; i++) {
		const struct nb_link_spec wire = { { a }, { b } };

		snprintf(a, sizeof(a), "h1:e%d", i);
		snprintf(b, sizeof(b), "h2:e%d", i);
		nb_topology_add_link(topo, &wire, NULL);
	}
	return topo;
}

/* The number of the wire stands in it. */
static void send_number(int sock, uint16_t number)
{
	uint8_t frame[FRAME_BYTES] = { 2,
				       0,
				       0,
				       0,
				       0,
				       9,
				       2,
				       0,
				       0,
				       0,
				       0,
				       8,
				       0x88,
				       0xb5,
				       (uint8_t)(number >> 8),
				       (uint8_t)number };
	struct sockaddr_ll to = { .sll_family = AF_PACKET,
				  .sll_protocol = htons(PROTOCOL) };
	struct ifreq ifr = { 0 };

	snprintf(ifr.ifr_name, sizeof(ifr.ifr_name), "e%u", number);
	assert_int_equal(ioctl(sock, SIOCGIFINDEX, &ifr), 0);
	to.sll_ifindex = ifr.ifr_ifindex;
	assert_int_equal(
		sendto(sock, frame, sizeof(frame), 0, (struct sockaddr *)&to, sizeof(to)),
		sizeof(frame));
}

void each_of_a_thousand_ends_is_recorded(void **state)
{
	static unsigned int seen[WIRES][2];
	struct nb_capture *capture = nb_lab_capture(*state);
	int sock =
		nb_node_socket(nb_lab_node(*state, "h1"), AF_PACKET, SOCK_RAW, 0, NULL);
	struct nb_packet packet;
	ssize_t count;

	assert_true(sock >= 0);
	for (uint16_t i = 0; i < WIRES; i++)
		send_number(sock, i);
	close(sock);
	count = nb_capture_sync(capture, NULL);
	assert_int_equal(nb_capture_dropped(capture), 0);
	for (size_t i = 0; i < (size_t)count; i++) {
		unsigned int wire, node;

		assert_true(nb_capture_packet(capture, i, &packet));
		if (packet.data[12] != PROTOCOL >> 8 ||
		    packet.data[13] != (PROTOCOL & 255))
			continue;
		assert_int_equal(sscanf(packet.end, "h%u:e%u", &node, &wire), 2);
		assert_int_equal(packet.data[14] << 8 | packet.data[15], wire);
		assert_int_equal(packet.direction, node == 1 ? NB_DIR_OUT : NB_DIR_IN);
		seen[wire][node - 1]++;
	}
	for (unsigned int i = 0; i < WIRES; i++) {
		assert_int_equal(seen[i][0], 1);
		assert_int_equal(seen[i][1], 1);
	}
	nb_assert_seen(*state, "h2:e499", "ether proto 0x88b5", nb_exactly(1), 0);
	nb_assert_not_seen(*state, "h2:e499", "ether proto 0x88b6", 0);
}

static void claim_none(void *lab)
{
	nb_assert_not_seen(lab, "h1:eth0", "tcp", 0);
}

void a_full_log_makes_an_error(void **state)
{
	static const char bytes[1400];
	struct nb_capture *capture = nb_lab_capture(*state);
	const struct nb_failure *failure;

	ping(*state, "h1", "10.0.2.2");
	for (int i = 0; i < 1000; i++) {
		send_udp(*state, "h1", 9, bytes, sizeof(bytes));
		if (i % 100 == 0)
			assert_true(nb_capture_sync(capture, NULL) > 0);
	}
	failure = nb_expect_failure(claim_none, *state);
	assert_non_null(failure);
	assert_int_equal(failure->kind, NB_FAILURE_ERROR);
	assert_string_equal(failure->type, "packet.dropped");
	assert_non_null(strstr(failure->text, " packets were dropped by the recorder at "
					      "h1:eth0: the log of 1 MiB was full"));
}

static void claim_no_icmp(void *lab)
{
	nb_assert_not_seen(lab, "h1:eth0", "icmp", 0);
}

static void claim_icmp(void *lab)
{
	nb_assert_seen(lab, "h1:eth0", "icmp", nb_at_least(1), 0);
}

static void claim_two(void *lab)
{
	nb_assert_seen(lab, "h2", "udp port 9", nb_exactly(2), 0);
}

static void assert_fails_as(void (*claim)(void *lab), void *lab,
			    enum nb_failure_kind kind, const char *type, const char *text)
{
	const struct nb_failure *failure = nb_expect_failure(claim, lab);

	assert_non_null(failure);
	assert_int_equal(failure->kind, kind);
	assert_string_equal(failure->type, type);
	assert_non_null(strstr(failure->text, text));
}

void a_filter_in_the_kernel_records_only_that(void **state)
{
	struct nb_capture *capture = nb_lab_capture(*state);
	struct nb_packet packet;

	assert_fails_as(claim_two, *state, NB_FAILURE_FAIL, "packet.absent",
			"  recorded   only \"udp port 9\"\n");
	ping(*state, "h1", "10.0.2.2");
	send_udp(*state, "h1", 9, "here", 4);
	send_udp(*state, "h1", 10, "not", 3);
	assert_int_equal(nb_capture_sync(capture, NULL), 2);
	for (size_t i = 0; i < 2; i++) {
		assert_true(nb_capture_packet(capture, i, &packet));
		nb_assert_field(&packet, "udp.dport", "9");
	}
	nb_assert_seen(*state, "h2", "udp port 9 and src host 10.0.2.1", nb_exactly(1),
		       0);
	nb_assert_not_seen(*state, NULL, "udp port 9 and src host 10.0.2.2", 0);
	assert_fails_as(claim_no_icmp, *state, NB_FAILURE_ERROR, "packet.filtered",
			"only \"udp port 9\" recorded");
	assert_fails_as(claim_icmp, *state, NB_FAILURE_ERROR, "packet.filtered",
			"only \"udp port 9\" recorded");
}
