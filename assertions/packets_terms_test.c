/* SPDX-License-Identifier: MIT */
/* Filters come apart at their outermost "and", and only where that keeps their meaning. */
#include "nestbed/cmocka.h"

#include <string.h>

#include "assertions/packets.h"

static void assert_terms(const char *filter, size_t count, const char *const *want)
{
	struct nb_terms terms;

	nb_terms_split(filter, &terms);
	assert_int_equal(terms.count, count);
	for (size_t i = 0; i < count; i++)
		assert_string_equal(terms.text[i], want[i]);
}

static void and_takes_a_filter_apart(void **state)
{
	static const char *const want[] = { "icmp", "not (src net 10.0.0.0/8 and arp)",
					    "ip[8] == 63" };

	(void)state;
	assert_terms("icmp and not (src net 10.0.0.0/8 and arp) && ip[8] == 63", 3, want);
	assert_terms(" icmp  and  not (src net 10.0.0.0/8 and arp)  and ip[8] == 63 ", 3,
		     want);
	assert_terms("icmp", 1, want);
	assert_terms(NULL, 0, NULL);
	assert_terms("", 0, NULL);
}

static void what_would_change_its_meaning_stays_whole(void **state)
{
	static const char *const whole[] = {
		"tcp and icmp or arp",	      "vlan 10 and icmp", "port 80 and 443",
		"host 10.0.0.1 and 10.0.0.2", "tcp and not 443",  "icmp and",
		"mpls 5 and ip and icmp",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(whole) / sizeof(whole[0]); i++)
		assert_terms(whole[i], 1, &whole[i]);
}

static void assert_field_of(const char *term, const char *field, const char *want)
{
	static const uint8_t udp[42] = { [12] = 8, [14] = 0x45, [17] = 28, [23] = 17 };
	struct nb_packet packet = { .data = udp,
				    .caplen = sizeof(udp),
				    .len = sizeof(udp) };
	struct nb_decoded decoded;
	char got[64] = "";

	nb_decode(&packet, &decoded);
	if (!field) {
		assert_null(nb_term_field(term, &decoded, got, sizeof(got)));
		return;
	}
	assert_string_equal(nb_term_field(term, &decoded, got, sizeof(got)), field);
	assert_string_equal(got, want);
}

static void simple_terms_tell_their_field(void **state)
{
	(void)state;
	assert_field_of("ip[8] == 63", "ip.ttl", "63");
	assert_field_of("ip[8]==63", "ip.ttl", "63");
	assert_field_of("ip[8]=63", "ip.ttl", "63");
	assert_field_of("src host 10.0.0.1", "ip.src", "10.0.0.1");
	assert_field_of("dst 10.0.0.1", "ip.dst", "10.0.0.1");
	assert_field_of("icmp[icmptype] == icmp-echo", "icmp.type", "icmp-echo");
	assert_field_of("ether dst 02:00:00:00:00:01", "eth.dst", "02:00:00:00:00:01");
	assert_field_of("tcp dst port 80", "tcp.dport", "80");
	assert_field_of("dst port 53", "udp.dport", "53");
	assert_field_of("ip[8] != 63", NULL, NULL);
	assert_field_of("ip[8] >= 63", NULL, NULL);
	assert_field_of("ip[6:2] & 0x1fff == 0", NULL, NULL);
	assert_field_of("icmp", NULL, NULL);
	assert_field_of("src net 10.0.0.0/8", NULL, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(and_takes_a_filter_apart),
		cmocka_unit_test(what_would_change_its_meaning_stays_whole),
		cmocka_unit_test(simple_terms_tell_their_field),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
