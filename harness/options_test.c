/* SPDX-License-Identifier: MIT */
/* Options: every form that is understood, every one that is refused, and what is printed. */
#include "nestbed/cmocka.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/options.h"

#define PARSE(ret, err, ...)                                                      \
	nb_options_parse(                                                         \
		(int)(sizeof((char *[]){ "run", __VA_ARGS__ }) / sizeof(char *)), \
		(char *[]){ "run", __VA_ARGS__, NULL }, ret, err)

static void every_form_is_understood(void **state)
{
	struct nb_options options;

	(void)state;
	assert_int_equal(PARSE(&options, NULL, "a/*", "-j4", "-t", "slow", "--tag=!ipv6",
			       "--exact", "s/c", "--deadline", "500ms", "--slow=2m",
			       "--list=json", "-x", "--shuffle", "--durations=3",
			       "--junit", "--json=/x", "--evid", "all", "--", "--b"),
			 0);
	assert_int_equal(options.jobs, 4);
	assert_int_equal(options.deadline_ms, 500);
	assert_int_equal(options.slow_ms, 120000);
	assert_int_equal(options.list, NB_LIST_JSON);
	assert_int_equal(options.evidence, NB_EVIDENCE_ALL);
	assert_int_equal(options.max_fail, 1);
	assert_int_equal(options.durations, 3);
	assert_string_equal(options.shuffle, "");
	assert_int_equal(options.words.count, 2);
	assert_string_equal(options.words.word[0], "a/*");
	assert_string_equal(options.words.word[1], "--b");
	assert_string_equal(options.tags.word[1], "!ipv6");
	assert_string_equal(options.exact.word[0], "s/c");
	assert_int_equal(options.nreports, 2);
	assert_string_equal(options.reports[0].name, "junit");
	assert_string_equal(options.reports[0].path, "");
	assert_string_equal(options.reports[1].path, "/x");
	nb_options_release(&options);
}

static void nothing_given_is_the_default(void **state)
{
	struct nb_options options;

	(void)state;
	assert_int_equal(PARSE(&options, NULL, "x"), 0);
	assert_int_equal(options.deadline_ms, 60000);
	assert_int_equal(options.slow_ms, 10000);
	assert_int_equal(options.max_fail, 0);
	assert_null(options.shuffle);
	nb_options_release(&options);
}

static void what_is_wrong_is_named(void **state)
{
	static const struct {
		const char *word;
		const char *message;
	} wrong[] = {
		{ "--nothing", "--nothing: no such option" },
		{ "-?", "-?: no such option" },
		{ "--re", "--re: may be --repeat or --retries" },
		{ "--jobs", "--jobs: needs N" },
		{ "-j", "--jobs: needs N" },
		{ "-jx", "--jobs: x is not N" },
		{ "--jobs=-1", "--jobs: -1 is not N" },
		{ "--jobs=99999999999", "--jobs: 99999999999 is not N" },
		{ "--keep=1", "--keep: takes no value" },
		{ "--deadline=0", "--deadline: 0 is not TIME" },
		{ "--deadline=1h", "--deadline: 1h is not TIME" },
		{ "--list=xml", "--list: xml is not text|json" },
		{ "--tag=", "--tag:  is not TAG" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		char word[32];
		struct nb_error err = { 0 };
		struct nb_options options;

		snprintf(word, sizeof(word), "%s", wrong[i].word);
		assert_int_equal(PARSE(&options, &err, word), -1);
		assert_string_equal(err.text, wrong[i].message);
	}
}

static char *printed(enum nb_help_how how)
{
	static char *text;
	static size_t len;
	FILE *to = open_memstream(&text, &len);

	nb_options_print(to, how);
	fclose(to);
	return text;
}

static void every_form_of_help_has_every_option(void **state)
{
	static const enum nb_help_how forms[] = { NB_HELP_TEXT, NB_HELP_MAN, NB_HELP_BASH,
						  NB_HELP_ZSH };

	(void)state;
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		char *text = printed(forms[i]);

		assert_non_null(strstr(text, "shuffle"));
		assert_non_null(strstr(text, forms[i] == NB_HELP_MAN ? "until\\-fail"
								     : "until-fail"));
		free(text);
	}
}

static char *content(const char *path)
{
	char *text = calloc(1, 1 << 16);
	FILE *file = fopen(path, "re");

	if (!file)
		fail_msg("%s: not there", path);
	fread(text, 1, (1 << 16) - 1, file);
	fclose(file);
	return text;
}

/* ci/options.sh writes them anew. */
static void what_is_made_from_the_table_is_up_to_date(void **state)
{
	static const struct {
		enum nb_help_how how;
		const char *path;
	} made[] = {
		{ NB_HELP_MAN, "docs/man/nestbed.1" },
		{ NB_HELP_BASH, "docs/completion/nestbed.bash" },
		{ NB_HELP_ZSH, "docs/completion/_nestbed" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(made) / sizeof(made[0]); i++) {
		char *wanted = printed(made[i].how), *seen = content(made[i].path);

		if (!strstr(seen, wanted))
			fail_msg("%s is older than the options", made[i].path);
		free(wanted);
		free(seen);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_form_is_understood),
		cmocka_unit_test(nothing_given_is_the_default),
		cmocka_unit_test(what_is_wrong_is_named),
		cmocka_unit_test(every_form_of_help_has_every_option),
		cmocka_unit_test(what_is_made_from_the_table_is_up_to_date),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
