/* SPDX-License-Identifier: MIT */
/* Questions and claims about packets: what authors of tests call. */
#include "assertions/packets.h"

#include <errno.h>
#include <string.h>

#include "nestbed/cmocka.h"

static bool is_enough(const struct nb_look *look, const struct nb_wish *wish)
{
	return look->matches >= wish->count.min;
}

/* What a question needs: a look that nothing speaks against. */
static ssize_t ask(const struct nb_wish *wish, struct nb_look *look, struct nb_error *err)
{
	if (nb_look_open(look, wish, err) != 0 ||
	    nb_look_until(look, wish, is_enough, err) != 0 ||
	    nb_look_dropped(look, wish, false, err) != 0)
		return -1;
	if ((look->matches < wish->count.min || !wish->count.min) &&
	    !nb_packets_are_recorded(wish->capture, wish->bytes ? NULL : wish->filter,
				     err))
		return -1; /* the number may be too small */
	return (ssize_t)look->matches;
}

static ssize_t ask_count(const struct nb_wish *wish, struct nb_error *err)
{
	struct nb_look look;
	ssize_t count = ask(wish, &look, err);

	nb_look_release(&look);
	return count;
}

ssize_t nb_packets_count(struct nb_capture *capture, const char *ends, const char *filter,
			 struct nb_error *err)
{
	struct nb_wish wish = { .capture = capture, .ends = ends, .filter = filter };

	return ask_count(&wish, err);
}

ssize_t nb_packets_wait(struct nb_capture *capture, const char *ends, const char *filter,
			size_t count, unsigned int ms, struct nb_error *err)
{
	struct nb_wish wish = { .capture = capture,
				.ends = ends,
				.filter = filter,
				.count = nb_at_least(count),
				.ms = ms };

	return ask_count(&wish, err);
}

ssize_t nb_packets_holding(struct nb_capture *capture, const char *ends,
			   const void *bytes, size_t len, struct nb_error *err)
{
	struct nb_wish wish = {
		.capture = capture, .ends = ends, .bytes = bytes, .len = len
	};

	return ask_count(&wish, err);
}

int nb_packets_find(struct nb_capture *capture, const char *ends, const char *filter,
		    size_t nth, struct nb_packet *ret, struct nb_error *err)
{
	struct nb_wish wish = { .capture = capture, .ends = ends, .filter = filter };
	struct nb_look look;
	int rc = -1;

	if (ask(&wish, &look, err) >= 0)
		rc = nb_capture_packet(capture, nb_look_find(&look, &wish, true, nth),
				       ret);
	nb_look_release(&look);
	return rc;
}

bool nb_packet_field(const struct nb_packet *packet, const char *name, char *text,
		     size_t size)
{
	const struct nb_value *value;
	struct nb_decoded decoded;

	nb_decode(packet, &decoded);
	value = nb_decoded_get(&decoded, name);
	nb_value_text(value, text, size);
	return value;
}

static void close_claim(const char *file, int line, struct nb_judgement *judgement)
{
	struct nb_place at = { file, line };

	nb_judgement_close(&at, judgement);
}

void nb_assert_seen_at(const char *file, int line, struct nb_capture *capture,
		       const char *ends, const char *filter, struct nb_count count,
		       unsigned int ms)
{
	struct nb_wish wish = { .capture = capture,
				.ends = ends,
				.filter = filter,
				.count = count,
				.ms = ms };
	struct nb_judgement judgement;

	nb_at(file, line);
	nb_packets_judge_seen(&wish, &judgement);
	close_claim(file, line, &judgement);
}

void nb_assert_seen_only_on_at(const char *file, int line, struct nb_capture *capture,
			       const char *ends, const char *filter, unsigned int ms)
{
	struct nb_wish wish = { .capture = capture,
				.ends = ends,
				.filter = filter,
				.count = nb_at_least(1),
				.ms = ms };
	struct nb_judgement judgement;

	nb_at(file, line);
	nb_packets_judge_only_on(&wish, &judgement);
	close_claim(file, line, &judgement);
}

void nb_assert_in_order_at(const char *file, int line, struct nb_capture *capture,
			   const char *ends, unsigned int ms, const char *const *filters)
{
	struct nb_wish wish = {
		.capture = capture, .ends = ends, .count = nb_at_least(1), .ms = ms
	};
	struct nb_judgement judgement;

	nb_at(file, line);
	nb_packets_judge_order(&wish, filters, &judgement);
	close_claim(file, line, &judgement);
}

struct nb_packet nb_get_packet_at(const char *file, int line, struct nb_capture *capture,
				  const char *ends, const char *filter, unsigned int ms)
{
	struct nb_packet packet = { 0 };

	nb_assert_seen_at(file, line, capture, ends, filter, nb_at_least(1), ms);
	nb_packets_find(capture, ends, filter, 0, &packet, NULL);
	return packet;
}

void nb_assert_same_fields_at(const char *file, int line, const struct nb_packet *a,
			      const struct nb_packet *b, const char *fields)
{
	struct nb_judgement judgement;

	nb_at(file, line);
	nb_packets_judge_fields(a, b, fields, NB_FIELDS_SAME, &judgement);
	close_claim(file, line, &judgement);
}

void nb_assert_different_fields_at(const char *file, int line, const struct nb_packet *a,
				   const struct nb_packet *b, const char *fields)
{
	struct nb_judgement judgement;

	nb_at(file, line);
	nb_packets_judge_fields(a, b, fields, NB_FIELDS_DIFFERENT, &judgement);
	close_claim(file, line, &judgement);
}

void nb_assert_field_at(const char *file, int line, const struct nb_packet *packet,
			const char *name, const char *value)
{
	struct nb_judgement judgement;

	nb_at(file, line);
	nb_packets_judge_field(packet, name, value, &judgement);
	close_claim(file, line, &judgement);
}

void nb_assert_payload_at(const char *file, int line, struct nb_capture *capture,
			  const char *ends, const void *bytes, size_t len, bool wanted,
			  unsigned int ms)
{
	struct nb_wish wish = { .capture = capture,
				.ends = ends,
				.bytes = bytes,
				.len = len,
				.count = wanted ? nb_at_least(1) : nb_exactly(0),
				.ms = ms };
	struct nb_judgement judgement;

	nb_at(file, line);
	nb_packets_judge_seen(&wish, &judgement);
	close_claim(file, line, &judgement);
}
