/* SPDX-License-Identifier: MIT */
/*
 * What the command calls: files written from a finished run, and sinks that watch one.
 * All are views of harness/result.h; docs/reports.md tells what each format says.
 */
#ifndef REPORTS_REPORTS_H
#define REPORTS_REPORTS_H

#include <stdbool.h>
#include <stdio.h>

#include "harness/result.h"
#include "nestbed/error.h"

/**
 * struct nb_report_options - How reports are written; zero is a sensible default
 * @junit_strict:	Only what Jenkins' schema allows: no file, line and properties on
 *a case
 * @attachment_base:	Paths of attachments are told relative to this folder (absolute
 *			path); NULL = they are absolute
 */
struct nb_report_options {
	bool junit_strict;
	const char *attachment_base;
};

/**
 * struct nb_report - One format
 * @name:	"junit"; also the name of the option that asks for it
 * @file:	Its usual name in the report folder: "junit.xml"
 * @is_usual:	Written whenever there is a report folder; others when asked for
 * @what:	One line for --help
 * @write:	Writes the whole report of a run, also of one that was interrupted: 0, or
 *-1 with the error set
 */
struct nb_report {
	const char *name;
	const char *file;
	bool is_usual;
	const char *what;
	int (*write)(const struct nb_run *run, FILE *out,
		     const struct nb_report_options *options, struct nb_error *err);
};

/** nb_reports - All formats; ends with one whose name is NULL */
extern const struct nb_report nb_reports[];

/** nb_report_find() - A format by its name; NULL = there is none */
const struct nb_report *nb_report_find(const char *name);

/**
 * nb_report_save() - Write a report to a file, all of it or nothing
 * @report:	The format
 * @run:	What to tell
 * @path:	Replaced by rename once the new content is on the disk; "-" = standard
 * output
 * @options:	NULL = defaults
 *
 * Return: 0; -1 with @err set, @path is then as it was
 */
int nb_report_save(const struct nb_report *report, const struct nb_run *run,
		   const char *path, const struct nb_report_options *options,
		   struct nb_error *err);

/**
 * nb_report_save_usual() - Every report with @is_usual, into run->folder, which exists
 * Return: 0; -1 with @err set: the first that could not be written, others were tried
 */
int nb_report_save_usual(const struct nb_run *run,
			 const struct nb_report_options *options, struct nb_error *err);

/** nb_list_write() - The cases of a run as JSON, for --list=json; the run did not start
 */
int nb_list_write(const struct nb_run *run, FILE *out, struct nb_error *err);

enum nb_color { NB_COLOR_AUTO = 0, NB_COLOR_NEVER, NB_COLOR_ALWAYS };

/**
 * struct nb_terminal_options - What the terminal shows; zero is a sensible default
 * @color:	AUTO: on a terminal, unless NO_COLOR or TERM=dumb; CLICOLOR_FORCE and
 *		FORCE_COLOR turn it on elsewhere
 * @durations:	The slowest N cases at the end; 0 = none
 * @quiet:	Cases that passed get no line
 * @output:	Show what a case printed also when it passed
 */
struct nb_terminal_options {
	enum nb_color color;
	unsigned int durations;
	bool quiet;
	bool output;
};

/**
 * nb_terminal_new() - Live progress where @out is a terminal, plain lines elsewhere
 * @out:	Borrowed; the last line at the end of the run is
 *		"N passed, N failed, N skipped"
 *
 * Return: a sink to free with nb_terminal_free(); NULL when out of memory
 */
struct nb_sink *nb_terminal_new(FILE *out, const struct nb_terminal_options *options,
				struct nb_error *err);
void nb_terminal_free(struct nb_sink *sink); /* NULL is fine */

/**
 * nb_events_new() - The event stream: one line of JSON an event, flushed at once
 * @path:	Truncated; "-" = standard output, a decimal number N as "fd:N" = that
 * descriptor
 *
 * Return: a sink to free with nb_events_free(); NULL with @err set
 */
struct nb_sink *nb_events_new(const char *path, struct nb_error *err);
/** nb_events_free() - -1 with @err set when something could not be written; NULL is fine
 */
int nb_events_free(struct nb_sink *sink, struct nb_error *err);

/**
 * nb_evidence_new() - Writes result.json and timeline.jsonl into the evidence folder of
 * each attempt that keeps one, at its NB_EVENT_CASE_END
 */
struct nb_sink *nb_evidence_new(struct nb_error *err);
int nb_evidence_free(struct nb_sink *sink,
		     struct nb_error *err); /* as nb_events_free() */

/**
 * nb_github_tell() - Tell GitHub Actions of a run by the files that its environment names
 *
 * Nothing unless GITHUB_ACTIONS is "true". Then a page appended to $GITHUB_STEP_SUMMARY;
 * if any case has points, the result of a Classroom assignment appended to
 * $GITHUB_OUTPUT. (Annotations are written by the terminal.)
 *
 * Return: 0; -1 with @err set
 */
int nb_github_tell(const struct nb_run *run, struct nb_error *err);

/**
 * nb_replay() - Build the model of a run again from its event stream
 * @path:	JSON lines as written by nb_events_new(); may end in the middle: what was
 *		not ended is then interrupted
 *
 * Return: free it with nb_run_free(); NULL with @err set, naming the line
 */
struct nb_run *nb_replay(const char *path, struct nb_error *err);
/** nb_replay_tell() - Tell a sink how each attempt and each case of a run has ended */
void nb_replay_tell(const struct nb_run *run, const struct nb_sink *sink);

#endif /* REPORTS_REPORTS_H */
