/* SPDX-License-Identifier: MIT */
/* All pairs: judged, then claimed. */
#include "assertions/pairs.h"

#include <stdlib.h>
#include <string.h>

#include "assertions/pairs_groups.h"
#include "assertions/reach.h"
#include "assertions/watch.h"
#include "harness/auto.h"
#include "harness/clock.h"
#include "nestbed/state.h"

#define LINES_MAX 14 /* of pairs and patterns */

/* What is wrong, counted. */
struct tally {
	size_t silent, answered; /* wrong ones: silent but must not be, and the reverse */
	size_t excepted;
	bool *is_said; /* by pair: a pattern speaks of it */
};

static bool is_answered(const struct nb_pair *pair)
{
	return pair->is_excepted && pair->answer.kind == NB_ANSWER_YES;
}

/* Their order is that of struct nb_pairs: a node asks all others, then the next one does. */
static size_t to_of(const struct nb_pairs *pairs, size_t pair)
{
	size_t to = pair % (pairs->nnodes - 1);

	return to + (to >= pair / (pairs->nnodes - 1));
}

static void count(const struct nb_pairs *pairs, struct tally *tally)
{
	for (size_t i = 0; i < pairs->count; i++) {
		tally->excepted += pairs->pair[i].is_excepted;
		tally->answered += is_answered(&pairs->pair[i]);
		tally->silent += nb_pair_is_silent(&pairs->pair[i]);
	}
}

/* @nlines are used already. */
static void say_pairs(const struct nb_pairs *pairs, const struct tally *tally,
		      size_t nlines, struct nb_buffer *lines)
{
	size_t unsaid = 0;
	char answer[128];

	for (size_t i = 0; i < pairs->count; i++) {
		const struct nb_pair *pair = &pairs->pair[i];

		if ((!nb_pair_is_silent(pair) && !is_answered(pair)) || tally->is_said[i])
			continue;
		if (nlines >= LINES_MAX) {
			unsaid++;
			continue;
		}
		nb_buffer_printf(lines, "%s > %s (%s): %s%s\n", pair->from, pair->to,
				 pair->address,
				 nb_answer_print(&pair->answer, answer, sizeof(answer)),
				 is_answered(pair) ? ", and must not be" : "");
		nlines++;
	}
	if (unsaid)
		nb_buffer_printf(lines, "... and %zu more\n", unsaid);
}

/* A pair that rightly is silent says nothing when its destination does not answer itself. */
static const char *find_dead_control(const struct nb_pairs *pairs)
{
	for (size_t i = 0; i < pairs->count; i++)
		if (pairs->pair[i].is_excepted &&
		    pairs->self[to_of(pairs, i)].kind != NB_ANSWER_YES)
			return pairs->pair[i].to;
	return NULL;
}

static void rule(const struct nb_pairs *pairs, const struct tally *tally,
		 struct nb_judgement *judgement)
{
	const char *dead = find_dead_control(pairs);

	if (tally->silent && tally->answered)
		nb_judgement_set(
			judgement, NB_FAILS,
			"%zu of %zu pairs do not reach each other, %zu must not and do",
			tally->silent, pairs->count - tally->excepted, tally->answered);
	else if (tally->silent)
		nb_judgement_set(judgement, NB_FAILS,
				 "%zu of %zu pairs do not reach each other",
				 tally->silent, pairs->count - tally->excepted);
	else if (tally->answered)
		nb_judgement_set(judgement, NB_FAILS,
				 "%zu of %zu pairs reach each other, and must not",
				 tally->answered, tally->excepted);
	else if (dead)
		nb_judgement_set(judgement, NB_CANNOT_TELL,
				 "pairs to %s are silent, but it does not answer itself",
				 dead);
}

/* The first that is silent and must not be; NULL = none. */
static const struct nb_pair *first_silent(const struct nb_pairs *pairs)
{
	for (size_t i = 0; i < pairs->count; i++)
		if (nb_pair_is_silent(&pairs->pair[i]))
			return &pairs->pair[i];
	return NULL;
}

