/* SPDX-License-Identifier: MIT */
/* Packets: what the recorder sees of a lab, and what claims make of it. */
#include "packets.h"

#include <string.h>
#include <sys/socket.h>
#include <netinet/in.h>
#include <arpa/inet.h>
#include <unistd.h>

const struct nb_topology two_lans = {
	.name = "two_lans",
	.nodes = NB_NODES({ "h1", NB_HOST, .routes = NB_LIST("default via 10.0.1.1") },
			  { "r1", NB_HOST, .forward = true },
			  { "h2", NB_HOST, .routes = NB_LIST("default via 10.0.2.1") },
			  { "h3", NB_HOST }),
	.links = NB_LINKS({ { "h1:eth0", "10.0.1.2/24" }, { "r1:lan1", "10.0.1.1/24" } },
			  { { "r1:lan2", "10.0.2.1/24" }, { "h2:eth0", "10.0.2.2/24" } },
			  { { "r1:dmz" }, { "h3:eth0" } }),
};

void send_udp(void *lab, const char *node, unsigned int port, const void *bytes,
	      size_t len)
{
	struct sockaddr_in to = { .sin_family = AF_INET,
				  .sin_port = htons((uint16_t)port) };
	struct nb_error err = { 0 };
	int sock = nb_node_socket(nb_lab_node(lab, node), AF_INET, SOCK_DGRAM, 0, &err);

	assert_string_equal(err.text, "");
	inet_pton(AF_INET, "10.0.2.2", &to.sin_addr);
	assert_int_equal(sendto(sock, bytes, len, 0, (struct sockaddr *)&to, sizeof(to)),
			 len);
	close(sock);
}

/* The lab keeps what it is given: it must live as long. */
static const struct nb_service_spec later = {
	.name = "later",
	.argv = NB_LIST("bash", "-c", "sleep 0.15; echo late >/dev/udp/10.0.2.2/9"),
	.may_exit = true,
};

void send_later(void *lab)
{
	struct nb_error err = { 0 };

	assert_non_null(nb_service_start(nb_lab_node(lab, "h1"), &later, &err));
}

void ping(void *lab, const char *node, const char *to)
{
	nb_assert_reachable(nb_lab_node(lab, node), to, 2000);
}

int main(void)
{
	struct nb_topology *thousand_ends = describe_thousand_ends();
	const struct CMUnitTest tests[] = {
		nb_unit_test(recorder_sees_what_libpcap_sees, &two_lans),
		nb_unit_test(claims_hold_over_libpcap_and_files_too, &two_lans),
		nb_unit_test(what_was_sent_is_seen_at_once, &two_lans),
		nb_unit_test(nothing_is_dropped_under_load, &two_lans),
		nb_unit_test(dropped_packets_make_an_error, &two_lans),
		nb_unit_test(each_of_a_thousand_ends_is_recorded, thousand_ends),
		nb_unit_test(a_full_log_makes_an_error, &little_room),
		nb_unit_test(a_filter_in_the_kernel_records_only_that, &only_discarded),
		nb_unit_test(vlan_tags_are_put_back, &two_lans),
		nb_unit_test(a_claim_waits_for_its_packet, &two_lans),
		nb_unit_test(absence_is_watched_for_all_of_its_time, &two_lans),
		nb_unit_test(absence_needs_a_control, &two_lans),
		nb_unit_test(packets_are_seen_only_where_they_belong, &two_lans),
		nb_unit_test(order_is_that_of_the_wire, &two_lans),
		nb_unit_test(a_lost_packet_is_followed_to_where_it_was_last_seen,
			     &no_forwarding),
		nb_unit_test(a_router_lowers_the_ttl_and_rewrites_macs, &two_lans),
		nb_unit_test(nat_hides_the_inside_address, &behind_nat),
	};

	const int rc = cmocka_run_group_tests(tests, NULL, NULL);

	nb_topology_free(thousand_ends);
	return rc;
}
