/* SPDX-License-Identifier: MIT */
/* Faults in mid-test: each happens, is felt, and is undone. */
#include "faults.h"

#include <stdio.h>
#include <string.h>

/* Routes by way of a wire without carrier are not used: ip-sysctl.rst. */
#define ROUTER                                                                \
	.forward = true, .kind = NB_HOST,                                     \
	.sysctls = NB_LIST("net.ipv4.conf.all.ignore_routes_with_linkdown=1", \
			   "net.ipv6.conf.all.ignore_routes_with_linkdown=1")

static const struct nb_node_spec nodes[] = {
	{ "h1", .kind = NB_HOST,
	  .routes = NB_LIST("default via 10.0.1.1", "default via 2001:db8:1::1") },
	{ "h2", .kind = NB_HOST,
	  .routes = NB_LIST("default via 10.0.2.1", "default via 2001:db8:2::1") },
	{ "r1", ROUTER,
	  .routes = NB_LIST("10.0.2.0/24 via 10.0.9.2 metric 10",
			    "10.0.2.0/24 via 10.0.7.3 metric 20",
			    "2001:db8:2::/64 via 2001:db8:9::2 metric 10") },
	{ "r2", ROUTER,
	  .routes = NB_LIST("10.0.1.0/24 via 10.0.9.1 metric 10",
			    "10.0.1.0/24 via 10.0.8.3 metric 20",
			    "2001:db8:1::/64 via 2001:db8:9::1 metric 10") },
	{ "r3", ROUTER,
	  .routes = NB_LIST("10.0.1.0/24 via 10.0.7.1", "10.0.2.0/24 via 10.0.8.2") },
	{ 0 },
};

#define OTHER_WIRES                                                              \
	{ { "h1:eth0", "10.0.1.2/24 2001:db8:1::2/64" },                         \
	  { "r1:lan", "10.0.1.1/24 2001:db8:1::1/64" } },                        \
		{ { "h2:eth0", "10.0.2.2/24 2001:db8:2::2/64" },                 \
		  { "r2:lan", "10.0.2.1/24 2001:db8:2::1/64" } },                \
		{ { "r1:spare", "10.0.7.1/24" }, { "r3:west", "10.0.7.3/24" } }, \
	{                                                                        \
		{ "r2:spare", "10.0.8.2/24" },                                   \
		{                                                                \
			"r3:east", "10.0.8.3/24"                                 \
		}                                                                \
	}

const struct nb_topology two_ways = {
	.name = "two_ways",
	.nodes = nodes,
	.links = NB_LINKS({ { "r1:main", "10.0.9.1/24 2001:db8:9::1/64" },
			    { "r2:main", "10.0.9.2/24 2001:db8:9::2/64" } },
			  OTHER_WIRES),
};

const struct nb_topology two_ways_impaired = {
	.name = "two_ways_impaired",
	.nodes = nodes,
	.links = NB_LINKS(
		{ { "r1:main", "10.0.9.1/24 2001:db8:9::1/64", .impair = "none" },
		  { "r2:main", "10.0.9.2/24 2001:db8:9::2/64" } },
		OTHER_WIRES),
};

struct nb_stream *stream_between(struct nb_lab *lab, const char *from, const char *to,
				 const char *address)
{
	struct nb_error err = { 0 };
	struct nb_stream *stream = nb_stream_start(
		nb_lab_node(lab, from), nb_lab_node(lab, to), address, 2 /* ms */, &err);

	if (!stream)
		fail_msg("%s", err.text);
	nb_assert_stream_flows(stream, ANSWER_MS);
	return stream;
}

struct nb_stream *stream_there(struct nb_lab *lab)
{
	return stream_between(lab, "h1", "h2", "10.0.2.2:9000");
}

int main(void)
{
	return links() + partitions() + processes() + streams();
}
