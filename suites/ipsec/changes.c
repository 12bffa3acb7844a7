/* SPDX-License-Identifier: MIT */
/* What happens to a tunnel while it stands: mobike, dpd-*, force-udp-encap, xfrmi. */
#include "hosts.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

/* ESP number @seq of @from, as the backend sends it; in UDP it stands behind the SPI. */
static void claim_seq(struct nb_lab *lab, const char *end, const char *from,
		      const char *filter, unsigned int seq)
{
	const char *place = strcmp(filter, NB_ESP) ? "udp[12:4]" : "ip[24:4]";
	char one[2048];

	snprintf(one, sizeof(one), "src host %s and %s and %s = %u", from, filter, place,
		 seq);
	nb_assert_seen(lab, end, one, nb_exactly(1), 0);
}

/*
 * 23: ikev2/mobike. alice is on the wire until her cable is gone, then behind moon, which
 * routes. The kernel's SA moves with her and counts on; charon's own is made anew.
 */
static void mobike(void **state)
{
	static const struct tunnel tunnel = {
		.left = { "alice", .roams = true },
		.right = { "sun", .ts = SUN_NET, .serves_any = true },
		.conn = { .mobike = true },
	};
	struct tunnel moved = tunnel;

	moved.left.addr = ALICE;
	establish(*state, &tunnel);
	ping_once(*state, "alice", BOB, 56);
	run(*state, "alice", "ip addr flush dev eth1 && ip link set eth1 down");
	said(*state, "sun",
	     "remote endpoint changed from 192.168.0.50[4500] to " ALICE "[4500]");
	claim_up(*state, &moved);
	ping_once(*state, "alice", BOB, 56);
	nb_assert_seen(*state, "bob:eth0", "icmp", nb_exactly(4), 0);
	claim_seq(*state, "wire:sun", "192.168.0.50", esp(), 1);
	claim_seq(*state, "wire:sun", ALICE, esp(),
		  nb_ipsec_backend() == NB_IPSEC_USER_UDP ? 1 : 2);
	nb_assert_seen(*state, "wire:alice", esp(), nb_exactly(2), 0);
	nb_assert_seen(*state, "wire:moon", esp(), nb_exactly(2), 0);
	nb_assert_only_ipsec(*state, WIRE, PATIENCE_MS);
}

/* 24: ikev2/force-udp-encap */
static void force_udp_encap(void **state)
{
	static const struct tunnel tunnel = {
		.left = { "moon", .ts = MOON_NET, .encap = true },
		.right = { "sun", .ts = SUN_NET },
		.shown = { .encap = NB_YES },
	};

	establish(*state, &tunnel);
	/* In user space both ends say that they are behind a NAT, and both believe it. */
	said(*state, "moon",
	     nb_ipsec_backend() == NB_IPSEC_USER_UDP
		     ? "remote host is behind NAT"
		     : "faking NAT situation to enforce UDP encapsulation");
	nb_assert_reachable(nb_lab_node(*state, "alice"), BOB, PATIENCE_MS);
	carry(*state, "alice", "bob", BOB, IN_NETS);
	claim_both_ways(*state, "wire:moon", NB_ESP_IN_UDP, MOON, SUN);
	nb_assert_not_seen(*state, "wire", NB_ESP, 0);
	nb_assert_only_ipsec(*state, WIRE, PATIENCE_MS);
}

/* From a tunnel that stands until the end named @who has given the other up. */
static void lose_peer(struct nb_lab *lab, const struct tunnel *tunnel, const char *who)
{
	start_charon(lab, who, IMPATIENT);
	establish(lab, tunnel);
	nb_assert_reachable(nb_lab_node(lab, "carol"), ALICE, PATIENCE_MS);
	carry(lab, "carol", "alice", ALICE, "alice:eth0 moon:eth1");
	nb_assert_only_ipsec(lab, "wire:moon wire:carol", PATIENCE_MS);
	silence(lab, "carol", "moon");
	said(lab, who, "sending DPD request");
	said(lab, who, "retransmit 2 of request");
	said(lab, who, "giving up after 2 retransmits");
}

#define MOON_SERVES .right = { "moon", .ts = MOON_NET, .serves_any = true }

