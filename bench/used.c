/* SPDX-License-Identifier: MIT */
/*
 * Memory that was in use before.
 *
 * A virtual machine hands what is free back to its host within seconds (free page
 * reporting), and whoever touches such a page next waits for the host: so what a lab costs
 * depends on how long nobody used its memory. Touching memory just before does not help a
 * lab that takes a minute to build.
 *
 * But the kernel reports whole blocks only, of 2 MiB. So all free memory is touched, then
 * let go but for one page in each block: all else is free, in use before, and in pieces
 * that stay. Nothing has to watch or to follow the lab, and it serves any number of labs
 * one after the other. The pages are held by pipes, not by a mapping: compaction would move
 * those together to make blocks whole again, and cannot move what a pipe refers to.
 *
 * What is left alone, RESERVE_BYTES, keeps the kernel from reclaiming; it is the one part
 * that may be fresh after all, 2 % of a machine with 24 GiB.
 */
#include "bench/used.h"

#include <errno.h>
#include <error.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sysinfo.h>
#include <sys/uio.h>
#include <unistd.h>

#include "bench/measure.h"
#include "harness/auto.h"
#include "harness/clock.h"

#define PAGE 4096ul
#define BLOCK_PAGES 512 /* 2 MiB: pageblock_order, below which nothing is reported */
#define STEP_BYTES (4ul << 20)
#define RESERVE_BYTES (512ul << 20)
#define AGAIN_BYTES (256ul << 20)
#define PIPE_PAGES 256 /* of /proc/sys/fs/pipe-max-size, as it usually is */
#define FRAME_MASK ((UINT64_C(1) << 55) - 1) /* of an entry of pagemap */

/** struct blocks - Those of which a page is held already */
struct blocks {
	bool *held;
	size_t count;
};

/** struct batch - Pages for the next pipe */
struct batch {
	struct iovec pages[PIPE_PAGES];
	size_t count;
};

static void *must_have(void *memory)
{
	if (!memory)
		error(1, ENOMEM, "bench: memory that was in use");
	return memory;
}

static size_t free_bytes(void)
{
	struct sysinfo info;

	must(sysinfo(&info));
	return info.freeram * info.mem_unit;
}

static char *map(size_t bytes)
{
	char *pages = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	must(pages == MAP_FAILED ? -1 : 0);
	must(madvise(pages, bytes, MADV_NOHUGEPAGE)); /* a pipe would hold it whole */
	return pages;
}

/* As far as there is enough. Return: bytes; what each page cost */
static size_t touch(char *pages, size_t bytes, double *ret_us)
{
	uint64_t begin = nb_clock_ns();
	size_t at = 0;

	while (at < bytes && free_bytes() > RESERVE_BYTES)
		for (size_t end = at + STEP_BYTES; at < end; at += PAGE)
			pages[at] = 1;
	*ret_us = (double)(nb_clock_ns() - begin) / 1e3 * PAGE / (double)(at ? at : 1);
	return at;
}

static bool hold_block(struct blocks *blocks, size_t block)
{
	size_t count = blocks->count ? blocks->count : 1;

	while (count <= block)
		count *= 2;
	if (count > blocks->count) {
		blocks->held = must_have(realloc(blocks->held, count * sizeof(bool)));
		memset(blocks->held + blocks->count, 0, count - blocks->count);
		blocks->count = count;
	}
	if (blocks->held[block])
		return false;
	return blocks->held[block] = true;
}

static void fill_pipe(struct used_memory *used, struct batch *batch)
{
	int ends[2];

	used->pipes = must_have(reallocarray(used->pipes, used->npipes + 1, sizeof(int)));
	must(pipe2(ends, O_CLOEXEC));
	must(fcntl(ends[1], F_SETPIPE_SZ, PIPE_PAGES * PAGE));
	for (size_t i = 0; i < batch->count; i++)
		must((int)vmsplice(ends[1], &batch->pages[i], 1, 0));
	close(ends[1]);
	used->pipes[used->npipes++] = ends[0];
	batch->count = 0;
}

/* One page of each block. Nothing is let go before all are held: there is nowhere to move. */
static void hold(struct used_memory *used, char *pages)
{
	nb_auto_fd int pagemap = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
	uint64_t entries[BLOCK_PAGES];
	struct batch batch = { 0 };
	struct blocks blocks = { 0 };

	must(pagemap);
	for (size_t at = 0; at < used->bytes; at += sizeof(entries) / 8 * PAGE) {
		off_t from = (off_t)((uintptr_t)(pages + at) / PAGE * 8);

		must(pread(pagemap, entries, sizeof(entries), from) < 0 ? -1 : 0);
		for (size_t i = 0; i < BLOCK_PAGES; i++) {
			if (!hold_block(&blocks, (entries[i] & FRAME_MASK) / BLOCK_PAGES))
				continue;
			batch.pages[batch.count++] =
				(struct iovec){ pages + at + i * PAGE, PAGE };
			if (batch.count == PIPE_PAGES)
				fill_pipe(used, &batch);
		}
	}
	fill_pipe(used, &batch);
	free(blocks.held);
}

struct used_memory *used_memory_new(size_t most_bytes)
{
	struct used_memory *used = must_have(calloc(1, sizeof(*used)));
	size_t bytes = free_bytes() / STEP_BYTES * STEP_BYTES;
	char *pages;

	if (bytes > most_bytes)
		bytes = most_bytes;
	pages = map(bytes);
	used->bytes = touch(pages, bytes, &used->found_us);
	hold(used, pages);
	must(munmap(pages, bytes));
	pages = map(AGAIN_BYTES);
	touch(pages, AGAIN_BYTES, &used->again_us);
	must(munmap(pages, AGAIN_BYTES));
	return used;
}

void used_memory_free(struct used_memory *used)
{
	for (size_t i = 0; i < used->npipes; i++)
		close(used->pipes[i]);
	free(used->pipes);
	free(used);
}
