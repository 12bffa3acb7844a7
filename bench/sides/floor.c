/* SPDX-License-Identifier: MIT */
/*
 * The floor: the lab of bench/sides/lab.c by raw system calls and netlink, nothing else, so
 * that what nestbed takes more is nestbed's own.
 *
 *	floor host|container switch|lan|router
 *	floor host|container N LABS
 *
 * The first prints three numbers, in nanoseconds: built; first ping from h0 to h1 answered,
 * by a socket in the network of h0; handed back. The second stands LABS times a router
 * with N nodes around it up and prints the memory that each node has cost, KiB, see
 * memory.h. A host has a network namespace. A container has PID, mount, UTS and IPC
 * namespaces too, an init, an overlay root, and has run /bin/true once, so that nothing of
 * it can be put off. It is one shot a process: an error ends it.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <error.h>
#include <fcntl.h>
#include <linux/veth.h>
#include <net/if.h>
#include <netinet/ip.h>
#include <netinet/ip_icmp.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/sides/floor.h"
#include "bench/sides/memory.h"

#define DEADLINE_MS 3000
#define LEAVES 3
#define LOWER 5	      /* number of what the leaves hang on: bridge, device of the lan */
#define FIRST_PORT 10 /* number of the port for leaf 0, in the hub and in the leaf */

struct node {
	int netns;
	int rtnl;   /* a netlink socket in it */
	pid_t init; /* 0: none */
	int talk;   /* to init */
};

/* What stands in the middle, and around it. */
struct star {
	struct node hub;
	struct node *leaves;
	unsigned int count;
};

static void write_file(const char *path, const char *text)
{
	int fd = must(open(path, O_WRONLY | O_CLOEXEC), path);

	must((int)write(fd, text, strlen(text)), path);
	close(fd);
}

static void ask(const struct node *node, struct request *req, const char *what)
{
	char answer[8192];
	const struct nlmsghdr *head = (const struct nlmsghdr *)answer;
	ssize_t len;

	must((int)send(node->rtnl, req, req->head.nlmsg_len, 0), what);
	do { /* RTM_GETLINK: the link, then the acknowledgement */
		len = recv(node->rtnl, answer, sizeof(answer), 0);
		must((int)len, what);
	} while (head->nlmsg_type != NLMSG_ERROR);
	errno = -((const struct nlmsgerr *)NLMSG_DATA(head))->error;
	if (errno)
		error(1, errno, "floor: %s", what);
}

static void put_place(struct request *req, const char *name, const struct node *node)
{
	attribute(req, IFLA_IFNAME, name, strlen(name) + 1);
	attribute_u32(req, IFLA_NET_NS_FD, (uint32_t)node->netns);
}

static void set_up(const struct node *node, int index)
{
	struct request req = new_link(index);

	req.head.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
	ask(node, &req, "up");
}

/* Link @index in both ends' nodes; @master, a bridge, for the end in @a. */
static void add_veth(int index, const struct node *a, const char *a_name, int master,
		     const struct node *b, const char *b_name)
{
	struct ifinfomsg peer = { .ifi_index = index };
	struct request req = new_link(index);
	struct rtattr *info, *data, *end;

	put_place(&req, a_name, a);
	put_one_queue(&req);
	if (master)
		attribute_u32(&req, IFLA_MASTER, (uint32_t)master);
	info = put_kind(&req, "veth");
	data = attribute(&req, IFLA_INFO_DATA, NULL, 0);
	end = attribute(&req, VETH_INFO_PEER, &peer, sizeof(peer));
	put_place(&req, b_name, b);
	put_one_queue(&req);
	attribute_end(&req, end);
	attribute_end(&req, data);
	attribute_end(&req, info);
	ask(a, &req, "veth");
	set_up(b, index); /* refused in the same message: it had no peer yet */
}

static void add_bridge(int index, const struct node *node)
{
	struct request req = new_link(index);

	attribute(&req, IFLA_IFNAME, "br0", 4);
	attribute_end(&req, put_kind(&req, "bridge"));
	ask(node, &req, "bridge");
}

/* What the ports of a LAN hang on; any device will do, this one is alone. */
static void add_ifb(int index, const struct node *node)
{
	struct request req = new_link(index);

	attribute(&req, IFLA_IFNAME, "low", 4);
	attribute_end(&req, put_kind(&req, "ifb"));
	ask(node, &req, "ifb");
}

static void add_macvlan(const struct node *hub, int lower, int index,
			const struct node *node, const char *name)
{
	struct request req = new_link(index);
	struct rtattr *info, *data;

	attribute_u32(&req, IFLA_LINK, (uint32_t)lower);
	put_place(&req, name, node);
	info = put_kind(&req, "macvlan");
	data = attribute(&req, IFLA_INFO_DATA, NULL, 0);
	attribute_u32(&req, IFLA_MACVLAN_MODE, MACVLAN_MODE_BRIDGE);
	attribute_end(&req, data);
	attribute_end(&req, info);
	ask(hub, &req, "macvlan");
}