/* 25: ikev2/dpd-clear */
static void dpd_clear(void **state)
{
	static const struct tunnel tunnel = {
		.name = "rw",
		.left = { "carol" },
		.right = { "moon", .ts = MOON_NET, .serves_any = true, .dpd_delay = "1s",
			   .dpd_action = "clear" },
	};

	lose_peer(*state, &tunnel, "moon");
	nb_assert_no_sa(nb_lab_node(*state, "moon"), "rw", PATIENCE_MS);
	nb_assert_no_child(nb_lab_node(*state, "moon"), "rw", PATIENCE_MS);
}

/* The tunnel is lost, and stands again as it did; nothing went beside it meanwhile. */
static void claim_back(struct nb_lab *lab, const struct tunnel *tunnel)
{
	claim_up(lab, tunnel);
	nb_assert_reachable(nb_lab_node(lab, "carol"), ALICE, PATIENCE_MS);
	carry(lab, "alice", "carol", CAROL, "alice:eth0 moon:eth1");
	nb_assert_only_ipsec(lab, "wire:moon wire:carol", PATIENCE_MS);
}

static const char *const without_end[] = { "keyingtries=0", NULL };

/* 25: ikev2/dpd-restart */
static void dpd_restart(void **state)
{
	static const struct tunnel tunnel = {
		.name = "rw",
		.left = { "carol", .dpd_delay = "1s", .dpd_action = "restart" },
		MOON_SERVES,
		.conn = { .settings = without_end },
	};

	lose_peer(*state, &tunnel, "carol");
	end_silence(*state, "carol", "moon");
	assert_true(nb_ipsec_wait(nb_lab_node(*state, "carol"), NB_CHILD_UP, "rw", 2,
				  PATIENCE_MS, NULL) >= 2);
	claim_back(*state, &tunnel);
}

/* 25: ikev2/dpd-trap; the next packet to alice brings it back */
static void dpd_trap(void **state)
{
	static const struct tunnel tunnel = {
		.name = "rw",
		.left = { "carol", .dpd_delay = "1s", .dpd_action = "trap" },
		MOON_SERVES,
	};

	need_kernel_esp();
	lose_peer(*state, &tunnel, "carol");
	nb_assert_no_sa(nb_lab_node(*state, "carol"), "rw", PATIENCE_MS);
	end_silence(*state, "carol", "moon");
	nb_assert_reachable(nb_lab_node(*state, "carol"), ALICE, PATIENCE_MS);
	said(*state, "carol", "creating acquire job for policy");
	claim_back(*state, &tunnel);
}

static void signal_charon(struct nb_lab *lab, const char *node, int number)
{
	struct nb_service *charon = nb_node_service(nb_lab_node(lab, node), "charon");

	assert_non_null(charon);
	assert_int_equal(kill(nb_service_pid(charon), number), 0);
}

static const char other_ports[] =
	"flush ruleset\n"
	"table ip nat {\n"
	"chain postrouting {\n"
	"type nat hook postrouting priority srcnat\n"
	"ip saddr 10.1.0.0/16 meta l4proto udp snat to " MOON ":5000-5100\n"
	"}\n"
	"}";

/*
 * 23: ikev2/mobike-nat-mappings. The NAT forgets alice and remembers her by another port;
 * she finds out by her next DPD, and moves.
 */
