/* SPDX-License-Identifier: MIT */
/*
 * Claims about reachability, state, files, commands and time: each holds where it should,
 * and where it should not, it fails with the text that it promises.
 */
#include "reach.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct nb_topology four_hops = {
	.name = "four_hops",
	.nodes = NB_NODES(
		{ "h1", .kind = NB_HOST,
		  .routes =
			  NB_LIST("default via 10.0.1.1", "default via 2001:db8:1::1") },
		{ "h3", .kind = NB_HOST, .routes = NB_LIST("default via 10.0.1.1") },
		{ "r1", .kind = NB_HOST, .forward = true,
		  .routes = NB_LIST("10.0.2.0/24 via 10.0.9.2",
				    "2001:db8:2::/64 via 2001:db8:9::2") },
		{ "r2", .kind = NB_HOST, .forward = true,
		  .routes = NB_LIST("10.0.1.0/24 via 10.0.9.1",
				    "2001:db8:1::/64 via 2001:db8:9::1") },
		{ "h2", .kind = NB_HOST,
		  .routes =
			  NB_LIST("default via 10.0.2.1", "default via 2001:db8:2::1") }),
	.links = NB_LINKS({ { "r1:wan", "10.0.9.1/24 2001:db8:9::1/64" },
			    { "r2:wan", "10.0.9.2/24 2001:db8:9::2/64" },
			    1400 },
			  { { "h2:eth0", "10.0.2.2/24 2001:db8:2::2/64" },
			    { "r2:lan", "10.0.2.1/24 2001:db8:2::1/64" } }),
	.lans = NB_LANS(
		{ "lan1", .ends = NB_ENDS({ "r1:lan", "10.0.1.1/24 2001:db8:1::1/64",
					    .mac = "02:00:00:00:01:01" },
					  { "h1:eth0", "10.0.1.2/24 2001:db8:1::2/64",
					    .mac = "02:00:00:00:01:02" },
					  { "h3:eth0", "10.0.1.3/24",
					    .mac = "02:00:00:00:01:03" }) }),
};

/* How long it took, and packets with their numbers and times, differ from run to run. */
static bool is_of_the_moment(const char *line)
{
	return !strncmp(line, "  waited", 8) || !strncmp(line, "  packets", 9);
}

void expect_text(const struct nb_failure *failure, const char *text)
{
	char seen[sizeof(failure->text)];
	const char *line = failure->text;
	bool is_left_out = false;
	size_t used = 0;

	while (*line) {
		size_t len = strcspn(line, "\n") + 1;

		if (line[2] != ' ')
			is_left_out = is_of_the_moment(line);
		if (!is_left_out) {
			memcpy(seen + used, line, len);
			used += len;
		}
		line += len;
	}
	seen[used] = '\0';
	assert_string_equal(seen, text);
}

void sh(struct nb_lab *lab, const char *node, const char *line)
{
	nb_assert_command(nb_lab_node(lab, node), line, 0);
}

/* http.server's own class looks up its name in DNS, and waits for that where there is none. */
static const char web_program[] =
	"import http.server, socket, socketserver\n"
	"class Page(http.server.BaseHTTPRequestHandler):\n"
	"    def do_GET(self):\n"
	"        self.send_response(200 if self.path == '/' else 404)\n"
	"        self.end_headers()\n"
	"        self.wfile.write(b'hello from h2\\n')\n"
	"class Server(socketserver.TCPServer):\n"
	"    address_family = socket.AF_INET6\n"
	"Server(('::', 80), Page).serve_forever()\n";

void start_web(struct nb_lab *lab)
{
	const struct nb_service_spec web = {
		.name = "web",
		.argv = NB_LIST("python3", "-c", web_program),
		.ready = { .tcp = 80 },
	};
	struct nb_error err = { 0 };

	if (!nb_service_start(nb_lab_node(lab, "h2"), &web, &err))
		fail_msg("%s", err.text);
}

int main(void)
{
	return one_address() + paths() + all_pairs() + states() + checks();
}
