/* SPDX-License-Identifier: MIT */
/*
 * How a case stops: what was seen of it, put together and told once.
 *
 * Theory of operation. The plug-in says which function begins and that it came back; the
 * functions in assertions/cmocka.c say what cmocka is asked to print, and by which way the
 * test is left. A function that was begun, did not come back and was not left by a way that
 * was seen has failed all the same: verdicts rest on what the trampolines see, texts
 * and places on what arrives here.
 *
 * cmocka's jump buffer belongs to the thread that runs the test. An assertion in a forked
 * child would make the child run the rest of the suite; in another thread it would make
 * the process exit. Neither happens: such an assertion is told as a stray and ends its
 * process.
 */
#include "assertions/stop.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "assertions/place.h"
#include "assertions/wording.h"
#include "fixtures/witness.h"
#include "harness/coverage.h"

#define TEXT_MAX (64 * 1024) /* bytes kept of what a test says before it fails */
#define STRAY_STATUS 99

static struct {
	char *alive; /* one byte that the kernel wipes in a forked child */
	pid_t thread;
	struct nb_place written;
	enum nb_stage stage;
	bool is_inside; /* a function of the stage runs */
	bool was_begun; /* one has begun and nothing was concluded about it */
	bool was_told;	/* a FAIL, ERROR or SKIP since the stage began */
	bool any_told, failure_told; /* since the case began */
	bool is_late; /* the body failed; its text may come when cmocka prints the result */
	bool was_skipped;
	bool has_evidence;
} stop;

/* What the thread has said since the stage began: with an assertion, and besides. */
static __thread struct nb_buffer said, aside;
static struct nb_buffer late; /* what cmocka printed of a failure that is_late */

void nb_stop_arm(const struct nb_place *written)
{
	stop.alive =
		mmap(NULL, 1, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (stop.alive == MAP_FAILED || madvise(stop.alive, 1, MADV_WIPEONFORK) < 0) {
		perror("nestbed: a page that is wiped on fork");
		exit(EXIT_FAILURE);
	}
	*stop.alive = 1;
	stop.thread = gettid();
	stop.written = *written;
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

	if (stop.has_evidence)
		return;
	stop.has_evidence = true;
	if (nb_witness_evidence_all("failure", &err) < 0)
		fprintf(stderr, "nestbed: evidence: %s\n", err.text);
}

static void put_place(struct nb_record *rec, const struct nb_place *at)
{
	rec->field[NB_KEY_FILE].text = at->file;
	rec->field[NB_KEY_LINE].number = at->file ? (uint64_t)at->line : 0;
}

static void tell_late(void);

static void say(enum nb_record_kind kind, const struct nb_stop *what)
{
	struct nb_record rec = { .kind = kind, .fd = -1 };

	tell_late(); /* the body comes before what its teardown says */
	take_evidence();

	put_place(&rec, what->at && what->at->file ? what->at : &stop.written);
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

void nb_stop_skip(const char *reason, const char *missing)
{
	struct nb_record rec = { .kind = NB_REC_SKIP, .fd = -1 };

	rec.field[NB_KEY_MESSAGE].text = reason;
	rec.field[NB_KEY_NEEDS].text = missing;
	stop.was_told = stop.any_told = stop.was_skipped = true;
	nb_say(&rec);
}

void nb_stop_stray(const struct nb_place *at, const char *message, const char *text)
{
	struct nb_record rec = { .kind = NB_REC_STRAY, .fd = -1 };
	char where[512];

	snprintf(where, sizeof(where), "in %s: %s",
		 *stop.alive ? "another thread" : "a forked child", message);
	put_place(&rec, at && at->file ? at : &stop.written);
	rec.field[NB_KEY_MESSAGE].text = where;
	rec.field[NB_KEY_TEXT].text = text;
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

	nb_place_line(at, source, sizeof(source));
	nb_wording_message(message, sizeof(message), text, source);
	if (text && strchr(text, '\n') && strchr(text, '\n')[1])
		nb_report_line(&report, "seen", "%s", text);
	if (*source && !strstr(message, "assert_"))
		nb_report_line(&report, "source", "%s", source);
	say(kind_in(stage), &(struct nb_stop){ .at = at,
					       .type = stage_type(stage),
					       .message = message,
					       .text = report.data });
}

/* cmocka looked for leaked blocks and mock values left over, after the function. */
static void tell_after(enum nb_stage stage, const char *text)
{
	bool in_body = stage == NB_STAGE_BODY;
	nb_auto_buffer struct nb_buffer report = { 0 };
	char message[512] = "cmocka's own checks failed";

	if (text) {
		nb_wording_message(message, sizeof(message), text, "");
		nb_report_line(&report, "seen", "%s", text);
	}
	nb_report_line(&report, "when", "after the %s had returned",
		       nb_stage_name(stage));
	say(kind_in(stage),
	    &(struct nb_stop){ .type = in_body ? "after-body" : stage_type(stage),
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

static void expect_text(void)
{
	take_evidence();
	stop.is_late = true;
}

void nb_stop_conclude(void)
{
	bool was_begun = stop.was_begun;

	stop.was_begun = false;
	if (nb_stop_is_elsewhere())
		nb_stop_stray(NULL, "an assertion failed", NULL);
	if (!was_begun || stop.was_told)
		return;
	if (!stop.is_inside && said.len)
		tell_after(stop.stage, said_text());
	else if (stop.is_inside && (stop.stage != NB_STAGE_BODY || said.len))
		conclude_left(stop.stage, said_text());
	else if (stop.is_inside)
		expect_text();
	stop.is_inside = false;
}

/* What cmocka 2.x prints of a failure, without its frame: "[  ERROR   ] --- TEXT". */
static const char *late_text(void)
{
	const char *text =
		late.data && *late.data == '[' ? strstr(late.data, "--- ") : NULL;

	return text ? text + 4 : late.data;
}

static void tell_late(void)
{
	bool is_late = stop.is_late;

	stop.is_late = false;
	if (is_late)
		conclude_left(NB_STAGE_BODY, late_text());
}

void nb_stop_conclude_case(bool failed)
{
	nb_stop_conclude();
	tell_late();
	if (failed && !stop.any_told)
		tell_after(NB_STAGE_BODY, late_text());
}

void nb_stop_say(const char *text)
{
	keep(&said, text);
}

void nb_stop_say_aside(const char *text)
{
	if (stop.is_inside)
		keep(&aside, text);
}

void nb_stop_say_late(const char *text)
{
	if (stop.stage >= NB_STAGE_BODY && !stop.is_inside && !late.len)
		keep(&late, text);
}

void nb_stop_assertion(const struct nb_place *at)
{
	char message[512], source[256];

	if (nb_stop_is_elsewhere()) {
		nb_place_line(at, source, sizeof(source));
		nb_stop_stray(
			at,
			nb_wording_message(message, sizeof(message), said_text(), source),
			NULL);
	}
	if (stop.is_inside)
		tell_assertion(stop.stage, at, said_text());
}

void nb_stop_passed(void)
{
	if (nb_stop_is_elsewhere())
		nb_stop_stray(NULL, "stop() was called", NULL);
	stop.is_inside = stop.was_begun = false;
}

void nb_stop_skipped(const struct nb_place *at)
{
	char reason[512];

	if (nb_stop_is_elsewhere())
		nb_stop_stray(at, "skip() was called", NULL);
	snprintf(reason, sizeof(reason), "skip() at %s:%d", at->file, at->line);
	if (stop.is_inside)
		nb_stop_skip(reason, NULL);
}
