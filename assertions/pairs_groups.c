/* SPDX-License-Identifier: MIT */
/*
 * Silent pairs, summed up by groups of nodes.
 *
 * Nodes are grouped as their names are built: "srv3-1-2" is of srv*, of srv3-* and of
 * srv3-1-*. Sorted by name each group is a range, and groups lie in each other. Asked is, from
 * wide groups to narrow ones, whether all pairs between two of them are silent: first whom
 * nobody of the wide group reaches, then who reaches nobody, then the same between each two of
 * the groups within. What is left are single pairs.
 */
#include "assertions/pairs_groups.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/auto.h"

/* Nodes that stand side by side in the order of names. */
struct group {
	size_t first, count;
	size_t len; /* characters that all their names begin with */
};

struct sums {
	const struct nb_pairs *pairs;
	size_t *order; /* number of a node in @pairs, by its place in the order of names */
	struct nb_buffer *lines;
	size_t nlines, max;
	bool *said;
};

bool nb_pair_is_silent(const struct nb_pair *pair)
{
	return !pair->is_excepted && pair->answer.kind != NB_ANSWER_YES;
}

static const char *name_at(const struct sums *sums, size_t place)
{
	return sums->pairs->node[sums->order[place]];
}

/* Number of the pair of two places; they differ. */
static size_t pair_at(const struct sums *sums, size_t from, size_t to)
{
	size_t a = sums->order[from], b = sums->order[to];

	return a * (sums->pairs->nnodes - 1) + b - (b > a);
}

/* Where the next part of a name begins: behind "srv", "srv3-", "srv3-1-"; or its end. */
static size_t next_part(const char *name, size_t len)
{
	size_t end = strlen(name);

	for (size_t i = len + 1; i < end; i++) {
		unsigned char before = (unsigned char)name[i - 1];

		if (strchr("-._", before) ||
		    (isalpha(before) && isdigit((unsigned char)name[i])))
			return i;
	}
	return end;
}

/* Parts of names that all of a group have; sorted, its first and last name tell. */
static size_t common_len(const struct sums *sums, const struct group *group)
{
	const char *first = name_at(sums, group->first);
	const char *last = name_at(sums, group->first + group->count - 1);
	size_t len = group->len;

	for (;;) {
		size_t next = next_part(first, len);

		if (!first[next] || strncmp(first, last, next) != 0)
			return len;
		len = next;
	}
}

/* The group within @in, of two nodes or more, that begins at a place. */
static struct group group_at(const struct sums *sums, const struct group *in,
			     size_t first)
{
	const char *name = name_at(sums, first);
	struct group group = { .first = first, .count = 1 };

	group.len = next_part(name, common_len(sums, in));
	while (first + group.count < in->first + in->count && name[group.len] &&
	       !strncmp(name_at(sums, first + group.count), name, group.len))
		group.count++;
	return group;
}

static bool has(const struct group *group, size_t place)
{
	return place >= group->first && place < group->first + group->count;
}

/* @is_outside: of two groups one lies in the other, and what is within it does not count. */
static bool is_meant(const struct group *from, const struct group *to, size_t i, size_t j,
		     bool is_outside)
{
	return i != j && !(is_outside && has(from, j) && has(to, i));
}

/* Are all pairs that are asked silent? How many of them no line speaks of yet. */
static bool is_all_silent(const struct sums *sums, const struct group *from,
			  const struct group *to, bool is_outside, size_t *ret_new)
{
	*ret_new = 0;
	for (size_t i = from->first; i < from->first + from->count; i++)
		for (size_t j = to->first; j < to->first + to->count; j++) {
			if (!is_meant(from, to, i, j, is_outside))
				continue;
			size_t number = pair_at(sums, i, j);
			const struct nb_pair *pair = &sums->pairs->pair[number];

			if (pair->is_excepted)
				continue;
			if (!nb_pair_is_silent(pair))
				return false;
			*ret_new += !sums->said[number];
		}
	return true;
}

static void mark_said(struct sums *sums, const struct group *from, const struct group *to,
		      bool is_outside)
{
	for (size_t i = from->first; i < from->first + from->count; i++)
		for (size_t j = to->first; j < to->first + to->count; j++)
			if (is_meant(from, to, i, j, is_outside))
				sums->said[pair_at(sums, i, j)] = true;
}

static bool is_everybody(const struct sums *sums, const struct group *group)
{
	return group->count == sums->pairs->nnodes;
}

static const char *address_at(const struct sums *sums, size_t place)
{
	return sums->pairs->pair[pair_at(sums, place ? 0 : 1, place)].address;
}

/* "srv3-*", "srv3-1-1" */
static void print_name(const struct sums *sums, const struct group *group, char *ret,
		       size_t size)
{
	const char *name = name_at(sums, group->first);

	if (group->count > 1)
		snprintf(ret, size, "%.*s*", (int)group->len, name);
	else
		snprintf(ret, size, "%s", name);
}

