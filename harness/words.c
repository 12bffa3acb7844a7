/* SPDX-License-Identifier: MIT */
/* Words of a line: what stands between blanks. */
#include "harness/words.h"

#include <string.h>

#define BLANKS " \t\n\r\f\v"

bool nb_word_next(const char **rest, struct nb_word *ret)
{
	const char *at = *rest + strspn(*rest, BLANKS);
	size_t len = strcspn(at, BLANKS);

	*rest = at + len;
	if (!len)
		return false;
	*ret = (struct nb_word){ at, len };
	return true;
}

bool nb_word_is(const struct nb_word *word, const char *text)
{
	return strlen(text) == word->len && !memcmp(word->at, text, word->len);
}

bool nb_word_copy(const struct nb_word *word, char *ret, size_t size)
{
	if (word->len >= size)
		return false;
	memcpy(ret, word->at, word->len);
	ret[word->len] = '\0';
	return true;
}

bool nb_word_number(const struct nb_word *word, unsigned long min, unsigned long max,
		    unsigned long *ret)
{
	unsigned long number = 0;

	if (!word->len || word->len > 18) /* fits 64 bits */
		return false;
	for (size_t i = 0; i < word->len; i++) {
		if (word->at[i] < '0' || word->at[i] > '9')
			return false;
		number = number * 10 + (unsigned long)(word->at[i] - '0');
	}
	if (number < min || number > max)
		return false;
	*ret = number;
	return true;
}
