/* SPDX-License-Identifier: MIT */
/* What the files of this suite share. */
#ifndef PACKETS_H
#define PACKETS_H

#include <nestbed/nestbed.h>

/* h1 10.0.1.2 --- r1 --- 10.0.2.2 h2, and r1:dmz --- h3 where nobody has an address. */
extern const struct nb_topology two_lans;
/* Two hosts, 10.0.2.1 and .2, and a recording with little room, or of udp port 9 only. */
extern const struct nb_topology little_room, only_discarded;
/* 500 wires between two hosts. */
struct nb_topology *describe_thousand_ends(void);

/* One UDP datagram of @len bytes from a node to a port of 10.0.2.2. */
void send_udp(void *lab, const char *node, unsigned int port, const void *bytes,
	      size_t len);
/* Somebody else sends one to port 9, "late", a moment later. */
void send_later(void *lab);
void ping(void *lab, const char *node, const char *to);

/* recorder.c */
void recorder_sees_what_libpcap_sees(void **state);
void claims_hold_over_libpcap_and_files_too(void **state);
void what_was_sent_is_seen_at_once(void **state);
void nothing_is_dropped_under_load(void **state);
void dropped_packets_make_an_error(void **state);
void vlan_tags_are_put_back(void **state);

/* claims.c */
void a_claim_waits_for_its_packet(void **state);
void absence_is_watched_for_all_of_its_time(void **state);
void absence_needs_a_control(void **state);
void packets_are_seen_only_where_they_belong(void **state);
void order_is_that_of_the_wire(void **state);
void a_lost_packet_is_followed_to_where_it_was_last_seen(void **state);

/* rewriting.c */
void a_router_lowers_the_ttl_and_rewrites_macs(void **state);
void nat_hides_the_inside_address(void **state);

extern const struct nb_topology no_forwarding;
extern const struct nb_topology behind_nat;

void each_of_a_thousand_ends_is_recorded(void **state);
void a_full_log_makes_an_error(void **state);
void a_filter_in_the_kernel_records_only_that(void **state);

#endif /* PACKETS_H */
