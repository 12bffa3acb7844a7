/* SPDX-License-Identifier: MIT */
/* The environment of a suite program. */
#include "harness/environment.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/record.h"
#include "harness/worker.h"

/* What is said anew, or is nobody's business: coverage of the program under test is its
 * own. */
static const char *const replaced[] = {
	NB_ENV_FD "=",	      NB_ENV_MODE "=",	NB_ENV_CASE "=",  NB_ENV_EVIDENCE "=",
	NB_ENV_CACHE "=",     NB_ENV_OWNED "=", NB_ENV_KEEP "=",  "GCOV_PREFIX=",
	"GCOV_PREFIX_STRIP=", "ASAN_OPTIONS=",	"UBSAN_OPTIONS=", "LSAN_OPTIONS=",
	"TSAN_OPTIONS=",      "LD_PRELOAD=",
};

static bool is_replaced(const char *entry)
{
	for (size_t i = 0; i < sizeof(replaced) / sizeof(replaced[0]); i++)
		if (!strncmp(entry, replaced[i], strlen(replaced[i])))
			return true;
	return false;
}

/* An environment that is being made; room for what is there and what is added. */
struct making {
	char **env;
	size_t count;
	bool failed;
};

static void add(struct making *making, const char *name, const char *value)
{
	char *entry;

	if (!value)
		return;
	if (asprintf(&entry, "%s=%s", name, value) < 0)
		making->failed = true;
	else
		making->env[making->count++] = entry;
}

/* What the user gave, with more behind it. */
static void append(struct making *making, const char *name, const char *between,
		   const char *before, const char *more)
{
	const char *given = getenv(name);
	char *value = NULL;

	if (!more) {
		add(making, name, given);
		return;
	}
	if (asprintf(&value, "%s%s%s%s", given ? given : "", given ? between : "", before,
		     more) < 0)
		making->failed = true;
	else
		add(making, name, value);
	free(value);
}

static void add_wanted(struct making *making, const struct nb_environment *wanted)
{
	char fd[12];

	snprintf(fd, sizeof(fd), "%d", NB_WORKER_RECORD_FD);
	add(making, NB_ENV_FD, fd);
	add(making, NB_ENV_MODE, wanted->mode);
	add(making, NB_ENV_CASE, wanted->kase);
	add(making, NB_ENV_EVIDENCE, wanted->evidence);
	add(making, NB_ENV_CACHE, wanted->cache);
	add(making, NB_ENV_KEEP, wanted->keep ? "1" : NULL);
	/* A preloaded library comes before the sanitizer's, and does it no harm. */
	append(making, "ASAN_OPTIONS", ":",
	       "verify_asan_link_order=0:log_path=", wanted->sanitizer);
	append(making, "UBSAN_OPTIONS", ":", "log_path=", wanted->sanitizer);
	append(making, "LSAN_OPTIONS", ":", "log_path=", wanted->sanitizer);
	append(making, "TSAN_OPTIONS", ":", "log_path=", wanted->sanitizer);
	append(making, "LD_PRELOAD", ":", "", wanted->preload);
}

char **nb_environment_new(const struct nb_environment *wanted)
{
	struct making making = { 0 };
	size_t room = sizeof(replaced) / sizeof(replaced[0]) + 1;

	for (char **entry = environ; *entry; entry++)
		room++;
	making.env = calloc(room, sizeof(*making.env));
	if (!making.env)
		return NULL;
	for (char **entry = environ; *entry && !making.failed; entry++) {
		if (is_replaced(*entry))
			continue;
		making.env[making.count] = strdup(*entry);
		making.failed = !making.env[making.count++];
	}
	if (!making.failed)
		add_wanted(&making, wanted);
	if (making.failed) {
		nb_environment_free(making.env);
		return NULL;
	}
	return making.env;
}

void nb_environment_free(char **env)
{
	for (char **entry = env; entry && *entry; entry++)
		free(*entry);
	free(env);
}
