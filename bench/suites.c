/* SPDX-License-Identifier: MIT */
/* Suites through the runner, timed whole. */
#include <errno.h>
#include <error.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/suites.h"
#include "harness/clock.h"

#define EVENTS "bench-events"

double run_suite(const struct bench *bench, const char *program, const char *which,
		 const char *how)
{
	char *nestbed = path_of(bench, "nestbed"),
	     *report = path_of(bench, "bench-report"), *events = path_of(bench, EVENTS);
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
		execl(nestbed, "nestbed", "run", how, "--report-dir", report, "--events",
		      events, path, which, (char *)NULL);
		error(127, errno, "bench: %s", nestbed);
	}
	must(pid);
	must(waitpid(pid, &status, 0));
	if (status)
		error(1, 0, "bench: %s %s: status %d", program, which, status);
	free(nestbed);
	free(report);
	free(events);
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

/* A build is over when services are started, be there any or none; false: no such event. */
static bool end_of_build(const json_t *event, json_t *starts, double *ret_ms)
{
	const char *kase, *stage;
	json_int_t ns;

	if (json_unpack((json_t *)(uintptr_t)event, "{s:s, s:s, s:I}", "case", &kase,
			"stage", &stage, "time_ns", &ns) != 0)
		return false;
	if (!strcmp(stage, "build"))
		json_object_set_new(starts, kase, json_integer(ns));
	*ret_ms = (double)(ns - json_integer_value(json_object_get(starts, kase))) / 1e6;
	return !strcmp(stage, "services");
}

struct builds read_builds(const struct bench *bench, size_t cases)
{
	char *path = path_of(bench, EVENTS), *line = NULL;
	double ms[CASES_MAX];
	json_t *starts = json_object();
	FILE *file = fopen(path, "re");
	struct builds builds = { 0 };
	size_t size = 0, count = 0;

	must(file ? 0 : -1);
	while (count < CASES_MAX && getline(&line, &size, file) > 0) {
		json_t *event = json_loads(line, 0, NULL);

		count += end_of_build(event, starts, &ms[count]);
		json_decref(event);
	}
	if (count != cases)
		error(1, 0, "bench: %s: %zu builds of %zu", path, count, cases);
	builds = (struct builds){ quantile(ms, count, 0.5), quantile(ms, count, 0.99),
				  quantile(ms, count, 1) };
	fclose(file);
	json_decref(starts);
	free(line);
	free(path);
	return builds;
}
