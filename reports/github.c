/* SPDX-License-Identifier: MIT */
/*
 * What GitHub Actions understands: annotations at the line of a failure, a page for the
 * summary of the job, the result of a Classroom assignment. GitHub shows ten annotations
 * of a kind a step, so the tenth tells how many more there are.
 */
#include "reports/github.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "harness/auto.h"
#include "reports/classroom.h"
#include "reports/escape.h"
#include "reports/formats.h"
#include "reports/reports.h"
#include "reports/view.h"

#define ANNOTATIONS 9

static void put(FILE *out, enum nb_escape how, const char *text)
{
	nb_auto_buffer struct nb_buffer clean = { 0 };

	nb_escape_puts(&clean, how, text);
	if (clean.data)
		fputs(clean.data, out);
}

static void annotate(FILE *out, const struct nb_case_result *kase, const char *level,
		     const char *message)
{
	const struct nb_finding *cause = nb_view_cause(kase, nb_view_last(kase));
	const char *file = cause->file ? cause->file : kase->source;

	fprintf(out, "::%s ", level);
	if (file) {
		fputs("file=", out);
		put(out, NB_ESCAPE_GITHUB_PROPERTY, nb_view_relative(file));
		fprintf(out, ",line=%d,", cause->file ? cause->line : kase->line);
	}
	fputs("title=", out);
	put(out, NB_ESCAPE_GITHUB_PROPERTY, kase->suite);
	fputs("/", out);
	put(out, NB_ESCAPE_GITHUB_PROPERTY, kase->name);
	fputs("::", out);
	put(out, NB_ESCAPE_GITHUB, message ? message : "");
	fputs("\n", out);
}

bool nb_github_is_there(void)
{
	const char *actions = getenv("GITHUB_ACTIONS");

	return actions && !strcmp(actions, "true");
}

void nb_github_annotate(const struct nb_run *run, FILE *out)
{
	size_t errors = 0, flaky = 0;

	for (size_t i = 0; i < run->ncases; i++) {
		const struct nb_case_result *kase = &run->cases[i];

		if (nb_view_is_bad(kase) && errors++ < ANNOTATIONS)
			annotate(out, kase, "error",
				 nb_view_cause(kase, nb_view_last(kase))->message);
		if (kase->verdict == NB_VERDICT_FLAKY && flaky++ < ANNOTATIONS)
			annotate(out, kase, "warning", "passed only when tried again");
	}
	if (errors > ANNOTATIONS)
		fprintf(out, "::error title=nestbed::and %zu more, see the summary\n",
			errors - ANNOTATIONS);
}

/* Call @write on the file that variable @name tells; nothing where it is not set. */
static int append(const char *name, const struct nb_run *run,
		  int (*write)(const struct nb_run *run, FILE *out, struct nb_error *err),
		  struct nb_error *err)
{
	const char *path = getenv(name);
	nb_auto_file FILE *out = NULL;

	if (!path || !*path)
		return 0;
	out = fopen(path, "ae");
	if (!out)
		return nb_error_set(err, errno, "open %s, named by %s", path, name);
	return write(run, out, err);
}

static int write_page(const struct nb_run *run, FILE *out, struct nb_error *err)
{
	return nb_markdown_report(run, out, NULL, err);
}

static bool has_points(const struct nb_run *run)
{
	for (size_t i = 0; i < run->ncases; i++)
		if (run->cases[i].points > 0)
			return true;
	return false;
}

int nb_github_tell(const struct nb_run *run, struct nb_error *err)
{
	int rc = 0;

	if (!nb_github_is_there())
		return 0;
	if (append("GITHUB_STEP_SUMMARY", run, write_page, err))
		rc = -1;
	if (has_points(run) && append("GITHUB_OUTPUT", run, nb_classroom_output, err))
		rc = -1;
	return rc;
}
