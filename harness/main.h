/* SPDX-License-Identifier: MIT */
/* The command, callable: the nestbed program and a suite program run alone share it. */
#ifndef HARNESS_MAIN_H
#define HARNESS_MAIN_H

/**
 * nb_main() - The nestbed command
 * @argc, @argv: As of main(); argv[1] is the command: run, doctor, topology, ...
 *
 * Return: exit status, see nestbed(1)
 */
int nb_main(int argc, char **argv);

#endif /* HARNESS_MAIN_H */
