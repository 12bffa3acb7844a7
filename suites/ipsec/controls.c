/* SPDX-License-Identifier: MIT */
/*
 * What the claims of the other cases are worth: here each of them is wrong, and is seen to
 * fail, with the packet that proves it, its link and its time.
 */
#include <stdio.h>
#include <string.h>

#include "sites.h"

#define SECRET_TEXT "a1 tells s1 a secret that must not leak"
#define S1_ADDRESS "10.3.0.11"

#define CONTROL(name_, ...)                                                           \
	{                                                                             \
		.sites = SITES(name_, CHARON), .technology = &strongswan, .outer = 4, \
		.inner = INNER4, ##__VA_ARGS__                                        \
	}
#define CONTROL_WITH_RULES(name_, rules)                                \
	{                                                               \
		.sites = SITES_WITH_RULES(name_, CHARON, rules),        \
		.technology = &strongswan, .outer = 4, .inner = INNER4, \
	}

/* A tunnel that authenticates and does not encrypt, RFC 2410. */
static const struct scenario null_encryption =
	CONTROL("null_encryption", .esp = "null-sha256");
static const struct scenario unprotected = CONTROL("unprotected");
static const struct scenario trapped = CONTROL("trapped", .start_action = "trap");
static const struct scenario guarded = CONTROL_WITH_RULES("guarded", "guard.nft");
static const struct scenario broken_guard =
	CONTROL_WITH_RULES("broken_guard", "broken.nft");

static void configure(struct nb_lab *lab)
{
	const struct scenario *scenario = scenario_of(lab);

	scenario->technology->configure(lab, scenario);
}

static void connect_sites(struct nb_lab *lab)
{
	const struct scenario *scenario = scenario_of(lab);

	scenario->technology->connect(lab, scenario);
}

static void claim_secret_inside(void *lab)
{
	claim_text_only_on(lab, "a1:eth0 gwA:lan gwS:lan s1:eth0", SECRET_TEXT);
}

static void claim_secret_not_outside(void *lab)
{
	nb_assert_payload_never(lab, OUTSIDE, SECRET_TEXT, strlen(SECRET_TEXT), 0);
}

static void claim_no_foreigners(void *lab)
{
	claim_nothing_foreign(lab);
}

/* The report shows a packet as " 0.123 gwA:wan out IP ...": time, link, packet. */
static bool shows(const struct nb_failure *failure, const char *link_and_packet)
{
	const char *found = strstr(failure->text, link_and_packet);

	return found && found - failure->text > 6 && found[-1] == ' ' &&
	       strspn(found - 4, "0123456789") == 3;
}

static void expect_report(const struct nb_failure *failure, const char *link_and_packet)
{
	assert_non_null(failure);
	assert_int_equal(failure->kind, NB_FAILURE_FAIL);
	assert_string_equal(failure->type, "packet.present");
	assert_non_null(strstr(failure->message, "gwA:wan"));
	if (!shows(failure, link_and_packet))
		fail_msg("no packet \"%s\" in: %s", link_and_packet, failure->text);
}

/* IPsec on every link, and yet everybody can read: only the bytes tell. */
static void null_encryption_is_caught(void **state)
{
	configure(*state);
	connect_sites(*state);
	exchange_udp(*state, "a1", "s1", S1_ADDRESS, SECRET_TEXT);
	exchange_udp(*state, "b1", "s1", S1_ADDRESS, "b1 tells s1");

	claim_tunnels_only(*state);
	nb_assert_only_ipsec(*state, OUTSIDE, PATIENCE_MS);
	expect_report(nb_expect_failure(claim_secret_not_outside, *state),
		      "gwA:wan out IP 192.0.2.1");
	assert_non_null(nb_expect_failure(claim_secret_inside, *state));
}

/* No tunnel yet, no policy: the device's packets follow the default route. */
void text_leaks_without_the_tunnel(void **state)
{
	configure(*state);
	send_udp(*state, "a1", S1_ADDRESS, SECRET_TEXT);
	nb_assert_seen(*state, "router:a", "udp and dst host " S1_ADDRESS, nb_at_least(1),
		       PATIENCE_MS);

	expect_report(nb_expect_failure(claim_no_foreigners, *state),
		      "gwA:wan out IP 10.1.0.11");
	expect_report(nb_expect_failure(claim_secret_not_outside, *state),
		      "gwA:wan out IP 10.1.0.11");
}

/* Before the tunnel nothing leaves; then the same text arrives. */
void leak_is_closed(void **state)
{
	struct nb_lab *lab = *state;

	configure(lab);
	send_udp(lab, "a1", S1_ADDRESS, SECRET_TEXT);
	nb_assert_payload_seen(lab, "gwA:lan", SECRET_TEXT, strlen(SECRET_TEXT),
			       PATIENCE_MS);
	nb_assert_reachable(nb_lab_node(lab, "gwA"), "192.0.2.254", PATIENCE_MS);
	nb_assert_not_seen(lab, ENDS_A, "net 10.0.0.0/8", 0);
	claim_secret_not_outside(lab);

	connect_sites(lab);
	nb_assert_reachable(nb_lab_node(lab, "a1"), S1_ADDRESS, PATIENCE_MS);
	exchange_udp(lab, "a1", "s1", S1_ADDRESS, SECRET_TEXT);
	exchange_udp(lab, "b1", "s1", S1_ADDRESS, "b1 tells s1");
	claim_tunnels_only(lab);
	claim_secret_inside(lab);
	nb_assert_not_seen(lab, OUTSIDE, "net 10.0.0.0/8", 0);
}

static const struct CMUnitTest cases[] = {
	nb_unit_test(null_encryption_is_caught, &null_encryption.sites),
	nb_unit_test_named("leak_before_the_tunnel_is_caught",
			   text_leaks_without_the_tunnel, &unprotected.sites),
	nb_unit_test_named("trap_policy_closes_the_leak", leak_is_closed, &trapped.sites),
	nb_unit_test_named("drop_rule_closes_the_leak", leak_is_closed, &guarded.sites),
	nb_unit_test_named("broken_drop_rule_is_caught", text_leaks_without_the_tunnel,
			   &broken_guard.sites),
};

const struct case_list control_cases = CASE_LIST(cases);
