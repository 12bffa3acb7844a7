/* SPDX-License-Identifier: MIT */
/*
 * Fuzzer of the escaping: whatever comes in, what goes out is well-formed UTF-8, is made of
 * characters that XML allows, holds no mark-up of its own and no control character.
 */
#include "reports/escape.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void need(bool holds)
{
	if (!holds)
		abort();
}

/* Source: XML 1.0, 2.2 */
static bool is_xml(uint32_t rune)
{
	return rune == '\t' || rune == '\n' || rune == '\r' ||
	       (rune >= 0x20 && rune <= 0xd7ff) || (rune >= 0xe000 && rune <= 0xfffd) ||
	       rune >= 0x10000;
}

static bool is_entity(const char *text, size_t len)
{
	static const char *const known[] = { "&amp;", "&lt;",  "&gt;", "&quot;",
					     "&#9;",  "&#10;", "&#13;" };

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strlen(known[i]) <= len && !memcmp(text, known[i], strlen(known[i])))
			return true;
	return false;
}

static void check_xml(const struct nb_buffer *out, const char *forbidden)
{
	uint32_t rune;

	for (size_t i = 0, step; i < out->len; i += step) {
		step = nb_utf8_next(out->data + i, out->len - i, &rune);
		need(step > 0);
		need(is_xml(rune));
		need(rune >= 0x80 || !strchr(forbidden, (int)rune));
		need(rune != '&' || is_entity(out->data + i, out->len - i));
	}
}

static void check_text(const struct nb_buffer *out, const char *allowed)
{
	uint32_t rune;

	for (size_t i = 0, step; i < out->len; i += step) {
		step = nb_utf8_next(out->data + i, out->len - i, &rune);
		need(step > 0);
		need(rune >= 0x20 || (rune && strchr(allowed, (int)rune)));
		need(rune < 0x7f || rune > 0x9f);
	}
}

static bool is_same(const struct nb_buffer *a, const struct nb_buffer *b)
{
	if (a->len != b->len)
		return false;
	return !a->data || !b->data || !memcmp(a->data, b->data, a->len);
}

static void escape_and_check(enum nb_escape how, const uint8_t *data, size_t size)
{
	nb_auto_buffer struct nb_buffer out = { 0 }, again = { 0 };

	nb_escape(&out, how, (const char *)data, size);
	need(!out.failed);
	switch (how) {
	case NB_ESCAPE_UTF8:
		break;
	case NB_ESCAPE_XML:
		check_xml(&out, "<>");
		return;
	case NB_ESCAPE_XML_ATTRIBUTE:
		check_xml(&out, "<>\"\n\r\t");
		return;
	case NB_ESCAPE_TEXT:
		check_text(&out, "\n\t");
		break;
	case NB_ESCAPE_LINE:
		check_text(&out, "");
		break;
	case NB_ESCAPE_TAP:
	case NB_ESCAPE_MARKDOWN:
		check_text(&out, "");
		return;
	case NB_ESCAPE_GITHUB:
	case NB_ESCAPE_GITHUB_PROPERTY:
		check_text(&out, "\t");
		return;
	}
	/* Nothing more to do the second time. */
	nb_escape(&again, how, out.data ? out.data : "", out.len);
	need(is_same(&again, &out));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	for (int how = NB_ESCAPE_UTF8; how <= NB_ESCAPE_GITHUB_PROPERTY; how++)
		escape_and_check((enum nb_escape)how, data, size);
	return 0;
}
