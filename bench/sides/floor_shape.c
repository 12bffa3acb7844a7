/* SPDX-License-Identifier: MIT */
/*
 * The floor of a topology: its namespaces, wires, bridges and addresses by raw system calls
 * and netlink.
 *
 *	floor_shape SHAPE host|built
 *
 * Prints what shape does. The description is nestbed's, its building is not. Each node is a
 * network namespace that an init holds, a task on this memory that only sleeps; as "built"
 * init has PID, mount, UTS and IPC namespaces, too. A node needs no descriptor: the far end
 * of a wire goes where an init is. Left out are routes, forwarding, roots, IPv6, PID namespaces within one
 * another, and errors by object.
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/veth.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <nestbed/shapes.h>

#include "bench/sides/floor.h"
#include "bench/sides/memory.h"

#define STACK_BYTES 16384
#define BATCH 32 /* messages that are answered together */

/** struct node - One of the topology, in its order */
struct node {
	const struct nb_node_spec *spec;
	char *stack;
	pid_t init;
	int last_index;	     /* of its interfaces */
	struct plug **plugs; /* of those, as long as they are of it */
	bool is_dressed;
};

/** struct plug - An end of a link that has been given its number */
struct plug {
	const struct nb_end_spec *spec;
	struct node *node;
	int index;
};

static struct node *nodes, **by_name;
static size_t nnodes;
static struct plug *plugs;  /* two a link, the second made with the first */
static struct plug **order; /* by node, in the order of nodes; ends with NULL */
static size_t nplugs;

static int rtnl;
static size_t unanswered;

static int live(void *arg)
{
	(void)arg;
	syscall(SYS_prctl, PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	for (;;)
		syscall(SYS_pause);
	return 0;
}

static void make_node(struct node *node, int flags)
{
	node->stack = malloc(STACK_BYTES);
	must(node->stack ? 0 : -1, "stack");
	node->init = clone(live, node->stack + STACK_BYTES,
			   CLONE_VM | CLONE_FILES | CLONE_NEWNET | flags, NULL);
	must(node->init, "clone");
}

/* Messages go to a node's namespace from now on; it is entered for the socket alone. */
static void enter(const struct node *node)
{
	const struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/ns/net", node->init);
	fd = must(open(path, O_RDONLY | O_CLOEXEC), path);
	must(setns(fd, CLONE_NEWNET), "setns");
	close(fd);
	rtnl = must(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE), "rtnl");
	must(connect(rtnl, (const struct sockaddr *)&kernel, sizeof(kernel)), "rtnl");
}

static void hear_answers(void)
{
	char answer[8192];

	while (unanswered) {
		ssize_t len = recv(rtnl, answer, sizeof(answer), 0);
		const struct nlmsghdr *head = (const struct nlmsghdr *)answer;

		must((int)len, "answer");
		if (head->nlmsg_type != NLMSG_ERROR)
			continue; /* of a question: the acknowledgement comes behind */
		errno = -((const struct nlmsgerr *)NLMSG_DATA(head))->error;
		if (errno)
			error(1, errno, "netlink");
		unanswered--;
	}
}

static void ask(const struct request *req)
{
	must((int)send(rtnl, req, req->head.nlmsg_len, 0), "send");
	if (++unanswered == BATCH)
		hear_answers();
}

static void leave(void)
{
	hear_answers();
	close(rtnl);
}

static int compare_nodes(const void *a, const void *b)
{
	const struct node *const *x = a, *const *y = b;

	return strcmp((*x)->spec->name, (*y)->spec->name);
}

static struct node *find(const char *at)
{
	struct nb_node_spec spec = { 0 };
	struct node key = { .spec = &spec }, *wanted = &key, **found;
	char name[64];

	snprintf(name, sizeof(name), "%.*s", (int)strcspn(at, ":"), at);
	spec.name = name;
	found = bsearch(&wanted, by_name, nnodes, sizeof(struct node *), compare_nodes);
	if (!found)
		error(1, 0, "no node %s", name);
	return *found;
}

static struct plug plug_of(const struct nb_end_spec *spec)
{
	struct node *node = find(spec->at);

