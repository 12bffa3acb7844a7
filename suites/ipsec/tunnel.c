/* SPDX-License-Identifier: MIT */
/* Tunnels: from what a scenario says to what two charons are told, and what they must show. */
#include "hosts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define IKE_PROPOSAL "aes128-sha256-x25519"
#define ESP_PROPOSAL "aes128gcm16"
#define SECRET "0sFpZAZqEN6Ti9sqt4ZP5EWcqx"

/* Where charon of a node reads what goes beyond nestbed's own settings. */
#define LOCAL_SETTINGS "/etc/swanctl/strongswan.conf"

/* An answer that is lost under load is asked for again before anybody notices. */
#define SETTINGS                       \
	"charon {\n"                   \
	"  retransmit_timeout = 0.5\n" \
	"  retransmit_base = 1.2\n"    \
	"  retransmit_tries = 10\n"    \
	"}\n"

static void must(int rc, const struct nb_error *err)
{
	if (rc < 0)
		fail_msg("%s", err->text);
}

const char *certificates(void)
{
	static const struct nb_pki_member members[] = {
		{ "moon", "moon.strongswan.org" },
		{ "sun", "sun.strongswan.org" },
		{ "alice", "alice.strongswan.org" },
		{ "venus", "venus.strongswan.org" },
		{ "carol", "carol.strongswan.org" },
		{ "dave", "dave.strongswan.org" },
		{ "carol-revoked", "carol.strongswan.org", .is_revoked = true },
		{ 0 },
	};
	static char *folder;
	struct nb_error err = { 0 };

	if (!folder)
		folder = nb_pki_make(members, &err);
	must(folder ? 0 : -1, &err);
	return folder;
}

static const struct nb_service_spec charon = {
	.name = "charon",
	.role = NB_ROLE_STRONGSWAN,
	.ready_ms = PATIENCE_MS,
};

void start_charon(struct nb_lab *lab, const char *name, const char *settings)
{
	struct nb_node *node = nb_lab_node(lab, name);
	struct nb_error err = { 0 };
	char text[2048];
	int len;

	if (nb_node_service(node, "charon"))
		return;
	len = snprintf(text, sizeof(text), SETTINGS "%s", settings ? settings : "");
	assert_true(len < (int)sizeof(text));
	must(nb_node_write_file(node, LOCAL_SETTINGS, text, (size_t)len, &err), &err);
	must(nb_service_start(node, &charon, &err) ? 0 : -1, &err);
}

void give_pool(struct nb_lab *lab, const char *node, const char *name, const char *addrs)
{
	struct nb_error err = { 0 };

	start_charon(lab, node, NULL);
	must(nb_ipsec_load_pool(nb_lab_node(lab, node), name, addrs, &err), &err);
}

const char *tunnel_name(const struct tunnel *tunnel)
{
	return tunnel->name ? tunnel->name : "net";
}

static const char *addr_of(const struct tunnel *tunnel, const struct peer *peer)
{
	return peer->addr ? peer->addr : address_of(peer->node, tunnel->outer6 ? 6 : 4);
}

struct text {
	char text[300];
};

static struct text id_of(const struct peer *peer)
{
	struct text id;

	if (peer->id)
		snprintf(id.text, sizeof(id.text), "%s", peer->id);
	else
		snprintf(id.text, sizeof(id.text), "%s.strongswan.org", peer->node);
	return id;
}

static struct text certificate_of(const struct peer *peer)
{
	struct text path;
	const char *member = peer->cert ? peer->cert : peer->node;
	int len = snprintf(path.text, sizeof(path.text), "%s/%s.pem", certificates(),
			   member);

	assert_true(len < (int)sizeof(path.text));
	return path;
}

static void load_certificate(const struct tunnel *tunnel, struct nb_node *node,
			     const struct peer *me)
{
	const char *member = me->cert ? me->cert : me->node;
	struct nb_error err = { 0 };
	char path[512];

	if (!tunnel->asks_for_crl) {
		must(nb_pki_load(node, certificates(), member, &err), &err);
		return;
	}
	snprintf(path, sizeof(path), "%s/ca.pem", certificates());
	must(nb_ipsec_load_ca(node, path, &err), &err);
	snprintf(path, sizeof(path), "%s/%s.key.pem", certificates(), member);
	must(nb_ipsec_load_key(node, path, &err), &err);
}

