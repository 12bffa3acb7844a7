/* SPDX-License-Identifier: MIT */
/* The command `nestbed report`. */
#ifndef REPORTS_COMMAND_H
#define REPORTS_COMMAND_H

/**
 * nb_command_report() - nestbed report EVENTS [--NAME[=PATH] ...]
 *
 * Makes reports again from the event stream of a run; without a report it shows the run
 * as a terminal would have, line by line.
 *
 * Return: 0; NB_EXIT_USAGE or NB_EXIT_BROKEN, with a message on standard error
 */
int nb_command_report(int argc, char **argv);

#endif /* REPORTS_COMMAND_H */
