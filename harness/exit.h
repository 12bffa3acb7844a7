/* SPDX-License-Identifier: MIT */
/* Exit statuses of `nestbed run`. */
#ifndef HARNESS_EXIT_H
#define HARNESS_EXIT_H

enum nb_exit {
	NB_EXIT_PASSED = 0,
	NB_EXIT_FAILED = 1, /* some case did not pass */
	NB_EXIT_USAGE = 2, /* the command line, or what it names, is wrong */
	NB_EXIT_BROKEN = 3, /* nestbed itself failed */
	NB_EXIT_NOTHING = 4, /* no case was selected */
	NB_EXIT_NO_LABS = 5, /* this machine allows no namespaces */
	NB_EXIT_INTERRUPTED = 130,
};

#endif /* HARNESS_EXIT_H */
