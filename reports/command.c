/* SPDX-License-Identifier: MIT */
/* The command `nestbed report`: any report again, from the event stream of a run. */
#include "reports/command.h"

#include <stdio.h>
#include <string.h>

#include "harness/exit.h"
#include "reports/reports.h"

struct wishes {
	const char *events;
	struct nb_report_options options;
	unsigned int count; /* reports that were asked for */
};

static void help(FILE *to)
{
	fputs("usage: nestbed report EVENTS [OPTION ...]\n"
	      "\n"
	      "Makes reports from the event stream of a run (nestbed run --events "
	      "EVENTS);\n"
	      "without one, shows the run as a terminal would have.\n"
	      "\n",
	      to);
	for (const struct nb_report *report = nb_reports; report->name; report++)
		fprintf(to, "  --%s[=PATH]%*s%s\n", report->name,
			(int)(16 - strlen(report->name)), "", report->what);
	fputs("  --junit-strict           only what the schema of Jenkins allows\n"
	      "  --attachment-base=DIR    tell paths of attachments relative to this "
	      "folder\n"
	      "\n"
	      "PATH is standard output where it is missing.\n",
	      to);
}

/* "junit=x.xml" -> the format, and "x.xml" or "-"; NULL = none is called that. */
static const struct nb_report *wished(const char *option, const char **ret_path)
{
	size_t len = strcspn(option, "=");

	*ret_path = option[len] ? option + len + 1 : "-";
	for (const struct nb_report *report = nb_reports; report->name; report++)
		if (strlen(report->name) == len && !memcmp(report->name, option, len))
			return report;
	return NULL;
}

static int understand(struct wishes *wishes, const char *word, struct nb_error *err)
{
	static const char base[] = "--attachment-base=";
	const char *path;

	if (strncmp(word, "--", 2) != 0) {
		if (wishes->events)
			return nb_error_set(err, 0, "one event stream, not %s too", word);
		wishes->events = word;
	} else if (!strcmp(word, "--junit-strict")) {
		wishes->options.junit_strict = true;
	} else if (!strncmp(word, base, strlen(base))) {
		wishes->options.attachment_base = word + strlen(base);
	} else if (wished(word + 2, &path)) {
		wishes->count++;
	} else {
		return nb_error_set(err, 0, "no such option: %s", word);
	}
	return 0;
}

/* What the terminal had shown, in the order of the cases. */
static int show(const struct nb_run *run, struct nb_error *err)
{
	struct nb_sink *sink = nb_terminal_new(stdout, NULL, err);

	if (!sink)
		return -1;
	nb_replay_tell(run, sink);
	nb_terminal_free(sink);
	return 0;
}

static int save(const struct wishes *wishes, int argc, char **argv,
		const struct nb_run *run, struct nb_error *err)
{
	for (int i = 1; i < argc; i++) {
		const char *path;
		const struct nb_report *report =
			strncmp(argv[i], "--", 2) ? NULL : wished(argv[i] + 2, &path);

		if (report && nb_report_save(report, run, path, &wishes->options, err))
			return -1;
	}
	return 0;
}

static int complain(enum nb_exit status, const struct nb_error *err)
{
	fprintf(stderr, "nestbed report: %s\n", err->text);
	return (int)status;
}

int nb_command_report(int argc, char **argv)
{
	struct wishes wishes = { 0 };
	struct nb_error err = { 0 };
	struct nb_run *run;
	int rc;

	for (int i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "--help")) {
			help(stdout);
			return NB_EXIT_PASSED;
		}
		if (understand(&wishes, argv[i], &err))
			return complain(NB_EXIT_USAGE, &err);
	}
	if (!wishes.events) {
		help(stderr);
		return NB_EXIT_USAGE;
	}
	run = nb_replay(wishes.events, &err);
	if (!run)
		return complain(NB_EXIT_USAGE, &err);
	rc = wishes.count ? save(&wishes, argc, argv, run, &err) : show(run, &err);
	nb_run_free(run);
	return rc ? complain(NB_EXIT_BROKEN, &err) : NB_EXIT_PASSED;
}
