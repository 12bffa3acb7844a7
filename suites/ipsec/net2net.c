/* SPDX-License-Identifier: MIT */
/* Two networks and a tunnel between their gateways: net2net-* of strongSwan's tests. */
#include "hosts.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static const char *const without_jitter[] = { "rand_time=0", NULL };
static const char *const with_marks[] = { "mark_in=%unique", "mark_out=%unique", NULL };

#define NETS .left = { "moon", .ts = MOON_NET }, .right = { "sun", .ts = SUN_NET }

/* alice and bob, through the tunnel, and nothing but the tunnel on the wire. */
static void claim_nets_joined(struct nb_lab *lab)
{
	nb_assert_reachable(nb_lab_node(lab, "alice"), BOB, PATIENCE_MS);
	carry(lab, "alice", "bob", BOB, IN_NETS);
	claim_both_ways(lab, "wire:sun", esp(), MOON, SUN);
	nb_assert_only_ipsec(lab, WIRE, PATIENCE_MS);
}

/* 1: ikev2/net2net-psk */
static void net2net_psk(void **state)
{
	static const struct tunnel tunnel = { NETS, .by = BY_PSK };

	establish(*state, &tunnel);
	claim_nets_joined(*state);
}

/* How many lines of a log hold a text. */
static unsigned int count_said(struct nb_lab *lab, const char *node, const char *text)
{
	char *log = nb_service_output(nb_node_service(nb_lab_node(lab, node), "charon"),
				      NULL);
	unsigned int count = 0;

	assert_non_null(log);
	for (const char *at = log; (at = strstr(at, text)); at++)
		count++;
	free(log);
	return count;
}

/* 5: ikev2/net2net-rekey. Upstream sleeps for 6 s and 2 s; here a rekeying is an event. */
static void net2net_rekey(void **state)
{
	static const struct tunnel tunnel = {
		NETS,
		.by = BY_PSK,
		.child = { .rekey_time = "1s",
			   .life_time = "20s",
			   .settings = without_jitter },
	};
	struct nb_node *moon = nb_lab_node(*state, "moon");

	establish(*state, &tunnel);
	for (unsigned int times = 1; times <= 2; times++) {
		nb_assert_child_rekeyed(moon, "net", times, PATIENCE_MS);
		nb_assert_eventually(count_said(*state, "moon", "CHILD_SA closed") >=
					     times,
				     PATIENCE_MS);
		claim_up(*state, &tunnel);
		claim_nets_joined(*state);
	}
	said(*state, "sun", "received DELETE for ESP CHILD_SA");
}

/* 6: ikev2/net2net-route; the first packet brings the tunnel up and is not sent as it is */
static void net2net_route(void **state)
{
	static const struct tunnel tunnel = {
		.left = { "moon", .ts = MOON_NET, .start_action = "trap" },
		.right = { "sun", .ts = SUN_NET },
		.by = BY_PSK,
	};

	need_kernel_esp();
	configure(*state, &tunnel);
	nb_assert_reachable(nb_lab_node(*state, "alice"), BOB, PATIENCE_MS);
	said(*state, "moon", "creating acquire job for policy 10.1.0.10/32[icmp/8]");
	claim_up(*state, &tunnel);
	claim_nets_joined(*state);
}

/* 7: ikev2/net2net-start */
static void net2net_start(void **state)
{
	static const struct tunnel tunnel = {
		.left = { "moon", .ts = MOON_NET, .start_action = "start" },
		.right = { "sun", .ts = SUN_NET },
		.by = BY_PSK,
	};

	configure(*state, &tunnel);
	claim_up(*state, &tunnel);
	claim_nets_joined(*state);
}

/* 8: ikev2/net2net-ah; what AH carries can be read, RFC 4302, so no text is kept secret */
static void net2net_ah(void **state)
{
	static const struct tunnel tunnel = {
		NETS,
		.by = BY_PSK,
		.child = { .ah = "sha256" },
		.shown = { .protocol = "AH", .integ = "HMAC_SHA2_256_128" },
	};

	need_kernel_esp();
	establish(*state, &tunnel);
	exchange_udp(*state, "alice", "bob", BOB, "signed, not sealed");
	nb_assert_payload_seen(*state, "wire", "signed, not sealed", 18, PATIENCE_MS);
	claim_both_ways(*state, "wire:sun", NB_AH, MOON, SUN);
	nb_assert_not_seen(*state, "wire", NB_ESP " or " NB_ESP_IN_UDP, 0);
	nb_assert_only_ipsec(*state, WIRE, PATIENCE_MS);
}

