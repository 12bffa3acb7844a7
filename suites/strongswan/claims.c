/* SPDX-License-Identifier: MIT */
/* Every claim fails when it should, and says why. */
#include "strongswan.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

#define ASSERT_IN(text, part)                                      \
	do {                                                       \
		if (!strstr(text, part))                           \
			fail_msg("no \"%s\" in:\n%s", part, text); \
	} while (0)

static const struct nb_failure *expect(void (*function)(void *lab), void *lab,
				       const char *type, const char *message)
{
	const struct nb_failure *failure =
		nb_assert_fails(function, lab, NB_FAILURE_FAIL, type, message);

	assert_non_null(strstr(failure->file, "claims.c"));
	return failure;
}

#define GW(name) nb_lab_node(lab, name)

static void ike_is_up(void *lab)
{
	nb_assert_ike_up(GW("gwA"), "home", 50);
}

static void ike_is_other(void *lab)
{
	nb_assert_ike_up_with(GW("gwA"), "home", 50, .remote_id = "gwC",
			      .local_port = 500, .encr = "AES_CBC-128");
}

static void child_is_up(void *lab)
{
	nb_assert_child_up(GW("gwA"), "net", NULL, 50);
}

static void child_is_other(void *lab)
{
	nb_assert_child_up_with(GW("gwA"), "home/net", 50, .mode = "TRANSPORT",
				.remote_ts = "10.2.0.0/16", .esn = NB_YES);
}

static void ike_was_rekeyed(void *lab)
{
	nb_assert_ike_rekeyed(GW("gwA"), "home", 1, 50);
}

static void child_was_rekeyed(void *lab)
{
	nb_assert_child_rekeyed(GW("gwA"), "net", 2, 50);
}

static void charon_said(void *lab)
{
	nb_assert_service_said(GW("gwA"), "charon", "all is well", 50);
}

static void nobody_said(void *lab)
{
	nb_assert_service_said(GW("gwA"), "pluto", "all is well", 50);
}

void claims_of_associations_fail(void **state)
{
	const struct nb_failure *failure;

	failure = expect(ike_is_up, *state, "ipsec.ike",
			 "gwA: wanted IKE_SA home established: there is none");
	assert_string_equal(failure->text, "  wanted     IKE_SA home established\n"
					   "  seen       no IKE_SA\n"
					   "  waited     50 ms\n");
	expect(child_is_up, *state, "ipsec.child",
	       "gwA: wanted CHILD_SA net installed: there is none");
	MUST(nb_ipsec_initiate(NODE("gwA"), "net", 10000, ERR));
	failure = expect(ike_is_other, *state, "ipsec.ike",
			 "gwA: wanted IKE_SA home established, with remote_id gwC, "
			 "local_port 500, encr AES_CBC-128: it is different");
	ASSERT_IN(failure->text, "  differs    remote_id: want gwC, got gwB\n");
	ASSERT_IN(failure->text, "  seen       home ESTABLISHED, 192.0.2.1:");
	failure = expect(child_is_other, *state, "ipsec.child",
			 "gwA: wanted CHILD_SA home/net installed, with mode TRANSPORT, "
			 "remote_ts 10.2.0.0/16, esn yes: it is different");
	ASSERT_IN(failure->text, "  differs    mode: want TRANSPORT, got TUNNEL\n"
				 "  differs    esn: want yes, got no\n");
	failure = expect(ike_was_rekeyed, *state, "ipsec.rekeyed",
			 "gwA: wanted IKE_SA home rekeyed 1 times or more, seen 0");
	assert_string_equal(failure->text,
			    "  wanted     IKE_SA home rekeyed 1 times or more\n"
			    "  seen       0 times\n"
			    "  waited     50 ms\n");
	expect(child_was_rekeyed, *state, "ipsec.rekeyed",
	       "gwA: wanted CHILD_SA net rekeyed 2 times or more, seen 0");
	failure = expect(charon_said, *state, "service.output",
			 "gwA: service charon did not print \"all is well\"");
	ASSERT_IN(failure->text, "established with SPIs");
	nb_assert_fails(nobody_said, *state, NB_FAILURE_ERROR, "service.output",
			"gwA: no service pluto was started");
}

static void ike_is_absent(void *lab)
{
	nb_assert_no_sa(GW("gwB"), "home", 50);
}

static void child_is_absent(void *lab)
{
	nb_assert_no_child(GW("gwB"), "net", 50);
}

static void unknown_is_absent(void *lab)
{
	nb_assert_no_sa(GW("gwB"), "hoem", 50);
}

static void unknown_child_is_absent(void *lab)
{
	nb_assert_no_child(GW("gwB"), "home/ent", 50);
}

