/* SPDX-License-Identifier: MIT */
#ifndef BENCH_USED_H
#define BENCH_USED_H

#include <stddef.h>

/**
 * struct used_memory - All free memory was in use before, until this ends
 * @bytes:	So much was touched
 * @found_us:	What a page of it cost to touch, as it was found
 * @again_us:	And what one costs from now on
 */
struct used_memory {
	size_t bytes;
	double found_us, again_us;
	int *pipes; /* with a page of each block */
	size_t npipes;
};

/** used_memory_new() - Touch what is free, at most @most_bytes of it; takes up to 10 us a page */
struct used_memory *used_memory_new(size_t most_bytes);
/** used_memory_free() - The machine may do with it what it likes */
void used_memory_free(struct used_memory *used);

#endif /* BENCH_USED_H */
