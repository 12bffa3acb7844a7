/* SPDX-License-Identifier: MIT */
/* The command: wires harness, fixtures and reports together. */
#include "harness/main.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fixtures/doctor.h"
#include "fixtures/topology_command.h"
#include "harness/guests/agent.h"
#include "harness/guests/doctor.h"
#include "harness/guests/pool.h"
#include "harness/auto.h"
#include "harness/buffer.h"
#include "harness/folder.h"
#include "harness/openfiles.h"
#include "harness/options.h"
#include "harness/plan.h"
#include "harness/runner.h"
#include "nestbed/kernel.h"
#include "reports/command.h"
#include "reports/reports.h"

#define SINKS_MAX 3

static int complain(enum nb_exit status, const struct nb_error *err)
{
	fprintf(stderr, "nestbed: %s\n", err->text);
	if (status == NB_EXIT_NO_LABS)
		fputs("nestbed: this machine does not allow what labs need; `nestbed "
		      "doctor` "
		      "tells what is missing and how to mend it\n",
		      stderr);
	if (status == NB_EXIT_USAGE)
		fputs("nestbed: see nestbed run --help\n", stderr);
	return status;
}

static char *join(int argc, char **argv)
{
	struct nb_buffer text = { 0 };

	for (int i = 0; i < argc; i++)
		nb_buffer_printf(&text, "%s%s", i ? " " : "nestbed ", argv[i]);
	return nb_buffer_take(&text, NULL);
}

static int print_list(const struct nb_run *run, enum nb_list_how how,
		      struct nb_error *err)
{
	if (how == NB_LIST_JSON)
		return nb_list_write(run, stdout, err);
	for (size_t i = 0; i < run->ncases; i++)
		printf("%s/%s\n", run->cases[i].suite, run->cases[i].name);
	return 0;
}

/* Reports on standard output have it for themselves. */
static FILE *terminal_of(const struct nb_options *options)
{
	for (size_t i = 0; i < options->nreports; i++)
		if (!strcmp(options->reports[i].path, "-"))
			return stderr;
	return options->events && !strcmp(options->events, "-") ? stderr : stdout;
}

/* The watchers of a run. */
struct sinks {
	struct nb_sink *all[SINKS_MAX];
	size_t count;
	struct nb_sink *terminal, *events, *evidence;
};

static int open_sinks(struct sinks *sinks, const struct nb_options *options,
		      struct nb_error *err)
{
	const struct nb_terminal_options shown = { .color = (enum nb_color)options->color,
						   .durations = options->durations,
						   .quiet = options->quiet,
						   .output = options->output };

	sinks->evidence = nb_evidence_new(err);
	sinks->terminal = nb_terminal_new(terminal_of(options), &shown, err);
	if (!sinks->evidence || !sinks->terminal)
		return -1;
	sinks->all[sinks->count++] = sinks->evidence;
	sinks->all[sinks->count++] = sinks->terminal;
	if (!options->events)
		return 0;
	sinks->events = nb_events_new(options->events, err);
	if (!sinks->events)
		return -1;
	sinks->all[sinks->count++] = sinks->events;
	return 0;
}

static int close_sinks(struct sinks *sinks, struct nb_error *err)
{
	int rc = nb_evidence_free(sinks->evidence, err);

	nb_terminal_free(sinks->terminal);
	return nb_events_free(sinks->events, err) < 0 ? -1 : rc;
}

static int save_wish(const struct nb_run *run, const struct nb_report_wish *wish,
		     const struct nb_report_options *how, struct nb_error *err)
{
	const struct nb_report *report = nb_report_find(wish->name);
	nb_auto_free char *path = NULL;

	if (!report)
		return nb_error_set(err, 0, "--%s: no such report", wish->name);
	if (wish->path[0])
		return nb_report_save(report, run, wish->path, how, err);
	if (asprintf(&path, "%s/%s", run->folder, report->file) < 0)
		return nb_error_set(err, 0, "--%s: out of memory", wish->name);
	return nb_report_save(report, run, path, how, err);
}

static int save_reports(const struct nb_run *run, const struct nb_options *options,
			struct nb_error *err)
{
	const struct nb_report_options how = { .junit_strict = options->junit_strict,
					       .attachment_base =
						       options->attachment_base };
	int rc = nb_report_save_usual(run, &how, err);

	for (size_t i = 0; i < options->nreports; i++)
		if (save_wish(run, &options->reports[i], &how, err) < 0)
			rc = -1;
	if (nb_plan_remember(run, err) < 0)
		rc = -1;
	return nb_github_tell(run, err) < 0 ? -1 : rc;
}

