/* SPDX-License-Identifier: MIT */
/* Which shard of a run this process is. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/select.h"

int nb_shard_parse(const char *text, unsigned int *ret_index, unsigned int *ret_total,
		   struct nb_error *err)
{
	bool is_clean = !text[strspn(text, "0123456789/")];
	unsigned int index, total;
	int end = 0;

	if (!is_clean || sscanf(text, "%9u/%9u%n", &index, &total, &end) != 2 ||
	    text[end] || !index || index > total)
		return nb_error_set(err, 0, "shard %s: wanted M/N with 1 <= M <= N",
				    text);
	*ret_index = index;
	*ret_total = total;
	return 0;
}

/* A number in the environment; -1 = none. */
static long number(const char *name)
{
	const char *value = name ? getenv(name) : NULL;
	char *end = NULL;
	long found = value ? strtol(value, &end, 10) : -1;

	return end && end != value && !*end ? found : -1;
}

/* index = (VALUE - FIRST) / STEP + 1 */
static const struct convention {
	const char *index, *total;
	const char *first; /* variable with the number of the first shard, or NULL */
	const char *step;  /* variable with the distance of numbers, or NULL */
	long origin;	   /* the number of the first shard without such a variable */
} conventions[] = {
	{ "SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_COUNT", "SLURM_ARRAY_TASK_MIN",
	  "SLURM_ARRAY_TASK_STEP", 0 },
	{ "JOB_COMPLETION_INDEX", "JOB_COMPLETIONS", NULL, NULL, 0 },
	{ "CI_NODE_INDEX", "CI_NODE_TOTAL", NULL, NULL, 1 },
	{ "GTEST_SHARD_INDEX", "GTEST_TOTAL_SHARDS", NULL, NULL, 0 },
};

static bool is_said(const struct convention *c, unsigned int *ret_index,
		    unsigned int *ret_total)
{
	long index = number(c->index), total = number(c->total);
	long first = number(c->first), step = number(c->step);

	if (first < 0)
		first = c->origin;
	if (step < 1)
		step = 1;
	if (index < first || total < 1)
		return false;
	index = (index - first) / step + 1;
	if (index > total)
		return false;
	*ret_index = (unsigned int)index;
	*ret_total = (unsigned int)total;
	return true;
}

const char *nb_shard_environment(unsigned int *ret_index, unsigned int *ret_total)
{
	for (size_t i = 0; i < sizeof(conventions) / sizeof(conventions[0]); i++)
		if (is_said(&conventions[i], ret_index, ret_total))
			return conventions[i].index;
	return NULL;
}