	return (struct plug){ spec, node, ++node->last_index };
}

static int by_node(const void *a, const void *b)
{
	const struct plug *const *x = a, *const *y = b;

	if ((*x)->node != (*y)->node)
		return (*x)->node < (*y)->node ? -1 : 1;
	return (*x)->index - (*y)->index;
}

static void plan_nodes(const struct nb_topology *topo)
{
	while (topo->nodes[nnodes].name)
		nnodes++;
	nodes = calloc(nnodes + 1, sizeof(*nodes));
	by_name = calloc(nnodes + 1, sizeof(struct node *));
	must(nodes && by_name ? 0 : -1, "nodes");
	for (size_t i = 0; i < nnodes; i++) {
		nodes[i] = (struct node){ .spec = &topo->nodes[i],
					  .last_index = 100 }; /* lo is 1, a bridge 2 */
		by_name[i] = &nodes[i];
	}
	qsort(by_name, nnodes, sizeof(struct node *), compare_nodes);
}

static void plan_links(const struct nb_topology *topo)
{
	size_t nlinks = 0;

	for (const struct nb_link_spec *link = topo->links; link && link->a.at; link++)
		nlinks++;
	nplugs = 2 * nlinks;
	plugs = calloc(nplugs + 1, sizeof(*plugs));
	must(plugs ? 0 : -1, "links");
	for (size_t i = 0; i < nlinks; i++) {
		plugs[2 * i] = plug_of(&topo->links[i].a);
		plugs[2 * i + 1] = plug_of(&topo->links[i].b);
	}
}

static void sort_plugs(void)
{
	order = calloc(nplugs + 1, sizeof(struct plug *));
	must(order ? 0 : -1, "links");
	for (size_t i = 0; i < nplugs; i++)
		order[i] = &plugs[i];
	qsort(order, nplugs, sizeof(struct plug *), by_node);
	for (size_t i = 0; i < nnodes; i++)
		nodes[i].plugs = order + nplugs;
	for (size_t i = nplugs; i-- > 0;)
		order[i]->node->plugs = &order[i];
}

static void put_end(struct request *req, const struct plug *plug)
{
	const char *name = strchr(plug->spec->at, ':') + 1;

	attribute(req, IFLA_IFNAME, name, strlen(name) + 1);
	attribute_u32(req, IFLA_NET_NS_PID, (uint32_t)plug->node->init);
}

static void add_wire(const struct plug *here, const struct plug *far)
{
	struct ifinfomsg peer = { .ifi_index = far->index };
	struct request req = new_link(here->index);
	struct rtattr *info, *data, *end;

	put_end(&req, here);
	put_one_queue(&req);
	if (here->node->spec->kind == NB_SWITCH)
		attribute_u32(&req, IFLA_MASTER, 2);
	info = put_kind(&req, "veth");
	data = attribute(&req, IFLA_INFO_DATA, NULL, 0);
	end = attribute(&req, VETH_INFO_PEER, &peer, sizeof(peer));
	put_end(&req, far);
	put_one_queue(&req);
	attribute_end(&req, end);
	attribute_end(&req, data);
	attribute_end(&req, info);
	ask(&req);
}

static void set_up(int index, int master)
{
	struct request req = new_link(index);

	req.head.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
	if (master)
		attribute_u32(&req, IFLA_MASTER, (uint32_t)master);
	ask(&req);
}

static void add_bridge(void)
{
	struct request req = new_link(2);

	attribute(&req, IFLA_IFNAME, "br0", 4);
	attribute_end(&req, put_kind(&req, "bridge"));
	ask(&req);
}

static void add_addresses(const struct plug *plug)
{
	const char *rest = plug->spec->addrs;
	char word[64], *slash;
	int used;

	for (; rest && sscanf(rest, "%63s%n", word, &used) == 1; rest += used) {
		struct ifaddrmsg ifa = { .ifa_family = AF_INET,
					 .ifa_index = (unsigned int)plug->index };
		struct request req;

		slash = strchr(word, '/');
		if (strchr(word, ':') || !slash)
			continue;
		*slash = '\0';
		ifa.ifa_prefixlen = (unsigned char)strtoul(slash + 1, NULL, 10);
		req = start(RTM_NEWADDR, NLM_F_CREATE, &ifa, sizeof(ifa));
		attribute_u32(&req, IFA_LOCAL, inet_addr(word));
		ask(&req);
	}
}

