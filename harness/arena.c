/* SPDX-License-Identifier: MIT */
/* Memory that is given back all at once: chunks in a list, each filled from its start. */
#include "harness/arena.h"

#include <stdlib.h>
#include <string.h>

#define CHUNK 8192 /* bytes; bigger pieces get a chunk of their own size */
#define ALIGN _Alignof(max_align_t)

struct nb_arena_chunk {
	struct nb_arena_chunk *next;
	size_t size, used;
	_Alignas(max_align_t) char data[];
};

static struct nb_arena_chunk *add_chunk(struct nb_arena *arena, size_t size)
{
	struct nb_arena_chunk *chunk = calloc(1, sizeof(*chunk) + size);

	if (!chunk)
		return NULL;
	*chunk = (struct nb_arena_chunk){ .next = arena->chunks, .size = size };
	arena->chunks = chunk;
	return chunk;
}

void *nb_arena_get(struct nb_arena *arena, size_t size)
{
	size_t whole = (size + ALIGN - 1) / ALIGN * ALIGN;
	struct nb_arena_chunk *chunk = arena->chunks;
	void *piece;

	if (!chunk || chunk->size - chunk->used < whole)
		chunk = add_chunk(arena, whole > CHUNK ? whole : CHUNK);
	if (!chunk)
		return NULL;
	piece = chunk->data + chunk->used;
	chunk->used += whole;
	return piece;
}

char *nb_arena_text(struct nb_arena *arena, const char *text)
{
	size_t size = strlen(text) + 1;
	char *copy = nb_arena_get(arena, size);

	return copy ? memcpy(copy, text, size) : NULL;
}

void nb_arena_release(struct nb_arena *arena)
{
	while (arena->chunks) {
		struct nb_arena_chunk *chunk = arena->chunks;

		arena->chunks = chunk->next;
		free(chunk);
	}
}
