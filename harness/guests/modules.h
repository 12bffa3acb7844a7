/* SPDX-License-Identifier: MIT */
/* Modules of a kernel: which files must be loaded, in which order. */
#ifndef HARNESS_GUESTS_MODULES_H
#define HARNESS_GUESTS_MODULES_H

#include <stddef.h>

#include "nestbed/error.h"

/** struct nb_module_list - Paths below a folder of modules, in the order of loading */
struct nb_module_list {
	char **path;
	size_t count;
};

/**
 * nb_modules_find() - Everything that some modules need, and they themselves
 * @folder:	/lib/modules/RELEASE, with modules.dep and modules.builtin
 * @names:	"virtio_pci", "9p", ...; NULL ends them; "-" and "_" are the same
 * @ret:	Release it with nb_module_list_release()
 *
 * What is built into the kernel needs no file.
 *
 * Return: 0; -1 with @err set: ENOENT when there is no such module
 */
int nb_modules_find(const char *folder, const char *const *names,
		    struct nb_module_list *ret, struct nb_error *err);
void nb_module_list_release(struct nb_module_list *list);

/**
 * nb_module_read() - The bytes of a module, unpacked when its name ends in .xz, .zst, .gz
 * @ret:	To free()
 */
int nb_module_read(const char *folder, const char *path, char **ret, size_t *ret_len,
		   struct nb_error *err);

#endif /* HARNESS_GUESTS_MODULES_H */
