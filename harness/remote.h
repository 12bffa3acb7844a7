/* SPDX-License-Identifier: MIT */
/*
 * Places elsewhere: what the runner asks of whoever runs cases on another kernel.
 *
 * The run, its schedule, its verdicts and its watchers stay with the runner; elsewhere an
 * attempt is begun, told of, and ended. Cases with a @guest go there, all others
 * run here. Everything is called from the runner's only thread, and nothing may block.
 */
#ifndef HARNESS_REMOTE_H
#define HARNESS_REMOTE_H

#include <poll.h>
#include <stdbool.h>
#include <sys/types.h>

#include "harness/exit.h"
#include "harness/watch.h"

/**
 * struct nb_remote - Such a one
 * @fds_max:	Descriptors that @fds may fill in
 * @takes_skipped: A case that was skipped here for what the kernel lacks goes there
 * @begin:	The run begins: @watch is valid until @end
 * @prepare:	So many cases wait for a place: make some; NB_EXIT_PASSED, else @err is set
 * @is_free:	Another case may start now
 * @start:	Start the next attempt of a case
 * @fds:	What to wait for; returns how many it has filled in
 * @step:	Take in what has happened: the case whose attempt has ended, -1 = none more
 * @interrupt:	End all attempts without a verdict: the case of each in turn, then -1
 * @end:	The run is over: everything there ends
 */
struct nb_remote {
	void *ctx;
	size_t fds_max;
	bool takes_skipped;
	void (*begin)(void *ctx, const struct nb_watch *watch);
	enum nb_exit (*prepare)(void *ctx, size_t waiting, struct nb_error *err);
	bool (*is_free)(void *ctx);
	enum nb_exit (*start)(void *ctx, size_t kase, struct nb_error *err);
	size_t (*fds)(void *ctx, struct pollfd *fds);
	ssize_t (*step)(void *ctx);
	ssize_t (*interrupt)(void *ctx);
	void (*end)(void *ctx);
};

#endif /* HARNESS_REMOTE_H */
