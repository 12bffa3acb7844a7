/* SPDX-License-Identifier: MIT */
/*
 * Numbers found by name: a hash of byte strings, each with a number. Keys are
 * copied. Zero-initialised is empty; adding and finding take constant time.
 */
#ifndef HARNESS_INDEX_H
#define HARNESS_INDEX_H

#include <stdbool.h>
#include <stddef.h>

#include "harness/buffer.h"

/**
 * struct nb_index - Numbers by name
 * @slots:	@size of them, a power of two; at most half are used
 * @keys:	All keys, one behind the other
 * @failed:	Memory ran out: something is missing
 */
struct nb_index {
	struct nb_index_slot *slots;
	size_t size;
	size_t used;
	struct nb_buffer keys;
	bool failed;
};

/**
 * nb_index_add() - Give a key its number, unless it has one
 * @key:	@len bytes of any content
 * @number:	For a new key
 *
 * Return: the number that belongs to the key: @number when it is new (or memory
 *	   ran out), else that of the one who came first
 */
size_t nb_index_add(struct nb_index *index, const void *key, size_t len, size_t number);

/** nb_index_find() - False when the key has none; @ret may be NULL */
bool nb_index_find(const struct nb_index *index, const void *key, size_t len,
		   size_t *ret);
void nb_index_release(struct nb_index *index);

#define nb_auto_index __attribute__((cleanup(nb_index_release)))

#endif /* HARNESS_INDEX_H */
