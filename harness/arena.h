/* SPDX-License-Identifier: MIT */
/*
 * Memory that is given back all at once: for structures of many small pieces.
 * Zero-initialised is empty.
 */
#ifndef HARNESS_ARENA_H
#define HARNESS_ARENA_H

#include <stddef.h>

struct nb_arena {
	struct nb_arena_chunk *chunks; /* the first one is being filled */
};

/** nb_arena_get() - @size bytes of zeros, aligned for anything; NULL when out of memory
 */
void *nb_arena_get(struct nb_arena *arena, size_t size);
/** nb_arena_text() - A copy of a string; NULL when out of memory */
char *nb_arena_text(struct nb_arena *arena, const char *text);
void nb_arena_release(struct nb_arena *arena);

#define nb_auto_arena __attribute__((cleanup(nb_arena_release)))

#endif /* HARNESS_ARENA_H */
