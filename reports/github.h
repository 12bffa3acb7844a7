/* SPDX-License-Identifier: MIT */
/* GitHub Actions: workflow commands in what a run prints. */
#ifndef REPORTS_GITHUB_H
#define REPORTS_GITHUB_H

#include <stdio.h>

#include "harness/result.h"

/** nb_github_is_there() - Whether this is a workflow of GitHub Actions */
bool nb_github_is_there(void);

/** nb_github_annotate() - An annotation a failure, at its line, as many as GitHub shows */
void nb_github_annotate(const struct nb_run *run, FILE *out);

#endif /* REPORTS_GITHUB_H */
