/* SPDX-License-Identifier: MIT */
/*
 * The result model: what was run and how it ended. The runner fills it in and tells
 * every change as an event; reports are views of the two and know nothing else.
 */
#ifndef HARNESS_RESULT_H
#define HARNESS_RESULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "harness/record.h"

enum nb_verdict {
	NB_VERDICT_NONE = 0, /* not run, or still running */
	NB_VERDICT_PASS,
	NB_VERDICT_FAIL, /* a claim does not hold */
	NB_VERDICT_ERROR, /* nestbed could not tell: crash, timeout, leak, lost packets */
	NB_VERDICT_SKIP,
	NB_VERDICT_FLAKY, /* passed only when tried again */
};

const char *nb_verdict_name(enum nb_verdict verdict); /* "PASS" */

/** struct nb_finding - One thing that went wrong in an attempt; the first is the cause */
struct nb_finding {
	bool is_error; /* ERROR, else FAIL */
	char *type; /* "packet.absent", "crash.SIGSEGV", "timeout.body", "leak", ... */
	char *file; /* NULL = no place known */
	int line;
	char *message; /* one line */
	char *text; /* whole report, may be NULL */
};

struct nb_property {
	char *name, *value;
};

struct nb_attachment {
	char *name; /* "packets", "service log", "state at failure", ... */
	char *path; /* relative to the evidence folder of the attempt */
};

/** struct nb_attempt - One run of a case */
struct nb_attempt {
	enum nb_verdict verdict;
	uint64_t start_ns; /* CLOCK_REALTIME */
	uint64_t duration_ns; /* from clone to the end of its process */
	uint64_t setup_ns, body_ns, teardown_ns;
	enum nb_stage stage; /* the last one reached */
	uint64_t stage_ns[NB_STAGE_END + 1]; /* after start_ns, when each began; 0 = never */
	struct nb_finding *findings;
	size_t nfindings;
	char *skip_reason;
	char *missing; /* it was skipped because the kernel lacks these: "esp4 netem" */
	struct nb_property *properties;
	size_t nproperties;
	struct nb_attachment *attachments;
	size_t nattachments;
	char *evidence; /* absolute folder, NULL = none kept */
	char *output; /* stdout and stderr of the case, cut in the middle at 64 KiB */
	size_t output_len;
	int exit_status; /* -1 = ended by a signal */
	int signal;
};

/** struct nb_case_result - A case that was selected, and its attempts */
struct nb_case_result {
	char *suite; /* base name of the program */
	char *name; /* unique in the suite; repeats carry "[2]" */
	char *program; /* path of the program */
	const char *guest; /* it runs in one, of this --kernel; borrowed; NULL = it runs here */
	bool is_preloaded; /* it was not linked with nestbed: the plug-in is preloaded */
	unsigned int group_index, test_index;
	char *group;
	char *tags, *locks, *hint, *source; /* NULL = none */
	char *needs; /* of the kernel, see nestbed/kernel.h; NULL = nothing special */
	int line;
	double points;
	unsigned int deadline_ms; /* in force, after defaults and scale */
	enum nb_verdict verdict;
	bool is_interrupted; /* never came to a verdict of its own */
	struct nb_attempt *attempts;
	size_t nattempts;
};

/** struct nb_backlog - Bridges of cases that ended, kept until the kernel can take them */
struct nb_backlog {
	unsigned int held, most; /* now; at any time of the run */
	uint64_t longest_ns;	 /* that one was kept */
};

/** struct nb_run - A whole run */
struct nb_run {
	char *command_line; /* as typed, for reports */
	char *folder; /* report folder, absolute */
	uint64_t start_ns, duration_ns;
	uint64_t seed; /* 0 = not shuffled */
	unsigned int jobs;
	unsigned int retries;		       /* further attempts that a case may have */
	unsigned int shard_index, shard_total; /* 1-based; total 0 = no shards */
	bool interrupted;
	struct nb_backlog backlog;
	struct nb_case_result *cases;
	size_t ncases;
	size_t count[NB_VERDICT_FLAKY + 1]; /* cases by verdict */
	char *kernel, *hostname, *version; /* of the machine and of nestbed */
	bool has_guests; /* cases may run in guests: those skipped here need no advice */
};

enum nb_event_kind {
	NB_EVENT_RUN_START = 1,
	NB_EVENT_CASE_START, /* an attempt begins */
	NB_EVENT_STAGE,
	NB_EVENT_SLOW, /* past the slow notice, still running */
	NB_EVENT_FINDING,
	NB_EVENT_CASE_END, /* an attempt ended */
	NB_EVENT_VERDICT, /* no further attempt: the case has its verdict */
	NB_EVENT_RUN_END,
	NB_EVENT_NOTE, /* lines for who looks on; may be about no case */
};

/** struct nb_event - One change; pointers are valid during the call only */
struct nb_event {
	enum nb_event_kind kind;
	uint64_t time_ns; /* CLOCK_REALTIME */
	const struct nb_run *run;
	const struct nb_case_result *kase; /* NULL for the run's own */
	const struct nb_attempt *attempt;
	const struct nb_finding *finding;
	const char *text; /* SLOW: what it waits for; NOTE: the lines; else NULL */
};

/** struct nb_sink - Somebody who watches a run; called from the runner's only thread */
struct nb_sink {
	void (*event)(void *ctx, const struct nb_event *event);
	void (*tick)(void *ctx, const struct nb_run *run); /* ten times a second; NULL = no need */
	void *ctx;
};

/* Made of malloc()ed parts; release frees all that hangs on it. */
struct nb_case_result *nb_run_add_case(struct nb_run *run);
/** nb_case_result_copy() - What a case is, without its attempts; -1 = out of memory */
int nb_case_result_copy(const struct nb_case_result *from, struct nb_case_result *ret);
void nb_case_result_release(struct nb_case_result *kase);
void nb_attempt_release(struct nb_attempt *attempt); /* what hangs on it, leaves it zero */
struct nb_attempt *nb_case_result_add_attempt(struct nb_case_result *kase);
struct nb_finding *nb_attempt_add_finding(struct nb_attempt *attempt);
int nb_attempt_add_property(struct nb_attempt *attempt, const char *name, const char *value);
int nb_attempt_add_attachment(struct nb_attempt *attempt, const char *name, const char *path);
void nb_run_free(struct nb_run *run);

#endif /* HARNESS_RESULT_H */
