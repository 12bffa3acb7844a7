/* SPDX-License-Identifier: MIT */
/* Colours of a terminal, and whether it wants any. */
#include "reports/style.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "reports/github.h"

static bool is_on(const char *name)
{
	const char *value = getenv(name);

	return value && *value && strcmp(value, "0") != 0;
}

static bool is(const char *name, const char *wanted)
{
	const char *value = getenv(name);

	return value && !strcmp(value, wanted);
}

bool nb_style_wanted(FILE *out, enum nb_color color)
{
	const char *refused = getenv("NO_COLOR");

	if (color != NB_COLOR_AUTO)
		return color == NB_COLOR_ALWAYS;
	if (refused && *refused) /* "0" too: https://no-color.org */
		return false;
	if (is_on("CLICOLOR_FORCE") || is_on("FORCE_COLOR"))
		return true;
	if (is("CLICOLOR", "0") || is("TERM", "dumb") || nb_github_is_there())
		return false;
	return isatty(fileno(out)) == 1;
}

const char *nb_style_begin(bool has_color, enum nb_style style)
{
	static const char *const begin[] = {
		[NB_STYLE_GOOD] = "\x1b[32m",  [NB_STYLE_BAD] = "\x1b[1;31m",
		[NB_STYLE_WARN] = "\x1b[33m",  [NB_STYLE_DIM] = "\x1b[2m",
		[NB_STYLE_STRONG] = "\x1b[1m",
	};

	return has_color ? begin[style] : "";
}

const char *nb_style_end(bool has_color)
{
	return has_color ? "\x1b[0m" : "";
}

enum nb_style nb_style_of(enum nb_verdict verdict)
{
	switch (verdict) {
	case NB_VERDICT_PASS:
		return NB_STYLE_GOOD;
	case NB_VERDICT_SKIP:
	case NB_VERDICT_FLAKY:
		return NB_STYLE_WARN;
	case NB_VERDICT_FAIL:
	case NB_VERDICT_ERROR:
		return NB_STYLE_BAD;
	case NB_VERDICT_NONE:
		break;
	}
	return NB_STYLE_DIM;
}
