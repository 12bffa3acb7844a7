/* SPDX-License-Identifier: MIT */
/* The command: wires harness, fixtures and reports together. */
#include "harness/main.h"

#include <stdio.h>
#include <string.h>

#include "fixtures/doctor.h"
#include "fixtures/topology_command.h"
#include "reports/command.h"

static int command_version(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	puts("nestbed " NB_VERSION);
	return 0;
}

static const struct command {
	const char *name;
	int (*run)(int argc, char **argv); /* argv[0] is the command's name */
	const char *what;
} commands[] = {
	{ "doctor", nb_command_doctor, "tell what this machine can do, and how to mend it" },
	{ "report", nb_command_report, "make reports again from a stream of events" },
	{ "topology", nb_command_topology, "check or show a topology" },
	{ "version", command_version, "print the version" },
};

static int usage(FILE *to, int status)
{
	fputs("usage: nestbed COMMAND [ARGUMENT ...]\n\n", to);
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		fprintf(to, "  %-10s %s\n", commands[i].name, commands[i].what);
	return status;
}

int nb_main(int argc, char **argv)
{
	if (argc < 2)
		return usage(stderr, 2);
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "help"))
		return usage(stdout, 0);
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (!strcmp(argv[1], commands[i].name))
			return commands[i].run(argc - 1, argv + 1);
	fprintf(stderr, "nestbed: no such command: %s\n", argv[1]);
	return usage(stderr, 2);
}
