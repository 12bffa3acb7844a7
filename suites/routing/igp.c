/* SPDX-License-Identifier: MIT */
/* OSPF, RIP and BFD, each between FRR and BIRD. */
#include "routing.h"

#define OSPF(conf)                                           \
	{ "zebra", .role = NB_ROLE_FRR },                    \
	{                                                    \
		"ospfd", .role = NB_ROLE_FRR, .config = conf \
	}

/* Each router has a link to each other one, and a LAN. */
static const struct nb_topology triangle = {
	.name = "triangle",
	.nodes = NB_NODES(
		{ "r1", .forward = true,
		  .services = NB_SERVICES(OSPF("conf/tri-r1-ospfd.conf")) },
		{ "r2", .forward = true,
		  .services = NB_SERVICES(OSPF("conf/tri-r2-ospfd.conf")) },
		{ "r3", .forward = true,
		  .services = NB_SERVICES(BIRD("conf/tri-r3-bird.conf")) },
		{ "h1", .kind = NB_HOST, .routes = NB_LIST("default via 10.1.0.1") },
		{ "h3", .kind = NB_HOST, .routes = NB_LIST("default via 10.3.0.1") }),
	.links = NB_LINKS({ { "r1:a", "10.0.12.1/24" }, { "r2:a", "10.0.12.2/24" } },
			  { { "r1:b", "10.0.13.1/24" }, { "r3:a", "10.0.13.3/24" } },
			  { { "r2:b", "10.0.23.2/24" }, { "r3:b", "10.0.23.3/24" } },
			  { { "r1:lan", "10.1.0.1/24" }, { "h1:eth0", "10.1.0.2/24" } },
			  { { "r3:lan", "10.3.0.1/24" }, { "h3:eth0", "10.3.0.2/24" } }),
};

#define ALL_NETS "10.0.12.0/24 10.0.13.0/24 10.0.23.0/24 10.1.0.0/24 10.3.0.0/24"

static void ospf_goes_round_a_cut(void **state)
{
	struct nb_node *r1 = nb_lab_node(*state, "r1"), *r3 = nb_lab_node(*state, "r3");
	struct nb_node *h1 = nb_lab_node(*state, "h1");

	nb_assert_converged(*state, NULL, ALL_NETS, UP_MS);
	nb_assert_session_up(r1, "ospf", "10.0.13.3", UP_MS);
	nb_assert_session_up(r3, "ospf", "10.0.13.1", UP_MS);
	nb_assert_session_up(r3, "ospf", "10.0.0.2", UP_MS); /* by its router id */
	nb_assert_route_learnt(r1, "10.3.0.0/24", "10.0.13.3", "ospf", UP_MS);
	nb_assert_route_learnt(r3, "10.1.0.0/24", "10.0.13.1", "ospf", UP_MS);
	nb_assert_path(h1, "10.3.0.2", "r1 r3", UP_MS);
	sh(*state, "r1", "ip link set dev b down");
	nb_assert_route_learnt(r1, "10.3.0.0/24", "10.0.12.2", "ospf", UP_MS);
	nb_assert_route_learnt(r3, "10.1.0.0/24", "10.0.23.2", "ospf", UP_MS);
	nb_assert_session_down(r1, "ospf", "10.0.13.3", UP_MS);
	nb_assert_path(h1, "10.3.0.2", "r1 r2 r3", UP_MS);
	sh(*state, "r1", "ip link set dev b up");
	nb_assert_route_learnt(r1, "10.3.0.0/24", "10.0.13.3", "ospf", UP_MS);
	nb_assert_path(h1, "10.3.0.2", "r1 r3", UP_MS);
}

/* Nothing of OSPF is said on a LAN where it is passive (FRR) or a stub (BIRD). */
static void ospf_is_silent_on_the_lans(void **state)
{
	nb_assert_converged(*state, NULL, ALL_NETS, UP_MS);
	nb_assert_reachable(nb_lab_node(*state, "h1"), "10.3.0.2", UP_MS);
	nb_assert_seen_only_on(*state, "r1:a r1:b r2:a r2:b r3:a r3:b", "proto 89",
			       UP_MS);
}

