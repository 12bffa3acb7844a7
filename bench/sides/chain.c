/* SPDX-License-Identifier: MIT */
/*
 * TCP from end to end of a chain of switches, by the public headers: chain SWITCHES MS
 *
 * Two hosts; with no switch a wire joins them. One process sends for MS, another one reads.
 * Prints the bytes that were read and how long that took, ns.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>

#include "bench/sides/side.h"

#define BLOCK_BYTES (128 << 10)
#define PORT 5001

static const struct nb_end_spec h1 = { "h1:eth0", "10.0.0.1/24" };
static const struct nb_end_spec h2 = { "h2:eth0", "10.0.0.2/24" };

static void add_link(struct nb_topology *topo, struct nb_end_spec a, struct nb_end_spec b)
{
	must(nb_topology_add_link(topo, &(struct nb_link_spec){ a, b }, &side_err));
}

static void add_switches(struct nb_topology *topo, unsigned long switches)
{
	char name[16], before[16];

	for (unsigned long i = 1; i <= switches; i++) {
		const struct nb_node_spec node = { name, .kind = NB_SWITCH };
		const struct nb_end_spec from = { before };

		snprintf(name, sizeof(name), "s%lu", i);
		must(nb_topology_add_node(topo, &node, &side_err));
		add_link(topo, i == 1 ? h1 : from, (struct nb_end_spec){ name });
		snprintf(before, sizeof(before), "s%lu", i);
	}
	add_link(topo, h2, (struct nb_end_spec){ before });
}

static struct nb_topology *describe(unsigned long switches)
{
	struct nb_topology *topo = nb_topology_new("chain");

	must(topo ? 0 : -1);
	topo->record = NB_RECORD_NONE;
	must(nb_topology_add_node(topo, &(struct nb_node_spec){ "h1", .kind = NB_HOST },
				  &side_err));
	must(nb_topology_add_node(topo, &(struct nb_node_spec){ "h2", .kind = NB_HOST },
				  &side_err));
	if (switches)
		add_switches(topo, switches);
	else
		add_link(topo, h1, h2);
	return topo;
}

static void send_for(int sock, uint64_t ms)
{
	static char block[BLOCK_BYTES];
	uint64_t until = now_ns() + ms * 1000000;

	while (now_ns() < until)
		if (send(sock, block, sizeof(block), MSG_NOSIGNAL) < 0)
			error(1, errno, "send");
	shutdown(sock, SHUT_WR);
}

static unsigned long long read_all(int sock)
{
	static char block[BLOCK_BYTES];
	unsigned long long bytes = 0;
	ssize_t got;

	while ((got = recv(sock, block, sizeof(block), 0)) > 0)
		bytes += (unsigned long long)got;
	must((int)got);
	return bytes;
}

int main(int argc, char **argv)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
				  .sin_port = htons(PORT),
				  .sin_addr.s_addr = inet_addr("10.0.0.2") };
	int server, sock, status;
	unsigned long long bytes;
	struct nb_lab *lab;
	uint64_t begin;
	pid_t sender;

	if (argc != 3)
		error(2, 0, "usage: chain SWITCHES MS");
	side_begin();
	lab = side_build(describe(strtoul(argv[1], NULL, 10)));
	server = nb_node_socket(nb_lab_node(lab, "h2"), AF_INET, SOCK_STREAM, 0,
				&side_err);
	must(server);
	must(bind(server, (struct sockaddr *)&at, sizeof(at)));
	must(listen(server, 1));
	sock = nb_node_socket(nb_lab_node(lab, "h1"), AF_INET, SOCK_STREAM, 0, &side_err);
	must(sock);
	must(connect(sock, (struct sockaddr *)&at, sizeof(at)));
	begin = now_ns();
	sender = fork();
	must(sender);
	if (sender == 0) {
		send_for(sock, strtoul(argv[2], NULL, 10));
		_exit(0);
	}
	close(sock);
	bytes = read_all(accept(server, NULL, NULL));
	printf("%llu %llu\n", bytes, (unsigned long long)(now_ns() - begin));
	must(waitpid(sender, &status, 0));
	nb_lab_free(lab);
	return status ? 1 : 0;
}
