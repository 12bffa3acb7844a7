/* SPDX-License-Identifier: MIT */
/*
 * Certificates that are checked with winnetou, a web server on the wire: net2net-cert,
 * crl-revoked, ocsp-revoked, multi-ca/revoked of strongSwan's tests.
 */
#include "hosts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void put_file(struct nb_lab *lab, const char *node, const char *path,
		     const char *text)
{
	struct nb_error err = { 0 };

	if (nb_node_write_file(nb_lab_node(lab, node), path, text, strlen(text), &err) <
	    0)
		fail_msg("%s", err.text);
}

/* A file of the authority, as it is called in the folder of all certificates. */
static void put_certificate(struct nb_lab *lab, const char *node, const char *path,
			    const char *name)
{
	char from[300], text[4096];
	size_t len;
	FILE *file;

	snprintf(from, sizeof(from), "%s/%s", certificates(), name);
	file = fopen(from, "re");
	assert_non_null(file);
	len = fread(text, 1, sizeof(text) - 1, file);
	fclose(file);
	text[len] = '\0';
	put_file(lab, node, path, text);
}

static const struct nb_service_spec web_server = {
	.name = "web",
	.command = "exec python3 -m http.server --directory /srv 80",
	.ready = { .tcp = 80 },
	.ready_ms = PATIENCE_MS,
};

/* The list of revoked certificates is not in the index, as it is in the answers. */
static const struct nb_service_spec ocsp_server = {
	.name = "ocsp",
	.command = "cd /srv && exec openssl ocsp -port 80 -index index.txt -CA ca.pem "
		   "-rsigner ca.pem -rkey ca.key.pem",
	.ready = { .tcp = 80 },
	.ready_ms = PATIENCE_MS,
};

static void start(struct nb_lab *lab, const char *node,
		  const struct nb_service_spec *spec)
{
	struct nb_error err = { 0 };

	if (!nb_service_start(nb_lab_node(lab, node), spec, &err))
		fail_msg("%s", err.text);
}

/* A node that has the authority's certificate, and asks winnetou for what it has revoked. */
static void ask_winnetou(struct nb_lab *lab, const char *node, const char *how)
{
	struct nb_error err = { 0 };
	char text[512];

	snprintf(text, sizeof(text),
		 "authorities {\n  ca {\n    cacert = ca.pem\n    %s\n  }\n}\n", how);
	start_charon(lab, node, IMPATIENT);
	put_certificate(lab, node, "/etc/swanctl/x509ca/ca.pem", "ca.pem");
	put_file(lab, node, "/etc/swanctl/swanctl.conf", text);
	if (nb_ipsec_load_files(nb_lab_node(lab, node), &err) < 0)
		fail_msg("%s", err.text);
}

#define BY_CRL "crl_uris = http://" WINNETOU "/ca.crl.pem"
#define BY_OCSP "ocsp_uris = http://" WINNETOU ":80"
#define ASKED_BY(host) \
	"tcp dst port 80 and src host " host " and tcp[tcpflags] & tcp-push != 0"

static void publish_crl(struct nb_lab *lab)
{
	put_certificate(lab, "winnetou", "/srv/ca.crl.pem", "ca.crl.pem");
	start(lab, "winnetou", &web_server);
}

/* 2: ikev2/net2net-cert */
static void net2net_cert(void **state)
{
	static const struct tunnel tunnel = {
		.left = { "moon", .ts = MOON_NET },
		.right = { "sun", .ts = SUN_NET },
		.asks_for_crl = true,
	};

	publish_crl(*state);
	ask_winnetou(*state, "sun", BY_CRL);
	ask_winnetou(*state, "moon", BY_CRL);
	establish(*state, &tunnel);
	said(*state, "moon", "certificate status is good");
	said(*state, "sun", "certificate status is good");
	nb_assert_seen(*state, "wire:winnetou", ASKED_BY(MOON), nb_at_least(1), 0);
	nb_assert_seen(*state, "wire:winnetou", ASKED_BY(SUN), nb_at_least(1), 0);
	nb_assert_reachable(nb_lab_node(*state, "alice"), BOB, PATIENCE_MS);
	carry(*state, "alice", "bob", BOB, IN_NETS);
	claim_both_ways(*state, "wire:sun", esp(), MOON, SUN);
	nb_assert_not_seen(*state, WIRE,
			   NB_FOREIGN " and not (tcp port 80 and host " WINNETOU ")", 0);
}

static const struct refusal revoked = {
	{
		.left = { "carol", .cert = "carol-revoked" },
		.right = { "moon", .serves_any = true },
		.asks_for_crl = true,
	},
	.right_says = "certificate was revoked on",
	.left_says = "received AUTHENTICATION_FAILED notify error",
};

/* 29: ikev2/crl-revoked */
static void crl_revoked(void **state)
{
	publish_crl(*state);
	ask_winnetou(*state, "moon", BY_CRL);
	start_charon(*state, "carol", IMPATIENT);
	configure(*state, &revoked.tunnel);
	claim_refused(*state, &revoked);
	nb_assert_seen(*state, "wire:winnetou", ASKED_BY(MOON), nb_at_least(1), 0);
}