/* @other is NULL where it may be anybody. */
static void load_proof(const struct tunnel *tunnel, struct nb_node *node,
		       const struct peer *me, const struct peer *other)
{
	struct nb_error err = { 0 };
	struct text owners;
	struct nb_ipsec_secret secret = { .secret = me->secret ? me->secret : SECRET };

	if (tunnel->by == BY_CERTIFICATE) {
		load_certificate(tunnel, node, me);
		return;
	}
	if (other) {
		snprintf(owners.text, sizeof(owners.text), "%.140s %.140s",
			 id_of(me).text, id_of(other).text);
		secret.owners = owners.text;
	}
	must(nb_ipsec_load_secret(node, &secret, &err), &err);
}

static struct nb_ipsec_child child_of(const struct tunnel *tunnel, const struct peer *me,
				      const struct peer *other)
{
	struct nb_ipsec_child child = tunnel->child;

	child.name = tunnel_name(tunnel);
	child.local_ts = me->ts;
	if (other && !me->serves_any)
		child.remote_ts = other->ts;
	if (me->peer_ts)
		child.remote_ts = me->peer_ts;
	if (!child.ah && !child.esp)
		child.esp = ESP_PROPOSAL;
	if (me->esp)
		child.esp = me->esp;
	if (me->settings)
		child.settings = me->settings;
	if (me->start_action)
		child.start_action = me->start_action;
	if (me->dpd_action)
		child.dpd_action = me->dpd_action;
	return child;
}

static void load_end(struct nb_lab *lab, const struct tunnel *tunnel,
		     const struct peer *me, const struct peer *other)
{
	struct nb_node *node = nb_lab_node(lab, me->node);
	const struct peer *known = me->serves_any ? NULL : other;
	const char *how = tunnel->by == BY_PSK ? "psk" : "pubkey";
	struct text id = id_of(me), peer_id = { "" }, certificate = { "" };
	const struct nb_ipsec_child children[] = { child_of(tunnel, me, other), { 0 } };
	struct nb_ipsec_conn conn = tunnel->conn;
	struct nb_error err = { 0 };

	if (tunnel->by == BY_CERTIFICATE)
		certificate = certificate_of(me);
	if (known) {
		conn.remote_addrs = addr_of(tunnel, known);
		peer_id = id_of(known);
	}
	if (me->peer_id)
		snprintf(peer_id.text, sizeof(peer_id.text), "%s", me->peer_id);
	conn.name = tunnel_name(tunnel);
	conn.local_addrs = me->roams ? NULL : addr_of(tunnel, me);
	if (!conn.proposals)
		conn.proposals = IKE_PROPOSAL;
	if (me->ike)
		conn.proposals = me->ike;
	if (me->dpd_delay)
		conn.dpd_delay = me->dpd_delay;
	conn.local.auth = conn.remote.auth = how;
	conn.local.id = id.text;
	conn.local.cert = certificate.text[0] ? certificate.text : NULL;
	conn.remote.id = peer_id.text[0] ? peer_id.text : NULL;
	conn.encap = me->encap;
	conn.vips = me->vips;
	conn.pools = me->pools;
	conn.children = children;
	load_proof(tunnel, node, me, other);
	must(nb_ipsec_load(node, &conn, &err), &err);
}

void configure_alone(struct nb_lab *lab, const struct tunnel *tunnel, const char *node)
{
	struct peer me = tunnel->left;

	me.node = node;
	start_charon(lab, node, NULL);
	load_end(lab, tunnel, &me, NULL);
}

void configure(struct nb_lab *lab, const struct tunnel *tunnel)
{
	start_charon(lab, tunnel->right.node, NULL);
	start_charon(lab, tunnel->left.node, NULL);
	load_end(lab, tunnel, &tunnel->right, &tunnel->left);
	load_end(lab, tunnel, &tunnel->left, &tunnel->right);
}

