/* SPDX-License-Identifier: MIT */
/* What cases a program has, told by itself. */
#ifndef HARNESS_LIST_H
#define HARNESS_LIST_H

#include "harness/exit.h"
#include "harness/result.h"
#include "nestbed/error.h"

#define NB_LIST_MS 10000 /* how long a program may take to tell its cases */

/**
 * nb_list_program() - Add the cases of a program to a run
 * @run:	Its cases get names that are unique in it
 * @path:	A cmocka program, linked with nestbed or not
 *
 * The program is executed in namespaces of its own and ends with them.
 *
 * Return: NB_EXIT_PASSED; NB_EXIT_USAGE, NB_EXIT_BROKEN or NB_EXIT_NO_LABS with @err set
 */
enum nb_exit nb_list_program(struct nb_run *run, const char *path, struct nb_error *err);

/** nb_list_library() - Path of this library, to preload; NULL = unknown. Borrowed */
const char *nb_list_library(void);

#endif /* HARNESS_LIST_H */
