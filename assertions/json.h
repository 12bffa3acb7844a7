/* SPDX-License-Identifier: MIT */
/* JSON output against what must be in it. */
#ifndef ASSERTIONS_JSON_H
#define ASSERTIONS_JSON_H

#include "assertions/judge.h"

/** nb_judge_json() - Does the output of a command have all of @wanted? Pure */
struct nb_judgement nb_judge_json(const char *node, const char *shell, const char *wanted,
				  const char *output);

#endif /* ASSERTIONS_JSON_H */
