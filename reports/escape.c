/* SPDX-License-Identifier: MIT */
/*
 * Any bytes, made safe to put into a report.
 *
 * Each target is a row of a table: which characters it replaces by what, and how it
 * writes a backslash of ours. The walk is the same for all: a terminal sequence is
 * dropped whole, a character is replaced, shown or copied, a malformed byte is shown.
 * No ESC survives, so what was dropped cannot uncover another sequence behind it.
 */
#include "reports/escape.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* Longest terminal sequence that is dropped; a longer one is shown. Keeps time linear. */
#define SEQUENCE_MAX 1024

struct replacement {
	uint32_t rune;
	const char *by;
};

static const struct target {
	const char *backslash; /* begins what is shown: "\x1b" */
	struct replacement swap[8];
	bool is_raw;	  /* control characters stay: a JSON writer follows */
	bool hides_marks; /* ASCII punctuation as numeric entities */
} targets[] = {
	[NB_ESCAPE_UTF8] = { .backslash = "\\", .is_raw = true },
	[NB_ESCAPE_TEXT] = { .backslash = "\\" },
	[NB_ESCAPE_LINE] = { .backslash = "\\",
			     .swap = { { '\n', "\\n" },
				       { '\r', "\\r" },
				       { '\t', "\\t" } } },
	[NB_ESCAPE_XML] = { .backslash = "\\",
			    .swap = { { '&', "&amp;" },
				      { '<', "&lt;" },
				      { '>', "&gt;" } } },
	[NB_ESCAPE_XML_ATTRIBUTE] = { .backslash = "\\",
				      .swap = { { '&', "&amp;" },
						{ '<', "&lt;" },
						{ '>', "&gt;" },
						{ '"', "&quot;" },
						{ '\n', "&#10;" },
						{ '\r', "&#13;" },
						{ '\t', "&#9;" } } },
	[NB_ESCAPE_TAP] = { .backslash = "\\\\",
			    .swap = { { '\\', "\\\\" },
				      { '#', "\\#" },
				      { '\n', "\\\\n" },
				      { '\r', "\\\\r" },
				      { '\t', "\\\\t" } } },
	[NB_ESCAPE_MARKDOWN] = { .backslash = "&#92;",
				 .hides_marks = true,
				 .swap = { { '\n', " " },
					   { '\r', " " },
					   { '\t', " " } } },
	[NB_ESCAPE_GITHUB] = { .backslash = "\\",
			       .swap = { { '%', "%25" },
					 { '\r', "%0D" },
					 { '\n', "%0A" } } },
	[NB_ESCAPE_GITHUB_PROPERTY] = { .backslash = "\\",
					.swap = { { '%', "%25" },
						  { '\r', "%0D" },
						  { '\n', "%0A" },
						  { ':', "%3A" },
						  { ',', "%2C" } } },
};

size_t nb_utf8_next(const char *text, size_t len, uint32_t *ret_rune)
{
	/* by the number of bytes: the smallest code point that needs them all */
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	unsigned char head = (unsigned char)text[0];
	size_t need = head < 0x80	      ? 1
		      : (head & 0xe0) == 0xc0 ? 2
		      : (head & 0xf0) == 0xe0 ? 3
		      : (head & 0xf8) == 0xf0 ? 4
					      : 0;
	uint32_t rune = need == 1 ? head : need ? head & (0x7fu >> need) : 0;

	if (!need || need > len)
		return 0;
	for (size_t i = 1; i < need; i++) {
		unsigned char byte = (unsigned char)text[i];

		if ((byte & 0xc0) != 0x80)
			return 0;
		rune = rune << 6 | (byte & 0x3f);
	}
	if (rune < least[need] || rune > 0x10ffff || (rune >= 0xd800 && rune <= 0xdfff))
		return 0;
	*ret_rune = rune;
	return need;
}

