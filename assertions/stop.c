/* SPDX-License-Identifier: MIT */
/*
 * How a case stops: the functions of cmocka that end a test, interposed.
 *
 * Theory of operation. Every failing assert of cmocka first says its text with
 * cm_print_error() (1.x) or cmocka_print_error() (2.x), then calls _fail(file, line),
 * which leaves the test by longjmp(). fail_msg() says its text with print_error(). All of
 * them are called through the symbol table, also inside libcmocka, so the ones below come
 * first when nestbed was linked or preloaded before it: they keep the text, tell the
 * runner, and pass the call on.
 *
 * Where a call does not arrive the verdict is still right, because it rests on what the
 * trampolines of the plug-in see: a function that was begun and did not come back. That
 * happens for ways out that never call _fail() (a mock without a value), and where a
 * distribution linked libcmocka with -Bsymbolic-functions. Then the text is what was
 * said until then; or comes from the callbacks of cmocka 2.x; and the place is that of
 * the last assertion that was reached (assertions/place.c).
 *
 * cmocka's jump buffer belongs to the thread that runs the test. An assertion in a forked
 * child would make the child run the rest of the suite; in another thread it would
 * make the process exit. Neither happens: such an assertion is told as a stray and ends
 * its process.
 */
#include "assertions/stop.h"

#include <dlfcn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "assertions/place.h"
#include "assertions/wording.h"
#include "fixtures/witness.h"
#include "harness/auto.h"
#include "harness/coverage.h"
#include "nestbed/cmocka.h"

#define TEXT_MAX (64 * 1024) /* bytes kept of what a test says before it fails */
#define STRAY_STATUS 99

/* Exported by cmocka 1.x without a declaration; called cmocka_print_error since 2.0. */
void cm_print_error(const char *const format, ...) __attribute__((format(printf, 1, 2)));
void cmocka_print_error(const char *const format, ...)
	__attribute__((format(printf, 1, 2)));

void _stop(void); /* cmocka 2.x, reached by its macro stop() */

/* cmocka 2.x; NULL in 1.x. */
struct nb_cmocka_callbacks {
	void (*vprint_message)(const char *const format, va_list args);
	void (*vprint_error)(const char *const format, va_list args);
};
extern void cmocka_set_callbacks(const struct nb_cmocka_callbacks *callbacks)
	__attribute__((weak));

static struct {
	char *alive; /* one byte that the kernel wipes in a forked child */
	pid_t thread;
	enum nb_stage stage;
	bool is_inside; /* a function of the stage runs */
	bool was_begun; /* one has begun and nothing was concluded about it */
	bool was_told;	/* a FAIL, ERROR or SKIP since the stage began */
	bool any_told, failure_told; /* since the case began */
	bool is_late; /* the body failed, its text comes when cmocka prints its result */
	bool was_skipped;
} stop;

/* What the thread has said since the stage began: with an assertion, and besides. */
static __thread struct nb_buffer said, aside;
static struct nb_buffer late; /* what cmocka printed of a failure that is_late */

