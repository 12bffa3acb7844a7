/* SPDX-License-Identifier: MIT */
/* Claims that fail on purpose: kept for the caller of nb_expect_failure() to look at. */
#include "assertions/testing.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

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
