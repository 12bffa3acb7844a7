/* SPDX-License-Identifier: MIT */
/* A pool of guests: where the runner starts cases that run on another kernel. */
#ifndef HARNESS_GUESTS_POOL_H
#define HARNESS_GUESTS_POOL_H

#include "harness/guests/kernel.h"
#include "harness/options.h"
#include "harness/remote.h"
#include "harness/result.h"

/**
 * struct nb_pool_spec - What it is made of
 * @kernel:	Looked up on this machine; borrowed
 * @options:	Of the run: --jobs, --guests, --evidence, --slow; borrowed
 * @folder:	Report folder, absolute; borrowed
 */
struct nb_pool_spec {
	const struct nb_guest_kernel *kernel;
	const struct nb_options *options;
	const char *folder;
};

/**
 * nb_pool_new() - A pool without guests; they are booted when cases wait
 * Return: what the runner uses; NULL with @err set
 */
struct nb_remote *nb_pool_new(const struct nb_pool_spec *spec, struct nb_error *err);
void nb_pool_free(struct nb_remote *remote); /* NULL is fine; ends all guests */

#endif /* HARNESS_GUESTS_POOL_H */
