/* SPDX-License-Identifier: MIT */
/* Selection of cases by globs, exact names, tags and lists; their order. */
#include "harness/select.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/auto.h"

#define LISTS_DEEP 8 /* @FILE in @FILE: a file that names itself ends here */

enum kind { GLOB, EXACT, TAG };

struct nb_selection {
	struct word {
		enum kind kind;
		char *text;
		bool was_used;
	} * words;
	size_t count;
};

struct nb_selection *nb_selection_new(void)
{
	return calloc(1, sizeof(struct nb_selection));
}

void nb_selection_free(struct nb_selection *selection)
{
	if (!selection)
		return;
	for (size_t i = 0; i < selection->count; i++)
		free(selection->words[i].text);
	free(selection->words);
	free(selection);
}

static int add(struct nb_selection *selection, enum kind kind, const char *text,
	       struct nb_error *err)
{
	struct word *bigger =
		realloc(selection->words, (selection->count + 1) * sizeof(*bigger));
	char *copy = strdup(text);

	if (bigger)
		selection->words = bigger;
	if (!bigger || !copy) {
		free(copy);
		return nb_error_set(err, ENOMEM, "select %s", text);
	}
	selection->words[selection->count++] = (struct word){ kind, copy, false };
	return 0;
}

static int add_word(struct nb_selection *selection, const char *word, int deep,
		    struct nb_error *err);

static int add_file(struct nb_selection *selection, const char *path, int deep,
		    struct nb_error *err)
{
	nb_auto_file FILE *file = fopen(path, "re");
	nb_auto_free char *line = NULL;
	size_t size = 0;

	if (!file)
		return nb_error_set(err, errno, "read the list %s", path);
	if (deep > LISTS_DEEP)
		return nb_error_set(err, ELOOP, "read the list %s", path);
	while (getline(&line, &size, file) >= 0) {
		line[strcspn(line, "#\r\n")] = '\0';
		line[strcspn(line, " \t")] = '\0';
		if (line[0] && add_word(selection, line, deep + 1, err) < 0)
			return -1;
	}
	return 0;
}

static int add_word(struct nb_selection *selection, const char *word, int deep,
		    struct nb_error *err)
{
	if (word[0] == '@')
		return add_file(selection, word + 1, deep, err);
	return add(selection, GLOB, word, err);
}

int nb_selection_add(struct nb_selection *selection, const char *word,
		     struct nb_error *err)
{
	return add_word(selection, word, 0, err);
}

int nb_selection_add_exact(struct nb_selection *selection, const char *name,
			   struct nb_error *err)
{
	return add(selection, EXACT, name, err);
}

int nb_selection_add_tag(struct nb_selection *selection, const char *tag,
			 struct nb_error *err)
{
	return add(selection, TAG, tag, err);
}

static bool is_among(const char *words, const char *word)
{
	size_t len = strlen(word);

	while (words && *words) {
		size_t this = strcspn(words, " ");

		if (this == len && !strncmp(words, word, len))
			return true;
		words += this + strspn(words + this, " ");
	}
	return false;
}

/* "suite/case", or a round of it: "suite/case[3]". */
static bool is_exact(const char *word, const char *full)
{
	size_t len = strlen(full);
	size_t digits;

	if (strncmp(word, full, len) != 0)
		return false;
	if (!word[len])
		return true;
	digits = word[len] == '[' ? strspn(word + len + 1, "0123456789") : 0;
	return digits && !strcmp(word + len + 1 + digits, "]");
}

static bool fits(const struct word *word, const struct nb_case_result *kase,
		 const char *full)
{
	switch (word->kind) {
	case TAG:
		return word->text[0] == '!' ? !is_among(kase->tags, word->text + 1)
					    : is_among(kase->tags, word->text);
	case EXACT:
		return is_exact(word->text, full);
	case GLOB:
		if (strchr(word->text, '/'))
			return !fnmatch(word->text, full, 0) || !strcmp(word->text, full);
		return !fnmatch(word->text, kase->name, 0) ||
		       !fnmatch(word->text, kase->suite, 0);
	}
	return false;
}

/* By its very name, or by the tag for which it is left out otherwise. */
static bool asks_for(const struct word *word, const struct nb_case_result *kase,
		     const char *full)
{
	switch (word->kind) {
	case TAG:
		return !strcmp(word->text, NB_TAG_ON_DEMAND);
	case EXACT:
		return is_exact(word->text, full);
	case GLOB:
		return !strcmp(word->text, full) || !strcmp(word->text, kase->name);
	}
	return false;
}

bool nb_selection_has(struct nb_selection *selection, const struct nb_case_result *kase)
{
	bool by_name = false, any_name = false, by_tags = true;
	bool is_wanted = !is_among(kase->tags, NB_TAG_ON_DEMAND);
	nb_auto_free char *full = NULL;

	if (asprintf(&full, "%s/%s", kase->suite, kase->name) < 0)
		return false;
	for (size_t i = 0; i < selection->count; i++) {
		struct word *word = &selection->words[i];
		bool fit = fits(word, kase, full);

		word->was_used = word->was_used || fit;
		is_wanted = is_wanted || asks_for(word, kase, full);
		if (word->kind == TAG) {
			by_tags = by_tags && fit;
		} else {
			any_name = true;
			by_name = by_name || fit;
		}
	}
	return is_wanted && by_tags && (by_name || !any_name);
}

const char *nb_selection_unused(const struct nb_selection *selection)
{
	for (size_t i = 0; i < selection->count; i++)
		if (!selection->words[i].was_used)
			return selection->words[i].text;
	return NULL;
}

/* Close the gap that a case leaves; what is kept has its place already. */
static void keep(struct nb_run *run, size_t *kept, size_t i, bool is_kept)
{
	if (!is_kept)
		nb_case_result_release(&run->cases[i]);
	else
		run->cases[(*kept)++] = run->cases[i];
}

void nb_select_filter(struct nb_run *run, struct nb_selection *selection)
{
	size_t kept = 0;

	for (size_t i = 0; i < run->ncases; i++)
		keep(run, &kept, i, nb_selection_has(selection, &run->cases[i]));
	run->ncases = kept;
}

void nb_select_lacking(struct nb_run *run, nb_lacks_fn *lacks)
{
	size_t kept = 0;

	for (size_t i = 0; i < run->ncases; i++)
		keep(run, &kept, i, lacks(run->cases[i].needs));
	run->ncases = kept;
}

void nb_select_shard(struct nb_run *run, unsigned int index, unsigned int total)
{
	size_t kept = 0;

	for (size_t i = 0; i < run->ncases; i++)
		keep(run, &kept, i, i % total == index - 1);
	run->ncases = kept;
	run->shard_index = index;
	run->shard_total = total;
}

/* splitmix64: small, and the same everywhere. */
static uint64_t next_random(uint64_t *seed)
{
	uint64_t z = (*seed += 0x9e3779b97f4a7c15ull);

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
	return z ^ (z >> 31);
}

void nb_select_shuffle(struct nb_run *run, uint64_t seed)
{
	run->seed = seed;
	for (size_t i = run->ncases; i > 1; i--) {
		size_t j = next_random(&seed) % i;
		struct nb_case_result other = run->cases[j];

		run->cases[j] = run->cases[i - 1];
		run->cases[i - 1] = other;
	}
}
