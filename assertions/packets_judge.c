/* SPDX-License-Identifier: MIT */
/* Judging claims about packets at ends: seen so often, and seen nowhere else. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "assertions/packets.h"

#define WISH_TEXT 700
#define STRAYS_SHOWN 6

static const char *type_of(const struct nb_error *err)
{
	switch (err->code) {
	case ENOENT:
		return "packet.end";
	case ENOBUFS:
		return "packet.dropped";
	case EXDEV:
		return "packet.filtered";
	case EOVERFLOW:
		return "packet.neighbours";
	case 0: /* libpcap's complaint */
		return "packet.filter";
	default:
		return "packet.recorder";
	}
}

void nb_packets_cannot_tell(struct nb_judgement *ret, const struct nb_wish *wish,
			    const struct nb_error *err)
{
	char text[WISH_TEXT];

	ret->type = type_of(err);
	nb_judgement_set(ret, NB_CANNOT_TELL, "cannot tell: %s", err->text);
	nb_report_line(&ret->text, "wanted", "%s",
		       nb_wish_text(wish, text, sizeof(text)));
	nb_report_line(&ret->text, "seen", "%s", err->text);
}

bool nb_packets_doubt(struct nb_judgement *ret, const struct nb_wish *wish)
{
	struct nb_error err = { 0 };

	if (nb_packets_are_recorded(wish->capture, wish->bytes ? NULL : wish->filter,
				    &err)) {
		err.code = EOVERFLOW;
		if (!nb_capture_overflowed(wish->capture, err.text, sizeof(err.text)))
			return false;
	}
	nb_packets_cannot_tell(ret, wish, &err);
	return true;
}

/* Look as long as it takes; false: there is a judgement already, nobody can tell. */
static bool look(struct nb_look *look, const struct nb_wish *wish, bool everywhere,
		 bool (*is_decided)(const struct nb_look *look,
				    const struct nb_wish *wish),
		 struct nb_judgement *ret)
{
	struct nb_error err = { 0 };

	*ret = (struct nb_judgement){ .ruling = NB_HOLDS };
	if (nb_look_open(look, wish, &err) == 0 &&
	    nb_look_until(look, wish, is_decided, &err) == 0 &&
	    nb_look_dropped(look, wish, everywhere, &err) == 0)
		return true;
	nb_packets_cannot_tell(ret, wish, &err);
	return false;
}

static void begin_report(struct nb_judgement *ret, const char *type,
			 const struct nb_wish *wish, const struct nb_look *look)
{
	char text[WISH_TEXT];

	ret->type = type;
	nb_wish_text(wish, text, sizeof(text));
	nb_judgement_set(ret, NB_FAILS, "wanted %s, seen %zu of %zu", text, look->matches,
			 look->packets);
	nb_report_line(&ret->text, "wanted", "%s", text);
	nb_report_seen(&ret->text, wish, look);
}

static void report_absent(struct nb_judgement *ret, const struct nb_wish *wish,
			  const struct nb_look *look)
{
	begin_report(ret, "packet.absent", wish, look);
	nb_report_nearest(&ret->text, wish, look);
	nb_report_last_seen(&ret->text, wish, look);
	nb_report_waited(&ret->text, wish, look);
	nb_report_hints(&ret->text, wish, look);
}

static void report_surplus(struct nb_judgement *ret, const struct nb_wish *wish,
			   const struct nb_look *look)
{
	begin_report(ret, "packet.present", wish, look);
	nb_report_around(&ret->text, wish, look,
			 nb_look_find(look, wish, true, wish->count.max));
	nb_report_waited(&ret->text, wish, look);
}

static void report_no_control(struct nb_judgement *ret, const struct nb_wish *wish,
			      const struct nb_look *look)
{
	begin_report(ret, "packet.no-control", wish, look);
	nb_report_waited(&ret->text, wish, look);
	nb_report_line(
		&ret->text, "hint",
		"where nothing at all was seen, absence proves nothing: send something\n"
		"that must pass there, or look at an end that sees packets");
}

