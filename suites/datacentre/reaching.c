/* SPDX-License-Identifier: MIT */
/* Who reaches whom in a data centre, over which ways, and what containers share: nothing. */
#include "datacentre.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct nb_topology *small(struct nb_error *err)
{
	return nb_shape_new(SMALL, NB_CONTAINER, err);
}

static struct nb_topology *two_planes(struct nb_error *err)
{
	return nb_shape_new(TWO_PLANES, NB_CONTAINER, err);
}

/* Servers, VMs and containers, over the routes of BGP and those in the servers. */
static void all_reach_each_other(void **state)
{
	fabric_converges(fabric_of(*state));
	nb_assert_all_pairs_among(*state, "srv* vm* c*", NULL, UP_MS);
}

static void all_reach_each_other_by_frr(void **state)
{
	all_reach_each_other(state);
}

static void two_planes_reach_each_other(void **state)
{
	fabric_converges(fabric_of(*state));
	nb_assert_all_pairs_among(*state, "srv*", NULL, UP_MS);
}

#define FLOWS 64 /* that none of 4 ways gets one has a chance of 4 * 0.75^64: 4e-8 */
#define MANY_FLOWS 400 /* the same of 16 ways: 16 * (15/16)^400: 1e-10 */
#define PORTS "udp and dst portrange 20000-20399"
#define SRV2 "10.0.0.65" /* srv2-1-1 */

static void flows_are_sent(struct nb_lab *lab, unsigned int flows)
{
	struct nb_node *from = nb_lab_node(lab, "srv1-1-1");

	fabric_converges(fabric_of(lab));
	nb_assert_reachable(from, SRV2, UP_MS);
	for (unsigned int i = 0; i < flows; i++)
		nb_assert_udp_sent(from, SRV2, 20000 + i, 100 /* bytes */);
	nb_assert_seen(lab, "srv2-1-1:eth0", PORTS, nb_exactly(flows), 2000 /* ms */);
}

static void each_is_used(struct nb_lab *lab, const char *router, const char *word)
{
	char end[2 * NAME];

	for (unsigned int i = 1; i <= 4; i++) {
		snprintf(end, sizeof(end), "%s:%s%u", router, word, i);
		nb_assert_seen(lab, end, PORTS, nb_at_least(1), 2000 /* ms */);
	}
}

/* Flows between pods leave by every uplink of the leaf, and come in by every one. */
static void flows_take_all_ways(void **state)
{
	flows_are_sent(*state, FLOWS);
	each_is_used(*state, "leaf1-1", "up");
	each_is_used(*state, "leaf2-1", "up");
	nb_assert_seen(*state, "leaf1-1:up*", PORTS, nb_exactly(FLOWS), 0);
	nb_assert_not_seen(*state, "leaf1-2 leaf2-2", PORTS, 0);
}

#define SEED "/proc/sys/net/ipv4/fib_multipath_hash_seed"

static bool has_seed(struct nb_node *router)
{
	struct nb_error err = { 0 };
	char *text = NULL;
	int rc = nb_node_read_file(router, SEED, &text, NULL, &err);

	free(text);
	return rc == 0;
}

/*
 * Routers that choose by the same hash choose alike: spine n gets the flows that also its
 * own table would send to its n-th uplink, and sends them there all. Hence a seed of its own
 * for each router.
 */
static void flows_take_all_ways_of_spines(void **state)
{
	struct fabric *fabric = fabric_of(*state);
	char line[128], spine[NAME];

	if (!has_seed(fabric->router[0].node))
		nb_skip("kernel lacks net.ipv4.fib_multipath_hash_seed, new in 6.11");
	for (size_t i = 0; i < fabric->nrouters; i++) {
		snprintf(line, sizeof(line), "echo %zu >" SEED, 4711 + i);
		sh(*state, fabric->router[i].name, line);
	}
	flows_are_sent(*state, MANY_FLOWS);
	for (unsigned int i = 1; i <= 4; i++) {
		snprintf(spine, sizeof(spine), "spine1-%u", i);
		each_is_used(*state, spine, "up");
	}
}