void claims_of_absence_fail(void **state)
{
	const struct nb_failure *failure;

	expect(unknown_is_absent, *state, "ipsec.ike",
	       "gwB: wanted no IKE_SA hoem, but nothing of that name is loaded");
	expect(unknown_child_is_absent, *state, "ipsec.child",
	       "gwB: wanted no CHILD_SA home/ent, but nothing of that name is loaded");
	MUST(nb_ipsec_initiate(NODE("gwA"), "net", 10000, ERR));
	nb_assert_child_up(NODE("gwB"), "net", NULL, 2000);
	failure = expect(ike_is_absent, *state, "ipsec.ike",
			 "gwB: wanted no IKE_SA home, there is 1");
	ASSERT_IN(failure->text, "  seen       home ESTABLISHED, 198.51.100.1:");
	failure = expect(child_is_absent, *state, "ipsec.child",
			 "gwB: wanted no CHILD_SA net, there is 1");
	ASSERT_IN(failure->text, "  seen       home/net INSTALLED, TUNNEL ESP");
}

static void only_ipsec(void *lab)
{
	nb_assert_only_ipsec(lab, OUTSIDE, 100);
}

void claims_of_the_wire_fail(void **state)
{
	const struct nb_failure *failure = nb_expect_failure(only_ipsec, *state);

	assert_non_null(failure);
	assert_string_equal(failure->type, "packet.absent");
	ASSERT_IN(failure->text, "no protected packet was sent from gwA:wan");
	MUST(nb_ipsec_initiate(NODE("gwA"), "net", 10000, ERR));
	nb_assert_reachable(NODE("devA"), "10.2.0.10", 5000);
	nb_assert_only_ipsec(*state, OUTSIDE, 2000);
	nb_assert_reachable(NODE("gwA"), "192.0.2.254", 5000);
	failure = nb_expect_failure(only_ipsec, *state);
	assert_non_null(failure);
	assert_string_equal(failure->type, "packet.present");
	ASSERT_IN(failure->message, "wanted no packet \"{foreign}\"");
	ASSERT_IN(failure->text, "192.0.2.1 > 192.0.2.254 ICMP echo request");
}

const struct nb_topology on_a_switch = {
	.name = "on_a_switch",
	.nodes = NB_NODES({ "wire", NB_SWITCH }, { "gwA", NB_HOST }, { "gwB", NB_HOST }),
	.links = NB_LINKS(
		{ { "gwA:eth0", "192.0.2.1/24", "02:00:00:00:00:0a" }, { "wire:a" } },
		{ { "gwB:eth0", "192.0.2.2/24", "02:00:00:00:00:0b" }, { "wire:b" } }),
};

static void only_ipsec_on_the_switch(void *lab)
{
	nb_assert_only_ipsec(lab, "wire", 50);
}

/* The port itself sends nothing: what comes from it was sent by gwA, at its other end. */
void a_port_of_a_switch_is_told_by_who_is_wired_to_it(void **state)
{
	const struct nb_failure *failure;

	nb_assert_reachable(NODE("gwA"), "192.0.2.2", 5000);
	failure = nb_expect_failure(only_ipsec_on_the_switch, *state);
	assert_non_null(failure);
	assert_string_equal(failure->type, "packet.absent");
	ASSERT_IN(failure->message, "{protected} and ether src 02:00:00:00:00:0a");
	ASSERT_IN(failure->text, "no protected packet was sent from wire:a");
}

static void load(struct nb_node *node, const char *self, const char *peer,
		 const char *secret)
{
	const struct nb_ipsec_conn conn = { .name = "home",
					    .local_addrs = self,
					    .remote_addrs = peer,
					    .children = NB_IPSEC_CHILDREN({ "net" }) };

	MUST(nb_ipsec_load_secret(node, &(struct nb_ipsec_secret){ .secret = secret },
				  ERR));
	MUST(nb_ipsec_load(node, &conn, ERR));
}

/* What the peer knows is in the report of the one that does not. */
void reasons_are_told(void **state)
{
	const struct nb_failure *failure;
	struct nb_error err = { 0 };

	load(NODE("gwA"), "192.0.2.1", "198.51.100.1", "right");
	load(NODE("gwB"), "198.51.100.1", "192.0.2.1", "wrong");
	assert_int_equal(nb_ipsec_initiate(NODE("gwA"), "net", 10000, &err), -1);
	ASSERT_IN(err.text, "node gwA: initiate: establishing CHILD_SA 'net' failed: "
			    "received AUTHENTICATION_FAILED notify error");
	nb_assert_no_sa(NODE("gwA"), "home", 2000);
	failure = expect(ike_is_up, *state, "ipsec.ike",
			 "gwA: wanted IKE_SA home established: there is none");
	ASSERT_IN(failure->text, "  said       gwA: ");
	ASSERT_IN(failure->text, "received AUTHENTICATION_FAILED notify error");
	ASSERT_IN(failure->text, "gwB: ");
	ASSERT_IN(failure->text, "MAC mismatched");
}

void a_dead_charon_is_an_error(void **state)
{
	const struct nb_failure *failure;

	MUST(nb_service_stop(nb_node_service(NODE("gwA"), "charon"), 5000, NULL, ERR));
	failure = nb_expect_failure(ike_is_up, *state);
	assert_non_null(failure);
	assert_int_equal(failure->kind, NB_FAILURE_ERROR);
	ASSERT_IN(failure->message, "node gwA: service charon: does not run");
}
