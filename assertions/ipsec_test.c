/* SPDX-License-Identifier: MIT */
/* Judges of security associations, on lists that no daemon gives on demand. */
#include "nestbed/cmocka.h"

#include <string.h>

#include "assertions/ipsec.h"
#include "fixtures/strongswan.h"

static struct nb_ike_state ikes[] = {
	{ "rw", 1, 2, "ESTABLISHED", "192.0.2.1", "192.0.2.100", 4500, 4500, "moon",
	  "carol", .encr = "AES_CBC-128", .integ = "HMAC_SHA2_256_128",
	  .prf = "PRF_HMAC_SHA2_256", .dh = "CURVE_25519", .remote_vips = "10.3.0.1" },
	{ "rw", 2, 2, "ESTABLISHED", "192.0.2.1", "192.0.2.200", 4500, 1024, "moon",
	  "dave", .encr = "AES_GCM_16-256", .prf = "PRF_HMAC_SHA2_256", .dh = "ECP_384",
	  .has_nat = true, .remote_vips = "10.3.0.2 fec3::2" },
	{ "half", 3, 1, "CONNECTING", "192.0.2.1", "192.0.2.201", 500, 500, "moon",
	  "%any" },
};

static struct nb_child_state children[] = {
	{ "net", "rw", .id = 1, .state = "INSTALLED", .mode = "TUNNEL", .protocol = "ESP",
	  .encr = "AES_GCM_16-128", .local_ts = "10.1.0.0/16 fec1::/16",
	  .remote_ts = "10.3.0.1/32" },
	{ "net", "rw", .id = 2, .state = "REKEYED", .mode = "TRANSPORT", .protocol = "AH",
	  .integ = "HMAC_SHA2_256_128", .esn = true, .local_ts = "10.1.0.0/16",
	  .remote_ts = "10.3.0.2/32" },
};

static const struct nb_ipsec_state full = { ikes, 3, children, 2 };
static const struct nb_ipsec_state empty;

/* Takes the judgement over. */
static void expect(struct nb_judgement judgement, enum nb_ruling ruling,
		   const char *message, const char *text)
{
	assert_string_equal(judgement.message, message);
	assert_int_equal(judgement.ruling, ruling);
	if (text && !strstr(judgement.text.data, text))
		fail_msg("no \"%s\" in:\n%s", text, judgement.text.data);
	nb_judgement_release(&judgement);
}

#define HOLDS(judgement) expect(judgement, NB_HOLDS, "", NULL)
#define IKE(conn, ...) \
	nb_judge_ike("moon", conn, &(struct nb_ike_wish){ __VA_ARGS__ }, &full)
#define CHILD(child, ...) \
	nb_judge_child("moon", child, &(struct nb_child_wish){ __VA_ARGS__ }, &full)

static void any_of_several_may_meet_a_wish(void **state)
{
	(void)state;
	HOLDS(nb_judge_ike("moon", "rw", NULL, &full));
	HOLDS(IKE("rw", .remote_id = "carol", .local_port = 4500, .nat = NB_NO,
		  .integ = "hmac_sha2_256_128"));
	HOLDS(IKE("rw", .remote_id = "dave", .remote_port = 1024, .nat = NB_YES,
		  .integ = "", .remote_vips = "fec3::2 10.3.0.2"));
	HOLDS(nb_judge_child("moon", "rw/net", NULL, &full));
	HOLDS(CHILD("net", .mode = "tunnel", .local_ts = "fec1::/16 10.1.0.0/16",
		    .encap = NB_NO, .esn = NB_NO, .ipcomp = NB_NO));
}