/* The kernel settles the state of a port as it answers; else linkwatch may take a second. */
static void settle(int index)
{
	struct ifinfomsg ifi = { .ifi_index = index };
	struct request req = start(RTM_GETLINK, 0, &ifi, sizeof(ifi));

	attribute_u32(&req, IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS);
	ask(&req);
}

static bool is_made_here(const struct plug *plug)
{
	return (plug - plugs) % 2 == 0;
}

static bool is_made(const struct plug *plug, const struct node *by)
{
	return is_made_here(plug) || plug[-1].node <= by;
}

static void make_wires(const struct node *node)
{
	if (node->spec->kind == NB_SWITCH)
		add_bridge();
	for (struct plug **plug = node->plugs; *plug && (*plug)->node == node; plug++)
		if (is_made_here(*plug))
			add_wire(*plug, *plug + 1);
}

static void dress(struct node *node)
{
	set_up(1, 0);
	for (struct plug **plug = node->plugs; *plug && (*plug)->node == node; plug++) {
		if (!is_made_here(*plug))
			set_up((*plug)->index, node->spec->kind == NB_SWITCH ? 2 : 0);
		add_addresses(*plug);
	}
	node->is_dressed = true;
}

static void dress_if_all_made(struct node *node)
{
	for (struct plug **plug = node->plugs; *plug && (*plug)->node == node; plug++)
		if (!is_made(*plug, node))
			return;
	dress(node);
}

/*
 * Two rounds over the nodes. What has all of its wires is dressed at once: linkwatch walks
 * over all links that wait for their far ends whenever one comes up, with RTNL held.
 */
static void build(int flags)
{
	for (size_t i = 0; i < nnodes; i++)
		make_node(&nodes[i], flags);
	for (size_t i = 0; i < nnodes; i++) {
		enter(&nodes[i]);
		make_wires(&nodes[i]);
		dress_if_all_made(&nodes[i]);
		leave();
	}
	for (size_t i = 0; i < nnodes; i++) {
		enter(&nodes[i]);
		if (!nodes[i].is_dressed)
			dress(&nodes[i]);
		for (struct plug **p = nodes[i].plugs; *p && (*p)->node == &nodes[i]; p++)
			settle((*p)->index);
		leave();
	}
}

static void end_nodes(void)
{
	for (size_t i = 0; i < nnodes; i++)
		kill(nodes[i].init, SIGKILL);
	for (size_t i = 0; i < nnodes; i++)
		waitpid(nodes[i].init, NULL, __WALL);
}

int main(int argc, char **argv)
{
	const int flags = CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC;
	struct nb_error err = { 0 };
	struct nb_topology *topo;
	unsigned int switches = 0;
	uint64_t begin, built, ending;
	long before, kib;

	if (argc != 3)
		error(2, 0, "usage: floor_shape SHAPE host|built");
	topo = nb_shape_new(argv[1], NB_CONTAINER, &err);
	if (!topo)
		error(1, 0, "%s", err.text);
	must(unshare(CLONE_NEWNS), "unshare");
	must(mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL), "private mounts");
	before = memory_taken_kib();
	begin = now_ns();
	plan_nodes(topo);
	plan_links(topo);
	sort_plugs();
	build(!strcmp(argv[2], "host") ? 0 : flags);
	built = now_ns();
	kib = memory_taken_kib() - before;
	for (size_t i = 0; i < nnodes; i++)
		switches += nodes[i].spec->kind == NB_SWITCH;
	ending = now_ns();
	end_nodes();
	printf("%llu %llu %llu %ld %zu %u\n", (unsigned long long)(built - begin),
	       (unsigned long long)(now_ns() - ending), (unsigned long long)ending, kib,
	       nnodes - switches, switches);
	return 0;
}
