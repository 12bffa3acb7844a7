/* SPDX-License-Identifier: MIT */
/* What is kept of an attempt: its evidence folder, its output, logs of sanitizers. */
#ifndef HARNESS_BUNDLE_H
#define HARNESS_BUNDLE_H

#include <sys/types.h>

#include "harness/result.h"

#define NB_OUTPUT_MAX (64 * 1024) /* bytes of output in a result: head and tail */

/**
 * nb_bundle_path() - Folder of an attempt: FOLDER/evidence/SUITE/CASE, then CASE~2, ...
 * @index:	Number of the case in the run, for names that are no file names
 * @attempt:	From 0
 *
 * Return: a string to free(), nothing is made; NULL when out of memory
 */
char *nb_bundle_path(const char *folder, const struct nb_case_result *kase, size_t index,
		     size_t attempt);

/** nb_bundle_cache_path() - Of what the cases of a run share; free() it, NULL: out of memory */
char *nb_bundle_cache_path(const char *folder);

/** nb_bundle_sanitizer_path() - Start of the paths of sanitizer logs of attempt @serial */
char *nb_bundle_sanitizer_path(const char *folder, unsigned long serial);

/**
 * nb_bundle_take_sanitizer() - What sanitizers logged of attempt @serial
 * @bundle:	The logs are moved here; NULL = they are removed
 *
 * Return: their text, cut, to free(); NULL = there is none
 */
char *nb_bundle_take_sanitizer(const char *folder, unsigned long serial,
			       const char *bundle);

/** nb_bundle_read_output() - Head and tail of what a case printed; @attempt gets it */
void nb_bundle_read_output(struct nb_attempt *attempt, int fd);

/** nb_bundle_trim_output() - Let go of the middle of an output that fills the memory */
void nb_bundle_trim_output(int fd);

/** nb_bundle_save_output() - output.txt in the folder of the attempt, when it printed */
int nb_bundle_save_output(const struct nb_attempt *attempt, int fd);

/** nb_bundle_attach() - Every file in the folder of the attempt becomes an attachment */
void nb_bundle_attach(struct nb_attempt *attempt);

#endif /* HARNESS_BUNDLE_H */
