/* SPDX-License-Identifier: MIT */
/* Claims that fail on purpose: kept for the caller of nb_expect_failure() to look at. */
#include "assertions/testing.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static _Thread_local struct {
	bool is_armed;
	sigjmp_buf env;
	struct nb_failure failure;
} trap;

/* cmocka's own asserts jump past us; the next call then finds the trap armed and resets
 * it. */
const struct nb_failure *nb_expect_failure(void (*function)(void *ctx), void *ctx)
{
	trap.is_armed = true;
	if (sigsetjmp(trap.env, 0))
		return &trap.failure;
	function(ctx);
	trap.is_armed = false;
	return NULL;
}

void nb_testing_catch(enum nb_failure_kind kind, const struct nb_place *at,
		      const char *type, const char *message, struct nb_buffer *text)
{
	struct nb_failure *failure = &trap.failure;

	if (!trap.is_armed)
		return;
	*failure = (struct nb_failure){ .kind = kind, .line = at ? at->line : 0 };
	snprintf(failure->file, sizeof(failure->file), "%s",
		 at && at->file ? at->file : "");
	snprintf(failure->type, sizeof(failure->type), "%s", type ? type : "");
	snprintf(failure->message, sizeof(failure->message), "%s",
		 message ? message : "");
	if (text) {
		snprintf(failure->text, sizeof(failure->text), "%s",
			 text->data ? text->data : "");
		nb_buffer_release(text);
	}
	trap.is_armed = false;
	siglongjmp(trap.env, 1);
}

static bool is_message(const char *message, const char *wanted)
{
	static const char more[] = "...";
	size_t len = strlen(wanted), tail = strlen(more);

	if (len < tail || strcmp(wanted + len - tail, more) != 0)
		return strcmp(message, wanted) == 0;
	return strncmp(message, wanted, len - tail) == 0;
}

static void add_failure(struct nb_buffer *text, const char *label,
			enum nb_failure_kind kind, const char *type, const char *message)
{
	static const char *const kinds[] = { [NB_FAILURE_FAIL] = "FAIL",
					     [NB_FAILURE_ERROR] = "ERROR",
					     [NB_FAILURE_SKIP] = "SKIP" };

	nb_report_line(text, label, "%s %s: %s", kinds[kind], type, message);
}

void nb_failure_judge(const struct nb_failure *failure, enum nb_failure_kind kind,
		      const char *type, const char *message,
		      struct nb_judgement *judgement)
{
	judgement->type = "testing.failure";
	if (failure && failure->kind == kind && strcmp(failure->type, type) == 0 &&
	    is_message(failure->message, message))
		return;
	nb_judgement_set(judgement, NB_FAILS, "a claim that is to fail %s",
			 failure ? "fails otherwise" : "holds");
	add_failure(&judgement->text, "wanted", kind, type, message);
	if (failure)
		add_failure(&judgement->text, "seen", failure->kind, failure->type,
			    failure->message);
	else
		nb_report_line(&judgement->text, "seen", "every claim in it holds");
}

const struct nb_failure *nb_assert_fails_at(const char *file, int line,
					    void (*function)(void *ctx), void *ctx,
					    enum nb_failure_kind kind, const char *type,
					    const char *message)
{
	const struct nb_failure *failure = nb_expect_failure(function, ctx);
	struct nb_judgement judgement = { .ruling = NB_HOLDS };

	nb_failure_judge(failure, kind, type, message, &judgement);
	nb_judgement_close(&(struct nb_place){ file, line }, &judgement);
	return failure;
}