static void add_address(const struct node *node, int index, in_addr_t address,
			unsigned char prefix)
{
	struct ifaddrmsg ifa = { .ifa_family = AF_INET,
				 .ifa_prefixlen = prefix,
				 .ifa_index = (unsigned int)index };
	struct request req = start(RTM_NEWADDR, NLM_F_CREATE, &ifa, sizeof(ifa));

	attribute_u32(&req, IFA_LOCAL, address);
	ask(node, &req, "address");
}

static void add_default_route(const struct node *node, in_addr_t via)
{
	struct rtmsg rtm = { .rtm_family = AF_INET,
			     .rtm_table = RT_TABLE_MAIN,
			     .rtm_protocol = RTPROT_STATIC,
			     .rtm_type = RTN_UNICAST };
	struct request req = start(RTM_NEWROUTE, NLM_F_CREATE, &rtm, sizeof(rtm));

	attribute_u32(&req, RTA_GATEWAY, via);
	ask(node, &req, "route");
}

/* The kernel settles the state of a port as it answers; else linkwatch may take a second.
 */
static void settle(const struct node *node, int index)
{
	struct ifinfomsg ifi = { .ifi_index = index };
	struct request req = start(RTM_GETLINK, 0, &ifi, sizeof(ifi));

	attribute_u32(&req, IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS);
	ask(node, &req, "settle");
}

/* Nodes. */

/* PID 1 of a container: says it is ready, runs a program when told, ends when killed. */
_Noreturn static void be_init(int talk)
{
	char byte = 0;

	must(prctl(PR_SET_PDEATHSIG, SIGKILL), "prctl");
	must(sethostname("node", 4), "hostname");
	make_root();
	must((int)write(talk, &byte, 1), "init");
	while (read(talk, &byte, 1) == 1) {
		run_true();
		must((int)write(talk, &byte, 1), "init");
	}
	_exit(0);
}

static void add_container(struct node *node)
{
	unsigned long flags = CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC |
			      CLONE_NEWNET | SIGCHLD;
	int pair[2];
	char path[64];

	must(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair), "socketpair");
	node->init = (pid_t)must((int)syscall(SYS_clone, flags, 0, 0, 0, 0), "clone");
	if (node->init == 0)
		be_init(pair[1]);
	close(pair[1]);
	node->talk = pair[0];
	snprintf(path, sizeof(path), "/proc/%d/ns/net", node->init);
	node->netns = must(open(path, O_RDONLY | O_CLOEXEC), path);
}

static void add_host(struct node *node)
{
	must(unshare(CLONE_NEWNET), "unshare");
	node->netns =
		must(open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC), "netns");
}

static void wait_for_init(struct node *node)
{
	char byte;

	if (!node->init)
		return;
	if (read(node->talk, &byte, 1) != 1 || write(node->talk, &byte, 1) != 1 ||
	    read(node->talk, &byte, 1) != 1)
		error(1, errno, "floor: init");
}

static void add_node(struct node *node, bool is_container)
{
	if (is_container)
		add_container(node);
	else
		add_host(node);
	must(setns(node->netns, CLONE_NEWNET), "setns");
	/* No address that nobody asked for, no router solicitations. */
	write_file("/proc/sys/net/ipv6/conf/default/addr_gen_mode", "1");
	node->rtnl =
		must(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE), "rtnl");
}

/* The lab. */

/* Each leaf has a network of four addresses: the hub's and its own. */
static in_addr_t address_of(unsigned int leaf, unsigned int place)
{
	return htonl((10u << 24 | 1u << 16) + leaf * 4 + place);
}

static void begin_switch(const struct node *hub)
{
	add_bridge(LOWER, hub);
}

static void join_switch(const struct star *star, unsigned int i)
{
	int index = FIRST_PORT + (int)i;
	char port[24];

	snprintf(port, sizeof(port), "p%u", i);
	add_veth(index, &star->hub, port, LOWER, &star->leaves[i], "eth0");
	add_address(&star->leaves[i], index, address_of(i, 2), 24);
	settle(&star->hub, index);
}

static void begin_lan(const struct node *hub)
{
	add_ifb(LOWER, hub);
}

static void join_lan(const struct star *star, unsigned int i)
{
	int index = FIRST_PORT + (int)i;

	add_macvlan(&star->hub, LOWER, index, &star->leaves[i], "eth0");
	add_address(&star->leaves[i], index, address_of(i, 2), 24);
}

static void begin_router(const struct node *hub)
{
	must(setns(hub->netns, CLONE_NEWNET), "setns");
	write_file("/proc/sys/net/ipv4/ip_forward", "1");
}

