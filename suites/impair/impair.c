/* SPDX-License-Identifier: MIT */
/* Impaired wires: what they are told to do to packets is what both ends' captures show. */
#include "impair.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define PORT 9

static int open_socket(struct nb_lab *lab, const char *node)
{
	struct nb_error err = { 0 };
	int sock = nb_node_socket(nb_lab_node(lab, node), AF_INET, SOCK_DGRAM, 0, &err);

	if (sock < 0)
		fail_msg("%s", err.text);
	return sock;
}

void burst(struct nb_lab *lab, const char *from, const char *to, unsigned int count,
	   size_t bytes)
{
	const char *address = to[1] == '2' ? "10.0.0.2" : "10.0.0.1";
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons(PORT) };
	int source = open_socket(lab, from), sink = open_socket(lab, to);
	char payload[1400] = "";

	assert_int_equal(bind(sink, (struct sockaddr *)&at, sizeof(at)), 0);
	assert_int_equal(inet_pton(AF_INET, address, &at.sin_addr), 1);
	assert_int_equal(connect(source, (struct sockaddr *)&at, sizeof(at)), 0);
	for (unsigned int i = 0; i < count; i++) {
		memcpy(payload, &i, sizeof(i));
		assert_int_equal(send(source, payload, bytes, 0), bytes);
	}
	close(source); /* the sink stays: a closed port would answer each packet */
}

int main(void)
{
	return anywhere() + netem() + vlan();
}
