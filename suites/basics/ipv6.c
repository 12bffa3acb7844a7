/* SPDX-License-Identifier: MIT */
/* IPv6 hosts that configure themselves from router advertisements, RFC 4861 and RFC 4862. */
#include "basics.h"

#define CONFIGURED_MS \
	8000 /* radvd answers a solicitation after up to 0.5 s, RFC 4861 6.2.6 */

static const struct nb_topology advertised = {
	.name = "advertised",
	.nodes = NB_NODES(
		{ "r1", .forward = true, .files = "files/advertiser",
		  .services = NB_SERVICES(
			  { .name = "radvd",
			    .argv = NB_LIST("radvd", "-n", "-C", "/etc/radvd.conf", "-m",
					    "stderr", "-d", "1"),
			    .ready = { .file = "/run/radvd.pid" } }) },
		{ "h1" }, { "far", .routes = NB_LIST("default via 2001:db8:b::1") }),
	.links = NB_LINKS(
		{ { "r1:lan", "2001:db8:a::1/64" },
		  { "h1:eth0", .mac = "02:00:00:00:00:11", .autoconf = true } },
		{ { "r1:far", "2001:db8:b::1/64" }, { "far:eth0", "2001:db8:b::2/64" } }),
};

/* The address is the advertised prefix and the modified EUI-64 of the MAC, RFC 4291 2.5.1. */
static void host_takes_prefix_and_router(void **state)
{
	struct nb_node *h1 = nb_lab_node(*state, "h1");

	nb_assert_seen(*state, "h1:eth0", "icmp6 and ip6[40] == 134", nb_at_least(1),
		       CONFIGURED_MS);
	nb_assert_address(h1, "eth0", "2001:db8:a:0:0:ff:fe00:11/64", CONFIGURED_MS);
	nb_assert_reachable(h1, "2001:db8:b::2", CONFIGURED_MS);
}

/* Advertisements have hop limit 255, so that none can come from beyond, RFC 4861 6.1.2. */
static void advertisements_stay_on_their_link(void **state)
{
	nb_assert_seen(*state, "h1:eth0", "icmp6 and ip6[40] == 134 and ip6[7] == 255",
		       nb_at_least(1), CONFIGURED_MS);
	nb_assert_seen_only_on(*state, "r1:lan h1:eth0", "icmp6 and ip6[40] == 134",
			       ANSWER_MS);
}

int ipv6_cases(void)
{
	const struct CMUnitTest ipv6[] = {
		nb_unit_test(host_takes_prefix_and_router, &advertised, .tags = "ipv6"),
		nb_unit_test(advertisements_stay_on_their_link, &advertised,
			     .tags = "ipv6"),
	};

	return cmocka_run_group_tests(ipv6, NULL, NULL);
}
