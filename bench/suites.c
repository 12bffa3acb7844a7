/* SPDX-License-Identifier: MIT */
/* Suites through the runner, timed whole. */
#include <errno.h>
#include <error.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/suites.h"
#include "harness/clock.h"

double run_suite(const struct bench *bench, const char *program, const char *which,
		 const char *how)
{
	char *nestbed = path_of(bench, "nestbed"),
	     *report = path_of(bench, "bench-report");
	char *path = path_of(bench, program);
	uint64_t begin;
	int status;
	pid_t pid;

	wait_until_quiet();
	begin = nb_clock_ns();
	pid = fork();
	if (pid == 0) {
		if (!freopen("/dev/null", "w", stdout))
			_exit(127);
		execl(nestbed, "nestbed", "run", how, "--report-dir", report, path, which,
		      (char *)NULL);
		error(127, errno, "bench: %s", nestbed);
	}
	must(pid);
	must(waitpid(pid, &status, 0));
	if (status)
		error(1, 0, "bench: %s %s: status %d", program, which, status);
	free(nestbed);
	free(report);
	free(path);
	return (double)(nb_clock_ns() - begin) / 1e9;
}

double run_cases(const struct bench *bench, const char *segment, int cases,
		 const char *how)
{
	char *list = path_of(bench, "bench/cases.list"), from_list[256];
	FILE *file = fopen(list, "we");
	double seconds;

	must(file ? 0 : -1);
	for (int i = 0; i < cases; i++)
		fprintf(file, "cases/%s_%d\n", segment, i);
	must(fclose(file));
	snprintf(from_list, sizeof(from_list), "@%s", list);
	seconds = run_suite(bench, "bench/sides/cases", from_list, how);
	free(list);
	return seconds;
}
