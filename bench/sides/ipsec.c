/* SPDX-License-Identifier: MIT */
/*
 * Three gateways and two tunnels by the public headers, as a case has them: every end is
 * recorded. a1 and b1 behind the gateways A and B reach s1 behind S. Prints, in
 * nanoseconds: built, with all daemons configured; both tunnels up and the first ping
 * through each answered; torn down. bench/sides/ipsec.sh does the same from the same files.
 *
 *	ipsec FOLDER
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <nestbed/ipsec.h>
#include <nestbed/lab.h>
#include <nestbed/reach.h>

#include "bench/sides/side.h"

#define DEADLINE_MS 10000

#define GATEWAY(name_, router)                                                  \
	{                                                                       \
		.name = name_, .forward = true,                                 \
		.routes = NB_LIST("default via " router),                       \
		.services = NB_SERVICES({ "charon", .role = NB_ROLE_STRONGSWAN, \
					  .config = name_ "/swanctl.conf" })    \
	}

/* S first: it must know who calls. */
static const struct nb_topology gateways = {
	.name = "gateways",
	.nodes = NB_NODES(GATEWAY("gwS", "203.0.113.254"), GATEWAY("gwA", "192.0.2.254"),
			  GATEWAY("gwB", "198.51.100.254"),
			  { "router", NB_HOST, .forward = true },
			  { "a1", NB_HOST, .routes = NB_LIST("default via 10.1.0.1") },
			  { "b1", NB_HOST, .routes = NB_LIST("default via 10.2.0.1") },
			  { "s1", NB_HOST, .routes = NB_LIST("default via 10.3.0.1") }),
	.links = NB_LINKS(
		{ { "gwA:wan", "192.0.2.1/24" }, { "router:a", "192.0.2.254/24" } },
		{ { "gwB:wan", "198.51.100.1/24" }, { "router:b", "198.51.100.254/24" } },
		{ { "gwS:wan", "203.0.113.1/24" }, { "router:s", "203.0.113.254/24" } },
		{ { "gwA:lan", "10.1.0.1/24" }, { "a1:eth0", "10.1.0.11/24" } },
		{ { "gwB:lan", "10.2.0.1/24" }, { "b1:eth0", "10.2.0.11/24" } },
		{ { "gwS:lan", "10.3.0.1/24" }, { "s1:eth0", "10.3.0.11/24" } }),
};

static void ping(struct nb_lab *lab, const char *gateway, const char *device)
{
	struct nb_answer answer;
	int count = nb_ipsec_wait(nb_lab_node(lab, gateway), NB_CHILD_UP, "s", 1,
				  DEADLINE_MS, &side_err);

	must(count);
	if (count < 1)
		error(1, 0, "ipsec: %s: no tunnel", gateway);
	must(nb_ping(nb_lab_node(lab, device), "10.3.0.11", DEADLINE_MS, &answer,
		     &side_err));
	if (answer.kind != NB_ANSWER_YES)
		error(1, 0, "ipsec: %s: no answer from s1", device);
}

int main(int argc, char **argv)
{
	struct nb_topology topo = gateways;
	uint64_t begin, built, answered;
	struct nb_lab *lab;

	if (argc != 2)
		error(2, 0, "usage: ipsec FOLDER");
	topo.folder = realpath(argv[1], NULL);
	must(topo.folder ? 0 : -1);
	side_begin();

	begin = now_ns();
	lab = side_build(&topo);
	built = now_ns();
	ping(lab, "gwA", "a1");
	ping(lab, "gwB", "b1");
	answered = now_ns();
	nb_lab_free(lab);
	printf("%llu %llu %llu\n", (unsigned long long)(built - begin),
	       (unsigned long long)(answered - built),
	       (unsigned long long)(now_ns() - answered));
	return 0;
}