static bool is_seen_decided(const struct nb_look *look, const struct nb_wish *wish)
{
	if (look->matches > wish->count.max)
		return true;
	return wish->count.max == SIZE_MAX && look->matches >= wish->count.min;
}

static void rule_seen(struct nb_judgement *ret, const struct nb_wish *wish,
		      const struct nb_look *look)
{
	if (look->matches > wish->count.max) {
		report_surplus(ret, wish, look);
		return;
	}
	if (wish->count.max == SIZE_MAX && look->matches >= wish->count.min)
		return; /* all that it rests on is there */
	if (nb_packets_doubt(ret, wish))
		return;
	if (look->matches < wish->count.min)
		report_absent(ret, wish, look);
	else if (wish->count.min == 0 && look->packets == 0)
		report_no_control(ret, wish, look);
}

void nb_packets_judge_seen(const struct nb_wish *wish, struct nb_judgement *ret)
{
	struct nb_look seen;

	if (look(&seen, wish, false, is_seen_decided, ret))
		rule_seen(ret, wish, &seen);
	nb_look_release(&seen);
}

/* The first word of the scope whose ends saw nothing that passes; false: none. */
static bool find_silent_word(const struct nb_wish *wish, const struct nb_look *look,
			     char *word, size_t size)
{
	const char *list = wish->ends ? wish->ends : "*";

	while (nb_scope_word(&list, word, size)) {
		size_t matches = 0;

		for (size_t i = 0; i < look->nends; i++) {
			if (nb_scope_word_names(word,
						nb_capture_end_name(wish->capture, i)))
				matches += look->ends[i].matches;
		}
		if (matches == 0)
			return true;
	}
	return false;
}

static bool is_only_on_decided(const struct nb_look *look, const struct nb_wish *wish)
{
	char word[256];

	return look->strays || !find_silent_word(wish, look, word, sizeof(word));
}

static void report_strays(struct nb_judgement *ret, const struct nb_wish *wish,
			  const struct nb_look *look)
{
	nb_auto_buffer struct nb_buffer lines = { 0 };
	struct nb_packet packet;
	size_t first = nb_look_find(look, wish, false, 0);
	size_t shown = 0, ends = 0;

	for (size_t i = 0; i < look->nends; i++) {
		if (look->ends[i].is_in_scope || !look->ends[i].matches)
			continue;
		ends++;
		if (shown++ < STRAYS_SHOWN)
			nb_buffer_printf(&lines, "\n%s: %zu of %zu",
					 nb_capture_end_name(wish->capture, i),
					 look->ends[i].matches, look->ends[i].packets);
	}
	nb_capture_packet(wish->capture, first, &packet);
	ret->type = "packet.elsewhere";
	nb_judgement_set(ret, NB_FAILS, "wanted \"%s\" only on %s, seen at %s",
			 wish->filter ? wish->filter : "",
			 wish->ends ? wish->ends : "any end", packet.end);
	nb_report_line(&ret->text, "wanted", "packets \"%s\" only on %s",
		       wish->filter ? wish->filter : "",
		       wish->ends ? wish->ends : "any end");
	nb_report_seen(&ret->text, wish, look);
	nb_report_line(&ret->text, "differs", "also seen at %zu other end%s%s", ends,
		       ends == 1 ? "" : "s", lines.data);
	nb_report_around(&ret->text, wish, look, first);
}

static void rule_only_on(struct nb_judgement *ret, const struct nb_wish *wish,
			 const struct nb_look *look)
{
	char word[256];

	if (look->strays) {
		report_strays(ret, wish, look);
		return;
	}
	if (nb_packets_doubt(ret, wish) ||
	    !find_silent_word(wish, look, word, sizeof(word)))
		return;
	report_absent(ret, wish, look);
	nb_report_line(&ret->text, "hint", "none was seen at %s", word);
}

void nb_packets_judge_only_on(const struct nb_wish *wish, struct nb_judgement *ret)
{
	struct nb_look seen;

	if (look(&seen, wish, true, is_only_on_decided, ret))
		rule_only_on(ret, wish, &seen);
	nb_look_release(&seen);
}