/* Answers the number of requests before this one, which it keeps in a file. */
static const char counter[] =
	"import http.server, pathlib, socketserver\n"
	"count = pathlib.Path('/var/lib/count')\n"
	"class Counter(http.server.BaseHTTPRequestHandler):\n"
	"    def do_GET(self):\n"
	"        seen = int(count.read_text()) if count.exists() else 0\n"
	"        count.write_text(str(seen + 1))\n"
	"        self.send_response(200)\n"
	"        self.end_headers()\n"
	"        self.wfile.write(b'%d\\n' % seen)\n"
	"socketserver.TCPServer(('', 5000), Counter).serve_forever()\n";

static void start_counter(struct nb_node *node)
{
	static const struct nb_service_spec spec = {
		"counter",
		.command = "exec python3 /srv/counter.py",
		.ready = { .tcp = 5000 },
		.ready_ms = UP_MS,
	};
	struct nb_error err = { 0 };

	if (nb_node_write_file(node, "/srv/counter.py", counter, strlen(counter), &err) <
		    0 ||
	    !nb_service_start(node, &spec, &err))
		fail_msg("%s", err.text);
}

static void is_asked(struct nb_lab *lab, const char *name, const char *answer)
{
	char url[64];

	snprintf(url, sizeof(url), "http://%s:5000/", address_of(lab, name));
	nb_assert_http(nb_lab_node(lab, "c2-1-1-1-1"), url, 200, answer, UP_MS);
}

void count_apart(struct nb_lab *lab)
{
	start_counter(nb_lab_node(lab, "c1-1-1-1-1"));
	start_counter(nb_lab_node(lab, "c1-1-1-1-2"));
	for (unsigned int i = 0; i < 3; i++) {
		const char *const seen[] = { "0\n", "1\n", "2\n" };

		is_asked(lab, "c1-1-1-1-1", seen[i]);
		is_asked(lab, "c1-1-1-1-2", seen[i]);
	}
	nb_assert_file_is(nb_lab_node(lab, "c1-1-1-1-1"), "/var/lib/count", "3");
	nb_assert_file_is(nb_lab_node(lab, "c1-1-1-1-2"), "/var/lib/count", "3");
}

/* Two containers of one VM, asked from the other pod. */
static void containers_of_a_vm_count_apart(void **state)
{
	fabric_converges(fabric_of(*state));
	count_apart(*state);
	nb_assert_not_seen(*state, "c1-1-1-1-2", "tcp and host 10.0.0.11", 0);
	nb_assert_not_seen(*state, "c1-1-1-1-1", "tcp and host 10.0.0.13", 0);
}

int reaching(void)
{
	const struct CMUnitTest tests[] = {
		nb_unit_test_setup_teardown(all_reach_each_other, NULL, start_bird, NULL,
					    .make = small, .deadline_ms = 180000),
		nb_unit_test_setup_teardown(all_reach_each_other_by_frr, NULL, start_frr,
					    NULL, .make = small, .tags = "frr",
					    .deadline_ms = 180000),
		nb_unit_test_setup_teardown(two_planes_reach_each_other, NULL, start_bird,
					    NULL, .make = two_planes,
					    .deadline_ms = 180000),
		nb_unit_test_setup_teardown(flows_take_all_ways, NULL, start_bird, NULL,
					    .make = small, .deadline_ms = 180000),
		nb_unit_test_setup_teardown(flows_take_all_ways_of_spines, NULL,
					    start_bird, NULL, .make = small,
					    .deadline_ms = 180000),
		nb_unit_test_setup_teardown(containers_of_a_vm_count_apart, NULL,
					    start_bird, NULL, .make = small,
					    .deadline_ms = 180000),
	};

	return cmocka_run_group_tests_name("datacentre", tests, NULL, NULL);
}
