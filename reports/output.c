/* SPDX-License-Identifier: MIT */
/* What a case printed itself, apart from what its report says already. */
#include "reports/output.h"

#include <string.h>

#include "reports/escape.h"

/* Frames of cmocka 1.1 and 2.0; they begin a line. */
static const char *const frames[] = {
	"[==========] ", "[----------] ",     "[ RUN      ] ",	      "[       OK ] ",
	"[  FAILED  ] ", "[  PASSED  ] ",     "[  SKIPPED ] ",	      "[   LINE   ] ",
	"[  ERROR   ] ", "Test setup failed", "Test teardown failed",
};

static bool begins(const char *line, size_t len, const char *with)
{
	size_t want = strlen(with);

	return len >= want && !memcmp(line, with, want);
}

/* " 1 FAILED TEST(S)" */
static bool is_sum(const char *line, size_t len)
{
	size_t digits = len ? strspn(line + 1, "0123456789") : 0;

	return digits && line[0] == ' ' &&
	       begins(line + 1 + digits, len - 1 - digits, " FAILED TEST(S)");
}

static bool is_frame(const char *line, size_t len)
{
	for (size_t i = 0; i < sizeof(frames) / sizeof(frames[0]); i++)
		if (begins(line, len, frames[i]))
			return true;
	return is_sum(line, len);
}

/* Everything that the findings of an attempt say, as safe as the output. */
static void add_told(const struct nb_attempt *attempt, struct nb_buffer *told)
{
	for (size_t i = 0; i < attempt->nfindings; i++) {
		nb_escape_puts(told, NB_ESCAPE_TEXT, attempt->findings[i].message);
		nb_buffer_puts(told, "\n");
		nb_escape_puts(told, NB_ESCAPE_TEXT, attempt->findings[i].text);
		nb_buffer_puts(told, "\n");
	}
}

static bool is_told(const struct nb_buffer *told, const char *line, size_t len)
{
	return told->data && memmem(told->data, told->len, line, len);
}

/* What follows the mark of an error: worth showing where no finding tells it. */
static const char *inside_error(const char *line, size_t *len)
{
	static const char *const marks[] = { "[  ERROR   ] --- ",
					     "Could not run test: " };

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (begins(line, *len, marks[i])) {
			*len -= strlen(marks[i]);
			return line + strlen(marks[i]);
		}
	return NULL;
}

void nb_output_own(const struct nb_attempt *attempt, struct nb_buffer *out)
{
	nb_auto_buffer struct nb_buffer clean = { 0 }, told = { 0 };
	const char *line, *next;
	bool in_error = false;

	if (!attempt->output_len)
		return;
	nb_escape(&clean, NB_ESCAPE_TEXT, attempt->output, attempt->output_len);
	add_told(attempt, &told);
	for (line = clean.data ? clean.data : ""; *line; line = next) {
		size_t len = strcspn(line, "\n");
		const char *error = inside_error(line, &len);
		const char *shown = error ? error : line;

		next = shown + len + (shown[len] == '\n');
		if (error || is_frame(line, len))
			in_error = error != NULL;
		if (is_frame(shown, len) || (in_error && is_told(&told, shown, len)))
			continue;
		nb_buffer_add(out, shown, len);
		nb_buffer_puts(out, "\n");
	}
	while (out->len > 1 &&
	       out->data[out->len - 2] == '\n') /* empty lines at the end */
		out->data[--out->len] = '\0';
	if (out->len == 1 && out->data[0] == '\n')
		out->data[--out->len] = '\0';
}

const char *nb_output_tail(const char *text, size_t lines)
{
	const char *from = text + strlen(text);

	if (from > text)
		from--; /* the end of the last line */
	for (; from > text; from--)
		if (from[-1] == '\n' && --lines == 0)
			break;
	return from;
}
