/* SPDX-License-Identifier: MIT */
/*
 * Where the packets of an unanswered question went. A question is asked again and again;
 * what is followed is the last try, from the moment when it left the asking node. Echo
 * requests are told from each other by identifier and sequence number, so that the probes
 * of a traced path, or all pairs of a lab at once, do not get in each other's way.
 */
#include "assertions/sightings.h"

#include <net/ethernet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

#include "assertions/claim.h"
#include "fixtures/capture.h"
#include "fixtures/decode.h"
#include "fixtures/filter.h"
#include "harness/clock.h"

#define PACKETS_SHOWN 5
#define ENDS_SHOWN 12

/* What is followed, and where it begins. */
struct trail {
	struct nb_capture *capture;
	size_t first, count;	/* packets from the last try on */
	struct nb_decoded last; /* the try itself; empty = it is not known */
};

static bool is_of(const struct nb_packet *packet, const char *node)
{
	size_t len = strlen(node);

	return !strncmp(packet->end, node, len) && packet->end[len] == ':';
}

/* The last packet of the question that left the node; the start of what came since, if none. */
static void find_last_try(struct trail *trail, const char *node,
			  const struct nb_filter *question, uint64_t since_ns)
{
	struct nb_packet packet;
	size_t i = trail->count;

	trail->first = trail->count;
	while (i-- > 0 && nb_capture_packet(trail->capture, i, &packet) &&
	       packet.time_ns >= since_ns) {
		trail->first = i;
		if (packet.direction == NB_DIR_OUT && is_of(&packet, node) &&
		    nb_filter_matches(question, &packet)) {
			nb_decode(&packet, &trail->last);
			return;
		}
	}
}

static bool is_same(const struct nb_decoded *a, const struct nb_decoded *b,
		    enum nb_field_id id)
{
	const struct nb_value *of_a = nb_decoded_find(a, id, 0);
	const struct nb_value *of_b = nb_decoded_find(b, id, 0);

	if (!of_b) /* an ICMP error quotes what it is about */
		of_b = nb_decoded_find(b, id, 1);
	return !of_a || !of_b || of_a->number == of_b->number;
}

/* Passes the filter, and is no other echo request, or answer to another, than the last try. */
static bool is_on_trail(const struct trail *trail, const struct nb_filter *filter,
			const struct nb_packet *packet)
{
	struct nb_decoded decoded;

	if (!nb_filter_matches(filter, packet))
		return false;
	nb_decode(packet, &decoded);
	return is_same(&trail->last, &decoded, NB_F_ICMP_ID) &&
	       is_same(&trail->last, &decoded, NB_F_ICMP_SEQ);
}

static size_t count_matches(const struct trail *trail, const struct nb_filter *filter)
{
	struct nb_packet packet;
	size_t count = 0;

	for (size_t i = trail->first; i < trail->count; i++)
		count += nb_capture_packet(trail->capture, i, &packet) &&
			 is_on_trail(trail, filter, &packet);
	return count;
}

/* A flood crosses many ends: the last ones tell most. */
static void add_way(const struct trail *trail, const struct nb_filter *filter,
		    struct nb_buffer *way)
{
	size_t matches = count_matches(trail, filter);
	size_t skip = matches > ENDS_SHOWN ? matches - ENDS_SHOWN : 0;
	struct nb_packet packet;

	if (skip)
		nb_buffer_puts(way, "...");
	for (size_t i = trail->first; i < trail->count; i++) {
		if (!nb_capture_packet(trail->capture, i, &packet) ||
		    !is_on_trail(trail, filter, &packet) || (skip && skip-- > 0))
			continue;
		nb_buffer_printf(way, "%s%s %s", way->len ? " > " : "", packet.end,
				 packet.direction == NB_DIR_IN ? "in" : "out");
	}
}

static void add_packets(const struct trail *trail, struct nb_buffer *lines)
{
	struct nb_packet packet;
	uint64_t start_ns = 0;
	char line[160];

	for (size_t i = trail->first;
	     i < trail->count && i < trail->first + PACKETS_SHOWN; i++) {
		if (!nb_capture_packet(trail->capture, i, &packet))
			continue;
		if (i == trail->first)
			start_ns = packet.time_ns;
		nb_buffer_printf(lines, "%+.3f ms %s %s %s\n",
				 (double)(packet.time_ns - start_ns) / NB_NS_PER_MS,
				 packet.end,
				 packet.direction == NB_DIR_IN ? "in " : "out",
				 nb_packet_line(&packet, line, sizeof(line)));
	}
}

int nb_sightings_find(struct nb_capture *capture, const char *node, const char *question,
		      const char *answer, uint64_t since_ns, struct nb_sightings *ret)
{
	const struct nb_filter *there = nb_filter_get(question, NULL);
	const struct nb_filter *back = nb_filter_get(answer, NULL);
	ssize_t count = capture ? nb_capture_sync(capture, NULL) : -1;
	struct trail trail = { .capture = capture };

	*ret = (struct nb_sightings){ 0 };
	if (!there || !back || count < 0)
		return -1;
	ret->recorded = nb_capture_filter(capture);
	trail.count = (size_t)count;
	find_last_try(&trail, node, there, since_ns);
	add_way(&trail, there, &ret->way);
	add_way(&trail, back, &ret->back);
	add_packets(&trail, &ret->packets);
	return 0;
}

int nb_sightings_find_echo(struct nb_node *node, const struct nb_ip *to,
			   unsigned int more_than, uint64_t since_ns,
			   struct nb_sightings *ret)
{
	bool is_v4 = to->family == AF_INET;
	char question[192], answer[192], host[INET6_ADDRSTRLEN];

	nb_ip_print(to, host);
	snprintf(question, sizeof(question), "dst host %s and %s and greater %u", host,
		 is_v4 ? "icmp[0] == 8" : "icmp6 and ip6[40] == 128",
		 more_than ? more_than + ETH_HLEN + 1 : 0);
	snprintf(answer, sizeof(answer), "src host %s and %s or %s", host,
		 is_v4 ? "icmp[0] == 0" : "icmp6 and ip6[40] == 129",
		 is_v4 ? "icmp[0] == 3" : "icmp6 and ip6[40] < 3");
	return nb_sightings_find(nb_lab_capture(nb_node_lab(node)), nb_node_name(node),
				 question, answer, since_ns, ret);
}

void nb_sightings_release(struct nb_sightings *sightings)
{
	nb_buffer_release(&sightings->way);
	nb_buffer_release(&sightings->back);
	nb_buffer_release(&sightings->packets);
}

void nb_report_sightings_of(struct nb_buffer *text, const char *of,
			    const struct nb_sightings *sightings)
{
	if (!sightings)
		return;
	nb_report_line(text, "last seen", "%s%s%s", of ? of : "", of ? ": " : "",
		       sightings->way.len ? sightings->way.data : "at no end of the lab");
	if (sightings->back.len)
		nb_report_line(text, "", "answer: %s", sightings->back.data);
	nb_report_recorded(text, sightings->recorded);
	if (sightings->packets.len)
		nb_report_line(text, "packets", "%s", sightings->packets.data);
}

void nb_report_sightings(struct nb_buffer *text, const struct nb_sightings *sightings)
{
	nb_report_sightings_of(text, NULL, sightings);
}
