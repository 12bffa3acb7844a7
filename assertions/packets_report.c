/* SPDX-License-Identifier: MIT */
/*
 * Lines of a report about packets: what was wanted and seen, the nearest miss with its
 * terms, where a packet was last seen, the packets around. At most 40 lines together,
 * so every list here has a bound and says what it leaves out.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "assertions/packets.h"
#include "harness/auto.h"
#include "harness/clock.h"

#define ENDS_SHOWN 6
#define AROUND 2	/* packets shown before one, and after it */
#define TIME_COLUMNS 9	/* of a list of packets: 12345.678 */
#define PACKET_SHOWN 92 /* columns of a packet's line, with time and end */
#define TICK "\xe2\x9c\x93"
#define CROSS "\xe2\x9c\x97"

static void count_text(struct nb_count count, char *text, size_t size)
{
	const char *s =
		count.max == 1 || (count.min == 1 && count.max == SIZE_MAX) ? "" : "s";

	if (count.max == 0)
		snprintf(text, size, "no packet");
	else if (count.max == SIZE_MAX)
		snprintf(text, size, "at least %zu packet%s", count.min, s);
	else if (count.min == count.max)
		snprintf(text, size, "exactly %zu packet%s", count.min, s);
	else if (count.min == 0)
		snprintf(text, size, "at most %zu packet%s", count.max, s);
	else
		snprintf(text, size, "%zu to %zu packets", count.min, count.max);
}

static void bytes_text(const struct nb_wish *wish, char *text, size_t size)
{
	size_t len = (size_t)snprintf(text, size, " holding \"");
	size_t shown = 0;

	for (; shown < wish->len && shown < 24 && len + 6 < size; shown++) {
		uint8_t byte = wish->bytes[shown];

		len += (size_t)snprintf(text + len, size - len,
					byte >= 0x20 && byte < 0x7f ? "%c" : "\\x%02x",
					byte);
	}
	snprintf(text + len, size - len, "\"%s (%zu bytes)",
		 shown < wish->len ? "..." : "", wish->len);
}

char *nb_wish_text(const struct nb_wish *wish, char *text, size_t size)
{
	char count[64], what[400] = "", when[48] = "";

	count_text(wish->count, count, sizeof(count));
	if (wish->bytes)
		bytes_text(wish, what, sizeof(what));
	else if (wish->filter && *wish->filter)
		snprintf(what, sizeof(what), " \"%s\"", wish->filter);
	if (wish->ms)
		snprintf(when, sizeof(when), " %s %u ms",
			 wish->count.max == SIZE_MAX ? "within" : "for", wish->ms);
	snprintf(text, size, "%s%s at %s%s", count, what,
		 wish->ends ? wish->ends : "any end", when);
	return text;
}

/* A line for each of the first ends in scope, where there are several. */
static void say_ends(struct nb_buffer *lines, const struct nb_wish *wish,
		     const struct nb_look *look)
{
	size_t scope = 0;

	for (size_t i = 0; i < look->nends; i++) {
		const struct nb_end_look *end = &look->ends[i];

		if (end->is_in_scope && scope++ < ENDS_SHOWN)
			nb_buffer_printf(lines, "\n%s: %zu of %zu",
					 nb_capture_end_name(wish->capture, i),
					 end->matches, end->packets);
	}
	if (scope > ENDS_SHOWN)
		nb_buffer_printf(lines, "\nand %zu ends more", scope - ENDS_SHOWN);
	if (scope == 1)
		nb_buffer_release(lines);
}

void nb_report_seen(struct nb_buffer *report, const struct nb_wish *wish,
		    const struct nb_look *look)
{
	nb_auto_buffer struct nb_buffer lines = { 0 };

	say_ends(&lines, wish, look);
	nb_report_line(report, "seen", "%zu of %zu packets match%s", look->matches,
		       look->packets, lines.data ? lines.data : "");
	nb_report_recorded(report, nb_capture_filter(wish->capture));
}

