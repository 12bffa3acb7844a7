/* SPDX-License-Identifier: MIT */
/* The initramfs of a guest: its first process, the modules it loads, and its plan. */
#ifndef HARNESS_GUESTS_INITRAMFS_H
#define HARNESS_GUESTS_INITRAMFS_H

#include <stdint.h>

#include "harness/guests/kernel.h"

extern const char nb_guest_init[]; /* the program, in guests/blob.c */
extern const uint64_t nb_guest_init_bytes;

/**
 * struct nb_guest_plan - What the guest's first process does
 * @folder:	Shared and writable, at its own path
 * @cwd:	Where the agent starts
 * @channel:	Device that leads to the host
 * @argv:	The agent: argv[0] is the program, then its own argv; NULL ends it
 * @env:	Its whole environment, NULL ends it
 */
struct nb_guest_plan {
	const char *folder;
	const char *cwd;
	const char *channel;
	const char *const *argv;
	const char *const *env;
};

/**
 * nb_initramfs_new() - Write it into a file in memory
 * Return: a descriptor; -1 with @err set
 */
int nb_initramfs_new(const struct nb_guest_kernel *kernel,
		     const struct nb_guest_plan *plan, struct nb_error *err);

#endif /* HARNESS_GUESTS_INITRAMFS_H */
