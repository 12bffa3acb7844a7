/* SPDX-License-Identifier: MIT */
/* The environment of a suite program: that of the runner, with what nestbed adds. */
#ifndef HARNESS_ENVIRONMENT_H
#define HARNESS_ENVIRONMENT_H

#include <stdbool.h>

/**
 * struct nb_environment - Who is asked for what
 * @mode:	NB_ENV_MODE: "list" or "case"
 * @kase:	NB_ENV_CASE, NULL = none
 * @evidence:	NB_ENV_EVIDENCE, NULL = none is wanted
 * @cache:	NB_ENV_CACHE, NULL = none
 * @sanitizer:	Start of the path of sanitizer logs, NULL = stderr
 * @preload:	Library to preload, NULL = none
 * @keep:	NB_ENV_KEEP: a case that fails waits with its lab standing
 */
struct nb_environment {
	const char *mode;
	const char *kase;
	const char *evidence;
	const char *cache;
	const char *sanitizer;
	const char *preload;
	bool keep;
};

/** nb_environment_new() - "NAME=value" strings, ends with NULL; NULL when out of memory
 */
char **nb_environment_new(const struct nb_environment *wanted);
void nb_environment_free(char **env); /* NULL is fine */

#endif /* HARNESS_ENVIRONMENT_H */