char *nb_report_packet(struct nb_capture *capture, size_t index, char *line)
{
	struct nb_packet first, packet;
	struct nb_decoded decoded;
	int len;

	line[0] = '\0';
	if (!nb_capture_packet(capture, 0, &first) ||
	    !nb_capture_packet(capture, index, &packet))
		return line;
	nb_decode(&packet, &decoded);
	len = snprintf(line, NB_PACKET_TEXT, "%.3f %s %s ",
		       (double)(packet.time_ns - first.time_ns) / NB_NS_PER_MS,
		       packet.end, packet.direction == NB_DIR_OUT ? "out" : "in");
	if (len < PACKET_SHOWN)
		snprintf(line + len, NB_PACKET_TEXT - (size_t)len, "%.*s",
			 PACKET_SHOWN - len, decoded.line);
	return line;
}

/*
 * How near a packet is: by the number of terms that it meets, and where that is equal
 * by how many of the first ones, which are the general ones.
 */
static size_t nearness(const struct nb_terms *terms, const struct nb_packet *packet)
{
	size_t met = 0, leading = 0;

	for (size_t i = 0; i < terms->count; i++) {
		if (!nb_filter_matches(terms->filter[i], packet))
			continue;
		leading += leading == i;
		met++;
	}
	return met * (NB_TERMS_MAX + 1) + leading;
}

/* The nearest packet that does not pass, the youngest of several; SIZE_MAX = none. */
static size_t find_nearest(const struct nb_wish *wish, const struct nb_look *look,
			   const struct nb_terms *terms, bool is_in_scope)
{
	struct nb_packet packet;
	size_t nearest = SIZE_MAX, best = 1;

	for (size_t i = 0; i < look->count; i++) {
		size_t near;

		if (nb_look_is_in(look, wish, i) != is_in_scope ||
		    !nb_capture_packet(wish->capture, i, &packet) ||
		    nb_look_matches(look, wish, &packet))
			continue;
		near = nearness(terms, &packet);
		if (near >= best) {
			best = near;
			nearest = i;
		}
	}
	return nearest;
}

/* How many of the packets in scope meet a term. */
static size_t count_term(const struct nb_wish *wish, const struct nb_look *look,
			 const struct nb_filter *term)
{
	struct nb_packet packet;
	size_t count = 0;

	for (size_t i = 0; i < look->count; i++) {
		if (nb_look_is_in(look, wish, i) &&
		    nb_capture_packet(wish->capture, i, &packet))
			count += nb_filter_matches(term, &packet);
	}
	return count;
}

static void say_differing(struct nb_buffer *differs, const char *term,
			  const struct nb_decoded *decoded)
{
	char want[64], got[NB_VALUE_TEXT];
	const char *field = nb_term_field(term, decoded, want, sizeof(want));

	if (field)
		nb_buffer_printf(
			differs, "%s%s: want %s, got %s", differs->len ? "\n" : "", field,
			want,
			nb_value_text(nb_decoded_get(decoded, field), got, sizeof(got)));
}

static void report_terms(struct nb_buffer *report, const struct nb_wish *wish,
			 const struct nb_look *look, const struct nb_terms *terms,
			 size_t nearest)
{
	nb_auto_buffer struct nb_buffer differs = { 0 }, lines = { 0 };
	struct nb_packet packet;
	struct nb_decoded decoded;
	char line[NB_PACKET_TEXT];

	nb_capture_packet(wish->capture, nearest, &packet);
	nb_decode(&packet, &decoded);
	for (size_t i = 0; i < terms->count; i++) {
		bool is_met = nb_filter_matches(terms->filter[i], &packet);

		nb_buffer_printf(&lines, "\n%s %s", is_met ? TICK : CROSS,
				 terms->text[i]);
		if (look->packets)
			nb_buffer_printf(&lines, " (%zu of %zu)",
					 count_term(wish, look, terms->filter[i]),
					 look->packets);
		if (!is_met)
			say_differing(&differs, terms->text[i], &decoded);
	}
	if (differs.len)
		nb_report_line(report, "differs", "%s", differs.data);
	nb_report_line(report, "nearest", "%s%s",
		       nb_report_packet(wish->capture, nearest, line),
		       lines.data ? lines.data : "");
}

/* The next packet in a direction, in scope only or not; SIZE_MAX = none. */
static size_t step(const struct nb_wish *wish, const struct nb_look *look, size_t index,
		   int by, bool in_scope_only)
{
	for (index += (size_t)by; index < look->count; index += (size_t)by) {
		if (!in_scope_only || nb_look_is_in(look, wish, index))
			return index;
	}
	return SIZE_MAX;
}