/* Controls, what turns the direction of writing or ends lines unseen, non-characters. */
static bool is_unseen(uint32_t rune)
{
	static const struct {
		uint32_t first, last;
	} ranges[] = {
		{ 0x00, 0x08 },	    { 0x0b, 0x1f },	{ 0x7f, 0x9f },
		{ 0x200b, 0x200f }, { 0x2028, 0x202e }, { 0x2060, 0x206f },
		{ 0xfeff, 0xfeff }, { 0xfffe, 0xffff },
	};

	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++)
		if (rune >= ranges[i].first && rune <= ranges[i].last)
			return true;
	return false;
}

/* Bytes of the string that @text begins, up to BEL or ESC \; 0 = it does not end. */
static size_t control_string(const char *text, size_t len)
{
	for (size_t i = 2; i < len; i++) {
		if (text[i] == '\a')
			return i + 1;
		if (text[i] == '\x1b')
			return i + 1 < len && text[i + 1] == '\\' ? i + 2 : 0;
	}
	return 0;
}

/* Bytes of the terminal sequence in front, 0 = none that is whole. Source: ECMA-48 5.4 */
static size_t sequence(const char *text, size_t len)
{
	size_t i = 1;

	if (len > SEQUENCE_MAX)
		len = SEQUENCE_MAX;
	if (len < 2 || text[0] != '\x1b')
		return 0;
	if (strchr("]PX^_", text[1]) && text[1])
		return control_string(text, len);
	if (text[1] == '[')
		for (i = 2; i < len && text[i] >= 0x30 && text[i] <= 0x3f; i++)
			;
	while (i < len && text[i] >= 0x20 && text[i] <= 0x2f)
		i++;
	return i < len && text[i] >= 0x30 && text[i] <= 0x7e ? i + 1 : 0;
}

static bool is_mark(uint32_t rune)
{
	return rune > ' ' && rune < 0x7f && !(rune >= '0' && rune <= '9') &&
	       !((rune | 0x20) >= 'a' && (rune | 0x20) <= 'z');
}

static void add_rune(struct nb_buffer *out, const struct target *target, uint32_t rune,
		     const char *text, size_t len)
{
	for (const struct replacement *swap = target->swap; swap->by; swap++)
		if (swap->rune == rune) {
			nb_buffer_puts(out, swap->by);
			return;
		}
	if (!target->is_raw && is_unseen(rune))
		nb_buffer_printf(out, rune < 0x100 ? "%sx%02x" : "%su%04x",
				 target->backslash, rune);
	else if (target->hides_marks && is_mark(rune))
		nb_buffer_printf(out, "&#%u;", rune);
	else
		nb_buffer_add(out, text, len);
}

void nb_escape(struct nb_buffer *out, enum nb_escape how, const char *text, size_t len)
{
	const struct target *target = &targets[how];

	for (size_t i = 0, step; i < len; i += step) {
		uint32_t rune;

		step = target->is_raw ? 0 : sequence(text + i, len - i);
		if (step)
			continue;
		step = nb_utf8_next(text + i, len - i, &rune);
		if (!step) {
			step = 1;
			nb_buffer_printf(out, "%sx%02x", target->backslash,
					 (unsigned char)text[i]);
		} else if (target->is_raw || rune != '\r' || i + 1 == len ||
			   text[i + 1] != '\n') {
			add_rune(out, target, rune, text + i, step);
		}
	}
}

void nb_escape_puts(struct nb_buffer *out, enum nb_escape how, const char *text)
{
	if (text)
		nb_escape(out, how, text, strlen(text));
}

/* East Asian wide characters and pictures begin here; too wide a guess only cuts early.
 */
static size_t columns_of(uint32_t rune)
{
	return rune >= 0x2e80 ? 2 : 1;
}

size_t nb_utf8_fit(const char *text, size_t columns)
{
	size_t len = strlen(text), i = 0, step, used = 0;
	uint32_t rune;

	for (; i < len && (step = nb_utf8_next(text + i, len - i, &rune)); i += step) {
		used += columns_of(rune);
		if (used > columns)
			break;
	}
	return i;
}

size_t nb_utf8_columns(const char *text)
{
	size_t len = strlen(text), used = 0, step;
	uint32_t rune;

	for (size_t i = 0; i < len && (step = nb_utf8_next(text + i, len - i, &rune));
	     i += step)
		used += columns_of(rune);
	return used;
}