static void say_from(struct sums *sums, const struct group *from)
{
	char name[NB_NAME_MAX + 2];

	print_name(sums, from, name, sizeof(name));
	if (is_everybody(sums, from))
		nb_buffer_puts(sums->lines, "no node reaches ");
	else if (from->count > 1)
		nb_buffer_printf(sums->lines, "no node of %s reaches ", name);
	else
		nb_buffer_printf(sums->lines, "%s reaches ", name);
}

static void say_to(struct sums *sums, const struct group *from, const struct group *to)
{
	const char *none = from->count > 1 ? "any" : "none";
	char name[NB_NAME_MAX + 2];

	print_name(sums, to, name, sizeof(name));
	if (is_everybody(sums, to))
		nb_buffer_puts(sums->lines, from->count > 1 ? "another" : "no node");
	else if (to->count == 1)
		nb_buffer_printf(sums->lines, "%s (%s)", name,
				 address_at(sums, to->first));
	else if (from->first == to->first && from->count == to->count)
		nb_buffer_puts(sums->lines, "another of them");
	else
		nb_buffer_printf(sums->lines, "%s of %s", none, name);
}

/* Of two groups of which one lies in the other. */
static void say_outside(struct sums *sums, const struct group *from,
			const struct group *to)
{
	const struct group *wide = from->count > to->count ? from : to;
	char name[NB_NAME_MAX + 2], of[NB_NAME_MAX + 2 + sizeof(" of ")] = "";

	print_name(sums, wide, name, sizeof(name));
	if (!is_everybody(sums, wide))
		snprintf(of, sizeof(of), " of %s", name);
	print_name(sums, wide == from ? to : from, name, sizeof(name));
	if (wide == from)
		nb_buffer_printf(sums->lines, "no other node%s reaches any of %s", of,
				 name);
	else
		nb_buffer_printf(sums->lines, "no node of %s reaches any other%s", name,
				 of);
}

/* True when a line speaks of all of it. */
static bool say_if_silent(struct sums *sums, const struct group *from,
			  const struct group *to, bool is_outside)
{
	size_t news;

	if (sums->nlines >= sums->max ||
	    !is_all_silent(sums, from, to, is_outside, &news) || news < 2)
		return false;
	if (is_outside) {
		say_outside(sums, from, to);
	} else {
		say_from(sums, from);
		say_to(sums, from, to);
	}
	nb_buffer_puts(sums->lines, "\n");
	sums->nlines++;
	mark_said(sums, from, to, is_outside);
	return true;
}

/*
 * Whom none of @wide reaches, the widest groups of @in first; with @is_back who of @in reaches
 * none of @wide. Of a group that lies in @wide its own nodes may reach each other.
 */
static void look_within(struct sums *sums, const struct group *wide,
			const struct group *in, bool is_back)
{
	struct group part;

	for (size_t i = in->first; i < in->first + in->count; i += part.count) {
		const struct group *from = is_back ? &part : wide;
		const struct group *to = is_back ? wide : &part;

		part = group_at(sums, in, i);
		if (!say_if_silent(sums, from, to, false) && part.count > 1 &&
		    !(has(wide, i) && say_if_silent(sums, from, to, true)))
			look_within(sums, wide, &part, is_back);
	}
}

static void look_between(struct sums *sums, const struct group *from,
			 const struct group *to)
{
	struct group a, b;

	if (say_if_silent(sums, from, to, false) || (from->count == 1 && to->count == 1))
		return;
	if (to->count > 1)
		look_within(sums, from, to, false);
	if (from->count > 1)
		look_within(sums, to, from, true);
	for (size_t i = from->first; i < from->first + from->count; i += a.count) {
		a = from->count > 1 ? group_at(sums, from, i) : *from;
		for (size_t j = to->first; j < to->first + to->count; j += b.count) {
			b = to->count > 1 ? group_at(sums, to, j) : *to;
			if (a.count > 1 || b.count > 1)
				look_between(sums, &a, &b);
		}
	}
}

static int by_name(const void *a, const void *b, void *ctx)
{
	const struct nb_pairs *pairs = ctx;

	return strcmp(pairs->node[*(const size_t *)a], pairs->node[*(const size_t *)b]);
}

size_t nb_pairs_sum_up(const struct nb_pairs *pairs, struct nb_buffer *lines, size_t max,
		       bool *said)
{
	nb_auto_free size_t *order = calloc(pairs->nnodes + 1, sizeof(*order));
	const struct group all = { .count = pairs->nnodes };
	struct sums sums = {
		.pairs = pairs, .order = order, .lines = lines, .max = max, .said = said
	};

	if (!order || pairs->nnodes < 3)
		return 0;
	for (size_t i = 0; i < pairs->nnodes; i++)
		order[i] = i;
	qsort_r(order, pairs->nnodes, sizeof(*order), by_name, (void *)(uintptr_t)pairs);
	look_between(&sums, &all, &all);
	return sums.nlines;
}
