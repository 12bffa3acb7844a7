/* SPDX-License-Identifier: MIT */
/* Hints: known causes of missing packets that other packets tell. */
#include <stdio.h>
#include <string.h>

#include "assertions/packets.h"

#define ICMP_ERROR                                                       \
	"(icmp and (icmp[0] == 3 or icmp[0] == 11 or icmp[0] == 5)) or " \
	"(icmp6 and ip6[40] >= 1 and ip6[40] <= 4)"

static void hint_silence(struct nb_buffer *report, const struct nb_wish *wish,
			 const struct nb_look *look)
{
	if (look->count == 0)
		nb_report_line(report, "hint",
			       "no packet was seen at any end: did anything send?");
	else if (look->packets == 0)
		nb_report_line(report, "hint",
			       "nothing at all was seen at %s: is the link up, is there "
			       "a route?",
			       wish->ends ? wish->ends : "any end");
}

/* The last packet that passes, at any end. */
static bool find_last(const struct nb_wish *wish, const struct nb_look *look,
		      const char *filter_text, struct nb_packet *ret)
{
	const struct nb_filter *filter = nb_filter_get(filter_text, NULL);

	for (size_t i = look->count; filter && i-- > 0;) {
		if (nb_capture_packet(wish->capture, i, ret) &&
		    nb_filter_matches(filter, ret))
			return true;
	}
	return false;
}

static void hint_arp(struct nb_buffer *report, const struct nb_wish *wish,
		     const struct nb_look *look)
{
	struct nb_packet request, reply;
	struct nb_decoded decoded;
	char who[NB_VALUE_TEXT], filter[128];

	if (!find_last(wish, look, "arp[6:2] == 1 and not arp[14:4] == arp[24:4]",
		       &request))
		return;
	nb_decode(&request, &decoded);
	nb_value_text(nb_decoded_find(&decoded, NB_F_ARP_TPA, 0), who, sizeof(who));
	snprintf(filter, sizeof(filter), "arp[6:2] == 2 and arp src host %s", who);
	if (!find_last(wish, look, filter, &reply))
		nb_report_line(report, "hint", "nobody has answered: %s, asked at %s",
			       decoded.line, request.end);
}

static void hint_icmp(struct nb_buffer *report, const struct nb_wish *wish,
		      const struct nb_look *look)
{
	char line[NB_PACKET_TEXT];
	struct nb_packet error;

	if (find_last(wish, look, ICMP_ERROR, &error))
		nb_report_line(report, "hint", "an ICMP error was seen:\n%s",
			       nb_report_packet(wish->capture, error.index, line));
}

void nb_report_hints(struct nb_buffer *report, const struct nb_wish *wish,
		     const struct nb_look *look)
{
	hint_silence(report, wish, look);
	hint_arp(report, wish, look);
	hint_icmp(report, wish, look);
}
