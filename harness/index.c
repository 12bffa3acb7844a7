/* SPDX-License-Identifier: MIT */
/* Numbers found by name: open addressing, linear probing, doubled when half full. */
#include "harness/index.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct nb_index_slot {
	uint64_t hash;	/* 0 = free */
	size_t at, len; /* of the key, in keys */
	size_t number;
};

/* FNV-1a, 64 bit: http://www.isthe.com/chongo/tech/comp/fnv/ */
static uint64_t hash_of(const unsigned char *key, size_t len)
{
	uint64_t hash = 0xcbf29ce484222325u;

	for (size_t i = 0; i < len; i++)
		hash = (hash ^ key[i]) * 0x100000001b3u;
	return hash ? hash : 1;
}

/* The slot of a key, or the free one where it belongs. */
static struct nb_index_slot *slot_of(const struct nb_index *index, uint64_t hash,
				     const void *key, size_t len)
{
	size_t i = hash & (index->size - 1);

	for (;; i = (i + 1) & (index->size - 1)) {
		struct nb_index_slot *slot = &index->slots[i];

		if (!slot->hash)
			return slot;
		if (slot->hash == hash && slot->len == len &&
		    (!len || !memcmp(index->keys.data + slot->at, key, len)))
			return slot;
	}
}

static bool grow(struct nb_index *index)
{
	size_t size = index->size ? index->size * 2 : 64;
	struct nb_index_slot *slots = calloc(size, sizeof(*slots));
	struct nb_index_slot *old = index->slots;
	size_t old_size = index->size;

	if (!slots)
		return false;
	index->slots = slots;
	index->size = size;
	for (size_t i = 0; i < old_size; i++)
		if (old[i].hash)
			*slot_of(index, old[i].hash, index->keys.data + old[i].at,
				 old[i].len) = old[i];
	free(old);
	return true;
}

size_t nb_index_add(struct nb_index *index, const void *key, size_t len, size_t number)
{
	uint64_t hash = hash_of(key, len);
	struct nb_index_slot *slot;

	if (index->failed || (index->used * 2 >= index->size && !grow(index))) {
		index->failed = true;
		return number;
	}
	slot = slot_of(index, hash, key, len);
	if (slot->hash)
		return slot->number;
	*slot = (struct nb_index_slot){ hash, index->keys.len, len, number };
	nb_buffer_add(&index->keys, key, len);
	if (index->keys.failed) {
		*slot = (struct nb_index_slot){ 0 };
		index->failed = true;
		return number;
	}
	index->used++;
	return number;
}

bool nb_index_find(const struct nb_index *index, const void *key, size_t len, size_t *ret)
{
	const struct nb_index_slot *slot;

	if (!index->used)
		return false;
	slot = slot_of(index, hash_of(key, len), key, len);
	if (!slot->hash)
		return false;
	if (ret)
		*ret = slot->number;
	return true;
}

void nb_index_release(struct nb_index *index)
{
	free(index->slots);
	nb_buffer_release(&index->keys);
	*index = (struct nb_index){ 0 };
}
