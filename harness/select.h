/* SPDX-License-Identifier: MIT */
/* Selection of cases: by globs, tags, exact names, lists in files, shards and order. */
#ifndef HARNESS_SELECT_H
#define HARNESS_SELECT_H

#include "harness/result.h"
#include "nestbed/error.h"

#define NB_TAG_ON_DEMAND "scale" /* more than a machine has time and memory for every day */

/**
 * struct nb_selection - Which cases are meant; empty means all
 *
 * A case is selected when any of the globs or exact names fits, and all tags do. One with
 * the tag NB_TAG_ON_DEMAND is left out unless that tag, or its name without wildcards, asks
 * for it.
 */
struct nb_selection;

struct nb_selection *nb_selection_new(void); /* NULL: out of memory */
void nb_selection_free(struct nb_selection *selection); /* NULL is fine */

/**
 * nb_selection_add() - A word of the command line
 * @word:	Glob on "suite/case", or on either of the two when it has no slash; "@FILE":
 *		the words in a file, one a line, "#" begins a comment
 */
int nb_selection_add(struct nb_selection *selection, const char *word, struct nb_error *err);
/** nb_selection_add_exact() - "suite/case", as it is */
int nb_selection_add_exact(struct nb_selection *selection, const char *name,
			   struct nb_error *err);
/** nb_selection_add_tag() - "tag" or "!tag" */
int nb_selection_add_tag(struct nb_selection *selection, const char *tag, struct nb_error *err);

bool nb_selection_has(struct nb_selection *selection, const struct nb_case_result *kase);
/** nb_selection_unused() - A word that fitted no case so far; NULL = none. Borrowed */
const char *nb_selection_unused(const struct nb_selection *selection);

/** nb_select_filter() - Keep the cases of a run that are selected */
void nb_select_filter(struct nb_run *run, struct nb_selection *selection);
/** nb_lacks_fn - Whether the kernel lacks something of these needs; NULL = no needs */
typedef bool nb_lacks_fn(const char *needs);
/** nb_select_lacking() - Keep the cases that cannot run on this kernel */
void nb_select_lacking(struct nb_run *run, nb_lacks_fn *lacks);
/** nb_select_shard() - Keep every @total-th case, from @index (1-based) on */
void nb_select_shard(struct nb_run *run, unsigned int index, unsigned int total);
/** nb_select_shuffle() - An order that follows from @seed alone */
void nb_select_shuffle(struct nb_run *run, uint64_t seed);

/**
 * nb_shard_parse() - "M/N" with 1 <= M <= N
 * Return: 0; -1 with @err set
 */
int nb_shard_parse(const char *text, unsigned int *ret_index, unsigned int *ret_total,
		   struct nb_error *err);

/**
 * nb_shard_environment() - The shard that a batch system or CI wants of this process
 *
 * Slurm arrays, indexed Kubernetes jobs (with JOB_COMPLETIONS), GitLab's and others'
 * CI_NODE_INDEX and CI_NODE_TOTAL, GTEST_SHARD_INDEX and GTEST_TOTAL_SHARDS.
 *
 * Return: name of the variable that said so; NULL = none did, nothing is set
 */
const char *nb_shard_environment(unsigned int *ret_index, unsigned int *ret_total);

#endif /* HARNESS_SELECT_H */
