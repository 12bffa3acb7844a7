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

double run_suite(const struct bench *bench, const char *program, const char *which,
		 const char *how)
{
	char *nestbed = path_of(bench, "nestbed"), *report = path_of(bench, REPORT);
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

struct builds read_builds(const struct bench *bench)
{
	char *path = path_of(bench, REPORT "/report.json");
	json_t *report = json_load_file(path, 0, NULL);
	const json_t *cases = json_object_get(report, "cases");
	size_t count = json_array_size(cases);
	double ms[CASES_MAX];
	struct builds builds;

	if (!count || count > CASES_MAX)
		error(1, 0, "bench: %s: %zu cases", path, count);
	for (size_t i = 0; i < count; i++)
		ms[i] = build_ms(json_array_get(cases, i));
	builds = (struct builds){ quantile(ms, count, 0.5), quantile(ms, count, 0.99),
				  quantile(ms, count, 1) };
	json_decref(report);
	free(path);
	return builds;
}

/* One after the other; ends with the first that fails. */
static int build_floors(const char *program, const char *middle, int labs)
{
	int status = 0;

	for (int i = 0; i < labs && status == 0; i++) {
		pid_t pid = fork();

		if (pid == 0) {
			if (!freopen("/dev/null", "w", stdout))
				_exit(127);
			execl(program, program, "host", middle, (char *)NULL);
			_exit(127);
		}
		if (pid < 0 || waitpid(pid, &status, 0) < 0)
			return -1;
	}
	return status;
}

double run_floors(const struct bench *bench, const char *middle, int labs)
{
	char *program = path_of(bench, "bench/sides/floor");
	int status, failed = 0;
	uint64_t begin;

	wait_until_quiet();
	begin = nb_clock_ns();
	for (int i = 0; i < AT_A_TIME; i++) {
		pid_t pid = fork();

		must(pid);
		if (pid == 0)
			_exit(build_floors(program, middle, labs / AT_A_TIME) != 0);
	}
	for (int i = 0; i < AT_A_TIME; i++) {
		must(wait(&status));
		failed |= status;
	}
	if (failed)
		error(1, 0, "bench: %s host %s failed", program, middle);
	free(program);
	return (double)(nb_clock_ns() - begin) / 1e9;
}
