/* SPDX-License-Identifier: MIT */
/* Hostile bytes come out harmless, and what is harmless comes out as it was. */
#include "reports/escape.h"

#include "reports/sample_test.h"

static void gives_(enum nb_escape how, const char *in, size_t len, const char *want)
{
	nb_auto_buffer struct nb_buffer out = { 0 };

	nb_escape(&out, how, in, len);
	assert_string_equal(out.data ? out.data : "", want);
}

#define gives(how, in, want) gives_(how, in, sizeof(in) - 1, want)

static void ordinary_text_stays(void **state)
{
	(void)state;
	gives(NB_ESCAPE_TEXT, "one\n\ttwo \xc3\xa4 \xf0\x9f\x90\xa6",
	      "one\n\ttwo \xc3\xa4 \xf0\x9f\x90\xa6");
	gives(NB_ESCAPE_TEXT, "a\r\nb", "a\nb");
	gives(NB_ESCAPE_TEXT, "", "");
}

static void malformed_utf8_is_shown(void **state)
{
	(void)state;
	gives(NB_ESCAPE_UTF8, "\xff", "\\xff");
	gives(NB_ESCAPE_UTF8, "\xc0\xaf", "\\xc0\\xaf");	  /* overlong */
	gives(NB_ESCAPE_UTF8, "\xed\xa0\x80", "\\xed\\xa0\\x80"); /* surrogate */
	gives(NB_ESCAPE_UTF8, "\xf4\x90\x80\x80",
	      "\\xf4\\x90\\x80\\x80");			 /* > U+10FFFF */
	gives(NB_ESCAPE_UTF8, "\xe2\x82", "\\xe2\\x82"); /* cut short */
	gives(NB_ESCAPE_UTF8, "\xe2\x82\xac\x80", "\xe2\x82\xac\\x80");
	gives(NB_ESCAPE_UTF8, "\x01\x1b[m", "\x01\x1b[m"); /* a JSON writer follows */
}

static void controls_are_shown(void **state)
{
	(void)state;
	gives(NB_ESCAPE_TEXT, "a\x01\x7f\0b", "a\\x01\\x7f\\x00b");
	gives(NB_ESCAPE_TEXT,
	      "\xc2\x9b"
	      "31m",
	      "\\x9b31m"); /* CSI of eight bits */
	gives(NB_ESCAPE_TEXT, "\xef\xbf\xbe\xef\xbf\xbf", "\\ufffe\\uffff");
	gives(NB_ESCAPE_TEXT,
	      "\xe2\x80\xae"
	      "txt",
	      "\\u202etxt"); /* right to left */
	gives(NB_ESCAPE_TEXT, "a\rb", "a\\x0db");
}

static void terminal_sequences_go(void **state)
{
	(void)state;
	gives(NB_ESCAPE_TEXT, "a\x1b[1;31mred\x1b[0m", "ared");
	gives(NB_ESCAPE_TEXT, "\x1b]0;title\a!", "!");
	gives(NB_ESCAPE_TEXT, "\x1b]8;;http://x\x1b\\link", "link");
	gives(NB_ESCAPE_TEXT,
	      "\x1b(Bx\x1b"
	      "7y",
	      "xy");
	gives(NB_ESCAPE_TEXT, "\x1b", "\\x1b");
	gives(NB_ESCAPE_TEXT, "\x1b[31", "\\x1b[31"); /* never ends */
	gives(NB_ESCAPE_TEXT, "\x1b\x1b[0m[31mx",
	      "\\x1b[31mx"); /* nothing is uncovered */
}

static void each_target_has_its_own_rules(void **state)
{
	(void)state;
	gives(NB_ESCAPE_LINE, "a\nb\tc\r", "a\\nb\\tc\\r");
	gives(NB_ESCAPE_XML, "<a>&]]>\"", "&lt;a&gt;&amp;]]&gt;\"");
	gives(NB_ESCAPE_XML_ATTRIBUTE, "\"\n\t\r<", "&quot;&#10;&#9;&#13;&lt;");
	gives(NB_ESCAPE_TAP, "a # SKIP b\\\x01\n", "a \\# SKIP b\\\\\\\\x01\\\\n");
	gives(NB_ESCAPE_MARKDOWN, "*a*|\nb", "&#42;a&#42;&#124; b");
	gives(NB_ESCAPE_GITHUB, "50%\n::x", "50%25%0A::x");
	gives(NB_ESCAPE_GITHUB_PROPERTY, "a:b,c%", "a%3Ab%2Cc%25");
}

static void a_long_sequence_takes_no_time(void **state)
{
	nb_auto_buffer struct nb_buffer in = { 0 }, out = { 0 };

	(void)state;
	for (int i = 0; i < 100000; i++)
		nb_buffer_puts(&in, "\x1b]");
	nb_escape(&out, NB_ESCAPE_TEXT, in.data, in.len);
	assert_int_equal(out.len, 500000);
}

static void a_line_is_cut_between_characters(void **state)
{
	(void)state;
	assert_int_equal(nb_utf8_columns("a\xc3\xa4"
					 "b"),
			 3);
	assert_int_equal(nb_utf8_columns("\xe6\xbc\xa2"), 2);
	assert_int_equal(nb_utf8_fit("a\xc3\xa4"
				     "b",
				     2),
			 3);
	assert_int_equal(nb_utf8_fit("a\xe6\xbc\xa2", 2), 1);
	assert_int_equal(nb_utf8_fit("abc", 10), 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ordinary_text_stays),
		cmocka_unit_test(malformed_utf8_is_shown),
		cmocka_unit_test(controls_are_shown),
		cmocka_unit_test(terminal_sequences_go),
		cmocka_unit_test(each_target_has_its_own_rules),
		cmocka_unit_test(a_long_sequence_takes_no_time),
		cmocka_unit_test(a_line_is_cut_between_characters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
