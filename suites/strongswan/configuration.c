/* SPDX-License-Identifier: MIT */
/* Configuration: from files, verified; from C; what is broken is told. */
#include "strongswan.h"

#include <stdlib.h>
#include <string.h>

void is_ready_when_loaded(void **state)
{
	struct nb_error err = { 0 };

	assert_int_equal(nb_ipsec_has_conn(NODE("gwA"), "home", &err), 1);
	assert_int_equal(nb_ipsec_has_conn(NODE("gwB"), "home", &err), 1);
	assert_int_equal(nb_ipsec_has_conn(NODE("gwB"), "nobody", &err), 0);
	assert_int_equal(nb_ipsec_has_conn(NODE("router"), "home", &err), -1);
	assert_non_null(strstr(err.text,
			       "node router: no service of role strongswan was started"));
	nb_assert_service_said(NODE("gwA"), "charon", "added vici connection: home", 0);
}

/* Start charon with this file in place; the reason why it does not start. */
static const char *reason(struct nb_node *node, const char *file)
{
	static const struct nb_service_spec charon = { "charon",
						       .role = NB_ROLE_STRONGSWAN };
	static struct nb_error err;

	err = (struct nb_error){ 0 };
	if (nb_node_service(node, "charon"))
		MUST(nb_service_stop(nb_node_service(node, "charon"), 5000, NULL, ERR));
	MUST(nb_node_write_file(node, "/etc/swanctl/swanctl.conf", file, strlen(file),
				ERR));
	assert_null(nb_service_start(node, &charon, &err));
	return err.text;
}

#define ASSERT_IN(text, part)                                     \
	do {                                                      \
		const char *text_ = (text);                       \
		if (!strstr(text_, part))                         \
			fail_msg("no \"%s\" in %s", part, text_); \
	} while (0)

void broken_files_fail_the_start(void **state)
{
	struct nb_node *gw = NODE("gwA");
	const char *why = reason(gw, "connections }{\n");

	ASSERT_IN(why, "node gwA: service charon: swanctl: ");
	ASSERT_IN(why, "/etc/swanctl/swanctl.conf:1: syntax error, unexpected '}'");
	ASSERT_IN(reason(gw, "connections { a { vresion = 2\n } }"),
		  "loading connection 'a' failed: unknown option: vresion");
	ASSERT_IN(reason(gw, "connections { a { local { certs = x.pem\n } } }"),
		  "/etc/swanctl/x509/x.pem");
	ASSERT_IN(reason(gw, "connections { a {\n remote_addrs = 192.0.2.9\n"),
		  "syntax error, unexpected end of file");
	setenv("NB_IPSEC_BACKEND", "magic", 1);
	ASSERT_IN(reason(gw, ""),
		  "NB_IPSEC_BACKEND=magic: not kernel, user-raw or user-udp");
	unsetenv("NB_IPSEC_BACKEND");
	ASSERT_IN(reason(gw, "secrets { foo { secret = a } }"),
		  "ignoring unsupported secret 'foo'");
}

static const struct nb_ipsec_conn from_c = {
	.name = "c",
	.version = 2,
	.local_addrs = "192.0.2.1",
	.remote_addrs = "198.51.100.1, 198.51.100.2",
	.proposals = "aes128-sha256-x25519 aes256-sha384-ecp384",
	.local = { .id = "one" },
	.remote = { .id = "two" },
	.children = NB_IPSEC_CHILDREN(
		{ "x", .local_ts = "10.1.0.0/16 10.3.0.0/16", .remote_ts = "10.2.0.0/16",
		  .esp = "aes128gcm16", .rekey_time = "1h",
		  .settings = NB_LIST("life_bytes=1000000") },
		{ "y", .mode = "drop", .local_ts = "10.9.0.0/16",
		  .remote_ts = "10.8.0.0/16", .start_action = "none" }),
	.dpd_delay = "10s",
	.settings = NB_LIST("unique=replace", "over_time=1m"),
};

void connections_come_from_c(void **state)
{
	MUST(nb_ipsec_load(NODE("gwA"), &from_c, ERR));
	assert_int_equal(nb_ipsec_has_conn(NODE("gwA"), "c", NULL), 1);
	nb_assert_no_child(NODE("gwA"), "c/x", 0);
	nb_assert_no_child(NODE("gwA"), "y", 0);
	MUST(nb_ipsec_load(NODE("gwA"), &from_c, ERR)); /* once more is fine */
	MUST(nb_ipsec_load_pool(NODE("gwA"), "rw", "10.5.0.0/28", ERR));
	MUST(nb_ipsec_unload(NODE("gwA"), "c", ERR));
	assert_int_equal(nb_ipsec_has_conn(NODE("gwA"), "c", NULL), 0);
}

void what_c_cannot_load_is_told(void **state)
{
	struct nb_ipsec_conn conn = from_c;
	struct nb_error err = { 0 };

	conn.proposals = "aes129-sha1";
	assert_int_equal(nb_ipsec_load(NODE("gwA"), &conn, &err), -1);
	assert_string_equal(err.text,
			    "connection c: node gwA: load-conn: invalid value for: "
			    "proposals, config discarded");
	conn = from_c;
	conn.settings = NB_LIST("no value");
	err = (struct nb_error){ 0 };
	assert_int_equal(nb_ipsec_load(NODE("gwA"), &conn, &err), -1);
	ASSERT_IN(err.text, "connection c: node gwA: vici: load-conn: cannot be said");
	conn = from_c;
	conn.local.cert = "no/such.pem";
	err = (struct nb_error){ 0 };
	assert_int_equal(nb_ipsec_load(NODE("gwA"), &conn, &err), -1);
	ASSERT_IN(err.text, "no/such.pem");
	err = (struct nb_error){ 0 };
	assert_int_equal(nb_ipsec_initiate(NODE("gwA"), "z", 1000, &err), -1);
	ASSERT_IN(err.text, "node gwA: initiate: CHILD_SA config 'z' not found");
	err = (struct nb_error){ 0 };
	assert_int_equal(nb_ipsec_unload(NODE("gwA"), "z", &err), -1);
	ASSERT_IN(err.text, "node gwA: unload-conn: ");
}

/* gwA/strongswan.conf, beside swanctl.conf, adds to what is written for the backend. */
void settings_may_be_added(void **state)
{
	nb_assert_file_contains(NODE("gwA"), "/etc/strongswan.conf",
				"include /etc/swanctl/strongswan.conf");
	MUST(nb_ipsec_initiate(NODE("gwA"), "net", 10000, ERR));
	nb_assert_service_said(NODE("gwA"), "charon", "[MGR]", 0);
}
