/* SPDX-License-Identifier: MIT */
/* What a suite program finds in its environment. */
#include "nestbed/cmocka.h"

#include <stdlib.h>
#include <string.h>

#include "harness/environment.h"

static const char *find(char **env, const char *name)
{
	size_t len = strlen(name);

	for (; *env; env++)
		if (!strncmp(*env, name, len) && (*env)[len] == '=')
			return *env + len + 1;
	return NULL;
}

static void what_is_wanted_is_added(void **state)
{
	const struct nb_environment wanted = { .mode = "case",
					       .kase = "0:3",
					       .cache = "/r/cache",
					       .sanitizer = "/r/san",
					       .preload = "/l.so",
					       .keep = true };
	char **env;

	(void)state;
	setenv("ASAN_OPTIONS", "abort_on_error=1", 1);
	setenv("NESTBED_CASE", "9:9", 1);
	setenv("GCOV_PREFIX", "/x", 1);
	unsetenv("LD_PRELOAD");
	unsetenv("UBSAN_OPTIONS");
	env = nb_environment_new(&wanted);
	assert_string_equal(find(env, "NESTBED_CASE"), "0:3");
	assert_string_equal(find(env, "NESTBED_FD"), "3");
	assert_string_equal(find(env, "NESTBED_KEEP"), "1");
	assert_string_equal(find(env, "NESTBED_CACHE"), "/r/cache");
	assert_string_equal(find(env, "ASAN_OPTIONS"),
			    "abort_on_error=1:verify_asan_link_order=0:log_path=/r/san");
	assert_string_equal(find(env, "UBSAN_OPTIONS"), "log_path=/r/san");
	assert_string_equal(find(env, "LD_PRELOAD"), "/l.so");
	assert_null(find(env, "GCOV_PREFIX"));
	assert_null(find(env, "NESTBED_EVIDENCE"));
	assert_non_null(find(env, "PATH"));
	nb_environment_free(env);
}

static void what_was_given_stays(void **state)
{
	char **env;

	(void)state;
	setenv("ASAN_OPTIONS", "abort_on_error=1", 1);
	env = nb_environment_new(&(struct nb_environment){ .mode = "list" });
	assert_string_equal(find(env, "ASAN_OPTIONS"), "abort_on_error=1");
	assert_string_equal(find(env, "NESTBED_MODE"), "list");
	assert_null(find(env, "NESTBED_CASE"));
	nb_environment_free(env);
	nb_environment_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_wanted_is_added),
		cmocka_unit_test(what_was_given_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
