/* SPDX-License-Identifier: MIT */
/*
 * The web server that counts its requests in a file, and who shares its file with whom.
 *
 * files/srv/counter.py answers the number of requests before this one, a real Flask
 * application. Two hosts share a file system, so they share a counter; two containers
 * do not, however deep they live.
 */
#include <nestbed/nestbed.h>

#define FLASK "exec /usr/bin/python3 "
#define ANSWER_MS 3000

/* A container has the application in its own /srv, its counter in its own /var/lib. */
#define COUNTER(n)                                                                      \
	NB_SERVICES({ .name = "counter",                                                \
		      .command = FLASK "/srv/counter.py " #n " /var/lib/counter/count", \
		      .ready = { .tcp = n },                                            \
		      .ready_ms = 20000 })

/* A host has the case's own mounts: the case gives both hosts one more tmpfs on /mnt. */
#define SHARED_COUNTER                                                                  \
	NB_SERVICES(                                                                    \
		{ .name = "counter",                                                    \
		  .command =                                                            \
			  "mountpoint -q /mnt || mount -t tmpfs counter /mnt && " FLASK \
			  "files/srv/counter.py 80 /mnt/count",                         \
		  .ready = { .tcp = 80 },                                               \
		  .ready_ms = 20000 })

#define TWO_LINKS                                                                   \
	NB_LINKS({ { "client:one", "10.0.1.1/24" }, { "s1:eth0", "10.0.1.2/24" } }, \
		 { { "client:two", "10.0.2.1/24" }, { "s2:eth0", "10.0.2.2/24" } })

static const struct nb_topology two_hosts = {
	.name = "two_hosts",
	.nodes = NB_NODES({ "client", NB_HOST },
			  { "s1", NB_HOST, .services = SHARED_COUNTER },
			  { "s2", NB_HOST, .services = SHARED_COUNTER }),
	.links = TWO_LINKS,
};

static const struct nb_topology two_containers = {
	.name = "two_containers",
	.nodes = NB_NODES({ "client" },
			  { "s1", .files = "files", .services = COUNTER(80) },
			  { "s2", .files = "files", .services = COUNTER(80) }),
	.links = TWO_LINKS,
};

static const struct nb_topology server_of_two = {
	.name = "server_of_two",
	.nodes = NB_NODES(
		{ "client" }, { "server", .forward = true, .nft = "server.nft" },
		{ "c1", .parent = "server", .files = "files", .services = COUNTER(5000),
		  .routes = NB_LIST("default via 10.1.1.1") },
		{ "c2", .parent = "server", .files = "files", .services = COUNTER(5000),
		  .routes = NB_LIST("default via 10.1.2.1") }),
	.links = NB_LINKS(
		{ { "client:eth0", "10.0.0.1/24" }, { "server:wan", "10.0.0.2/24" } },
		{ { "server:c1", "10.1.1.1/24" }, { "c1:eth0", "10.1.1.2/24" } },
		{ { "server:c2", "10.1.2.1/24" }, { "c2:eth0", "10.1.2.2/24" } }),
};

/* Every server has the same private ranges inside, and so has every VM. */
#define CONTAINER_OF(vm, n, gateway)                                                 \
	{                                                                            \
		.name = vm "c" #n, .parent = vm, .files = "files",                   \
		.services = COUNTER(5000), .routes = NB_LIST("default via " gateway) \
	}