static void say_where(const struct nb_pairs *pairs, const struct nb_sightings *sightings,
		      struct nb_judgement *judgement)
{
	nb_auto_buffer struct nb_buffer of = { 0 };
	const struct nb_pair *pair = first_silent(pairs);

	if (!pair)
		return;
	nb_buffer_printf(&of, "%s > %s", pair->from, pair->to);
	nb_report_sightings_of(&judgement->text, of.data, sightings);
}

static void judge(const struct nb_pairs *pairs, struct tally *tally,
		  struct nb_judgement *judgement)
{
	nb_auto_buffer struct nb_buffer lines = { 0 };
	size_t nlines;

	count(pairs, tally);
	rule(pairs, tally, judgement);
	if (judgement->ruling == NB_HOLDS)
		return;
	nb_report_line(&judgement->text, "wanted",
		       tally->excepted ? "%zu pairs reach each other, %zu do not"
				       : "%zu pairs reach each other",
		       pairs->count - tally->excepted, tally->excepted);
	nlines = nb_pairs_sum_up(pairs, &lines, LINES_MAX, tally->is_said);
	say_pairs(pairs, tally, nlines, &lines);
	if (lines.len)
		nb_report_line(&judgement->text, "seen", "%s", lines.data);
}

struct nb_judgement nb_judge_pairs(const struct nb_pairs *pairs, const char *why,
				   const struct nb_sightings *sightings,
				   const char *overflow)
{
	struct nb_judgement judgement = { .type = "reach.pairs" };
	nb_auto_free bool *is_said = calloc(pairs->count + 1, sizeof(*is_said));
	struct tally tally = { .is_said = is_said };

	if (nb_judge_overflow(&judgement, "all pairs", overflow))
		return judgement;
	if (!is_said) {
		nb_judgement_set(&judgement, NB_CANNOT_TELL, "out of memory");
		return judgement;
	}
	judge(pairs, &tally, &judgement);
	if (judgement.ruling == NB_HOLDS)
		return judgement;
	say_where(pairs, sightings, &judgement);
	nb_report_causes(&judgement.text, why);
	return judgement;
}

/* What is known of the first silent pair. */
struct cause {
	char *why;
	struct nb_sightings sightings;
	bool has_sightings;
};

static void find_cause(struct nb_lab *lab, const struct nb_pairs *pairs,
		       uint64_t since_ns, struct cause *cause)
{
	const struct nb_pair *pair = first_silent(pairs);
	struct nb_node *from;
	struct nb_ip to;

	if (!pair)
		return;
	from = nb_lab_node(lab, pair->from);
	cause->why = nb_node_why(from, pair->address);
	cause->has_sightings =
		nb_ip_parse(pair->address, &to, NULL) == 0 &&
		nb_sightings_find_echo(from, &to, 0, since_ns, &cause->sightings) == 0;
}

void nb_assert_pairs_at(const char *file, int line, struct nb_lab *lab, const char *nodes,
			int family, const char *but, unsigned int ms)
{
	const struct nb_place at = { file, line };
	struct nb_pairs pairs = { 0 };
	struct nb_judgement judgement;
	struct nb_error err = { 0 };
	struct nb_watched watched;
	uint64_t since_ns = nb_clock_wall_ns();
	struct cause cause = { 0 };

	nb_watch_tables(&watched);
	if (nb_pairs_ping_among(lab, nodes, family, but, ms, &pairs, &err) < 0)
		nb_claim_error(&at, "reach.pairs", err.text, NULL);
	find_cause(lab, &pairs, since_ns, &cause);
	judgement = nb_judge_pairs(&pairs, cause.why,
				   cause.has_sightings ? &cause.sightings : NULL,
				   nb_watch_overflow(&watched));
	nb_sightings_release(&cause.sightings);
	free(cause.why);
	nb_pairs_release(&pairs);
	nb_judgement_close(&at, &judgement);
}
