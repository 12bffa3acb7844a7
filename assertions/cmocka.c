/* SPDX-License-Identifier: MIT */
/*
 * cmocka: the functions of its library that end a test, interposed, and those that we call.
 *
 * Theory of operation. Every failing assert of cmocka first says its text with
 * cm_print_error() (1.x) or cmocka_print_error() (2.x), then calls _fail(file, line), which
 * leaves the test by longjmp(). fail_msg() says its text with print_error() in 1.x. All
 * of them are called through the symbol table, also inside libcmocka, so the ones below come
 * first when nestbed was linked or preloaded before it: they tell assertions/stop.c, and
 * pass the call on.
 *
 * Where libcmocka was linked with -Bsymbolic-functions its own calls do not arrive, and
 * text and place of an assertion are lost. Then the text comes from the callbacks of
 * cmocka 2.x, which print after the test, or stays in the output of the case (1.x); the
 * place is that of the last assertion that was reached (assertions/place.c).
 *
 * Nothing here needs cmocka to be there: other programs load this library as well.
 */
#include "assertions/cmocka.h"

#include <dlfcn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "assertions/stop.h"
#include "harness/auto.h"

/*
 * Declared here, not by cmocka.h: not all are in each version's, and some are macros in others.
 * cm_print_error() is of 1.x, cmocka_print_error() and _stop() are of 2.x.
 */
void _fail(const char *const file, const int line);
void _skip(const char *const file, const int line);
void _stop(void);
void print_error(const char *const format, ...) __attribute__((format(printf, 1, 2)));
void cm_print_error(const char *const format, ...) __attribute__((format(printf, 1, 2)));
void cmocka_print_error(const char *const format, ...)
	__attribute__((format(printf, 1, 2)));

/* cmocka 2.x; NULL in 1.x. */
struct nb_cmocka_callbacks {
	void (*vprint_message)(const char *const format, va_list args);
	void (*vprint_error)(const char *const format, va_list args);
};
extern void cmocka_set_callbacks(const struct nb_cmocka_callbacks *callbacks)
	__attribute__((weak));

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
	nb_stop_say(text);
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
	nb_stop_say(text);
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
	nb_stop_say_aside(text);
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

	nb_stop_assertion(&at);
	leave("_fail", &at);
}

void _skip(const char *const file, const int line)
{
	const struct nb_place at = { file, line };

	nb_stop_skipped(&at);
	leave("_skip", &at);
}

/* cmocka 2.x: leave the test here, it has passed. */
void _stop(void)
{
	void (*real)(void) = (void (*)(void))next("_stop");

	nb_stop_passed();
	if (real)
		real();
	exit(EXIT_FAILURE);
}

void nb_cmocka_fail(const struct nb_place *at)
{
	leave("_fail", at);
}

void nb_cmocka_skip(const struct nb_place *at)
{
	leave("_skip", at);
}

void nb_cmocka_print(const char *text)
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
	nb_stop_say_late(text);
}

static void callback_message(const char *const format, va_list args)
{
	vprintf(format, args);
}

void nb_cmocka_use_callbacks(void)
{
	static const struct nb_cmocka_callbacks callbacks = { callback_message,
							      callback_error };

	if (cmocka_set_callbacks)
		cmocka_set_callbacks(&callbacks);
}

/* A pattern cannot be taken back in 2.x: one that takes all, one that takes none. */
void nb_cmocka_unfilter(void)
{
	static const struct {
		const char *function, *pattern;
	} filters[] = {
		{ "cmocka_set_test_filter", "*" },
		{ "cmocka_set_skip_filter", "\1 no test has this name" },
	};

	for (size_t i = 0; i < sizeof(filters) / sizeof(filters[0]); i++) {
		void (*set)(const char *) =
			(void (*)(const char *))next(filters[i].function);

		if (set)
			set(filters[i].pattern);
	}
}
