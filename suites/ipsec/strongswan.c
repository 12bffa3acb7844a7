/* SPDX-License-Identifier: MIT */
/* Tunnels by strongSwan, configured from C over its control socket. */
#include "ipsec.h"

#include <stdio.h>
#include <stdlib.h>

#define IKE_PROPOSAL "aes128-sha256-x25519"
#define ESP_PROPOSAL "aes128gcm16"
#define SECRET "gateways of the test, keep this among you"

static const struct nb_pki_member members[] = { { "gwA" }, { "gwB" }, { "gwS" }, { 0 } };

static const char *is_tunnelled(void)
{
	return nb_ipsec_backend() == NB_IPSEC_USER_UDP ? NB_ESP_IN_UDP : NB_ESP;
}

static void must(int rc, const struct nb_error *err)
{
	if (rc < 0)
		fail_msg("%s", err->text);
}

/* "10.1.0.0/24 fd00:1::/64", as much of it as the scenario tunnels. */
static const char *selectors(const struct scenario *scenario, const struct site *site,
			     char *text, size_t size)
{
	snprintf(text, size, "%s %s", scenario->inner & INNER4 ? site->inside[0] : "",
		 scenario->inner & INNER6 ? site->inside[1] : "");
	return text;
}

/* What @here must know of @there; the child has the name of the connection. */
static void load_connection(struct nb_lab *lab, const struct scenario *scenario,
			    const struct site *here, const struct site *there,
			    const char *pki)
{
	struct nb_node *node = nb_lab_node(lab, here->gateway);
	int family = scenario->outer == 6;
	bool is_client = here != &sites[SITE_S];
	char local_ts[96], remote_ts[96], cert[512];
	const struct nb_ipsec_child child = {
		.name = there->peer_name,
		.local_ts = selectors(scenario, here, local_ts, sizeof(local_ts)),
		.remote_ts = selectors(scenario, there, remote_ts, sizeof(remote_ts)),
		.esp = scenario->esp ? scenario->esp : ESP_PROPOSAL,
		.start_action = is_client ? scenario->start_action : NULL,
	};
	const struct nb_ipsec_conn conn = {
		.name = there->peer_name,
		.local_addrs = here->outside[family],
		.remote_addrs = there->outside[family],
		.proposals = IKE_PROPOSAL,
		.local = { .id = here->gateway, .cert = pki ? cert : NULL },
		.remote = { .id = there->gateway, .auth = pki ? "pubkey" : "psk" },
		.children = (const struct nb_ipsec_child[]){ child, { 0 } },
	};
	struct nb_error err = { 0 };

	snprintf(cert, sizeof(cert), "%s/%s.pem", pki ? pki : "", here->gateway);
	must(nb_ipsec_load(node, &conn, &err), &err);
}

static void load_credentials(struct nb_lab *lab, const struct site *site, const char *pki)
{
	static const struct nb_ipsec_secret secret = { .secret = SECRET };
	struct nb_node *node = nb_lab_node(lab, site->gateway);
	struct nb_error err = { 0 };

	if (pki)
		must(nb_pki_load(node, pki, site->gateway, &err), &err);
	else
		must(nb_ipsec_load_secret(node, &secret, &err), &err);
}

/* The server's side first: it must know who calls. */
static void configure(struct nb_lab *lab, const struct scenario *scenario)
{
	struct nb_error err = { 0 };
	char *pki = NULL;

	if (scenario->has_certificates) {
		pki = nb_pki_make(members, &err);
		must(pki ? 0 : -1, &err);
	}
	for (int i = SITE_S; i >= SITE_A; i--)
		load_credentials(lab, &sites[i], pki);
	for (int i = SITE_A; i <= SITE_B; i++)
		load_connection(lab, scenario, &sites[SITE_S], &sites[i], pki);
	for (int i = SITE_A; i <= SITE_B; i++)
		load_connection(lab, scenario, &sites[i], &sites[SITE_S], pki);
	free(pki);
}

static void connect_site(struct nb_lab *lab, const struct scenario *scenario,
			 const struct site *site)
{
	struct nb_node *client = nb_lab_node(lab, site->gateway);
	struct nb_node *server = nb_lab_node(lab, sites[SITE_S].gateway);
	char local_ts[96], remote_ts[96];
	const struct nb_child_wish wish = {
		.mode = "TUNNEL",
		.protocol = "ESP",
		.local_ts = selectors(scenario, site, local_ts, sizeof(local_ts)),
		.remote_ts =
			selectors(scenario, &sites[SITE_S], remote_ts, sizeof(remote_ts)),
		.encap = nb_ipsec_backend() == NB_IPSEC_USER_UDP ? NB_YES : NB_NO,
	};
	struct nb_error err = { 0 };

	must(nb_ipsec_initiate(client, "s", PATIENCE_MS, &err), &err);
	nb_assert_ike_up(client, "s", PATIENCE_MS);
	nb_assert_child_up(client, "s", &wish, PATIENCE_MS);
	nb_assert_child_up(server, site->peer_name, NULL, PATIENCE_MS);
}

static void connect_sites(struct nb_lab *lab, const struct scenario *scenario)
{
	for (int i = SITE_A; i <= SITE_B; i++)
		connect_site(lab, scenario, &sites[i]);
}

const struct technology strongswan = {
	.name = "strongSwan",
	.is_tunnelled = is_tunnelled,
	.foreign = NB_FOREIGN,
	.configure = configure,
	.connect = connect_sites,
};
