/* SPDX-License-Identifier: MIT */
/*
 * Archives as the kernel unpacks them into its initramfs: cpio, "newc".
 * Source: Documentation/driver-api/early-userspace/buffer-format.rst
 */
#ifndef HARNESS_GUESTS_CPIO_H
#define HARNESS_GUESTS_CPIO_H

#include <stddef.h>
#include <sys/types.h>

#include "harness/buffer.h"

/** struct nb_cpio - An archive that grows; zero-initialised is empty */
struct nb_cpio {
	struct nb_buffer bytes; /* @failed when memory ran out */
	unsigned int entries;
};

/**
 * nb_cpio_add() - Add a file or a folder
 * @name:	Relative to the root: "modules/veth.ko"; its folder must be there before
 * @mode:	With its type: S_IFDIR | 0755
 */
void nb_cpio_add(struct nb_cpio *cpio, const char *name, mode_t mode, const void *data,
		 size_t len);
/** nb_cpio_end() - Nothing more comes */
void nb_cpio_end(struct nb_cpio *cpio);

#endif /* HARNESS_GUESTS_CPIO_H */