static void join_router(const struct star *star, unsigned int i)
{
	const struct node *hub = &star->hub, *leaf = &star->leaves[i];
	int index = FIRST_PORT + (int)i;
	char port[24];

	snprintf(port, sizeof(port), "eth%u", i);
	add_veth(index, hub, port, 0, leaf, "eth0");
	add_address(hub, index, address_of(i, 1), 30);
	add_address(leaf, index, address_of(i, 2), 30);
	add_default_route(leaf, address_of(i, 1));
	settle(hub, index);
	settle(leaf, index);
}

static const struct middle {
	const char *name;
	bool is_machine; /* a host or container as the leaves are; else a network alone */
	void (*begin)(const struct node *hub);
	void (*join)(const struct star *star, unsigned int leaf);
} middles[] = {
	{ "router", true, begin_router, join_router },
	{ "switch", false, begin_switch, join_switch },
	{ "lan", false, begin_lan, join_lan },
};

#define MIDDLES (sizeof(middles) / sizeof(middles[0]))

static const struct middle *find_middle(const char *name)
{
	for (size_t i = 0; i < MIDDLES; i++)
		if (!strcmp(middles[i].name, name))
			return &middles[i];
	error(2, 0, "%s: must be switch, lan or router", name);
	__builtin_unreachable();
}

static struct star build(const struct middle *middle, bool of_containers,
			 unsigned int leaves)
{
	struct star star = { .leaves = calloc(leaves, sizeof(*star.leaves)),
			     .count = leaves };

	must(star.leaves ? 0 : -1, "leaves");
	add_node(&star.hub, middle->is_machine && of_containers);
	for (unsigned int i = 0; i < leaves; i++)
		add_node(&star.leaves[i], of_containers);
	middle->begin(&star.hub);
	for (unsigned int i = 0; i < leaves; i++)
		middle->join(&star, i);
	wait_for_init(&star.hub);
	for (unsigned int i = 0; i < leaves; i++)
		wait_for_init(&star.leaves[i]);
	return star;
}

static void ping(const struct node *from, in_addr_t to)
{
	struct sockaddr_in addr = { .sin_family = AF_INET, .sin_addr.s_addr = to };
	struct icmphdr echo = { .type = ICMP_ECHO, .checksum = htons(0xf7ff) };
	struct pollfd poll_fd = { .events = POLLIN };
	char answer[256];

	must(setns(from->netns, CLONE_NEWNET), "setns");
	poll_fd.fd = must(socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_ICMP), "icmp");
	must((int)sendto(poll_fd.fd, &echo, sizeof(echo), 0, (struct sockaddr *)&addr,
			 sizeof(addr)),
	     "ping");
	do {
		if (must(poll(&poll_fd, 1, DEADLINE_MS), "poll") == 0)
			error(1, 0, "floor: no answer from %s", inet_ntoa(addr.sin_addr));
		must((int)recv(poll_fd.fd, answer, sizeof(answer), 0), "recv");
	} while (((struct icmphdr *)(answer + sizeof(struct iphdr)))->type !=
		 ICMP_ECHOREPLY);
	close(poll_fd.fd);
}

static void hand_back_node(struct node *node)
{
	if (node->init) {
		kill(node->init, SIGKILL);
		waitpid(node->init, NULL, 0);
		close(node->talk);
	}
	close(node->rtnl);
	close(node->netns);
}

static void hand_back(struct star *star)
{
	hand_back_node(&star->hub);
	for (unsigned int i = 0; i < star->count; i++)
		hand_back_node(&star->leaves[i]);
	free(star->leaves);
}

static bool star_is_of_containers;

/* It stays: nothing is closed before the process ends. */
static void stand_up_star(unsigned int leaves)
{
	struct star star = build(find_middle("router"), star_is_of_containers, leaves);

	free(star.leaves);
}

int main(int argc, char **argv)
{
	uint64_t begin, built, answered;
	const struct middle *middle;
	bool of_containers;
	struct star star;
	int home;

	if (argc != 3 && argc != 4)
		error(2, 0, "usage: floor host|container switch|lan|router|N LABS");
	of_containers = !strcmp(argv[1], "container");
	home = must(open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC), "netns");
	must(unshare(CLONE_NEWNS), "unshare");
	must(mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL), "private mounts");
	if (argc == 4) {
		star_is_of_containers = of_containers;
		memory_print((unsigned int)strtoul(argv[3], NULL, 10),
			     (unsigned int)strtoul(argv[2], NULL, 10), stand_up_star);
		return 0;
	}
	middle = find_middle(argv[2]);

	begin = now_ns();
	star = build(middle, of_containers, LEAVES);
	built = now_ns();
	ping(&star.leaves[0], address_of(1, 2));
	answered = now_ns();
	must(setns(home, CLONE_NEWNET), "setns");
	hand_back(&star);
	printf("%llu %llu %llu\n", (unsigned long long)(built - begin),
	       (unsigned long long)(answered - built),
	       (unsigned long long)(now_ns() - answered));
	return 0;
}
