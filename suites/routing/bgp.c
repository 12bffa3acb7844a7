/* SPDX-License-Identifier: MIT */
/* BGP between FRR and FRR, and between FRR and BIRD. */
#include "routing.h"

const struct nb_topology two_frr =
	TWO_SITES("two_frr", "conf/r1-bgpd.conf", FRR("conf/r2-bgpd.conf"));
const struct nb_topology frr_and_bird =
	TWO_SITES("frr_and_bird", "conf/r1-bgpd.conf", BIRD("conf/r2-bird.conf"));

/* RFC 4271 4.1: a message begins with 16 bytes of ones; its type is byte 18: OPEN 1, UPDATE 2. */
#define OPEN "tcp port 179 and tcp[((tcp[12] & 0xf0) >> 2) + 18] == 1"
#define UPDATE "tcp port 179 and tcp[((tcp[12] & 0xf0) >> 2) + 18] == 2"

static void sites_learn_each_other(struct nb_lab *lab)
{
	struct nb_node *r1 = nb_lab_node(lab, "r1"), *r2 = nb_lab_node(lab, "r2");

	nb_assert_session_up(r1, "bgp", "10.0.0.2", UP_MS);
	nb_assert_session_up(r2, "bgp", "10.0.0.1", UP_MS);
	nb_assert_route_learnt(r1, "10.2.0.0/24", "10.0.0.2", "bgp", UP_MS);
	nb_assert_route_learnt(r2, "10.1.0.0/24", "10.0.0.1", "bgp", UP_MS);
	nb_assert_converged(lab, "r*", "10.1.0.0/24 10.2.0.0/24", UP_MS);
	nb_assert_reachable(nb_lab_node(lab, "h1"), "10.2.0.2", UP_MS);
}

/* The words of BGP are said on the link between the two, and on no other. */
static void is_said_between_them_alone(struct nb_lab *lab)
{
	nb_assert_seen_only_on(lab, "r1:wan r2:wan", "tcp port 179", UP_MS);
	nb_assert_seen(lab, "r1:wan", OPEN " and src host 10.0.0.2", nb_at_least(1),
		       UP_MS);
	nb_assert_seen(lab, "r2:wan", OPEN " and src host 10.0.0.1", nb_at_least(1),
		       UP_MS);
	nb_assert_seen(lab, "r1:wan", UPDATE, nb_at_least(2), UP_MS);
}

static void ebgp_between_two_frr(void **state)
{
	sites_learn_each_other(*state);
	is_said_between_them_alone(*state);
}

static void ebgp_between_frr_and_bird(void **state)
{
	sites_learn_each_other(*state);
	is_said_between_them_alone(*state);
}

static void ebgp_over_ipv6(struct nb_lab *lab)
{
	struct nb_node *r1 = nb_lab_node(lab, "r1"), *r2 = nb_lab_node(lab, "r2");

	nb_assert_session_up(r1, "bgp", "2001:db8::2", UP_MS);
	nb_assert_session_up(r2, "bgp", "2001:0db8::1", UP_MS);
	nb_assert_converged(lab, NULL, "2001:db8:1::/64 2001:db8:2::/64", UP_MS);
	nb_assert_route_learnt(r1, "2001:db8:2::/64", NULL, "bgp", UP_MS);
	nb_assert_route_learnt(r2, "2001:db8:1::/64", NULL, "bgp", UP_MS);
	nb_assert_reachable(nb_lab_node(lab, "h1"), "2001:db8:2::2", UP_MS);
	nb_assert_seen_only_on(lab, "r1:wan r2:wan", "ip6 and tcp port 179", UP_MS);
}

static void ebgp_over_ipv6_between_two_frr(void **state)
{
	ebgp_over_ipv6(*state);
}

static void ebgp_over_ipv6_between_frr_and_bird(void **state)
{
	ebgp_over_ipv6(*state);
}

