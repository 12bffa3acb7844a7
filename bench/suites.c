/* SPDX-License-Identifier: MIT */
/* Suites through the runner, and labs of the floor, timed whole. */
#include <errno.h>
#include <error.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/suites.h"
#include "harness/clock.h"

#define REPORT "bench-report"
#define AT_A_TIME 2 /* as nestbed run -j2 */

/* What it prints is thrown away. */
static pid_t start_silent(const char *const argv[])
{
	pid_t pid = fork();

	if (pid == 0) {
		if (!freopen("/dev/null", "w", stdout))
			_exit(127);
		execv(argv[0], (char **)(uintptr_t)argv);
		error(127, errno, "bench: %s", argv[0]);
	}
	must(pid);
	return pid;
}

double run_suite(const struct bench *bench, const char *program, const char *which,
		 const char *how)
{
	char *nestbed = path_of(bench, "nestbed"), *report = path_of(bench, REPORT);
	char *path = path_of(bench, program);
	const char *const argv[] = { nestbed, "run", how,   "--report-dir",
				     report,  path,  which, NULL };
	uint64_t begin;
	int status;
	pid_t pid;

	wait_until_quiet();
	begin = nb_clock_ns();
	pid = start_silent(argv);
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
	char *list = path_of(bench, "bench/cases.list"), from_list[256], program[64];
	FILE *file = fopen(list, "we");
	double seconds;

	must(file ? 0 : -1);
	for (int i = 0; i < cases; i++)
		fprintf(file, "cases_%s/%03d\n", segment, i);
	must(fclose(file));
	snprintf(from_list, sizeof(from_list), "@%s", list);
	snprintf(program, sizeof(program), "bench/sides/cases_%s", segment);
	seconds = run_suite(bench, program, cases < CASES_MAX ? from_list : NULL, how);
	free(list);
	return seconds;
}

/* A build is over when services are started, be there any or none. */
static double build_ms(const json_t *kase)
{
	json_int_t begin, end;

	if (json_unpack((json_t *)(uintptr_t)kase, "{s:[{s:{s:I, s:I}}]}", "attempts",
			"stages", "build", &begin, "services", &end) != 0)
		error(1, 0, "bench: %s: a case without a build", REPORT);
	return (double)(end - begin) / 1e6;
}

struct builds read_builds(const struct bench *bench, size_t cases)
{
	char *path = path_of(bench, REPORT "/report.json");
	json_t *report = json_load_file(path, 0, NULL);
	const json_t *list = json_object_get(report, "cases");
	size_t count = json_array_size(list);
	double ms[CASES_MAX];
	struct builds builds;

	if (count != cases || count > CASES_MAX)
		error(1, 0, "bench: %s: %zu builds of %zu", path, count, cases);
	for (size_t i = 0; i < count; i++)
		ms[i] = build_ms(json_array_get(list, i));
	builds = (struct builds){ quantile(ms, count, 0.5), quantile(ms, count, 0.99),
				  quantile(ms, count, 1) };
	json_decref(report);
	free(path);
	return builds;
}

double run_floors(const struct bench *bench, const char *middle, int labs)
{
	char *program = path_of(bench, "bench/sides/floor");
	const char *const argv[] = { program, "host", middle, NULL };
	uint64_t begin;

	wait_until_quiet();
	begin = nb_clock_ns();
	for (int started = 0, ended = 0; ended < labs;) {
		int status;

		if (started < labs && started - ended < AT_A_TIME) {
			start_silent(argv);
			started++;
			continue;
		}
		must(wait(&status));
		if (status)
			error(1, 0, "bench: %s host %s: status %d", program, middle,
			      status);
		ended++;
	}
	free(program);
	return (double)(nb_clock_ns() - begin) / 1e9;
}
