/* SPDX-License-Identifier: MIT */
/* The same packet on two sides of a router: what it must change, and what it must not. */
#include "packets.h"

#include <string.h>

const struct nb_topology behind_nat = {
	.name = "behind_nat",
	.nodes = NB_NODES({ "h1", NB_HOST, .routes = NB_LIST("default via 10.0.1.1") },
			  { "gw", NB_HOST, .forward = true, .nft = "masquerade.nft" },
			  { "srv", NB_HOST }),
	.links = NB_LINKS(
		{ { "h1:eth0", "10.0.1.2/24" }, { "gw:lan", "10.0.1.1/24" } },
		{ { "gw:wan", "192.0.2.1/24" }, { "srv:eth0", "192.0.2.2/24" } }),
};

/* RFC 1812 5.3.1 and 5.2.1: a router lowers the TTL, and the link layer is its own. */
void a_router_lowers_the_ttl_and_rewrites_macs(void **state)
{
	struct nb_packet in, out;

	ping(*state, "h1", "10.0.2.2");
	in = nb_get_packet(*state, "r1:lan1", "icmp[0] == 8", 0);
	out = nb_get_packet(*state, "r1:lan2", "icmp[0] == 8", 0);
	nb_assert_same_fields(&in, &out,
			      "ip.src ip.dst ip.id icmp.id icmp.seq payload ip.ttl-1");
	nb_assert_different_fields(&in, &out, "eth.src eth.dst");
}

static void claim_the_inside_address(void *lab)
{
	nb_assert_seen(lab, "gw:wan", "icmp[0] == 8 and src host 10.0.1.2",
		       nb_at_least(1), 0);
}

void nat_hides_the_inside_address(void **state)
{
	const struct nb_failure *failure;
	struct nb_packet in, out;

	ping(*state, "h1", "192.0.2.2");
	in = nb_get_packet(*state, "gw:lan", "icmp[0] == 8", 0);
	out = nb_get_packet(*state, "gw:wan", "icmp[0] == 8", 0);
	nb_assert_different_fields(&in, &out, "ip.src");
	nb_assert_same_fields(&in, &out, "ip.dst icmp.seq payload ip.ttl-1");
	nb_assert_field(&out, "ip.src", "192.0.2.1");
	nb_assert_not_seen(*state, "gw:wan srv", "host 10.0.1.2", 0);
	nb_assert_payload_never(*state, "gw:wan srv", "\x0a\x00\x01\x02", 4, 0);

	failure = nb_expect_failure(claim_the_inside_address, *state);
	assert_non_null(failure);
	assert_non_null(strstr(failure->text,
			       "  differs    ip.src: want 10.0.1.2, got 192.0.2.1\n"));
}