/* 9: ikev2/net2net-esn; moon offers both kinds of numbers, sun only the extended ones */
static void net2net_esn(void **state)
{
	static const struct tunnel tunnel = {
		.left = { "moon", .ts = MOON_NET, .esp = "aes128-sha256-esn-noesn" },
		.right = { "sun", .ts = SUN_NET, .esp = "aes128-sha256-esn" },
		.by = BY_PSK,
		.shown = { .encr = "AES_CBC-128",
			   .integ = "HMAC_SHA2_256_128",
			   .esn = NB_YES },
	};
	static const char *const ends[] = { "moon", "sun" };

	need_kernel_esp();
	establish(*state, &tunnel);
	run(*state, "alice", "ping -n -c 10 -W 10 -f %s", BOB);
	for (int i = 0; i < 2; i++) {
		nb_assert_output_contains(nb_lab_node(*state, ends[i]), "ip xfrm state",
					  "esn");
		nb_assert_seen(*state, "wire:sun",
			       i ? NB_ESP " and src host " SUN " and ip[24:4] = 10"
				 : NB_ESP " and src host " MOON " and ip[24:4] = 10",
			       nb_exactly(1), 0);
	}
	nb_assert_seen(*state, "wire:sun", NB_ESP, nb_exactly(20), 0);
	carry(*state, "alice", "bob", BOB, IN_NETS);
	nb_assert_only_ipsec(*state, WIRE, PATIENCE_MS);
}

/* Behind sun: an address that nobody has, and a host that small packets reach. */
static void narrow_the_way(struct nb_lab *lab)
{
	run(lab, "sun", "ip route add unreachable 10.2.0.25");
	run(lab, "sun", "ip route add " BOB " dev eth1 mtu 1280");
}

#define FROM_AFAR "icmp and (icmp[0] = 3 or icmp[0] = 11) and src host 10.2.0.1"

static bool is_told_unreachable(struct nb_node *node)
{
	struct nb_answer answer = { 0 };

	return nb_ping(node, "10.2.0.25", 50, &answer, NULL) == 0 &&
	       answer.kind == NB_ANSWER_UNREACHABLE && !strcmp(answer.from, "10.2.0.1");
}

/* What a sender is told of packets that cannot be delivered, from the far end of the tunnel. */
static void claim_told(struct nb_lab *lab, const char *sender)
{
	struct nb_node *node = nb_lab_node(lab, sender);

	nb_assert_eventually(is_told_unreachable(node), PATIENCE_MS);
	nb_assert_path(node, BOB, "10.1.0.1 10.2.0.1", PATIENCE_MS);
	nb_assert_path_mtu(node, BOB, 1280, PATIENCE_MS);
}

/* Of 10, what charon's own ESP can do, which knows one tunnel to a network. */
static void net2net_icmp_errors(void **state)
{
	static const struct tunnel nets = { NETS };

	narrow_the_way(*state);
	establish(*state, &nets);
	claim_told(*state, "alice");
	claim_both_ways(*state, "wire:sun", esp(), MOON, SUN);
	nb_assert_seen(*state, "alice:eth0", FROM_AFAR, nb_at_least(2), PATIENCE_MS);
	nb_assert_not_seen(*state, "wire", "icmp", 0);
	nb_assert_only_ipsec(*state, WIRE, PATIENCE_MS);
}

/*
 * 10: ikev2/net2net-icmp-forward. alice asks through one tunnel, venus through two. sun
 * answers as 10.2.0.1, which is in the selectors: to forward errors from outside of them
 * takes Linux 6.8 and strongSwan 5.9.12, which knows how to ask for it.
 */
static void net2net_icmp_forward(void **state)
{
	static const struct tunnel nets = { NETS };
	static const struct tunnel venus = {
		.name = "venus",
		.left = { "venus", .addr = VENUS },
		.right = { "moon", .addr = "10.1.0.1", .ts = SUN_NET },
	};

	need_kernel_esp();
	narrow_the_way(*state);
	establish(*state, &nets);
	establish(*state, &venus);
	claim_told(*state, "alice");
	claim_told(*state, "venus");
	claim_both_ways(*state, "wire:sun", esp(), MOON, SUN);
	claim_both_ways(*state, "venus:eth0", esp(), VENUS, "10.1.0.1");
	nb_assert_seen(*state, "alice:eth0", FROM_AFAR, nb_at_least(2), PATIENCE_MS);
	nb_assert_not_seen(*state, "wire", "icmp", 0);
	nb_assert_only_ipsec(*state, WIRE, PATIENCE_MS);
}

#define GROUP "224.0.0.251" /* multicast DNS, RFC 6762 */

static int open_udp(struct nb_lab *lab, const char *node)
{
	struct nb_error err = { 0 };
	int sock = nb_node_socket(nb_lab_node(lab, node), AF_INET, SOCK_DGRAM, 0, &err);

	assert_string_equal(err.text, "");
	return sock;
}

