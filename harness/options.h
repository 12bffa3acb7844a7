/* SPDX-License-Identifier: MIT */
/*
 * Options of `nestbed run`, and of a suite program run alone. Parser, help, manual page
 * and shell completions all come from the one table in options.c.
 */
#ifndef HARNESS_OPTIONS_H
#define HARNESS_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "nestbed/error.h"

enum nb_evidence_when {
	NB_EVIDENCE_FAILURE = 0,
	NB_EVIDENCE_ALL,
	NB_EVIDENCE_NONE,
};

enum nb_list_how {
	NB_LIST_NOT = 0,
	NB_LIST_TEXT,
	NB_LIST_JSON,
};

enum nb_help_how {
	NB_HELP_NOT = 0,
	NB_HELP_TEXT,
	NB_HELP_MAN,
	NB_HELP_BASH,
	NB_HELP_ZSH,
};

enum nb_flaky_as {
	NB_FLAKY_PASS = 0,
	NB_FLAKY_FAIL,
};

/** struct nb_words - Words of the command line; borrowed from it */
struct nb_words {
	const char **word;
	size_t count;
};

/** struct nb_report_wish - A report that was asked for: --NAME[=PATH]; "" = its usual file */
struct nb_report_wish {
	const char *name;
	const char *path;
};

/** struct nb_options - What was asked for; texts are NULL when absent */
struct nb_options {
	struct nb_words words; /* programs and globs, as typed */
	struct nb_words tags;
	struct nb_words exact;
	struct nb_report_wish *reports;
	size_t nreports;
	unsigned int jobs; /* 0 = by the machine */
	unsigned int deadline_ms;
	unsigned int slow_ms;
	unsigned int repeat; /* rounds; 0 and 1 = one */
	unsigned int retries;
	unsigned int max_fail; /* 0 = no limit */
	unsigned int durations;
	unsigned int guests; /* 0 = one */
	unsigned int help; /* enum nb_help_how */
	unsigned int list; /* enum nb_list_how */
	unsigned int flaky; /* enum nb_flaky_as */
	unsigned int evidence; /* enum nb_evidence_when */
	unsigned int color; /* 0 auto, 1 never, 2 always */
	bool until_fail;
	bool fail_fast;
	bool last_failed;
	bool keep;
	bool quiet;
	bool output;
	bool junit_strict;
	bool lacking;
	const char *kernel; /* GUEST: where cases run; NULL = here */
	const char *shuffle; /* NULL = no, "" = any seed */
	const char *shard; /* "m/n" */
	const char *report_dir;
	const char *events;
	const char *attachment_base;
};

/**
 * nb_options_parse() - Understand a command line
 * @argv:	argv[0] is not looked at; must live as long as @ret
 * @ret:	Filled in; release with nb_options_release()
 *
 * Long options may be shortened as long as they are clear. "--" ends the options.
 *
 * Return: 0; -1 with @err set, naming the option and what it takes
 */
int nb_options_parse(int argc, char **argv, struct nb_options *ret, struct nb_error *err);
void nb_options_release(struct nb_options *options);

/** nb_options_print() - The table as help text, manual page section or completion */
void nb_options_print(FILE *to, enum nb_help_how how);

#endif /* HARNESS_OPTIONS_H */
