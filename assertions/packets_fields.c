/* SPDX-License-Identifier: MIT */
/* Judging fields: equal in two packets, different, lower by one, or of a known value. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "assertions/packets.h"

#define LINE_SHOWN 88

/* "ip.ttl-1": a field, and how much higher it is in the second packet. */
struct word {
	char text[64];
	char name[64];
	long long offset;
	bool is_known;
};

static struct word parse_word(const char *text)
{
	struct word word = { 0 };
	enum nb_field_id id;
	unsigned int depth;
	size_t len = strcspn(text, "+-");

	snprintf(word.text, sizeof(word.text), "%s", text);
	snprintf(word.name, sizeof(word.name), "%.*s", (int)len, text);
	word.offset = strtoll(text + len, NULL, 10);
	word.is_known = nb_field_parse(word.name, &id, &depth) &&
			(word.offset == 0 || nb_field_kind(id) == NB_VALUE_NUMBER);
	return word;
}

static bool is_same(const struct nb_value *a, const struct nb_value *b, long long offset)
{
	if (offset == 0)
		return nb_value_is_equal(a, b);
	return (long long)b->number - (long long)a->number == offset;
}

static void report_packets(struct nb_buffer *report, const struct nb_packet *a,
			   const struct nb_packet *b)
{
	struct nb_decoded da, db;

	nb_decode(a, &da);
	nb_decode(b, &db);
	nb_report_line(report, "packets", "a: %s %.*s\nb: %s %.*s", a->end ? a->end : "",
		       LINE_SHOWN, da.line, b->end ? b->end : "", LINE_SHOWN, db.line);
}

static void say_difference(struct nb_buffer *differs, const struct word *word,
			   const struct nb_value *a, const struct nb_value *b,
			   enum nb_fields_wish want)
{
	char ta[NB_VALUE_TEXT], tb[NB_VALUE_TEXT];
	struct nb_value wanted;

	nb_value_text(b, tb, sizeof(tb));
	nb_buffer_printf(differs, "%s%s: ", differs->len ? "\n" : "", word->name);
	if (!a || !b) {
		nb_buffer_printf(differs, "a has %s, b has %s",
				 nb_value_text(a, ta, sizeof(ta)), tb);
	} else if (want == NB_FIELDS_DIFFERENT) {
		nb_buffer_printf(differs, "want another than %s, got it again", tb);
	} else {
		wanted = *a;
		wanted.number += (uint64_t)word->offset;
		nb_buffer_printf(differs, "want %s, got %s",
				 nb_value_text(&wanted, ta, sizeof(ta)), tb);
	}
}

static void refuse_word(struct nb_judgement *ret, const char *word)
{
	ret->type = "packet.field-name";
	nb_judgement_set(ret, NB_CANNOT_TELL, "no field is called \"%s\"", word);
}

void nb_packets_judge_fields(const struct nb_packet *a, const struct nb_packet *b,
			     const char *fields, enum nb_fields_wish want,
			     struct nb_judgement *ret)
{
	nb_auto_buffer struct nb_buffer differs = { 0 };
	const char *wish = want == NB_FIELDS_SAME ? "the same" : "different";
	const char *list = fields;
	struct nb_decoded da, db;
	char text[64];

	*ret = (struct nb_judgement){ .ruling = NB_HOLDS };
	nb_decode(a, &da);
	nb_decode(b, &db);
	while (nb_scope_word(&list, text, sizeof(text))) {
		struct word word = parse_word(text);
		const struct nb_value *va = nb_decoded_get(&da, word.name);
		const struct nb_value *vb = nb_decoded_get(&db, word.name);

		if (!word.is_known) {
			refuse_word(ret, text);
			return;
		}
		if (!va || !vb ||
		    is_same(va, vb, word.offset) != (want == NB_FIELDS_SAME))
			say_difference(&differs, &word, va, vb, want);
	}
	if (!differs.len)
		return;
	ret->type = "packet.field";
	nb_judgement_set(ret, NB_FAILS, "wanted %s %s; %.*s", wish, fields,
			 (int)strcspn(differs.data, "\n"), differs.data);
	nb_report_line(&ret->text, "wanted", "%s in a and b: %s", wish, fields);
	nb_report_line(&ret->text, "differs", "%s", differs.data);
	report_packets(&ret->text, a, b);
}

void nb_packets_judge_field(const struct nb_packet *packet, const char *name,
			    const char *value, struct nb_judgement *ret)
{
	struct nb_decoded decoded;
	char got[NB_VALUE_TEXT];
	enum nb_field_id id;
	unsigned int depth;

	*ret = (struct nb_judgement){ .ruling = NB_HOLDS };
	if (!nb_field_parse(name, &id, &depth)) {
		refuse_word(ret, name);
		return;
	}
	nb_decode(packet, &decoded);
	nb_value_text(nb_decoded_find(&decoded, id, depth), got, sizeof(got));
	if (strcmp(got, value) == 0)
		return;
	ret->type = "packet.field";
	nb_judgement_set(ret, NB_FAILS, "%s: want %s, got %s", name, value, got);
	nb_report_line(&ret->text, "wanted", "%s of %s at %s", name, value,
		       packet->end ? packet->end : "any end");
	nb_report_line(&ret->text, "differs", "%s: want %s, got %s", name, value, got);
	nb_report_line(&ret->text, "packets", "%.*s", LINE_SHOWN, decoded.line);
}
