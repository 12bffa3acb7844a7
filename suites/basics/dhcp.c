/* SPDX-License-Identifier: MIT */
/* A lease from a real server to a real client, RFC 2131. */
#include "basics.h"

static const struct nb_topology leased = {
	.name = "leased",
	.nodes = NB_NODES(
		{ "server", .files = "files/dhcp", .forward = true,
		  .services = NB_SERVICES(
			  { .name = "dnsmasq",
			    .argv = NB_LIST(
				    "dnsmasq", "--no-daemon", /* keeps user and group */
				    "--conf-file=/etc/dnsmasq.conf", "--log-facility=-"),
			    .ready = { .udp = 67 } }) },
		{ "client", .services = NB_SERVICES(
				    { .name = "dhclient",
				      .argv = NB_LIST("dhclient", "-4", "-d", "eth0"),
				      .ready = { .output = "bound to" },
				      .ready_ms = 20000 }) }),
	.links = NB_LINKS({ { "server:lan", "10.0.5.1/24" }, { "client:eth0" } }),
};

/* Discover, Offer, Request, Ack: in this order and on no other link, RFC 2131 3.1. */
static void lease_takes_four_messages(void **state)
{
	/* Option 53 is the first of both sides here: its value says the message. */
	nb_assert_in_order(
		*state, "client:eth0", ANSWER_MS, "udp port 67 and udp[250:1] == 1",
		"udp port 67 and udp[250:1] == 2", "udp port 67 and udp[250:1] == 3",
		"udp port 67 and udp[250:1] == 5");
}

static void client_uses_what_it_was_given(void **state)
{
	struct nb_node *client = nb_lab_node(*state, "client");

	nb_assert_route(client, "default via 10.0.5.1 dev eth0", ANSWER_MS);
	nb_assert_reachable(client, "10.0.5.1", ANSWER_MS);
	nb_assert_command(
		client, "ip -4 -o address show dev eth0 | grep -Eq 'inet 10.0.5.(5|60)'",
		0);
}

int dhcp_cases(void)
{
	const struct CMUnitTest dhcp[] = {
		nb_unit_test(lease_takes_four_messages, &leased),
		nb_unit_test(client_uses_what_it_was_given, &leased),
	};

	return cmocka_run_group_tests(dhcp, NULL, NULL);
}
