/* SPDX-License-Identifier: MIT */
/*
 * Where the packets of an unanswered question went. A question is asked again and again;
 * what is followed is the last try, from the moment when it left the asking node. Where an
 * ICMP error came back it is the last one that had such an answer: kernels limit how many
 * errors they send (icmp_ratelimit), so that it hangs on the clock whether later tries have
 * one. Echo requests are told from each other by identifier and sequence number, so that
 * the probes of a traced path, or all pairs of a lab at once, do not get in each other's way.
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
	size_t first, end;	/* packets from the try on, and before the next */
	struct nb_decoded last; /* the try itself; empty = it is not known */
};

/* Filters of what is looked for. */
struct question {
	const char *asked, *answered;
	const char *refused; /* ICMP errors among the answers; NULL = none */
};

static bool is_of(const struct nb_packet *packet, const char *node)
{
	size_t len = strlen(node);

	return !strncmp(packet->end, node, len) && packet->end[len] == ':';
}

/* An ICMP error quotes what it is about. */
static const struct nb_value *echo_field(const struct nb_decoded *decoded,
					 enum nb_field_id id)
{
	const struct nb_value *own = nb_decoded_find(decoded, id, 0);

	return own ? own : nb_decoded_find(decoded, id, 1);
}

static bool is_same(const struct nb_decoded *a, const struct nb_decoded *b,
		    enum nb_field_id id)
{
	const struct nb_value *of_a = echo_field(a, id);
	const struct nb_value *of_b = echo_field(b, id);

	return !of_a || !of_b || of_a->number == of_b->number;
}

/* Passes the filter, and is no other echo request, or answer to another, than the last try. */
static bool is_on_trail(const struct trail *trail, const struct nb_filter *filter,
			const struct nb_packet *packet, struct nb_decoded *ret)
{
	if (!nb_filter_matches(filter, packet))
		return false;
	nb_decode(packet, ret);
	return is_same(&trail->last, ret, NB_F_ICMP_ID) &&
	       is_same(&trail->last, ret, NB_F_ICMP_SEQ);
}

static bool crossed(const struct trail *trail, const char *node,
		    enum nb_direction direction, const struct nb_filter *filter,
		    const struct nb_packet *packet, struct nb_decoded *ret)
{
	return packet->direction == direction && is_of(packet, node) &&
	       is_on_trail(trail, filter, packet, ret);
}

/* Begins with the last try before the end; with all that came since, if there is none. */
static bool go_back(struct trail *trail, const char *node, const struct nb_filter *asked,
		    uint64_t since_ns)
{
	struct nb_decoded decoded;
	struct nb_packet packet;
	size_t i = trail->end;

	trail->first = trail->end;
	while (i-- > 0 && nb_capture_packet(trail->capture, i, &packet) &&
	       packet.time_ns >= since_ns) {
		trail->first = i;
		if (crossed(trail, node, NB_DIR_OUT, asked, &packet, &decoded)) {
			trail->last = decoded;
			return true;
		}
	}
	return false;
}

static bool was_refused(const struct trail *trail, const char *node,
			const struct nb_filter *refused)
{
	struct nb_decoded decoded;
	struct nb_packet packet;

	for (size_t i = trail->first; i < trail->end; i++)
		if (nb_capture_packet(trail->capture, i, &packet) &&
		    crossed(trail, node, NB_DIR_IN, refused, &packet, &decoded))
			return true;
	return false;
}

static void find_try(struct trail *trail, const char *node, const struct nb_filter *asked,
		     const struct nb_filter *refused, uint64_t since_ns)
{
	struct trail earlier;

	go_back(trail, node, asked, since_ns);
	earlier = *trail;
	while (refused && !was_refused(&earlier, node, refused)) {
		earlier.end = earlier.first;
		if (!go_back(&earlier, node, asked, since_ns))
			return;
	}
	*trail = earlier;
}

static size_t count_matches(const struct trail *trail, const struct nb_filter *filter)
{
	struct nb_decoded decoded;
	struct nb_packet packet;
	size_t count = 0;

	for (size_t i = trail->first; i < trail->end; i++)
		count += nb_capture_packet(trail->capture, i, &packet) &&
			 is_on_trail(trail, filter, &packet, &decoded);
	return count;
}

