/* SPDX-License-Identifier: MIT */
/* A run inside a case. */
#include "nested.h"

#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define ARGUMENTS 32

int nested_setup(void **state)
{
	struct nested *run = calloc(1, sizeof(*run));

	if (!run)
		return -1;
	strcpy(run->folder, "/tmp/nestbed-selftest-XXXXXX");
	*state = run;
	return mkdtemp(run->folder) ? 0 : -1;
}

static int remove_one(const char *path, const struct stat *st, int kind,
		      struct FTW *where)
{
	(void)st;
	(void)kind;
	(void)where;
	return remove(path);
}

int nested_teardown(void **state)
{
	struct nested *run = *state;
	int rc = nftw(run->folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);

	json_decref(run->report);
	free(run->output);
	free(run);
	return rc;
}

/* Two levels above the folder of this program. */
static void build_folder(char path[PATH_MAX])
{
	ssize_t len = readlink("/proc/self/exe", path, PATH_MAX - 1);

	assert_true(len > 0);
	path[len] = '\0';
	for (int i = 0; i < 3; i++)
		*strrchr(path, '/') = '\0';
}

static char *below_build(const char *word)
{
	char build[PATH_MAX];
	char *path;

	build_folder(build);
	assert_true(asprintf(&path, "%s/%s", build, word) > 0);
	return path;
}

void nested_become(const struct nested *run, int output, const char *const *words)
{
	char *argv[ARGUMENTS] = { words[0][0] == '/' ? strdup(words[0])
						     : below_build(words[0]) };
	size_t argc = 1;

	for (; words[argc]; argc++) {
		assert_true(argc < ARGUMENTS - 3);
		argv[argc] = strncmp(words[argc], "material/", 9)
				     ? strdup(words[argc])
				     : below_build(words[argc]);
	}
	argv[argc++] = strdup("--report-dir");
	argv[argc++] = strdup(run->folder);
	dup2(output, STDOUT_FILENO);
	dup2(output, STDERR_FILENO);
	execv(argv[0], argv);
	perror(argv[0]);
	_exit(127);
}

static char *read_all(int fd)
{
	char chunk[4096];
	char *text = NULL;
	size_t size;
	FILE *to = open_memstream(&text, &size);
	ssize_t n;

	assert_non_null(to);
	while ((n = read(fd, chunk, sizeof(chunk))) > 0)
		assert_int_equal(fwrite(chunk, 1, (size_t)n, to), n);
	fclose(to);
	return text;
}

static void forget(struct nested *run)
{
	free(run->output);
	json_decref(run->report);
	run->output = NULL;
	run->report = NULL;
}

static void read_report(struct nested *run)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/report.json", run->folder);
	run->report = json_load_file(path, 0, NULL);
}

struct nested *nested_execute(struct nested *run, const char *const *words)
{
	int pipes[2], status;
	pid_t pid;

	forget(run);
	assert_int_equal(pipe(pipes), 0);
	pid = fork();
	if (pid == 0)
		nested_become(run, pipes[1], words);
	close(pipes[1]);
	run->output = read_all(pipes[0]);
	close(pipes[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	run->status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
	read_report(run);
	return run;
}

static const char *string(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "";
}

static json_t *find_case(const struct nested *run, const char *name)
{
	json_t *cases = json_object_get(run->report, "cases");
	json_t *kase;
	size_t i;

	json_array_foreach(cases, i, kase)
	{
		const char *suite = string(kase, "suite");
		size_t len = strlen(suite);

		if (!strncmp(name, suite, len) && name[len] == '/' &&
		    !strcmp(name + len + 1, string(kase, "name")))
			return kase;
	}
	return NULL;
}

json_t *nested_case(const struct nested *run, const char *name)
{
	json_t *kase = find_case(run, name);

	if (!kase)
		fail_msg("no case %s in the report; nestbed ended with %d and said:\n%s",
			 name, run->status, run->output);
	return kase;
}

json_t *nested_attempt(const struct nested *run, const char *name)
{
	json_t *attempts = json_object_get(nested_case(run, name), "attempts");
	json_t *last = json_array_get(attempts, json_array_size(attempts) - 1);

	if (!last)
		fail_msg("%s was not run", name);
	return last;
}

size_t nested_count(const struct nested *run)
{
	return json_array_size(json_object_get(run->report, "cases"));
}

char *nested_file(const struct nested *run, const char *name)
{
	char path[PATH_MAX];
	FILE *file;
	char *text;

	snprintf(path, sizeof(path), "%s/%s", run->folder, name);
	file = fopen(path, "re");
	if (!file)
		fail_msg("%s: no such file", path);
	text = read_all(fileno(file));
	fclose(file);
	return text;
}

enum how { EQUAL, CONTAINED, AT_THE_END };

static int holds(enum how how, const char *seen, const char *wanted)
{
	size_t len = strlen(wanted), seen_len = strlen(seen);

	if (how == EQUAL || !*wanted)
		return !strcmp(seen, wanted);
	if (how == CONTAINED)
		return strstr(seen, wanted) != NULL;
	return seen_len >= len && !strcmp(seen + seen_len - len, wanted);
}

void nested_expect(const struct nested *run, const char *name,
		   const struct expected *expected, const char *file, int line)
{
	json_t *attempt = nested_attempt(run, name);
	json_t *findings = json_object_get(attempt, "findings");
	const json_t *first = json_array_get(findings, 0);
	const struct {
		const char *what, *wanted, *seen;
		enum how how;
	} checks[] = {
		{ "verdict", expected->verdict, string(attempt, "verdict"), EQUAL },
		{ "type", expected->type, string(first, "type"), EQUAL },
		{ "message", expected->message, string(first, "message"), CONTAINED },
		{ "text", expected->text, string(first, "text"), CONTAINED },
		{ "file", expected->file, string(first, "file"), AT_THE_END },
		{ "second type", expected->second,
		  string(json_array_get(findings, 1), "type"), EQUAL },
		{ "reason", expected->reason, string(attempt, "skip_reason"), CONTAINED },
		{ "output", expected->output, string(attempt, "output"), CONTAINED },
	};

	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
		if (!checks[i].wanted ||
		    holds(checks[i].how, checks[i].seen, checks[i].wanted))
			continue;
		print_error("%s: %s: wanted \"%s\", seen \"%s\"\n%s\n", name,
			    checks[i].what, checks[i].wanted, checks[i].seen,
			    json_dumps(attempt, JSON_INDENT(1)));
		_fail(file, line);
	}
}
