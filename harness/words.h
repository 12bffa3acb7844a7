/* SPDX-License-Identifier: MIT */
/* Words of a line: what stands between blanks. */
#ifndef HARNESS_WORDS_H
#define HARNESS_WORDS_H

#include <stdbool.h>
#include <stddef.h>

/** struct nb_word - A piece of a text that somebody else owns; not terminated */
struct nb_word {
	const char *at;
	size_t len;
};

/**
 * nb_word_next() - Cut the next word off a text
 * @rest:	In: where to look; out: behind the word
 * @ret:	The word
 *
 * Return: true; false when only blanks were left
 */
bool nb_word_next(const char **rest, struct nb_word *ret);

bool nb_word_is(const struct nb_word *word, const char *text);

/** nb_word_copy() - As a string; false when it does not fit into @size bytes */
bool nb_word_copy(const struct nb_word *word, char *ret, size_t size);

/**
 * nb_word_number() - As a decimal number of digits alone
 * Return: true; false when it is none, or not between @min and @max
 */
bool nb_word_number(const struct nb_word *word, unsigned long min, unsigned long max,
		    unsigned long *ret);

#endif /* HARNESS_WORDS_H */