/* A flood crosses many ends: the last ones tell most. */
static void add_way(const struct trail *trail, const struct nb_filter *filter,
		    struct nb_buffer *way)
{
	size_t matches = count_matches(trail, filter);
	size_t skip = matches > ENDS_SHOWN ? matches - ENDS_SHOWN : 0;
	struct nb_decoded decoded;
	struct nb_packet packet;

	if (skip)
		nb_buffer_puts(way, "...");
	for (size_t i = trail->first; i < trail->end; i++) {
		if (!nb_capture_packet(trail->capture, i, &packet) ||
		    !is_on_trail(trail, filter, &packet, &decoded) ||
		    (skip && skip-- > 0))
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

	for (size_t i = trail->first; i < trail->end && i < trail->first + PACKETS_SHOWN;
	     i++) {
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

static int follow(struct nb_capture *capture, const char *node,
		  const struct question *question, uint64_t since_ns,
		  struct nb_sightings *ret)
{
	const struct nb_filter *asked = nb_filter_get(question->asked, NULL);
	const struct nb_filter *answered = nb_filter_get(question->answered, NULL);
	const struct nb_filter *refused =
		question->refused ? nb_filter_get(question->refused, NULL) : NULL;
	ssize_t count = capture ? nb_capture_sync(capture, NULL) : -1;
	struct trail trail = { .capture = capture };

	*ret = (struct nb_sightings){ 0 };
	if (!asked || !answered || (question->refused && !refused) || count < 0)
		return -1;
	ret->recorded = nb_capture_filter(capture);
	trail.end = (size_t)count;
	find_try(&trail, node, asked, refused, since_ns);
	add_way(&trail, asked, &ret->way);
	add_way(&trail, answered, &ret->back);
	add_packets(&trail, &ret->packets);
	return 0;
}

int nb_sightings_find(struct nb_capture *capture, const char *node, const char *question,
		      const char *answer, uint64_t since_ns, struct nb_sightings *ret)
{
	const struct question filters = { .asked = question, .answered = answer };

	return follow(capture, node, &filters, since_ns, ret);
}

/* ICMP errors about echo requests to @to: they quote its header, with the address in it. */
static void print_refused(const struct nb_ip *to, char *text, size_t size)
{
	bool is_v4 = to->family == AF_INET;
	uint32_t word[4] = { 0 };

	memcpy(word, to->bytes, sizeof(word));
	if (is_v4)
		snprintf(text, size, "icmp[0] == 3 and icmp[24:4] == %#x",
			 ntohl(word[0]));
	else
		snprintf(text, size,
			 "icmp6 and ip6[40] < 3 and ip6[72:4] == %#x and "
			 "ip6[76:4] == %#x and ip6[80:4] == %#x and ip6[84:4] == %#x",
			 ntohl(word[0]), ntohl(word[1]), ntohl(word[2]), ntohl(word[3]));
}

int nb_sightings_find_echo(struct nb_node *node, const struct nb_ip *to,
			   unsigned int more_than, uint64_t since_ns,
			   struct nb_sightings *ret)
{
	bool is_v4 = to->family == AF_INET;
	char asked[192], answered[384], refused[192], host[INET6_ADDRSTRLEN];
	const struct question filters = { asked, answered, refused };

	nb_ip_print(to, host);
	snprintf(asked, sizeof(asked), "dst host %s and %s and greater %u", host,
		 is_v4 ? "icmp[0] == 8" : "icmp6 and ip6[40] == 128",
		 more_than ? more_than + ETH_HLEN + 1 : 0);
	print_refused(to, refused, sizeof(refused));
	snprintf(answered, sizeof(answered), "(src host %s and %s) or (%s)", host,
		 is_v4 ? "icmp[0] == 0" : "icmp6 and ip6[40] == 129", refused);
	return follow(nb_lab_capture(nb_node_lab(node)), nb_node_name(node), &filters,
		      since_ns, ret);
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
