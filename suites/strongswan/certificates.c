/* SPDX-License-Identifier: MIT */
/* Certificates: made once in a run, trusted, revoked, of somebody else's authority. */
#include "strongswan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const struct nb_pki_member members[] = {
	{ "gwA", .sans = "gwA.example.org 192.0.2.1" },
	{ "gwB", .sans = "gwB.example.org 198.51.100.1" },
	{ "lost", .sans = "gwA.example.org", .is_revoked = true },
	{ "mallory", .sans = "gwA.example.org", .is_foreign = true },
	{ 0 },
};

static char *make(void)
{
	struct nb_error err = { 0 };
	char *pki = nb_pki_make(members, &err);

	if (!pki)
		fail_msg("%s", err.text);
	return pki;
}

static void load(struct nb_node *node, const char *pki, const char *member, bool is_a)
{
	char cert[512];
	const struct nb_ipsec_conn conn = {
		.name = "cert",
		.local_addrs = is_a ? "192.0.2.1" : "198.51.100.1",
		.remote_addrs = is_a ? "198.51.100.1" : "192.0.2.1",
		.proposals = "aes128-sha256-x25519",
		.local = { .id = is_a ? "gwA.example.org" : "gwB.example.org",
			   .cert = cert },
		.remote = { .id = is_a ? "gwB.example.org" : "gwA.example.org",
			    .settings = NB_LIST("revocation=strict") },
		.children = NB_IPSEC_CHILDREN(
			{ "net", .local_ts = is_a ? "10.1.0.0/16" : "10.2.0.0/16",
			  .remote_ts = is_a ? "10.2.0.0/16" : "10.1.0.0/16",
			  .esp = "aes128gcm16" }),
	};

	snprintf(cert, sizeof(cert), "%s/%s.pem", pki, member);
	MUST(nb_pki_load(node, pki, member, ERR));
	MUST(nb_ipsec_load(node, &conn, ERR));
}

void comes_up_by_certificate(void **state)
{
	char *pki = make(), *again = make();

	assert_string_equal(pki, again); /* for all cases of the run */
	load(NODE("gwA"), pki, "gwA", true);
	load(NODE("gwB"), pki, "gwB", false);
	free(pki);
	free(again);
	MUST(nb_ipsec_initiate(NODE("gwA"), "net", 10000, ERR));
	nb_assert_ike_up_with(NODE("gwB"), "cert", 2000, .remote_id = "gwA.example.org");
	nb_assert_reachable(NODE("devB"), "10.1.0.10", 5000);
	nb_assert_only_ipsec(*state, OUTSIDE, 2000);
}

static void is_refused(void **state, const char *member, const char *reason)
{
	struct nb_error err = { 0 };
	char *pki = make();

	load(NODE("gwA"), pki, member, true);
	load(NODE("gwB"), pki, "gwB", false);
	free(pki);
	assert_int_equal(nb_ipsec_initiate(NODE("gwA"), "net", 10000, &err), -1);
	if (!strstr(err.text, "AUTHENTICATION_FAILED"))
		fail_msg("%s", err.text);
	nb_assert_service_said(NODE("gwB"), "charon", reason, 2000);
	nb_assert_no_sa(NODE("gwA"), "cert", 2000);
	nb_assert_no_sa(NODE("gwB"), "cert", 2000);
	nb_assert_not_seen(*state, OUTSIDE, NB_PROTECTED, 0);
}

void revoked_is_refused(void **state)
{
	is_refused(state, "lost", "certificate was revoked on");
}

void foreign_is_refused(void **state)
{
	is_refused(state, "mallory", "no trusted");
}

static const char by_name[] = "connections {\n"
			      "  named {\n"
			      "    local { auth = pubkey\n certs = gwA.pem\n }\n"
			      "    remote { auth = pubkey\n }\n"
			      "    children { net { } }\n"
			      "  }\n"
			      "}\n";

void files_of_the_pki_serve(void **state)
{
	struct nb_error err = { 0 };
	char *pki = make();

	MUST(nb_pki_install(NODE("gwA"), pki, "gwA", ERR));
	assert_int_equal(nb_pki_install(NODE("gwA"), pki, "nobody", &err), -1);
	assert_non_null(strstr(err.text, "certificate of nobody"));
	free(pki);
	nb_assert_file(NODE("gwA"), "/etc/swanctl/x509/gwA.pem");
	nb_assert_file(NODE("gwA"), "/etc/swanctl/private/gwA.pem");
	nb_assert_file(NODE("gwA"), "/etc/swanctl/x509ca/ca.pem");
	nb_assert_file(NODE("gwA"), "/etc/swanctl/x509crl/ca.pem");
	MUST(nb_node_write_file(NODE("gwA"), "/etc/swanctl/swanctl.conf", by_name,
				strlen(by_name), ERR));
	MUST(nb_ipsec_load_files(NODE("gwA"), ERR));
	assert_int_equal(nb_ipsec_has_conn(NODE("gwA"), "named", NULL), 1);
	assert_null(nb_pki_make(NB_PKI({ "a/b" }), &(struct nb_error){ 0 }));
}