/* The state is the same in both daemons' words. */
static void sessions_tell_what_they_are(void **state)
{
	struct nb_node *r1 = nb_lab_node(*state, "r1"), *r2 = nb_lab_node(*state, "r2");
	struct nb_learnt_route route;
	struct nb_error err = { 0 };
	struct nb_session frr, bird;

	nb_assert_converged(*state, NULL, "10.1.0.0/24 10.2.0.0/24", UP_MS);
	nb_assert_eventually(nb_session_get(r1, "bgp", "10.0.0.2", &frr, &err) == 1 &&
				     frr.uptime_ms > 0 && frr.prefixes == 1,
			     UP_MS);
	nb_assert_eventually(nb_session_get(r2, "bgp", "r1", &bird, &err) == 1 &&
				     bird.uptime_ms > 0,
			     UP_MS);
	assert_string_equal(frr.state, "Established");
	assert_string_equal(bird.state, "Established");
	assert_string_equal(frr.peer, "10.0.0.2");
	assert_string_equal(bird.peer, "10.0.0.1");
	assert_string_equal(frr.router_id, "10.0.0.2");
	assert_string_equal(bird.router_id, "10.0.0.1");
	assert_int_equal(frr.remote_as, 65002);
	assert_int_equal(bird.remote_as, 65001);
	assert_int_equal(bird.prefixes, 1);
	assert_true(bird.uptime_ms < 10 * 60 * 1000);
	assert_int_equal(nb_learnt_route(r1, "10.2.0.0/24", &route, &err), 1);
	assert_int_equal(route.distance, 20);
	assert_string_equal(route.daemon, "zebra");
	assert_int_equal(nb_learnt_route(r2, "10.1.0.0/24", &route, &err), 1);
	assert_string_equal(route.daemon, "bird");
	assert_string_equal(route.name, "r1");
	assert_int_equal(nb_learnt_route(r2, "10.7.0.0/24", &route, &err), 0);
	assert_int_equal(nb_session_get(r1, "bgp", "10.0.0.7", &frr, &err), 0);
}

/* What the filter of r1 lets out is learnt, what it does not is not. */
static void a_filtered_prefix_is_not_learnt(void **state)
{
	struct nb_node *r2 = nb_lab_node(*state, "r2");

	nb_assert_route_learnt(r2, "10.1.0.0/24", "10.0.0.1", "bgp", UP_MS);
	nb_assert_no_route_learnt(r2, "10.1.9.0/24", 0);
}

/* Fast external failover: a session ends with its link, and so do its routes. */
static void routes_go_with_the_link(struct nb_lab *lab)
{
	struct nb_node *r1 = nb_lab_node(lab, "r1");

	nb_assert_converged(lab, "r1 r2", "10.1.0.0/24 10.2.0.0/24", UP_MS);
	sh(lab, "r1", "ip link set dev wan down");
	nb_assert_session_down(r1, "bgp", "10.0.0.2", UP_MS);
	nb_assert_no_route_learnt(r1, "10.2.0.0/24", UP_MS);
	nb_assert_unreachable_while(nb_lab_node(lab, "h1"), "10.2.0.2", 100, "10.1.0.1");
	sh(lab, "r1", "ip link set dev wan up");
	nb_assert_session_up(r1, "bgp", "10.0.0.2", UP_MS);
	nb_assert_route_learnt(r1, "10.2.0.0/24", "10.0.0.2", "bgp", UP_MS);
	nb_assert_reachable(nb_lab_node(lab, "h1"), "10.2.0.2", UP_MS);
}

static void frr_withdraws_and_recovers(void **state)
{
	routes_go_with_the_link(*state);
}

static void frr_and_bird_withdraw_and_recover(void **state)
{
	routes_go_with_the_link(*state);
}

/* Who stops says so (RFC 4271 6.7, Cease), and is found again when it is back. */
static void a_daemon_stops_and_starts(struct nb_lab *lab, const char *daemon,
				      const struct nb_service_spec *spec)
{
	struct nb_node *r1 = nb_lab_node(lab, "r1"), *r2 = nb_lab_node(lab, "r2");
	struct nb_error err = { 0 };

	nb_assert_converged(lab, NULL, "10.1.0.0/24 10.2.0.0/24", UP_MS);
	if (nb_service_stop(nb_node_service(r2, daemon), 5000, NULL, &err) < 0)
		fail_msg("%s", err.text);
	nb_assert_session_down(r1, "bgp", "10.0.0.2", UP_MS);
	nb_assert_no_route_learnt(r1, "10.2.0.0/24", UP_MS);
	if (!nb_service_start(r2, spec, &err))
		fail_msg("%s", err.text);
	nb_assert_session_up(r2, "bgp", "10.0.0.1", UP_MS);
	nb_assert_route_learnt(r1, "10.2.0.0/24", "10.0.0.2", "bgp", UP_MS);
}

