/* SPDX-License-Identifier: MIT */
/* A tunnel: up, in use, rekeyed, down. */
#include "strongswan.h"

#include <stdlib.h>
#include <string.h>

static enum nb_flag_wish in_udp(void)
{
	return nb_ipsec_backend() == NB_IPSEC_USER_UDP ? NB_YES : NB_NO;
}

void comes_up_by_psk(void **state)
{
	const struct nb_child_wish net = { .mode = "TUNNEL",
					   .protocol = "ESP",
					   .encr = "AES_GCM_16-128",
					   .local_ts = "10.1.0.0/16",
					   .remote_ts = "10.2.0.0/16",
					   .encap = in_udp(),
					   .esn = NB_NO,
					   .ipcomp = NB_NO };
	const struct nb_ike_wish home = { .version = 2,
					  .local_id = "gwA",
					  .remote_id = "gwB",
					  .local_host = "192.0.2.1",
					  .remote_host = "198.51.100.1",
					  .encr = "AES_CBC-128",
					  .integ = "HMAC_SHA2_256_128",
					  .prf = "PRF_HMAC_SHA2_256",
					  .dh = "CURVE_25519",
					  .initiator = NB_YES };
	struct nb_child_state child;

	MUST(nb_ipsec_initiate(NODE("gwA"), "net", 10000, ERR));
	nb_assert_ike_up_as(NODE("gwA"), "home", &home, 2000);
	nb_assert_ike_up(NODE("gwB"), "home", 2000);
	nb_assert_child_up(NODE("gwA"), "net", &net, 2000);
	nb_assert_child_up(NODE("gwB"), "home/net", NULL, 2000);
	nb_assert_reachable(NODE("devA"), "10.2.0.10", 5000);
	nb_assert_only_ipsec(*state, OUTSIDE, 2000);
	nb_assert_seen(*state, "devB:eth0", "icmp and src host 10.1.0.10", nb_at_least(1),
		       1000);
	assert_int_equal(nb_child_find(NODE("gwB"), "net", &child, NULL), 1);
	assert_true(child.packets_in > 0);
}

static size_t events_of(struct nb_node *node, enum nb_ipsec_event_kind kind)
{
	struct nb_ipsec_event *events;
	size_t count, found = 0;

	MUST(nb_ipsec_events(node, &events, &count, ERR));
	for (size_t i = 0; i < count; i++)
		found += events[i].kind == kind;
	free(events);
	return found;
}

void is_rekeyed(void **state)
{
	struct nb_child_state before, after;
	struct nb_ike_state ike, newer;

	MUST(nb_ipsec_initiate(NODE("gwA"), "net", 10000, ERR));
	assert_int_equal(nb_child_find(NODE("gwA"), "net", &before, NULL), 1);
	assert_int_equal(nb_ike_find(NODE("gwA"), "home", &ike, NULL), 1);
	MUST(nb_ipsec_rekey_child(NODE("gwA"), "net", ERR));
	nb_assert_child_rekeyed(NODE("gwA"), "net", 1, 5000);
	nb_assert_child_rekeyed(NODE("gwB"), "home/net", 1, 5000);
	MUST(nb_ipsec_rekey(NODE("gwA"), "home", ERR));
	nb_assert_ike_rekeyed(NODE("gwA"), "home", 1, 5000);
	nb_assert_ike_rekeyed(NODE("gwB"), "home", 1, 5000);
	assert_int_equal(nb_child_find(NODE("gwA"), "net", &after, NULL), 1);
	assert_string_not_equal(before.spi_in, after.spi_in);
	assert_int_equal(nb_ike_find(NODE("gwA"), "home", &newer, NULL), 1);
	assert_true(newer.id != ike.id);
	assert_int_equal(events_of(NODE("gwA"), NB_IKE_UP), 1);
	assert_int_equal(events_of(NODE("gwA"), NB_CHILD_UP), 1);
	nb_assert_reachable(NODE("devA"), "10.2.0.10", 5000);
	nb_assert_only_ipsec(*state, OUTSIDE, 2000);
}

void is_terminated(void **state)
{
	struct nb_error err = { 0 };

	MUST(nb_ipsec_initiate(NODE("gwA"), "net", 10000, ERR));
	nb_assert_child_up(NODE("gwB"), "net", NULL, 2000);
	MUST(nb_ipsec_terminate_child(NODE("gwA"), "net", 5000, ERR));
	nb_assert_no_child(NODE("gwA"), "net", 2000);
	nb_assert_no_child(NODE("gwB"), "home/net", 2000);
	nb_assert_ike_up(NODE("gwB"), "home", 0);
	MUST(nb_ipsec_terminate(NODE("gwB"), "home", 5000, ERR));
	nb_assert_no_sa(NODE("gwA"), "home", 2000);
	nb_assert_no_sa(NODE("gwB"), "home", 2000);
	assert_int_equal(nb_ipsec_wait(NODE("gwB"), NB_IKE_DOWN, "home", 1, 2000, NULL),
			 1);
	assert_int_equal(nb_ipsec_terminate(NODE("gwB"), "home", 1000, &err), -1);
	assert_non_null(strstr(err.text, "node gwB: terminate: "));
	err = (struct nb_error){ 0 };
	assert_int_equal(nb_ipsec_rekey(NODE("gwB"), "home", &err), -1);
	assert_string_equal(err.text, "node gwB: rekey: no matching SAs to rekey found");
}

/* One end of a tunnel between the gateways themselves. */
static void load_host(struct nb_node *node, const char *self, const char *peer)
{
	const struct nb_ipsec_conn conn = {
		.name = "host",
		.local_addrs = self,
		.remote_addrs = peer,
		.proposals = "aes128-sha256-x25519",
		.children = NB_IPSEC_CHILDREN({ "host", .esp = "aes128gcm16" }),
	};

	MUST(nb_ipsec_load_secret(node, &(struct nb_ipsec_secret){ .secret = "shared" },
				  ERR));
	MUST(nb_ipsec_load(node, &conn, ERR));
}

void host_to_host(void **state)
{
	load_host(NODE("gwA"), "192.0.2.1", "198.51.100.1");
	load_host(NODE("gwB"), "198.51.100.1", "192.0.2.1");
	MUST(nb_ipsec_initiate(NODE("gwA"), "host", 10000, ERR));
	nb_assert_child_up_with(NODE("gwB"), "host", 2000, .local_ts = "198.51.100.1/32",
				.remote_ts = "192.0.2.1/32");
	nb_assert_reachable(NODE("gwA"), "198.51.100.1", 5000);
	nb_assert_only_ipsec(*state, OUTSIDE, 2000);
}
