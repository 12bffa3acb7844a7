/* SPDX-License-Identifier: MIT */
/*
 * Looking at a capture: how many packets pass, end by end, now and as long as it takes.
 *
 * Packets are counted in the order in which they arrived, so a look goes on where the
 * last one ended, however many there are; those of one end may belong before those of
 * another that were counted earlier. Between two looks the recorder is asked to wait,
 * so nothing is polled.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "assertions/packets.h"
#include "harness/auto.h"
#include "harness/clock.h"

int nb_look_open(struct nb_look *look, const struct nb_wish *wish, struct nb_error *err)
{
	nb_auto_free bool *is_in = NULL;

	*look = (struct nb_look){ .nends = nb_capture_ends(wish->capture) };
	if (!wish->bytes) {
		look->filter = nb_filter_get(wish->filter, err);
		if (!look->filter)
			return -1;
	}
	is_in = calloc(look->nends + 1, sizeof(*is_in));
	look->ends = calloc(look->nends + 1, sizeof(*look->ends));
	if (!is_in || !look->ends)
		return nb_error_set(err, ENOMEM, "look at %zu ends", look->nends);
	if (nb_scope_parse(wish->capture, wish->ends, is_in, err) != 0)
		return -1;
	for (size_t i = 0; i < look->nends; i++)
		look->ends[i].is_in_scope = is_in[i];
	return 0;
}

void nb_look_release(struct nb_look *look)
{
	free(look->ends);
	look->ends = NULL;
}

bool nb_look_matches(const struct nb_look *look, const struct nb_wish *wish,
		     const struct nb_packet *packet)
{
	bool is_match = look->filter ? nb_filter_matches(look->filter, packet)
				     : memmem(packet->data, packet->caplen, wish->bytes,
					      wish->len) != NULL;

	return is_match && nb_capture_was_on_wire(wish->capture, packet);
}

bool nb_look_is_in(const struct nb_look *look, const struct nb_wish *wish, size_t index)
{
	return look->ends[nb_capture_end_of(wish->capture, index)].is_in_scope;
}

size_t nb_look_find(const struct nb_look *look, const struct nb_wish *wish,
		    bool is_in_scope, size_t nth)
{
	struct nb_packet packet;

	for (size_t i = 0; i < look->count; i++) {
		if (nb_look_is_in(look, wish, i) == is_in_scope &&
		    nb_capture_packet(wish->capture, i, &packet) &&
		    nb_look_matches(look, wish, &packet) && nth-- == 0)
			return i;
	}
	return SIZE_MAX;
}

static void look_on(struct nb_look *look, const struct nb_wish *wish, size_t count)
{
	struct nb_packet packet;
	size_t number;

	look->count = count;
	while (nb_capture_next(wish->capture, &look->cursor, &packet, &number)) {
		struct nb_end_look *end = &look->ends[number];
		bool is_match = nb_look_matches(look, wish, &packet);

		end->packets++;
		end->matches += is_match;
		look->packets += end->is_in_scope;
		look->matches += is_match && end->is_in_scope;
		look->strays += is_match && !end->is_in_scope;
	}
}

int nb_look_until(struct nb_look *look, const struct nb_wish *wish,
		  bool (*is_decided)(const struct nb_look *look,
				     const struct nb_wish *wish),
		  struct nb_error *err)
{
	struct nb_deadline deadline = nb_deadline_in(wish->ms);
	ssize_t count = nb_capture_sync(wish->capture, err);

	while (count >= 0) {
		int left_ms = nb_deadline_left_ms(&deadline);

		look_on(look, wish, (size_t)count);
		look->waited_ms = nb_deadline_waited_ms(&deadline);
		if (is_decided(look, wish) || left_ms == 0 ||
		    !nb_capture_is_growing(wish->capture))
			return 0;
		count = nb_capture_wait(wish->capture, (size_t)count,
					(unsigned int)left_ms, err);
	}
	return -1;
}

int nb_look_dropped(const struct nb_look *look, const struct nb_wish *wish,
		    bool everywhere, struct nb_error *err)
{
	for (size_t i = 0; i < look->nends; i++) {
		if ((everywhere || look->ends[i].is_in_scope) &&
		    !nb_capture_is_complete(wish->capture, i, err))
			return -1;
	}
	return 0;
}