static void the_nearest_one_is_told(void **state)
{
	(void)state;
	expect(IKE("rw", .remote_id = "carol", .dh = "CURVE_25519", .encr = "3DES_CBC",
		   .version = 1, .initiator = NB_YES),
	       NB_FAILS,
	       "moon: wanted IKE_SA rw established, with version 1, remote_id carol, "
	       "encr "
	       "3DES_CBC, dh CURVE_25519, initiator yes: it is different",
	       "  differs    version: want 1, got 2\n"
	       "  differs    encr: want 3DES_CBC, got AES_CBC-128\n"
	       "  differs    initiator: want yes, got no\n");
	expect(CHILD("net", .remote_ts = "10.3.0.1/32 10.3.0.9/32", .integ = "x"),
	       NB_FAILS,
	       "moon: wanted CHILD_SA net installed, with integ x, remote_ts 10.3.0.1/32 "
	       "10.3.0.9/32: it is different",
	       "  differs    integ: want x, got none\n"
	       "  differs    remote_ts: want 10.3.0.1/32 10.3.0.9/32, got 10.3.0.1/32\n");
	/* a part of the selectors is not the selectors */
	expect(CHILD("net", .local_ts = "10.1.0.0/16"), NB_FAILS,
	       "moon: wanted CHILD_SA net installed, with local_ts 10.1.0.0/16: it is "
	       "different",
	       "got 10.1.0.0/16 fec1::/16\n");
}

static void one_that_is_not_up_is_none(void **state)
{
	(void)state;
	expect(nb_judge_ike("moon", "half", NULL, &full), NB_FAILS,
	       "moon: wanted IKE_SA half established: CONNECTING",
	       "half CONNECTING, 192.0.2.1:500 [moon] - 192.0.2.201:500 [%any], IKEv1");
	expect(CHILD("net", .mode = "TRANSPORT"), NB_FAILS,
	       "moon: wanted CHILD_SA net installed, with mode TRANSPORT: it is "
	       "different",
	       "rw/net REKEYED, TRANSPORT AH ESN  HMAC_SHA2_256_128, 10.1.0.0/16 === "
	       "10.3.0.2/32");
	expect(nb_judge_child("moon", "sw/net", NULL, &full), NB_FAILS,
	       "moon: wanted CHILD_SA sw/net installed: there is none", NULL);
	expect(nb_judge_ike("moon", "rw", NULL, &empty), NB_FAILS,
	       "moon: wanted IKE_SA rw established: there is none",
	       "  seen       no IKE_SA\n");
}

static void absence_needs_its_control(void **state)
{
	(void)state;
	HOLDS(nb_judge_no_ike("moon", "rw", true, &empty));
	HOLDS(nb_judge_no_child("moon", "net", true, &empty));
	expect(nb_judge_no_ike("moon", "rw", false, &empty), NB_FAILS,
	       "moon: wanted no IKE_SA rw, but nothing of that name is loaded", NULL);
	expect(nb_judge_no_ike("moon", "half", true, &full), NB_FAILS,
	       "moon: wanted no IKE_SA half, there is 1", "half CONNECTING");
	expect(nb_judge_no_child("moon", "rw/net", true, &full), NB_FAILS,
	       "moon: wanted no CHILD_SA rw/net, there are 2", "rw/net REKEYED");
}

static void rekeyings_are_counted(void **state)
{
	(void)state;
	HOLDS(nb_judge_rekeyed("moon", NB_CHILD_REKEYED, "net", 2, 2));
	HOLDS(nb_judge_rekeyed("moon", NB_CHILD_REKEYED, "net", 2, 3));
	expect(nb_judge_rekeyed("moon", NB_CHILD_REKEYED, "net", 2, 1), NB_FAILS,
	       "moon: wanted CHILD_SA net rekeyed 2 times or more, seen 1",
	       "  seen       1 times\n");
}

static void names_of_children_may_have_a_connection(void **state)
{
	char conn[64];

	(void)state;
	assert_string_equal(nb_ipsec_split("home/net", conn), "net");
	assert_string_equal(conn, "home");
	assert_string_equal(nb_ipsec_split("net", conn), "net");
	assert_string_equal(conn, "");
	assert_true(nb_ipsec_picks_child("net", "home", "net"));
	assert_true(nb_ipsec_picks_child("home/net", "home", "net"));
	assert_false(nb_ipsec_picks_child("work/net", "home", "net"));
	assert_false(nb_ipsec_picks_child("home", "home", "net"));
}

