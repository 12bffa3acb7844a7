/* SPDX-License-Identifier: MIT */
/* From a command line to the cases that run. */
#ifndef HARNESS_PLAN_H
#define HARNESS_PLAN_H

#include "harness/exit.h"
#include "harness/options.h"
#include "harness/result.h"
#include "harness/select.h"
#include "nestbed/error.h"

/**
 * nb_plan() - List, select, slice and order the cases that a command line asks for
 * @command_line: As typed, for reports
 * @lacks:	For --lacking: whether the kernel lacks something of a case's needs
 * @ret:	The run, its folder not yet set; free with nb_run_free()
 *
 * Return: NB_EXIT_PASSED; else with @err set: NB_EXIT_USAGE, NB_EXIT_NOTHING (no case is
 *	   left), NB_EXIT_NO_LABS, NB_EXIT_BROKEN
 */
enum nb_exit nb_plan(const struct nb_options *options, const char *command_line,
		     nb_lacks_fn *lacks, struct nb_run **ret, struct nb_error *err);

/** nb_plan_remember() - Write the names of the cases that did not pass, for --last-failed */
int nb_plan_remember(const struct nb_run *run, struct nb_error *err);

#endif /* HARNESS_PLAN_H */
