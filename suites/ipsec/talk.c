/* SPDX-License-Identifier: MIT */
/*
 * Texts that nodes send to each other, so that claims can look for them on the wire. Both
 * ends are sockets of this process in the networks of the nodes: nothing is started.
 */
#include "ipsec.h"

#include <netdb.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#define PORT 7777

union address {
	struct sockaddr any;
	struct sockaddr_in in;
	struct sockaddr_in6 in6;
};

static socklen_t parse(const char *text, union address *ret)
{
	const struct addrinfo want = { .ai_flags = AI_NUMERICHOST };
	struct addrinfo *found = NULL;
	socklen_t len;

	assert_int_equal(getaddrinfo(text, NULL, &want, &found), 0);
	len = found->ai_addrlen;
	memcpy(ret, found->ai_addr, len);
	freeaddrinfo(found);
	if (ret->any.sa_family == AF_INET)
		ret->in.sin_port = htons(PORT);
	else
		ret->in6.sin6_port = htons(PORT);
	return len;
}

static int open_socket(struct nb_lab *lab, const char *node, int family, int type)
{
	const struct timeval patience = { .tv_sec = PATIENCE_MS / 1000 };
	struct nb_error err = { 0 };
	int sock = nb_node_socket(nb_lab_node(lab, node), family, type, 0, &err);

	assert_string_equal(err.text, "");
	assert_int_equal(
		setsockopt(sock, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience)),
		0);
	assert_int_equal(
		setsockopt(sock, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience)),
		0);
	return sock;
}

static int open_server(struct nb_lab *lab, const char *node, int family, int type)
{
	const int one = 1;
	union address any = { .any.sa_family = (sa_family_t)family };
	int sock = open_socket(lab, node, family, type);

	if (family == AF_INET)
		any.in.sin_port = htons(PORT);
	else
		any.in6.sin6_port = htons(PORT);
	assert_int_equal(setsockopt(sock, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one)),
			 0);
	assert_int_equal(bind(sock, &any.any,
			      family == AF_INET ? sizeof(any.in) : sizeof(any.in6)),
			 0);
	if (type == SOCK_STREAM)
		assert_int_equal(listen(sock, 1), 0);
	return sock;
}

static void expect(int sock, const char *text, union address *from, socklen_t *len)
{
	char got[512];
	ssize_t count =
		recvfrom(sock, got, sizeof(got) - 1, 0, from ? &from->any : NULL, len);

	assert_int_equal(count, (ssize_t)strlen(text));
	assert_memory_equal(got, text, strlen(text));
}

void exchange_udp(struct nb_lab *lab, const char *from, const char *to,
		  const char *address, const char *text)
{
	union address server, client;
	socklen_t server_len = parse(address, &server), client_len = sizeof(client);
	int there = open_server(lab, to, server.any.sa_family, SOCK_DGRAM);
	int here = open_socket(lab, from, server.any.sa_family, SOCK_DGRAM);
	size_t len = strlen(text);

	assert_int_equal(sendto(here, text, len, 0, &server.any, server_len), len);
	expect(there, text, &client, &client_len);
	assert_int_equal(sendto(there, text, len, 0, &client.any, client_len), len);
	expect(here, text, NULL, NULL);
	close(here);
	close(there);
}

void exchange_tcp(struct nb_lab *lab, const char *from, const char *to,
		  const char *address, const char *text)
{
	union address server;
	socklen_t server_len = parse(address, &server);
	int listener = open_server(lab, to, server.any.sa_family, SOCK_STREAM);
	int here = open_socket(lab, from, server.any.sa_family, SOCK_STREAM);
	size_t len = strlen(text);
	int there;

	assert_int_equal(connect(here, &server.any, server_len), 0);
	there = accept(listener, NULL, NULL);
	assert_true(there >= 0);
	assert_int_equal(send(here, text, len, 0), len);
	expect(there, text, NULL, NULL);
	assert_int_equal(send(there, text, len, 0), len);
	expect(here, text, NULL, NULL);
	close(here);
	close(there);
	close(listener);
}

void send_udp(struct nb_lab *lab, const char *from, const char *address, const char *text)
{
	union address server;
	socklen_t len = parse(address, &server);
	int here = open_socket(lab, from, server.any.sa_family, SOCK_DGRAM);

	assert_int_equal(sendto(here, text, strlen(text), 0, &server.any, len),
			 strlen(text));
	close(here);
}
