/* SPDX-License-Identifier: MIT */
/* Planning a run: programs and globs, selection, shard, order. */
#include "harness/plan.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "harness/auto.h"
#include "harness/clock.h"
#include "harness/folder.h"
#include "harness/list.h"
#include "harness/runner.h"
#include "harness/select.h"

#define LAST_FAILED "last-failed.txt"

/* An argument that names a file is a program; 1, 0, or -1 when it is a file but no program. */
static int is_program(const char *word, struct nb_error *err)
{
	struct stat st;

	if (word[0] == '@' || stat(word, &st) < 0)
		return 0;
	if (!S_ISREG(st.st_mode))
		return nb_error_set(err, S_ISDIR(st.st_mode) ? EISDIR : EINVAL, "%s",
				    word);
	if (access(word, X_OK) < 0)
		return nb_error_set(err, errno, "%s: execute it", word);
	return 1;
}

/* Programs are listed into the run, all other words go into the selection. */
static enum nb_exit take_words(const struct nb_options *options, struct nb_run *run,
			       struct nb_selection *selection, struct nb_error *err)
{
	size_t programs = 0;

	for (size_t i = 0; i < options->words.count; i++) {
		const char *word = options->words.word[i];
		int rc = is_program(word, err);
		enum nb_exit status;

		if (rc < 0 || (rc == 0 && nb_selection_add(selection, word, err) < 0))
			return NB_EXIT_USAGE;
		programs += (size_t)rc;
		status = rc ? nb_list_program(run, word, err) : NB_EXIT_PASSED;
		if (status != NB_EXIT_PASSED)
			return status;
	}
	if (programs)
		return NB_EXIT_PASSED;
	if (options->words.count)
		nb_error_set(err, 0, "%s: no such program", options->words.word[0]);
	else
		nb_error_set(err, 0, "no program given");
	return NB_EXIT_USAGE;
}

/* Names of the last run; one that is no more is no mistake. */
static int add_last_failed(const struct nb_options *options,
			   struct nb_selection *selection, struct nb_error *err)
{
	const char *folder =
		options->report_dir ? options->report_dir : nb_folder_default();
	nb_auto_free char *path = NULL, *line = NULL;
	nb_auto_file FILE *file = NULL;
	size_t size = 0, count = 0;

	if (asprintf(&path, "%s/" LAST_FAILED, folder) < 0)
		return nb_error_set(err, ENOMEM, "last failed");
	file = fopen(path, "re");
	if (!file)
		return nb_error_set(err, errno, "what failed last, %s", path);
	for (; getline(&line, &size, file) >= 0; count++) {
		line[strcspn(line, "\n")] = '\0';
		if (nb_selection_add_exact(selection, line, err) < 0)
			return -1;
	}
	/* nothing failed: nothing is selected, rather than everything */
	return count ? 0 : nb_selection_add_exact(selection, "", err);
}

static int add_options(const struct nb_options *options, struct nb_selection *selection,
		       struct nb_error *err)
{
	for (size_t i = 0; i < options->exact.count; i++)
		if (nb_selection_add_exact(selection, options->exact.word[i], err) < 0)
			return -1;
	for (size_t i = 0; i < options->tags.count; i++)
		if (nb_selection_add_tag(selection, options->tags.word[i], err) < 0)
			return -1;
	return options->last_failed ? add_last_failed(options, selection, err) : 0;
}

static enum nb_exit fail_nothing(const struct nb_selection *selection, const char *when,
				 struct nb_error *err)
{
	const char *unused = nb_selection_unused(selection);

	nb_error_set(err, 0, "no case is selected%s%s%s", when,
		     unused && *unused ? ": " : "", unused ? unused : "");
	return NB_EXIT_NOTHING;
}

/* The shard of the command line, or of the environment. */
static int slice(const struct nb_options *options, struct nb_run *run,
		 struct nb_error *err)
{
	unsigned int index, total;

	if (options->shard) {
		if (nb_shard_parse(options->shard, &index, &total, err) < 0)
			return -1;
	} else if (!nb_shard_environment(&index, &total)) {
		return 0;
	}
	if (total > 1)
		nb_select_shard(run, index, total);
	return 0;
}

static int shuffle(const struct nb_options *options, struct nb_run *run,
		   struct nb_error *err)
{
	uint64_t seed = 0;
	char *end;