void refuse(struct nb_lab *lab, const struct tunnel *tunnel)
{
	struct nb_error err = { 0 };

	if (nb_ipsec_initiate(nb_lab_node(lab, tunnel->left.node), tunnel_name(tunnel),
			      PATIENCE_MS, &err) == 0)
		fail_msg("%s: %s came up, and must not", tunnel->left.node,
			 tunnel_name(tunnel));
}

/* Selectors of an end as the SA shows them. */
static struct text shown_ts(const struct tunnel *tunnel, const struct peer *peer,
			    bool is_far)
{
	struct text ts;

	if (is_far && peer->far_ts)
		snprintf(ts.text, sizeof(ts.text), "%s", peer->far_ts);
	else if (peer->shown_ts || peer->ts)
		snprintf(ts.text, sizeof(ts.text), "%s",
			 peer->shown_ts ? peer->shown_ts : peer->ts);
	else
		snprintf(ts.text, sizeof(ts.text), "%s/%d", addr_of(tunnel, peer),
			 tunnel->outer6 ? 128 : 32);
	return ts;
}

static void claim_ike(struct nb_lab *lab, const struct tunnel *tunnel,
		      const struct peer *me, const struct peer *other)
{
	const bool has_nat = tunnel->left.has_nat || tunnel->right.has_nat;
	const bool floats = has_nat || tunnel->left.encap || tunnel->conn.mobike ||
			    nb_ipsec_backend() == NB_IPSEC_USER_UDP;
	const struct text my_id = id_of(me), other_id = id_of(other);
	const struct nb_ike_wish wish = {
		.version = tunnel->conn.version ? tunnel->conn.version : 2,
		.local_host = addr_of(tunnel, me),
		.remote_host = other->has_nat ? NULL : addr_of(tunnel, other),
		.local_port = floats ? 4500 : 500,
		.remote_port = other->has_nat ? 0
			       : floats	      ? 4500
					      : 500,
		.local_id = my_id.text,
		.remote_id = other_id.text,
		.encr = "AES_CBC-128",
		.integ = "HMAC_SHA2_256_128",
		.prf = "PRF_HMAC_SHA2_256",
		.dh = "CURVE_25519",
		.initiator = me == &tunnel->left ? NB_YES : NB_NO,
	};

	nb_assert_ike_up_as(nb_lab_node(lab, me->node), tunnel_name(tunnel), &wish,
			    PATIENCE_MS);
}

static void claim_child(struct nb_lab *lab, const struct tunnel *tunnel,
			const struct peer *me, const struct peer *other)
{
	const struct text mine = shown_ts(tunnel, me, false);
	const struct text others = shown_ts(tunnel, other, true);
	struct nb_child_wish wish = tunnel->shown;

	if (!wish.mode)
		wish.mode = "TUNNEL";
	if (!wish.protocol)
		wish.protocol = "ESP";
	if (!wish.encr && !strcmp(wish.protocol, "ESP"))
		wish.encr = "AES_GCM_16-128";
	wish.local_ts = mine.text;
	wish.remote_ts = others.text;
	nb_assert_child_up(nb_lab_node(lab, me->node), tunnel_name(tunnel), &wish,
			   PATIENCE_MS);
}

void claim_up(struct nb_lab *lab, const struct tunnel *tunnel)
{
	const struct peer *left = &tunnel->left, *right = &tunnel->right;

	claim_ike(lab, tunnel, left, right);
	claim_ike(lab, tunnel, right, left);
	claim_child(lab, tunnel, left, right);
	claim_child(lab, tunnel, right, left);
}

void establish(struct nb_lab *lab, const struct tunnel *tunnel)
{
	struct nb_error err = { 0 };

	configure(lab, tunnel);
	must(nb_ipsec_initiate(nb_lab_node(lab, tunnel->left.node), tunnel_name(tunnel),
			       PATIENCE_MS, &err),
	     &err);
	claim_up(lab, tunnel);
}