/* Packets from some places before @index to some behind it; @marked may be SIZE_MAX. */
static void report_list(struct nb_buffer *report, const struct nb_wish *wish,
			const struct nb_look *look, size_t index, size_t marked)
{
	nb_auto_buffer struct nb_buffer lines = { 0 };
	bool is_in = nb_look_is_in(look, wish, index);
	char line[NB_PACKET_TEXT];
	size_t at = index, back;
	int before = 0;

	while (before < AROUND && (back = step(wish, look, at, -1, is_in)) != SIZE_MAX) {
		at = back;
		before++;
	}
	for (int i = 0; i <= before + AROUND && at != SIZE_MAX; i++) {
		nb_report_packet(wish->capture, at, line);
		nb_buffer_printf(&lines, "%s%s%*s%s", i ? "\n" : "",
				 at == marked ? ">" : " ",
				 TIME_COLUMNS - (int)strcspn(line, " "), "", line);
		at = step(wish, look, at, 1, is_in);
	}
	nb_report_line(report, "packets", "%s", lines.data ? lines.data : "");
}

void nb_report_around(struct nb_buffer *report, const struct nb_wish *wish,
		      const struct nb_look *look, size_t index)
{
	report_list(report, wish, look, index, index);
}

/* What was seen last in scope, when no packet there is to be blamed. */
static void report_latest(struct nb_buffer *report, const struct nb_wish *wish,
			  const struct nb_look *look)
{
	size_t last = step(wish, look, look->count, -1, true);

	if (last != SIZE_MAX)
		report_list(report, wish, look, last, SIZE_MAX);
}

/* The nearest miss in scope; elsewhere only if no packet at all does what is wanted. */
static size_t choose_nearest(const struct nb_wish *wish, const struct nb_look *look,
			     struct nb_terms *terms)
{
	size_t nearest;

	if (wish->bytes)
		return SIZE_MAX;
	nb_terms_split(wish->filter, terms);
	if (terms->count < 2)
		return SIZE_MAX;
	nearest = find_nearest(wish, look, terms, true);
	return nearest == SIZE_MAX && !look->strays
		       ? find_nearest(wish, look, terms, false)
		       : nearest;
}

void nb_report_nearest(struct nb_buffer *report, const struct nb_wish *wish,
		       const struct nb_look *look)
{
	struct nb_terms terms;
	size_t nearest = choose_nearest(wish, look, &terms);

	if (nearest != SIZE_MAX)
		report_terms(report, wish, look, &terms, nearest);
	if (nearest != SIZE_MAX && nb_look_is_in(look, wish, nearest))
		nb_report_around(report, wish, look, nearest);
	else
		report_latest(report, wish, look);
}

static size_t last_stray(const struct nb_wish *wish, const struct nb_look *look)
{
	struct nb_packet packet;

	for (size_t i = look->count; i-- > 0;) {
		if (!nb_look_is_in(look, wish, i) &&
		    nb_capture_packet(wish->capture, i, &packet) &&
		    nb_look_matches(look, wish, &packet))
			return i;
	}
	return SIZE_MAX;
}

void nb_report_last_seen(struct nb_buffer *report, const struct nb_wish *wish,
			 const struct nb_look *look)
{
	nb_auto_buffer struct nb_buffer ends = { 0 };
	size_t last = last_stray(wish, look);
	char line[NB_PACKET_TEXT];
	size_t shown = 0;

	if (last == SIZE_MAX)
		return;
	for (size_t i = 0; i < look->nends && shown < ENDS_SHOWN; i++) {
		if (look->ends[i].is_in_scope || !look->ends[i].matches)
			continue;
		nb_buffer_printf(&ends, "%s%s %zu", shown++ ? ", " : "",
				 nb_capture_end_name(wish->capture, i),
				 look->ends[i].matches);
	}
	nb_report_line(report, "last seen", "%s\nseen at %s; never at %s",
		       nb_report_packet(wish->capture, last, line), ends.data,
		       wish->ends ? wish->ends : "any end");
}

void nb_report_waited(struct nb_buffer *report, const struct nb_wish *wish,
		      const struct nb_look *look)
{
	if (wish->ms && nb_capture_is_growing(wish->capture))
		nb_report_line(report, "waited", "%llu ms",
			       (unsigned long long)look->waited_ms);
}
