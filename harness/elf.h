/* SPDX-License-Identifier: MIT */
/* What a program is linked with, read from its file. */
#ifndef HARNESS_ELF_H
#define HARNESS_ELF_H

#include <stdbool.h>

#include "nestbed/error.h"

/**
 * nb_elf_needs() - Whether a program names a shared library among those it needs
 * @path:	Its file
 * @library:	Start of the library's name: "libnestbed.so"
 *
 * Return: 1 or 0; -1 with @err set (ENOEXEC: not a dynamic 64-bit ELF file)
 */
int nb_elf_needs(const char *path, const char *library, struct nb_error *err);

#endif /* HARNESS_ELF_H */