static void bgpd_stops_and_starts(void **state)
{
	const struct nb_service_spec bgpd = { "bgpd", .role = NB_ROLE_FRR,
					      .config = "conf/r2-bgpd.conf" };

	a_daemon_stops_and_starts(*state, "bgpd", &bgpd);
}

static void bird_stops_and_starts(void **state)
{
	const struct nb_service_spec bird = { "bird", .role = NB_ROLE_BIRD,
					      .config = "conf/r2-bird.conf" };

	a_daemon_stops_and_starts(*state, "bird", &bird);
}

/* Who is killed sends no NOTIFICATION; that its connection ends is enough (RFC 4271 8.2.2). */
static void a_router_loses_its_power(void **state)
{
	struct nb_node *r1 = nb_lab_node(*state, "r1");
	struct nb_error err = { 0 };

	nb_assert_converged(*state, NULL, "10.1.0.0/24 10.2.0.0/24", UP_MS);
	if (nb_node_kill(nb_lab_node(*state, "r2"), &err) < 0)
		fail_msg("%s", err.text);
	nb_assert_session_down(r1, "bgp", "10.0.0.2", UP_MS);
	nb_assert_no_route_learnt(r1, "10.2.0.0/24", UP_MS);
}

static const struct nb_topology three_ways = {
	.name = "three_ways",
	.nodes = NB_NODES({ "r1", .forward = true,
			    .services = NB_SERVICES(FRR("conf/ecmp-bgpd.conf")) },
			  { "r2", .forward = true,
			    .services = NB_SERVICES(BIRD("conf/ecmp-r2.conf")) },
			  { "r3", .forward = true,
			    .services = NB_SERVICES(BIRD("conf/ecmp-r3.conf")) },
			  { "r4", .forward = true,
			    .services = NB_SERVICES(BIRD("conf/ecmp-r4.conf")) }),
	.links = NB_LINKS({ { "r1:a", "10.0.12.1/24" }, { "r2:a", "10.0.12.2/24" } },
			  { { "r1:b", "10.0.13.1/24" }, { "r3:b", "10.0.13.3/24" } },
			  { { "r4:a", "10.0.24.4/24" }, { "r2:c", "10.0.24.2/24" } },
			  { { "r4:b", "10.0.34.4/24" }, { "r3:c", "10.0.34.3/24" } }),
};

/* Both daemons put two equal ways into the kernel, and one of them when the other ends. */
static void equal_ways_are_used_both(void **state)
{
	struct nb_node *r1 = nb_lab_node(*state, "r1"), *r4 = nb_lab_node(*state, "r4");

	nb_assert_route_learnt(r1, "10.9.0.0/24", "10.0.12.2 10.0.13.3", "bgp", UP_MS);
	nb_assert_route(r1, "10.9.0.0/24 nexthop via 10.0.12.2 nexthop via 10.0.13.3", 0);
	nb_assert_route_learnt(r4, "10.9.0.0/24", "10.0.24.2 10.0.34.3", "bgp", UP_MS);
	sh(*state, "r2", "ip link set dev a down && ip link set dev c down");
	nb_assert_route_learnt(r1, "10.9.0.0/24", "10.0.13.3", "bgp", UP_MS);
	nb_assert_route_learnt(r4, "10.9.0.0/24", "10.0.34.3", "bgp", UP_MS);
}

int bgp(void)
{
	const struct CMUnitTest tests[] = {
		nb_unit_test(ebgp_between_two_frr, &two_frr),
		nb_unit_test(ebgp_between_frr_and_bird, &frr_and_bird),
		nb_unit_test(ebgp_over_ipv6_between_two_frr, &two_frr),
		nb_unit_test(ebgp_over_ipv6_between_frr_and_bird, &frr_and_bird),
		nb_unit_test(sessions_tell_what_they_are, &frr_and_bird),
		nb_unit_test(a_filtered_prefix_is_not_learnt, &frr_and_bird),
		nb_unit_test(frr_withdraws_and_recovers, &two_frr),
		nb_unit_test(frr_and_bird_withdraw_and_recover, &frr_and_bird),
		nb_unit_test(bgpd_stops_and_starts, &two_frr),
		nb_unit_test(bird_stops_and_starts, &frr_and_bird),
		nb_unit_test(a_router_loses_its_power, &frr_and_bird),
		nb_unit_test(equal_ways_are_used_both, &three_ways),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