	if (!options->shuffle)
		return 0;
	if (options->shuffle[0]) {
		seed = strtoull(options->shuffle, &end, 10);
		if (*end || !seed)
			return nb_error_set(err, 0,
					    "--shuffle: %s is not a number above 0",
					    options->shuffle);
	} else if (getrandom(&seed, sizeof(uint32_t), 0) < 0 || !seed) {
		seed = nb_clock_wall_ns() & 0xffffffff; /* short enough to type */
	}
	nb_select_shuffle(run, seed);
	return 0;
}

static enum nb_exit select_cases(const struct nb_options *options, struct nb_run *run,
				 struct nb_selection *selection, nb_lacks_fn *lacks,
				 struct nb_error *err)
{
	if (add_options(options, selection, err) < 0)
		return NB_EXIT_USAGE;
	nb_select_filter(run, selection);
	if (options->lacking)
		nb_select_lacking(run, lacks);
	if (!run->ncases)
		return fail_nothing(selection, "", err);
	if (slice(options, run, err) < 0 || shuffle(options, run, err) < 0)
		return NB_EXIT_USAGE;
	if (!run->ncases)
		return fail_nothing(selection, " for this shard", err);
	return NB_EXIT_PASSED;
}

static void set_deadlines(const struct nb_options *options, struct nb_run *run)
{
	for (size_t i = 0; i < run->ncases; i++) {
		struct nb_case_result *kase = &run->cases[i];
		unsigned int ms =
			kase->deadline_ms ? kase->deadline_ms : options->deadline_ms;

		kase->deadline_ms = (unsigned int)nb_clock_scaled_ms(ms);
	}
}

static struct nb_run *new_run(const struct nb_options *options, const char *command_line)
{
	struct nb_run *run = calloc(1, sizeof(*run));
	struct utsname machine;

	if (!run)
		return NULL;
	uname(&machine);
	run->command_line = strdup(command_line);
	run->kernel = strdup(machine.release);
	run->hostname = strdup(machine.nodename);
	run->version = strdup(NB_VERSION);
	run->jobs = options->jobs ? options->jobs : nb_runner_default_jobs();
	run->retries = options->retries;
	if (run->command_line && run->kernel && run->hostname && run->version)
		return run;
	nb_run_free(run);
	return NULL;
}

enum nb_exit nb_plan(const struct nb_options *options, const char *command_line,
		     nb_lacks_fn *lacks, struct nb_run **ret, struct nb_error *err)
{
	struct nb_selection *selection = nb_selection_new();
	struct nb_run *run = new_run(options, command_line);
	enum nb_exit status = NB_EXIT_BROKEN;

	if (!selection || !run)
		nb_error_set(err, ENOMEM, "plan the run");
	else
		status = take_words(options, run, selection, err);
	if (status == NB_EXIT_PASSED)
		status = select_cases(options, run, selection, lacks, err);
	nb_selection_free(selection);
	if (status != NB_EXIT_PASSED) {
		nb_run_free(run);
		return status;
	}
	set_deadlines(options, run);
	*ret = run;
	return NB_EXIT_PASSED;
}

static bool did_not_pass(const struct nb_case_result *kase)
{
	return kase->verdict == NB_VERDICT_FAIL || kase->verdict == NB_VERDICT_ERROR ||
	       kase->verdict == NB_VERDICT_FLAKY || kase->is_interrupted;
}

int nb_plan_remember(const struct nb_run *run, struct nb_error *err)
{
	nb_auto_free char *path = NULL, *half = NULL;
	FILE *file;

	if (asprintf(&path, "%s/" LAST_FAILED, run->folder) < 0 ||
	    asprintf(&half, "%s.new", path) < 0)
		return nb_error_set(err, ENOMEM, "remember what failed");
	file = fopen(half, "we");
	if (!file)
		return nb_error_set(err, errno, "remember what failed, %s", half);
	for (size_t i = 0; i < run->ncases; i++)
		if (did_not_pass(&run->cases[i]))
			fprintf(file, "%s/%s\n", run->cases[i].suite, run->cases[i].name);
	if (fclose(file) != 0 || rename(half, path) < 0)
		return nb_error_set(err, errno, "remember what failed, %s", path);
	return 0;
}
