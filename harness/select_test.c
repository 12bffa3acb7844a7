/* SPDX-License-Identifier: MIT */
/* Which cases are selected, in which shard, in which order. */
#include "nestbed/cmocka.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/select.h"

static struct nb_run *new_run(void)
{
	static const struct {
		const char *suite, *name, *tags;
	} cases[] = {
		{ "nat", "hides", "slow ipv4" }, { "nat", "maps", NULL },
		{ "route", "hides", "ipv6" },	 { "route", "ttl", "ipv4" },
		{ "route", "mtu", "slow" },	 { "dhcp", "lease", "slower" },
		{ "dhcp", "a[b]", NULL },	 { "route", "huge", "scale slow" },
	};
	struct nb_run *run = calloc(1, sizeof(*run));

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct nb_case_result *kase = nb_run_add_case(run);

		kase->suite = strdup(cases[i].suite);
		kase->name = strdup(cases[i].name);
		kase->tags = cases[i].tags ? strdup(cases[i].tags) : NULL;
	}
	return run;
}

/* "nat/hides route/ttl" */
static const char *names(const struct nb_run *run)
{
	static char text[256];
	size_t len = 0;

	text[0] = '\0';
	for (size_t i = 0; i < run->ncases; i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len, "%s%s/%s",
					i ? " " : "", run->cases[i].suite,
					run->cases[i].name);
	return text;
}