static void versions_tell_what_they_can(void **state)
{
	(void)state;
	assert_false(nb_strongswan_can_raw_esp("Linux strongSwan 5.9.8\n"));
	assert_false(nb_strongswan_can_raw_esp("Linux strongSwan U5.9.10/K6.1"));
	assert_true(nb_strongswan_can_raw_esp("Linux strongSwan 5.9.11"));
	assert_true(nb_strongswan_can_raw_esp("strongSwan 5.10"));
	assert_true(nb_strongswan_can_raw_esp("6.0.1"));
	assert_false(nb_strongswan_can_raw_esp("4.6.4"));
	assert_false(nb_strongswan_can_raw_esp(""));
	assert_false(nb_strongswan_can_raw_esp("5"));
}

static void backends_have_names(void **state)
{
	(void)state;
	assert_string_equal(nb_ipsec_backend_name(NB_IPSEC_KERNEL), "kernel");
	assert_string_equal(nb_ipsec_backend_name(NB_IPSEC_USER_RAW), "user-raw");
	assert_string_equal(nb_ipsec_backend_name(NB_IPSEC_USER_UDP), "user-udp");
	assert_string_equal(nb_ipsec_backend_name((enum nb_ipsec_backend)9), "?");
}

static void reasons_are_found_in_logs(void **state)
{
	(void)state;
	assert_true(nb_strongswan_names_reason(
		"10:00:00 07[IKE] <home|1> received AUTHENTICATION_FAILED notify error"));
	assert_true(nb_strongswan_names_reason("12[CFG] no matching peer config found"));
	assert_false(nb_strongswan_names_reason(
		"03[IKE] <home|1> failed to establish CHILD_SA, keeping IKE_SA"));
	assert_false(nb_strongswan_names_reason("12[CFG] selected peer config 'home'"));
}

static void a_lease_is_of_an_address_to_somebody_online(void **state)
{
	static const struct nb_ipsec_lease leases[] = {
		{ "10.3.0.1", "carol", .is_online = true },
		{ "10.3.0.2", "dave" },
	};

	(void)state;
	HOLDS(nb_judge_lease("moon", "rw", "10.3.0.1", "carol", leases, 2));
	expect(nb_judge_lease("moon", "rw", "10.3.0.2", "dave", leases, 2), NB_FAILS,
	       "moon: wanted 10.3.0.2 of pool rw lent to dave",
	       "  wanted     10.3.0.2 online, dave\n"
	       "  seen       10.3.0.1 online, carol\n"
	       "  seen       10.3.0.2 offline, dave\n");
	expect(nb_judge_lease("moon", "rw", "10.3.0.1", "dave", leases, 1), NB_FAILS,
	       "moon: wanted 10.3.0.1 of pool rw lent to dave", "10.3.0.1 online, carol");
	expect(nb_judge_lease("moon", "rw", "10.3.0.1", "dave", leases, 0), NB_FAILS,
	       "moon: wanted 10.3.0.1 of pool rw lent to dave", "nothing is lent");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_lease_is_of_an_address_to_somebody_online),
		cmocka_unit_test(any_of_several_may_meet_a_wish),
		cmocka_unit_test(the_nearest_one_is_told),
		cmocka_unit_test(one_that_is_not_up_is_none),
		cmocka_unit_test(absence_needs_its_control),
		cmocka_unit_test(rekeyings_are_counted),
		cmocka_unit_test(names_of_children_may_have_a_connection),
		cmocka_unit_test(versions_tell_what_they_can),
		cmocka_unit_test(backends_have_names),
		cmocka_unit_test(reasons_are_found_in_logs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