void nb_stop_arm(void)
{
	stop.alive =
		mmap(NULL, 1, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (stop.alive == MAP_FAILED || madvise(stop.alive, 1, MADV_WIPEONFORK) < 0) {
		perror("nestbed: a page that is wiped on fork");
		exit(EXIT_FAILURE);
	}
	*stop.alive = 1;
	stop.thread = gettid();
}

static bool is_armed(void)
{
	return stop.alive != NULL;
}

bool nb_stop_is_ours(void)
{
	return is_armed() && *stop.alive && gettid() == stop.thread;
}

bool nb_stop_is_elsewhere(void)
{
	return is_armed() && !nb_stop_is_ours();
}

enum nb_stage nb_stop_stage(void)
{
	return stop.stage;
}

bool nb_stop_was_told(void)
{
	return stop.any_told;
}

bool nb_stop_was_skipped(void)
{
	return stop.was_skipped && !stop.failure_told;
}

bool nb_stop_is_inside(void)
{
	return stop.is_inside;
}

void nb_stop_begin(enum nb_stage stage)
{
	nb_buffer_release(&said);
	nb_buffer_release(&aside);
	stop.stage = stage;
	stop.is_inside = stop.was_begun = true;
	stop.was_told = false;
	nb_say_stage(stage);
}

void nb_stop_returned(void)
{
	nb_buffer_release(&said);
	nb_buffer_release(&aside);
	stop.is_inside = false;
}

static const char *stage_type(enum nb_stage stage)
{
	switch (stage) {
	case NB_STAGE_GROUP_SETUP:
		return "group-setup";
	case NB_STAGE_START:
	case NB_STAGE_BUILD:
	case NB_STAGE_SERVICES:
	case NB_STAGE_SETUP:
		return "setup";
	case NB_STAGE_TEARDOWN:
	case NB_STAGE_END:
		return "teardown";
	case NB_STAGE_BODY:
		break;
	}
	return "assert";
}

/* Evidence is what was there when the first thing went wrong. */
static void take_evidence(void)
{
	struct nb_error err = { 0 };

	if (nb_witness_evidence_all("failure", &err) < 0)
		fprintf(stderr, "nestbed: evidence: %s\n", err.text);
}

static void say(enum nb_record_kind kind, const struct nb_stop *what)
{
	struct nb_record rec = { .kind = kind, .fd = -1 };

	if (!stop.failure_told)
		take_evidence();

	if (what->at && what->at->file) {
		rec.field[NB_KEY_FILE].text = what->at->file;
		rec.field[NB_KEY_LINE].number = (uint64_t)what->at->line;
	}
	rec.field[NB_KEY_TYPE].text = what->type;
	rec.field[NB_KEY_MESSAGE].text = what->message;
	rec.field[NB_KEY_TEXT].text = what->text;
	stop.was_told = stop.any_told = stop.failure_told = true;
	nb_say(&rec);
}

static enum nb_record_kind kind_in(enum nb_stage stage)
{
	return stage == NB_STAGE_BODY ? NB_REC_FAIL : NB_REC_ERROR;
}

void nb_stop_error(const struct nb_stop *what)
{
	say(NB_REC_ERROR, what);
}

void nb_stop_fail(const struct nb_stop *what)
{
	say(kind_in(stop.stage), what);
}

void nb_stop_returned_failed(const char *message)
{
	if (stop.was_told)
		return;
	nb_stop_error(
		&(struct nb_stop){ .type = stage_type(stop.stage), .message = message });
}

void nb_stop_skip(const char *reason)
{
	struct nb_record rec = { .kind = NB_REC_SKIP, .fd = -1 };

	rec.field[NB_KEY_MESSAGE].text = reason;
	stop.was_told = stop.any_told = stop.was_skipped = true;
	nb_say(&rec);
}

void nb_stop_stray(const struct nb_place *at, const char *message)
{
	struct nb_record rec = { .kind = NB_REC_STRAY, .fd = -1 };
	char text[512];

	snprintf(text, sizeof(text), "in %s: %s",
		 *stop.alive ? "another thread" : "a forked child", message);
	if (at && at->file) {
		rec.field[NB_KEY_FILE].text = at->file;
		rec.field[NB_KEY_LINE].number = (uint64_t)at->line;
	}
	rec.field[NB_KEY_MESSAGE].text = text;
	nb_say(&rec);
	fflush(stderr);
	nb_cov_flush();
	_exit(STRAY_STATUS);
}

/* Add to what this thread has said, within a bound. */
static void keep(struct nb_buffer *buf, const char *text)
{
	size_t len = strlen(text);

	if (is_armed() && len <= TEXT_MAX - buf->len)
		nb_buffer_add(buf, text, len);
}

/* The text of an assertion: what was said with it, what was printed just before. */
static const char *said_text(void)
{
	if (said.len)
		return said.data;
	return aside.len ? aside.data : NULL;
}

/* Tell that an assertion of cmocka's own stopped the function of @stage. */
static void tell_assertion(enum nb_stage stage, const struct nb_place *at,
			   const char *text)
{
	nb_auto_buffer struct nb_buffer report = { 0 };
	char message[512], source[256];

	if (text)
		nb_report_line(&report, "seen", "%s", text);
	if (nb_place_line(at, source, sizeof(source)))
		nb_report_line(&report, "source", "%s", source);
	nb_wording_message(message, sizeof(message), text, source);
	say(kind_in(stage), &(struct nb_stop){ .at = at,
					       .type = stage_type(stage),
					       .message = message,
					       .text = report.data });
}

/* cmocka looked for leaked blocks and mock values left over, after the function. */
static void tell_after(void)
{
	bool in_body = stop.stage == NB_STAGE_BODY;
	nb_auto_buffer struct nb_buffer report = { 0 };
	char message[512];

	nb_wording_message(message, sizeof(message), said_text(), "");
	if (said_text())
		nb_report_line(&report, "seen", "%s", said_text());
	nb_report_line(&report, "when", "after the %s had returned",
		       in_body ? "body" : nb_stage_name(stop.stage));
	nb_stop_fail(&(struct nb_stop){ .type = in_body ? "after-body"
							: stage_type(stop.stage),
					.message = message,
					.text = report.data });
}

/* The function that was begun did not come back, and nobody called our _fail(). */
static void conclude_left(enum nb_stage stage, const char *text)
{
	struct nb_place reached;
	bool is_known = nb_place_reached(&reached);

	tell_assertion(stage, is_known ? &reached : NULL, text);
}

void nb_stop_conclude(bool failed)
{
	bool was_begun = stop.was_begun;

	stop.was_begun = false;
	if (!was_begun || stop.was_told)
		return;
	if (!stop.is_inside) {
		if (failed || said.len)
			tell_after();
	} else if (stop.stage == NB_STAGE_BODY && !said.len && cmocka_set_callbacks) {
		stop.is_late = true;
	} else {
		conclude_left(stop.stage, said_text());
	}
	stop.is_inside = false;
}

void nb_stop_conclude_late(void)
{
	if (stop.is_late)
		conclude_left(NB_STAGE_BODY, late.data);
	stop.is_late = false;
}

/* The function of that name that we stand in front of; NULL where there is none. */
static void *next(const char *name)
{
	return dlsym(RTLD_NEXT, name);
}

/* Pass a text on to the function that we stand in front of. */
static void pass_on(const char *name, const char *format, const char *text)
{
	void (*real)(const char *, ...) = (void (*)(const char *, ...))next(name);

	if (real)
		real(format, text);
	else
		fputs(text, stderr);
}

static char *formatted(const char *format, va_list args)
{
	struct nb_buffer buf = { 0 };

	nb_buffer_vprintf(&buf, format, args);
	return nb_buffer_take(&buf, NULL);
}

void cm_print_error(const char *const format, ...)
{
	nb_auto_free char *text = NULL;
	va_list args;

	va_start(args, format);
	text = formatted(format, args);
	va_end(args);
	if (!text)
		return;
	keep(&said, text);
	pass_on("cm_print_error", "%s", text);
}

void cmocka_print_error(const char *const format, ...)
{
	nb_auto_free char *text = NULL;
	va_list args;

	va_start(args, format);
	text = formatted(format, args);
	va_end(args);
	if (!text)
		return;
	keep(&said, text);
	pass_on("cmocka_print_error", "%s", text);
}

void print_error(const char *const format, ...)
{
	nb_auto_free char *text = NULL;
	va_list args;

	va_start(args, format);
	text = formatted(format, args);
	va_end(args);
	if (!text)
		return;
	if (stop.is_inside)
		keep(&aside, text);
	pass_on("print_error", "%s", text);
}

static _Noreturn void leave(const char *name, const struct nb_place *at)
{
	void (*real)(const char *, int) = (void (*)(const char *, int))next(name);

	if (real)
		real(at->file, at->line);
	exit(EXIT_FAILURE);
}

void _fail(const char *const file, const int line)
{
	const struct nb_place at = { file, line };
	char message[512], source[256];

	if (nb_stop_is_elsewhere()) {
		nb_place_line(&at, source, sizeof(source));
		nb_stop_stray(&at, nb_wording_message(message, sizeof(message),
						      said_text(), source));
	}
	if (stop.is_inside)
		tell_assertion(stop.stage, &at, said_text());
	leave("_fail", &at);
}

/* cmocka 2.x: leave the test here, it has passed. */
void _stop(void)
{
	void (*real)(void) = (void (*)(void))next("_stop");

	if (nb_stop_is_elsewhere())
		nb_stop_stray(NULL, "stop() was called");
	stop.is_inside = stop.was_begun = false;
	if (real)
		real();
	exit(EXIT_FAILURE);
}

void _skip(const char *const file, const int line)
{
	const struct nb_place at = { file, line };
	char reason[512];

	if (nb_stop_is_elsewhere())
		nb_stop_stray(&at, "skip() was called");
	snprintf(reason, sizeof(reason), "skip() at %s:%d", file, line);
	if (stop.is_inside)
		nb_stop_skip(reason);
	leave("_skip", &at);
}

void nb_stop_leave_failed(const struct nb_place *at)
{
	leave("_fail", at);
}

void nb_stop_leave_skipped(const struct nb_place *at)
{
	leave("_skip", at);
}

void nb_stop_print(const char *text)
{
	const char *name = next("cmocka_print_error") ? "cmocka_print_error"
			   : next("cm_print_error")   ? "cm_print_error"
						      : "print_error";

	pass_on(name, "%s\n", text);
}

/* cmocka 2.x says a failure only after the test: its first words are the text. */
static void callback_error(const char *const format, va_list args)
{
	nb_auto_free char *text = formatted(format, args);

	if (!text)
		return;
	fputs(text, stderr);
	if (stop.is_late && !late.len)
		keep(&late, text);
}

static void callback_message(const char *const format, va_list args)
{
	vprintf(format, args);
}

void nb_stop_use_callbacks(void)
{
	static const struct nb_cmocka_callbacks callbacks = { callback_message,
							      callback_error };

	if (cmocka_set_callbacks)
		cmocka_set_callbacks(&callbacks);
}

void nb_stop_unfilter(void)
{
	static const char *const filters[] = { "cmocka_set_test_filter",
					       "cmocka_set_skip_filter" };

	for (size_t i = 0; i < sizeof(filters) / sizeof(filters[0]); i++) {
		void (*set)(const char *) = (void (*)(const char *))next(filters[i]);

		if (set)
			set(NULL);
	}
}