#define SITES(name_, r1_services, r2_conf)                                              \
	{                                                                               \
		.name = name_,                                                          \
		.nodes = NB_NODES({ "r1", .forward = true, .services = r1_services },   \
				  { "r2", .forward = true,                              \
				    .services = NB_SERVICES(BIRD(r2_conf)) },           \
				  { "h1", .kind = NB_HOST,                              \
				    .routes = NB_LIST("default via 10.1.0.1") },        \
				  { "h2", .kind = NB_HOST,                              \
				    .routes = NB_LIST("default via 10.2.0.1") }),       \
		.links = NB_LINKS(                                                      \
			{ { "r1:wan", "10.0.0.1/24" }, { "r2:wan", "10.0.0.2/24" } },   \
			{ { "r1:lan", "10.1.0.1/24" }, { "h1:eth0", "10.1.0.2/24" } },  \
			{ { "r2:lan", "10.2.0.1/24" }, { "h2:eth0", "10.2.0.2/24" } }), \
	}

static const struct nb_topology rip_sites = SITES(
	"rip_sites",
	NB_SERVICES({ "zebra", .role = NB_ROLE_FRR },
		    { "ripd", .role = NB_ROLE_FRR, .config = "conf/rip-r1-ripd.conf" }),
	"conf/rip-r2-bird.conf");

static void rip_between_frr_and_bird(void **state)
{
	struct nb_node *r1 = nb_lab_node(*state, "r1"), *r2 = nb_lab_node(*state, "r2");

	nb_assert_converged(*state, NULL, "10.1.0.0/24 10.2.0.0/24", UP_MS);
	nb_assert_session_up(r1, "rip", "10.0.0.2", UP_MS);
	nb_assert_session_up(r2, "rip", "10.0.0.1", UP_MS);
	nb_assert_route_learnt(r1, "10.2.0.0/24", "10.0.0.2", "rip", UP_MS);
	nb_assert_route_learnt(r2, "10.1.0.0/24", "10.0.0.1", "rip", UP_MS);
	nb_assert_reachable(nb_lab_node(*state, "h1"), "10.2.0.2", UP_MS);
	nb_assert_seen_only_on(*state, "r1:wan r2:wan", "udp port 520", UP_MS);
}

static const struct nb_topology bfd_sites = SITES(
	"bfd_sites",
	NB_SERVICES({ "zebra", .role = NB_ROLE_FRR }, { "bfdd", .role = NB_ROLE_FRR },
		    { "bgpd", .role = NB_ROLE_FRR, .config = "conf/bfd-bgpd.conf" }),
	"conf/bfd-bird.conf");

/*
 * The link stays up and passes nothing any more: BGP alone would notice after its hold time
 * of three minutes, BFD does after five packets.
 */
static void bfd_ends_a_session_before_its_hold_time(void **state)
{
	struct nb_node *r1 = nb_lab_node(*state, "r1"), *r2 = nb_lab_node(*state, "r2");

	nb_assert_route_learnt(r1, "10.2.0.0/24", "10.0.0.2", "bgp", UP_MS);
	nb_assert_session_up(r1, "bfd", "10.0.0.2", UP_MS);
	nb_assert_session_up(r2, "bfd", "10.0.0.1", UP_MS);
	sh(*state, "r2",
	   "nft 'table ip cut { chain in { type filter hook input priority 0; "
	   "iifname wan drop; }; }'");
	nb_assert_session_down(r1, "bgp", "10.0.0.2", UP_MS);
	nb_assert_session_down(r1, "bfd", "10.0.0.2", UP_MS);
	nb_assert_no_route_learnt(r1, "10.2.0.0/24", UP_MS);
	nb_assert_link_up(r1, "wan", 0);
}

int igp(void)
{
	const struct CMUnitTest tests[] = {
		nb_unit_test(ospf_goes_round_a_cut, &triangle),
		nb_unit_test(ospf_is_silent_on_the_lans, &triangle),
		nb_unit_test(rip_between_frr_and_bird, &rip_sites),
		nb_unit_test(bfd_ends_a_session_before_its_hold_time, &bfd_sites,
			     .needs = "nft"),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
