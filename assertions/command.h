/* SPDX-License-Identifier: MIT */
/* Commands of a node, judged by their status and output. Pure. */
#ifndef ASSERTIONS_COMMAND_H
#define ASSERTIONS_COMMAND_H

#include "assertions/judge.h"
#include "nestbed/checks.h"

/** nb_judge_status() - Did the command end with this exit status? */
struct nb_judgement nb_judge_status(const char *node, const char *shell, int wanted,
				    const struct nb_run_result *result);
/** nb_judge_output() - Is its output as wished? A status other than 0 fails as well */
struct nb_judgement nb_judge_output(const char *node, const char *shell,
				    const char *wanted, enum nb_output_wish wish,
				    const struct nb_run_result *result);

#endif /* ASSERTIONS_COMMAND_H */