#define VM_OF(server, n, gateway)                           \
	{ .name = server "v" #n,                            \
	  .parent = server,                                 \
	  .forward = true,                                  \
	  .nft = "server.nft",                              \
	  .routes = NB_LIST("default via " gateway) },      \
		CONTAINER_OF(server "v" #n, 1, "10.1.1.1"), \
		CONTAINER_OF(server "v" #n, 2, "10.1.2.1")
#define SERVER(name_)                                           \
	{ .name = name_, .forward = true, .nft = "outer.nft" }, \
		VM_OF(name_, 1, "10.2.1.1"), VM_OF(name_, 2, "10.2.2.1")

#define LINKS_OF_VM(vm)                                                   \
	{ { vm ":c1", "10.1.1.1/24" }, { vm "c1:eth0", "10.1.1.2/24" } }, \
	{                                                                 \
		{ vm ":c2", "10.1.2.1/24" },                              \
		{                                                         \
			vm "c2:eth0", "10.1.2.2/24"                       \
		}                                                         \
	}
#define LINKS_OF_SERVER(s)                                                     \
	{ { s ":v1", "10.2.1.1/24" }, { s "v1:wan", "10.2.1.2/24" } },         \
		{ { s ":v2", "10.2.2.1/24" }, { s "v2:wan", "10.2.2.2/24" } }, \
		LINKS_OF_VM(s "v1"), LINKS_OF_VM(s "v2")

static const struct nb_topology three_deep = {
	.name = "three_deep",
	.nodes = NB_NODES({ "client" }, SERVER("a"), SERVER("b")),
	.links = NB_LINKS({ { "client:a", "10.0.1.1/24" }, { "a:wan", "10.0.1.2/24" } },
			  { { "client:b", "10.0.2.1/24" }, { "b:wan", "10.0.2.2/24" } },
			  LINKS_OF_SERVER("a"), LINKS_OF_SERVER("b")),
};

static void expect_count(struct nb_node *client, const char *url, const char *count)
{
	nb_assert_http(client, url, 200, count, ANSWER_MS);
}

/* The reason for containers: what Mininet's hosts share, they share by design. */
static void hosts_share_one_counter(void **state)
{
	struct nb_node *client = nb_lab_node(*state, "client");

	expect_count(client, "http://10.0.1.2/", "0\n");
	expect_count(client, "http://10.0.2.2/", "1\n");
}

static void containers_count_apart(void **state)
{
	struct nb_node *client = nb_lab_node(*state, "client");

	expect_count(client, "http://10.0.1.2/", "0\n");
	expect_count(client, "http://10.0.2.2/", "0\n");
	expect_count(client, "http://10.0.1.2/", "1\n");
	expect_count(client, "http://10.0.2.2/", "1\n");
	nb_assert_seen_only_on(*state, "client:one s1:eth0", "tcp and host 10.0.1.2",
			       ANSWER_MS);
	nb_assert_seen_only_on(*state, "client:two s2:eth0", "tcp and host 10.0.2.2",
			       ANSWER_MS);
}

static void nested_containers_count_apart(void **state)
{
	struct nb_node *client = nb_lab_node(*state, "client");

	expect_count(client, "http://10.0.0.2:80/", "0\n");
	expect_count(client, "http://10.0.0.2:8080/", "0\n");
	expect_count(client, "http://10.0.0.2:80/", "1\n");
	expect_count(client, "http://10.0.0.2:8080/", "1\n");

	/* The outside sees the server's ports, the inside the application's: never both. */
	nb_assert_seen_only_on(*state, "client:eth0 server:wan",
			       "tcp port 80 or tcp port 8080", ANSWER_MS);
	nb_assert_seen_only_on(*state, "server:c1 c1:eth0", "tcp and host 10.1.1.2",
			       ANSWER_MS);
	nb_assert_seen_only_on(*state, "server:c2 c2:eth0", "tcp and host 10.1.2.2",
			       ANSWER_MS);
}

static void eight_counters_three_deep(void **state)
{
	static const char *const urls[] = {
		"http://10.0.1.2:80/",	 "http://10.0.1.2:81/",	  "http://10.0.1.2:8080/",
		"http://10.0.1.2:8081/", "http://10.0.2.2:80/",	  "http://10.0.2.2:81/",
		"http://10.0.2.2:8080/", "http://10.0.2.2:8081/",
	};
	static const char *const counts[] = { "0\n", "1\n" };
	struct nb_node *client = nb_lab_node(*state, "client");

	for (size_t round = 0; round < 2; round++)
		for (size_t i = 0; i < sizeof(urls) / sizeof(urls[0]); i++)
			expect_count(client, urls[i], counts[round]);
	nb_assert_seen_only_on(*state, "client:a a:wan",
			       "tcp and host 10.0.1.2 and tcp port 81", ANSWER_MS);
}

/* The request to the second container of the first VM of server a, link by link. */
static void a_request_passes_its_links_only(void **state)
{
	struct nb_node *client = nb_lab_node(*state, "client");

	expect_count(client, "http://10.0.1.2:81/", "0\n");
	nb_assert_seen_only_on(*state, "client:a a:wan a:v1 av1:wan av1:c2 av1c2:eth0",
			       "tcp", ANSWER_MS);
	nb_assert_seen_only_on(*state, "client:a a:wan", "tcp port 81", ANSWER_MS);
	nb_assert_seen_only_on(*state, "a:v1 av1:wan", "tcp port 8080", ANSWER_MS);
	nb_assert_seen_only_on(*state, "av1:c2 av1c2:eth0", "tcp port 5000", ANSWER_MS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		nb_unit_test(hosts_share_one_counter, &two_hosts),
		nb_unit_test(containers_count_apart, &two_containers),
		nb_unit_test(nested_containers_count_apart, &server_of_two),
		nb_unit_test(eight_counters_three_deep, &three_deep, .tags = "nested",
			     .deadline_ms = 60000),
		nb_unit_test(a_request_passes_its_links_only, &three_deep,
			     .tags = "nested", .deadline_ms = 60000),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
