/* SPDX-License-Identifier: MIT */
/* Colours of a terminal, and whether it wants any. */
#ifndef REPORTS_STYLE_H
#define REPORTS_STYLE_H

#include <stdbool.h>
#include <stdio.h>

#include "reports/reports.h"

enum nb_style {
	NB_STYLE_GOOD,
	NB_STYLE_BAD,
	NB_STYLE_WARN,
	NB_STYLE_DIM,
	NB_STYLE_STRONG
};

/**
 * nb_style_wanted() - Whether to colour what goes to @out
 *
 * An option decides; else NO_COLOR (set and not empty) says no, then CLICOLOR_FORCE and
 * FORCE_COLOR (set, not empty and not "0") say yes, then CLICOLOR=0, TERM=dumb and a
 * GitHub workflow no; else a terminal is coloured.
 */
bool nb_style_wanted(FILE *out, enum nb_color color);

/** nb_style_begin() - The sequence that turns a style on, "" when @has_color is false */
const char *nb_style_begin(bool has_color, enum nb_style style);
const char *nb_style_end(bool has_color);

/** nb_style_of() - How to show a verdict */
enum nb_style nb_style_of(enum nb_verdict verdict);

#endif /* REPORTS_STYLE_H */
