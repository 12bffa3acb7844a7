/* SPDX-License-Identifier: MIT */
/* Processes by their names; all that a case can see are its own. */
#ifndef SELFTEST_PROCESSES_H
#define SELFTEST_PROCESSES_H

#include <stdbool.h>

/** count_processes() - How many there are whose name begins so */
unsigned int count_processes(const char *name);
/** processes_come_to() - Wait until there are @some, or none; false = not within @ms */
bool processes_come_to(const char *name, bool some, int ms);

#endif /* SELFTEST_PROCESSES_H */