static void each_kind_of_word_selects(void **state)
{
	static const struct {
		const char *words; /* as typed: =exact, -tag, else a glob */
		const char *selected;
	} rows[] = {
		{ "nat/*", "nat/hides nat/maps" },
		{ "*/hides", "nat/hides route/hides" },
		{ "hides", "nat/hides route/hides" },
		{ "nat", "nat/hides nat/maps" },
		{ "t??", "route/ttl" },
		{ "-slow", "nat/hides route/mtu" },
		{ "-!slow", "nat/maps route/hides route/ttl dhcp/lease dhcp/a[b]" },
		{ "-slow -!ipv4", "route/mtu" },
		{ "route/* -ipv4", "route/ttl" },
		{ "=route/ttl =nat/maps", "nat/maps route/ttl" },
		{ "=route/ttl[12]", "route/ttl" },
		{ "=route/ttl[]", "" },
		{ "=route/ttl[1", "" },
		{ "=route/ttlx", "" },
		{ "=route/t*", "" },
		{ "dhcp/a[b]", "dhcp/a[b]" },
		{ "nothing", "" },
		{ "-scale", "route/huge" },
		{ "huge", "route/huge" },
		{ "route/huge nat/*", "nat/hides nat/maps route/huge" },
		{ "=route/huge", "route/huge" },
		{ "hug*", "" },
		{ "-scale nat/*", "" },
		{ "-!scale route/m*", "route/mtu" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct nb_selection *selection = nb_selection_new();
		struct nb_run *run = new_run();
		char *words = strdup(rows[i].words), *rest = words, *word;

		while ((word = strsep(&rest, " ")))
			if (word[0] == '=')
				nb_selection_add_exact(selection, word + 1, NULL);
			else if (word[0] == '-')
				nb_selection_add_tag(selection, word + 1, NULL);
			else
				nb_selection_add(selection, word, NULL);
		nb_select_filter(run, selection);
		assert_string_equal(names(run), rows[i].selected);
		nb_selection_free(selection);
		nb_run_free(run);
		free(words);
	}
}

static void a_file_has_words(void **state)
{
	struct nb_selection *selection = nb_selection_new();
	struct nb_run *run = new_run();
	char path[] = "/tmp/select_test.XXXXXX", word[64];
	struct nb_error err = { 0 };
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	dprintf(fd, "# failed yesterday\nnat/maps\n\nroute/t*  # and this\n");
	close(fd);
	snprintf(word, sizeof(word), "@%s", path);
	assert_int_equal(nb_selection_add(selection, word, &err), 0);
	nb_select_filter(run, selection);
	assert_string_equal(names(run), "nat/maps route/ttl");
	unlink(path);
	assert_int_equal(nb_selection_add(selection, word, &err), -1);
	assert_non_null(strstr(err.text, path));
	nb_selection_free(selection);
	nb_run_free(run);
}

static void a_list_that_names_itself_ends(void **state)
{
	struct nb_selection *selection = nb_selection_new();
	char path[] = "/tmp/select_test.XXXXXX", word[64];
	struct nb_error err = { 0 };
	int fd = mkstemp(path);

	(void)state;
	snprintf(word, sizeof(word), "@%s", path);
	dprintf(fd, "%s\n", word);
	close(fd);
	assert_int_equal(nb_selection_add(selection, word, &err), -1);
	assert_non_null(strstr(err.text, "ELOOP"));
	unlink(path);
	nb_selection_free(selection);
}

static void a_word_that_fits_nothing_is_told(void **state)
{
	struct nb_selection *selection = nb_selection_new();
	struct nb_run *run = new_run();

	(void)state;
	nb_selection_add(selection, "nat/*", NULL);
	nb_selection_add_exact(selection, "nat/typo", NULL);
	nb_select_filter(run, selection);
	assert_string_equal(nb_selection_unused(selection), "nat/typo");
	nb_selection_free(selection);
	nb_selection_free(NULL);
	nb_run_free(run);
}

static void shards_together_are_all_cases(void **state)
{
	(void)state;
	for (unsigned int total = 1; total < 10; total++) {
		size_t seen = 0;

		for (unsigned int index = 1; index <= total; index++) {
			struct nb_run *run = new_run();

			nb_select_shard(run, index, total);
			for (size_t i = 0; i < run->ncases; i++)
				seen += strlen(run->cases[i].name);
			nb_run_free(run);
		}
		assert_int_equal(seen, 5 + 4 + 5 + 3 + 3 + 5 + 4 + 4);
	}
}

static void a_shard_is_read_or_refused(void **state)
{
	static const char *const wrong[] = { "",    "1",    "0/2",  "3/2", "a/b",
					     "1/0", "1/2x", "-1/2", "1/-2" };
	unsigned int index, total;

	(void)state;
	assert_int_equal(nb_shard_parse("2/3", &index, &total, NULL), 0);
	assert_int_equal(index, 2);
	assert_int_equal(total, 3);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_int_equal(nb_shard_parse(wrong[i], &index, &total, NULL), -1);
}

static void batch_systems_tell_the_shard(void **state)
{
	static const char *const variables[] = {
		"SLURM_ARRAY_TASK_ID",	 "SLURM_ARRAY_TASK_COUNT", "SLURM_ARRAY_TASK_MIN",
		"SLURM_ARRAY_TASK_STEP", "JOB_COMPLETION_INDEX",   "JOB_COMPLETIONS",
		"CI_NODE_INDEX",	 "CI_NODE_TOTAL",	   "GTEST_SHARD_INDEX",
		"GTEST_TOTAL_SHARDS",
	};
	static const struct {
		const char *set;	   /* NAME=value words */
		unsigned int index, total; /* total 0 = none */
	} rows[] = {
		{ "SLURM_ARRAY_TASK_ID=7 SLURM_ARRAY_TASK_COUNT=3 SLURM_ARRAY_TASK_MIN=5 "
		  "SLURM_ARRAY_TASK_STEP=1",
		  3, 3 },
		{ "SLURM_ARRAY_TASK_ID=9 SLURM_ARRAY_TASK_COUNT=3 SLURM_ARRAY_TASK_MIN=5 "
		  "SLURM_ARRAY_TASK_STEP=2",
		  3, 3 },
		{ "JOB_COMPLETION_INDEX=0 JOB_COMPLETIONS=4", 1, 4 },
		{ "JOB_COMPLETION_INDEX=0", 0, 0 },
		{ "CI_NODE_INDEX=2 CI_NODE_TOTAL=2", 2, 2 },
		{ "CI_NODE_INDEX=0 CI_NODE_TOTAL=2", 0, 0 },
		{ "CI_NODE_INDEX=3 CI_NODE_TOTAL=2", 0, 0 },
		{ "GTEST_SHARD_INDEX=1 GTEST_TOTAL_SHARDS=2", 2, 2 },
		{ "CI_NODE_INDEX=x CI_NODE_TOTAL=2", 0, 0 },
		{ "", 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char *words = strdup(rows[i].set), *rest = words, *word;
		unsigned int index = 0, total = 0;

		while ((word = strsep(&rest, " ")) && *word)
			putenv(word);
		assert_int_equal(nb_shard_environment(&index, &total) != NULL,
				 rows[i].total != 0);
		assert_int_equal(index, rows[i].index);
		assert_int_equal(total, rows[i].total);
		for (size_t v = 0; v < sizeof(variables) / sizeof(variables[0]); v++)
			unsetenv(variables[v]);
		free(words);
	}
}

static void the_order_follows_from_the_seed(void **state)
{
	struct nb_run *a = new_run(), *b = new_run(), *c = new_run(), *plain = new_run();
	char first[256];

	(void)state;
	nb_select_shuffle(a, 42);
	snprintf(first, sizeof(first), "%s", names(a));
	nb_select_shuffle(b, 42);
	assert_string_equal(names(b), first);
	nb_select_shuffle(c, 43);
	assert_string_not_equal(names(c), first);
	assert_string_not_equal(names(plain), first);
	assert_int_equal(strlen(names(plain)), strlen(first));
	assert_int_equal(a->seed, 42);
	nb_run_free(a);
	nb_run_free(b);
	nb_run_free(c);
	nb_run_free(plain);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_kind_of_word_selects),
		cmocka_unit_test(a_file_has_words),
		cmocka_unit_test(a_list_that_names_itself_ends),
		cmocka_unit_test(a_word_that_fits_nothing_is_told),
		cmocka_unit_test(shards_together_are_all_cases),
		cmocka_unit_test(a_shard_is_read_or_refused),
		cmocka_unit_test(the_order_follows_from_the_seed),
		cmocka_unit_test(
			batch_systems_tell_the_shard), /* empties the environment */
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