/* Returns a socket in the group; its owner's switch brings it what is sent there. */
static int join_group(struct nb_lab *lab, const char *node, const char *address)
{
	const struct ip_mreq group = { .imr_multiaddr.s_addr = inet_addr(GROUP),
				       .imr_interface.s_addr = inet_addr(address) };
	int sock = open_udp(lab, node);

	assert_int_equal(
		setsockopt(sock, IPPROTO_IP, IP_ADD_MEMBERSHIP, &group, sizeof(group)),
		0);
	return sock;
}

static void send_to_group(struct nb_lab *lab, const char *node, const char *from,
			  const char *text)
{
	const struct sockaddr_in to = { .sin_family = AF_INET,
					.sin_port = htons(5353),
					.sin_addr.s_addr = inet_addr(GROUP) };
	const struct in_addr via = { .s_addr = inet_addr(from) };
	const unsigned char ttl = 4;
	int sock = open_udp(lab, node);

	assert_int_equal(setsockopt(sock, IPPROTO_IP, IP_MULTICAST_IF, &via, sizeof(via)),
			 0);
	assert_int_equal(
		setsockopt(sock, IPPROTO_IP, IP_MULTICAST_TTL, &ttl, sizeof(ttl)), 0);
	assert_int_equal(sendto(sock, text, strlen(text), 0, (const struct sockaddr *)&to,
				sizeof(to)),
			 strlen(text));
	close(sock);
}

#define FORECAST                                                                     \
	"charon {\n"                                                                 \
	"  load = random nonce openssl kdf pem pkcs1 pkcs8 x509 pubkey constraints " \
	"revocation gcm vici kernel-netlink socket-default updown forecast\n"        \
	"  plugins {\n"                                                              \
	"    forecast {\n"                                                           \
	"      groups = " GROUP "\n"                                                 \
	"      interface = eth1\n"                                                   \
	"    }\n"                                                                    \
	"  }\n"                                                                      \
	"}\n"

#define TO_GROUP "udp port 5353 and dst host " GROUP " and src host "

/* 13: ikev2/net2net-multicast; the gateways' own packets to the group stay where they are */
static void net2net_multicast(void **state)
{
	static const struct tunnel tunnel = {
		.left = { "moon", .ts = MOON_NET " " GROUP "/32" },
		.right = { "sun", .ts = SUN_NET " " GROUP "/32" },
		.by = BY_PSK,
		.child = { .settings = with_marks },
	};

	int at_alice = join_group(*state, "alice", ALICE);
	int at_bob = join_group(*state, "bob", BOB);

	need_kernel_esp();
	/* ip_tables may be a module, and the plugin does not ask for it to be loaded. */
	run(*state, "moon", "iptables-legacy -t mangle -n -L >/dev/null 2>&1; true");
	start_charon(*state, "sun", FORECAST);
	start_charon(*state, "moon", FORECAST);
	establish(*state, &tunnel);
	if (count_said(*state, "moon", "initializing iptables failed"))
		nb_skip("strongSwan's forecast plugin needs ip_tables of the kernel");
	send_to_group(*state, "moon", MOON, "moon itself");
	send_to_group(*state, "sun", SUN, "sun itself");
	send_to_group(*state, "alice", ALICE, "alice asks the group");
	nb_assert_seen(*state, "bob:eth0", TO_GROUP ALICE, nb_at_least(1), PATIENCE_MS);
	send_to_group(*state, "bob", BOB, "bob asks the group");
	nb_assert_seen(*state, "alice:eth0", TO_GROUP BOB, nb_at_least(1), PATIENCE_MS);
	claim_both_ways(*state, "wire:sun", esp(), MOON, SUN);
	nb_assert_not_seen(*state, "alice:eth0", TO_GROUP SUN, 0);
	nb_assert_not_seen(*state, "bob:eth0", TO_GROUP MOON, 0);
	nb_assert_not_seen(*state, "wire", TO_GROUP ALICE " or " TO_GROUP BOB, 0);
	close(at_alice);
	close(at_bob);
}

static const struct CMUnitTest cases[] = {
	nb_unit_test(net2net_psk, &net_to_net),
	nb_unit_test(net2net_rekey, &net_to_net),
	nb_unit_test(net2net_route, &net_to_net, .needs = "esp4"),
	nb_unit_test(net2net_start, &net_to_net),
	nb_unit_test(net2net_ah, &net_to_net, .needs = "ah4"),
	nb_unit_test(net2net_esn, &net_to_net, .needs = "esp4"),
	nb_unit_test(net2net_icmp_errors, &net_to_net),
	nb_unit_test(net2net_icmp_forward, &net_to_net, .needs = "esp4"),
	nb_unit_test(net2net_multicast, &net_to_net, .needs = "esp4"),
};
const struct case_list net2net_cases = CASE_LIST(cases);