/* Run what was planned; reports are written whatever happens, also at an interrupt. */
static int run_planned(struct nb_run *run, const struct nb_options *options,
		       const struct nb_remote *remote)
{
	struct nb_error err = { 0 }, late = { 0 };
	struct sinks sinks = { 0 };
	enum nb_exit status = NB_EXIT_BROKEN;

	if (open_sinks(&sinks, options, &err) == 0) {
		status =
			nb_runner_run(run, options, remote, sinks.all, sinks.count, &err);
		if (save_reports(run, options, &late) < 0)
			complain(NB_EXIT_BROKEN, &late);
	}
	if (close_sinks(&sinks, &late) < 0)
		complain(NB_EXIT_BROKEN, &late);
	if (err.text[0])
		return complain(status, &err);
	return late.text[0] && status == NB_EXIT_PASSED ? NB_EXIT_BROKEN : (int)status;
}

static bool kernel_lacks(const char *needs)
{
	char missing[256];

	return needs && nb_kernel_missing(needs, missing, sizeof(missing), NULL) > 0;
}

/* Cases that cannot run here go into guests, or all of them, as was asked for. */
static int run_with_guests(struct nb_run *run, const struct nb_options *options,
			   struct nb_guest_kernel *kernel)
{
	const struct nb_pool_spec spec = { kernel, options, run->folder };
	struct nb_error err = { 0 };
	struct nb_remote *pool;
	int status;

	for (size_t i = 0; i < run->ncases; i++)
		if (!kernel->is_auto || kernel_lacks(run->cases[i].needs))
			run->cases[i].guest = options->kernel;
	run->has_guests = true;
	if (!kernel->is_auto) /* all places are in guests */
		run->jobs = (options->guests ? options->guests : 1) *
			    (options->jobs ? options->jobs : 1);
	pool = nb_pool_new(&spec, &err);
	if (!pool)
		return complain(NB_EXIT_BROKEN, &err);
	status = run_planned(run, options, pool);
	nb_pool_free(pool);
	return status;
}

static int run_in_folder(struct nb_run *run, const struct nb_options *options)
{
	struct nb_guest_kernel kernel = { 0 };
	struct nb_folder folder;
	struct nb_error err = { 0 };
	int status = NB_EXIT_BROKEN;

	if (options->kernel &&
	    (nb_guest_kernel_parse(options->kernel, &kernel, &err) < 0 ||
	     nb_guest_kernel_find(&kernel, &err) < 0)) {
		nb_guest_kernel_release(&kernel);
		return complain(NB_EXIT_USAGE, &err);
	}
	if (nb_folder_open(options->report_dir, &folder, &err) < 0) {
		nb_guest_kernel_release(&kernel);
		return complain(NB_EXIT_USAGE, &err);
	}
	run->folder = strdup(folder.path);
	if (run->folder && options->kernel)
		status = run_with_guests(run, options, &kernel);
	else if (run->folder)
		status = run_planned(run, options, NULL);
	nb_folder_close(&folder);
	nb_guest_kernel_release(&kernel);
	return status;
}

static int command_run(int argc, char **argv)
{
	nb_auto_free char *command_line = join(argc, argv);
	struct nb_error err = { 0 };
	struct nb_options options;
	struct nb_run *run = NULL;
	int status;

	nb_openfiles_raise();
	if (nb_options_parse(argc, argv, &options, &err) < 0)
		return complain(NB_EXIT_USAGE, &err);
	if (options.help) {
		nb_options_print(stdout, (enum nb_help_how)options.help);
		nb_options_release(&options);
		return 0;
	}
	status = nb_plan(&options, command_line ? command_line : "", kernel_lacks, &run,
			 &err);
	if (status != NB_EXIT_PASSED)
		complain((enum nb_exit)status, &err);
	else if (options.list)
		status = print_list(run, (enum nb_list_how)options.list, &err) < 0
				 ? complain(NB_EXIT_BROKEN, &err)
				 : 0;
	else
		status = run_in_folder(run, &options);
	nb_run_free(run);
	nb_options_release(&options);
	return status;
}

static int command_doctor(int argc, char **argv)
{
	return nb_command_doctor(argc, argv, nb_guest_probes, nb_guest_nprobes);
}

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
	{ "run", command_run, "run cases of suites; nestbed run --help tells more" },
	{ "doctor", command_doctor, "tell what this machine can do, and how to mend it" },
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
	if (!strcmp(argv[1], "agent")) /* for guests only, so it is not in the list */
		return nb_guest_agent(argc - 1, argv + 1);
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "help"))
		return usage(stdout, 0);
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (!strcmp(argv[1], commands[i].name))
			return commands[i].run(argc - 1, argv + 1);
	fprintf(stderr, "nestbed: no such command: %s\n", argv[1]);
	return usage(stderr, 2);
}