/* 29: ikev2/ocsp-revoked; what RFC 6960 calls a response, from the authority's own database */
static void ocsp_revoked(void **state)
{
	struct nb_lab *lab = *state;

	put_certificate(lab, "winnetou", "/srv/ca.pem", "ca.pem");
	put_certificate(lab, "winnetou", "/srv/ca.key.pem", "ca.key.pem");
	put_certificate(lab, "winnetou", "/srv/carol.pem", "carol-revoked.pem");
	run(lab, "winnetou",
	    "cd /srv && printf "
	    "'R\\t491231235959Z\\t240101000000Z,keyCompromise\\t%%s\\tunknown\\t"
	    "/CN=carol\\n' $(openssl x509 -in carol.pem -noout -serial | cut -d= -f2) "
	    ">index.txt");
	start(lab, "winnetou", &ocsp_server);
	ask_winnetou(lab, "moon", BY_OCSP);
	start_charon(lab, "carol", IMPATIENT);
	configure(lab, &revoked.tunnel);
	claim_refused(lab, &revoked);
	said(lab, "moon", "ocsp response correctly signed by");
	nb_assert_seen(lab, "wire:winnetou", ASKED_BY(MOON), nb_at_least(1), 0);
}

/* A root that has revoked the authority which it let issue carol's certificate. */
static const char make_authorities[] =
	"set -e; mkdir -p /srv && cd /srv\n"
	"key() { pki --gen --type ecdsa --size 256 --outform pem >$1.key; }\n"
	"key root; key research; key carol; key moon\n"
	"pki --self --ca --in root.key --type ecdsa --dn 'CN=root' --outform pem "
	">root.pem\n"
	"pki --issue --ca --in research.key --type priv --cacert root.pem --cakey "
	"root.key "
	"--dn 'CN=research' --outform pem >research.pem\n"
	"pki --issue --in moon.key --type priv --cacert root.pem --cakey root.key "
	"--dn 'CN=moon' --san moon.strongswan.org --outform pem >moon.pem\n"
	"pki --issue --in carol.key --type priv --cacert research.pem --cakey "
	"research.key "
	"--dn 'CN=carol' --san carol.strongswan.org --outform pem >carol.pem\n"
	"pki --signcrl --cacert root.pem --cakey root.key --cert research.pem "
	"--reason key-compromise --outform pem >root.crl.pem\n"
	"pki --signcrl --cacert research.pem --cakey research.key --outform pem "
	">research.crl.pem\n";

/* What is in winnetou's /srv becomes a file of another node. */
static void hand_over(struct nb_lab *lab, const char *name, const char *node,
		      const char *folder)
{
	struct nb_error err = { 0 };
	char path[128];
	char *text;

	snprintf(path, sizeof(path), "/srv/%s", name);
	if (nb_node_read_file(nb_lab_node(lab, "winnetou"), path, &text, NULL, &err) < 0)
		fail_msg("%s", err.text);
	snprintf(path, sizeof(path), "/etc/swanctl/%s/%s", folder, name);
	put_file(lab, node, path, text);
	free(text);
}

#define MULTI_CA(me, local, remote, other)                                              \
	"connections {\n  net {\n    version = 2\n    mobike = no\n"                    \
	"    local_addrs = " local "\n" remote "    proposals = aes128-sha256-x25519\n" \
	"    local {\n      auth = pubkey\n      certs = " me ".pem\n"                  \
	"      id = " me ".strongswan.org\n    }\n"                                     \
	"    remote {\n      auth = pubkey\n      id = " other                          \
	".strongswan.org\n    }\n"                                                      \
	"    children {\n      net {\n        esp_proposals = aes128gcm16\n"            \
	"      }\n    }\n  }\n}\n"

/* 29: ikev2-multi-ca/revoked; moon finds that the authority between is revoked itself */
static void multi_ca_revoked(void **state)
{
	static const char *const for_moon[][2] = {
		{ "root.pem", "x509ca" },     { "root.crl.pem", "x509crl" },
		{ "moon.pem", "x509" },	      { "moon.key", "private" },
		{ "research.pem", "x509ca" }, { "research.crl.pem", "x509crl" },
	};
	static const char *const for_carol[][2] = {
		{ "root.pem", "x509ca" },
		{ "research.pem", "x509ca" },
		{ "carol.pem", "x509" },
		{ "carol.key", "private" },
	};
	struct nb_lab *lab = *state;

	put_file(lab, "winnetou", "/srv/make.sh", make_authorities);
	run(lab, "winnetou", "sh /srv/make.sh");
	for (size_t i = 0; i < sizeof(for_moon) / sizeof(for_moon[0]); i++)
		hand_over(lab, for_moon[i][0], "moon", for_moon[i][1]);
	for (size_t i = 0; i < sizeof(for_carol) / sizeof(for_carol[0]); i++)
		hand_over(lab, for_carol[i][0], "carol", for_carol[i][1]);
	put_file(lab, "moon", "/etc/swanctl/swanctl.conf",
		 MULTI_CA("moon", MOON, "", "carol"));
	put_file(lab, "carol", "/etc/swanctl/swanctl.conf",
		 MULTI_CA("carol", CAROL, "    remote_addrs = " MOON "\n", "moon"));
	start_charon(lab, "moon", IMPATIENT);
	start_charon(lab, "carol", IMPATIENT);
	claim_refused(lab, &revoked);
}

static const struct CMUnitTest cases[] = {
	nb_unit_test(net2net_cert, &with_winnetou),
	nb_unit_test(crl_revoked, &with_winnetou),
	nb_unit_test(ocsp_revoked, &with_winnetou),
	nb_unit_test(multi_ca_revoked, &with_winnetou),
};
const struct case_list revocation_cases = CASE_LIST(cases);
