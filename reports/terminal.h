/* SPDX-License-Identifier: MIT */
/* The inside of the terminal view, shared by its live part and its summary. */
#ifndef REPORTS_TERMINAL_H
#define REPORTS_TERMINAL_H

#include "reports/reports.h"

struct nb_terminal {
	struct nb_sink sink;
	FILE *screen; /* borrowed */
	FILE *out;    /* where lines go: @screen, or what waits for the next tick */
	char *waiting;
	size_t waiting_len;
	struct nb_terminal_options options;
	bool has_color;
	unsigned int tries; /* that a case may have */
	char token
		[33]; /* GitHub: what ends the time without workflow commands; "" = no */
	size_t block_lines; /* of the block that is on the screen now */
};

/** nb_terminal_annotate() - Let GitHub take workflow commands again, and annotate failures */
void nb_terminal_annotate(struct nb_terminal *term, const struct nb_run *run);

/** nb_terminal_name() - "suite/name", safe to show */
void nb_terminal_name(struct nb_terminal *term, const struct nb_case_result *kase);

/** nb_terminal_head() - "FAIL suite/name (0.41 s) file:line"; @attempt NULL = none began
 */
void nb_terminal_head(struct nb_terminal *term, const struct nb_case_result *kase,
		      const struct nb_attempt *attempt, enum nb_verdict verdict);

/** nb_terminal_report() - The lines below it: why, how to repeat, what it printed */
void nb_terminal_report(struct nb_terminal *term, const struct nb_case_result *kase,
			const struct nb_attempt *attempt);

/** nb_terminal_summary() - The end of a run; its last line is "N passed, N failed, N
 * skipped" */
void nb_terminal_summary(struct nb_terminal *term, const struct nb_run *run);

#endif /* REPORTS_TERMINAL_H */
