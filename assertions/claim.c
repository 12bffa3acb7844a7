/* SPDX-License-Identifier: MIT */
/* How a claim ends a test: tell the runner, show it with cmocka's failure, leave. */
#include "assertions/claim.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "assertions/cmocka.h"
#include "assertions/stop.h"
#include "assertions/testing.h"
#include "harness/record.h"
#include "nestbed/cmocka.h"
#include "nestbed/kernel.h"

#define REASON 512 /* bytes */

void nb_report_line(struct nb_buffer *report, const char *label, const char *fmt, ...)
{
	struct nb_buffer value = { 0 };
	const char *line;
	va_list args;

	va_start(args, fmt);
	nb_buffer_vprintf(&value, fmt, args);
	va_end(args);
	line = value.data ? value.data : "";
	do {
		size_t len = strcspn(line, "\n");

		nb_buffer_printf(report, "  %-10s %.*s\n", label, (int)len, line);
		line += len + (line[len] == '\n');
		label = "";
	} while (*line);
	report->failed |= value.failed;
	nb_buffer_release(&value);
}

void nb_report_recorded(struct nb_buffer *report, const char *filter)
{
	if (filter)
		nb_report_line(report, "recorded", "only \"%s\"", filter);
}

/* The same lines for who runs the program by hand, and for the output that is kept. */
static void show(const char *message, const struct nb_buffer *text)
{
	nb_auto_buffer struct nb_buffer shown = { 0 };

	nb_buffer_printf(&shown, "%s\n%s", message, text && text->data ? text->data : "");
	if (shown.data)
		nb_cmocka_print(shown.data);
}

static const struct nb_place *known(const struct nb_place *at)
{
	static const struct nb_place unknown = { "unknown", 0 };

	return at && at->file ? at : &unknown;
}

_Noreturn void nb_claim_fail(const struct nb_place *at, const char *type,
			     const char *message, struct nb_buffer *text)
{
	nb_testing_catch(NB_FAILURE_FAIL, at, type, message, text);
	if (nb_stop_is_elsewhere())
		nb_stop_stray(at, message, text ? text->data : NULL);
	nb_stop_fail(&(struct nb_stop){ at, type, message, text ? text->data : NULL });
	show(message, text);
	if (text)
		nb_buffer_release(text);
	nb_cmocka_fail(known(at));
}

_Noreturn void nb_claim_error(const struct nb_place *at, const char *type,
			      const char *message, struct nb_buffer *text)
{
	nb_testing_catch(NB_FAILURE_ERROR, at, type, message, text);
	if (nb_stop_is_elsewhere())
		nb_stop_stray(at, message, text ? text->data : NULL);
	nb_stop_error(&(struct nb_stop){ at, type, message, text ? text->data : NULL });
	show(message, text);
	if (text)
		nb_buffer_release(text);
	nb_cmocka_fail(known(at));
}

static _Noreturn void skip_case(const struct nb_place *at, const char *reason,
				const char *missing)
{
	nb_testing_catch(NB_FAILURE_SKIP, at, NULL, reason, NULL);
	if (nb_stop_is_elsewhere())
		nb_stop_stray(at, reason, NULL);
	nb_stop_skip(reason, missing);
	nb_cmocka_skip(known(at));
}

_Noreturn void nb_claim_skip(const struct nb_place *at, const char *fmt, ...)
{
	char reason[REASON];
	va_list args;

	va_start(args, fmt);
	vsnprintf(reason, sizeof(reason), fmt, args);
	va_end(args);
	skip_case(at, reason, NULL);
}

void nb_note(const char *name, const char *fmt, ...)
{
	nb_auto_buffer struct nb_buffer value = { 0 };
	va_list args;

	va_start(args, fmt);
	nb_buffer_vprintf(&value, fmt, args);
	va_end(args);
	if (value.data)
		nb_say_property(name, value.data);
}

void nb_skip_at(const char *file, int line, const char *fmt, ...)
{
	const struct nb_place at = { file, line };
	char reason[REASON];
	va_list args;

	va_start(args, fmt);
	vsnprintf(reason, sizeof(reason), fmt, args);
	va_end(args);
	skip_case(&at, reason, NULL);
}

/* "esp4 netem" as people write it: "kernel lacks esp4, netem". */
static void write_reason(const char *missing, char *ret, size_t size)
{
	nb_auto_buffer struct nb_buffer text = { 0 };

	for (const char *at = missing; *at; at++)
		nb_buffer_printf(&text, *at == ' ' ? ",%c" : "%c", *at);
	snprintf(ret, size, "kernel lacks %s", text.data ? text.data : "");
}

void nb_need_at(const char *file, int line, const char *features)
{
	const struct nb_place at = { file, line };
	char missing[REASON / 2], reason[REASON];
	struct nb_error err = { 0 };
	int count = nb_kernel_missing(features, missing, sizeof(missing), &err);

	if (count < 0)
		nb_claim_error(&at, "needs", err.text, NULL);
	if (count == 0)
		return;
	write_reason(missing, reason, sizeof(reason));
	skip_case(&at, reason, missing);
}