static void mobike_nat_mappings(void **state)
{
	static const struct tunnel tunnel = {
		.left = { "alice", .addr = ALICE, .has_nat = true, .dpd_delay = "1s",
			  .vips = "0.0.0.0", .shown_ts = "10.3.0.3/32" },
		.right = { "sun", .ts = SUN_NET, .serves_any = true, .pools = "roaming" },
		.conn = { .mobike = true },
		.shown = { .encap = NB_YES },
	};
	struct nb_lab *lab = *state;

	give_pool(lab, "sun", "roaming", "10.3.0.3/32");
	establish(lab, &tunnel);
	ping_once(lab, "alice", BOB, 56);
	ping_once(lab, "bob", "10.3.0.3", 56);
	/* One DPD first: what it tells of the NAT is what later ones are compared with. */
	said(lab, "alice", "sending DPD request");
	nb_assert_eventually(nb_packets_count(nb_lab_capture(lab), "wire:moon",
					      NB_IKE " and src host " SUN, NULL) >= 3,
			     PATIENCE_MS);
	/* alice must not find out before a packet was lost. */
	signal_charon(lab, "alice", SIGSTOP);
	run(lab, "moon", "nft -f - <<'EOF'\n%s\nEOF", other_ports);
	run(lab, "moon", "conntrack -F");
	run(lab, "bob", "! ping -n -c 1 -W 0.2 10.3.0.3");
	signal_charon(lab, "alice", SIGCONT);
	said(lab, "alice", "detected changes in NAT mappings, initiating MOBIKE update");
	said(lab, "sun", "remote endpoint changed from " MOON "[1");
	claim_up(lab, &tunnel);
	ping_once(lab, "alice", BOB, 56);
	ping_once(lab, "bob", "10.3.0.3", 56);

	nb_assert_seen(lab, "wire:moon", NB_ESP_IN_UDP " and src host " MOON,
		       nb_exactly(4), 0);
	nb_assert_seen(lab, "wire:moon", NB_ESP_IN_UDP " and src host " SUN,
		       nb_exactly(5), 0);
	nb_assert_seen(lab, "bob:eth0", "icmp[0] = 8 and src host 10.3.0.3",
		       nb_exactly(2), 0);
	nb_assert_seen(lab, "bob:eth0", "icmp[0] = 0 and dst host 10.3.0.3",
		       nb_exactly(2), 0);
	nb_assert_seen(lab, "bob:eth0", "icmp[0] = 8 and dst host 10.3.0.3",
		       nb_exactly(3), 0);
	nb_assert_seen(lab, "bob:eth0", "icmp[0] = 0 and src host 10.3.0.3",
		       nb_exactly(2), 0);
	nb_assert_seen(lab, "wire:moon",
		       "src host " MOON " and udp src portrange 5000-5100",
		       nb_at_least(1), PATIENCE_MS);
	/* Of the packet that no longer found alice, moon says that there is nobody. */
	nb_assert_not_seen(lab, WIRE,
			   NB_FOREIGN
			   " and not (icmp[0] = 3 and icmp[1] = 3 and src host " MOON ")",
			   0);
	nb_assert_not_seen(lab, "wire", "net 10.0.0.0/8", 0);
}

static const char *const by_interface[] = { "if_id_in=42", "if_id_out=42", NULL };

/*
 * 36: route-based/net2net-xfrmi-netns. Who has moon's xfrm interface has the tunnel: first
 * the network behind her, then a namespace of its own, then the network again.
 */
static void net2net_xfrmi_netns(void **state)
{
	static const struct tunnel tunnel = {
		.left = { "moon", .ts = MOON_NET, .settings = by_interface },
		.right = { "sun", .ts = SUN_NET },
	};
	struct nb_lab *lab = *state;

	need_kernel_esp();
	run(lab, "moon",
	    "ip route del " SUN_NET "; ip netns add apart &&"
	    " ip link add xfrm-moon type xfrm dev eth0 if_id 42 &&"
	    " ip link set xfrm-moon up && ip route add " SUN_NET " dev xfrm-moon");
	start_charon(lab, "sun", NULL);
	establish(lab, &tunnel);
	ping_once(lab, "alice", BOB, 56);

	run(lab, "moon",
	    "ip link set xfrm-moon netns apart && ip -n apart addr add "
	    "10.1.0.99/32 dev xfrm-moon && ip -n apart link set xfrm-moon up &&"
	    " ip -n apart route add default dev xfrm-moon");
	run(lab, "moon", "ip netns exec apart ping -n -c 1 -W 10 " BOB);
	nb_assert_unreachable_while(nb_lab_node(lab, "alice"), BOB, 200, "bob>10.2.0.1");

	run(lab, "moon",
	    "ip -n apart link set xfrm-moon netns $$ && "
	    "ip link set xfrm-moon up && ip route add " SUN_NET " dev xfrm-moon");
	ping_once(lab, "alice", BOB, 56);
	carry(lab, "alice", "bob", BOB, IN_NETS);
	claim_both_ways(lab, "wire:sun", NB_ESP, MOON, SUN);
	nb_assert_only_ipsec(lab, WIRE, PATIENCE_MS);
}

static const struct CMUnitTest cases[] = {
	nb_unit_test(mobike, &two_networks),
	nb_unit_test(mobike_nat_mappings, &behind_nat, .needs = "nft_nat"),
	nb_unit_test(force_udp_encap, &net_to_net),
	nb_unit_test(dpd_clear, &road_warriors),
	nb_unit_test(dpd_restart, &road_warriors),
	nb_unit_test(dpd_trap, &road_warriors, .needs = "esp4"),
	nb_unit_test(net2net_xfrmi_netns, &net_to_net, .needs = "esp4 xfrmi"),
};
const struct case_list change_cases = CASE_LIST(cases);
