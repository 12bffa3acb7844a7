/* SPDX-License-Identifier: MIT */
/*
 * Scheduling. Cases start in the order of the run; one whose locks are held lets the next
 * go first and is looked at again when something has ended. A retry goes before all that
 * has not started. --until-fail adds a round of copies when a round has passed.
 */
#include "harness/schedule.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/verdict.h"

enum state { WAITING = 0, RUNNING, ENDED };

struct nb_schedule {
	struct nb_run *run;
	const struct nb_options *options;
	enum state *states;
	size_t first; /* none before it waits */
	size_t running;
	size_t waiting;
	size_t round_size;
	unsigned int round;
	unsigned int failed;
	bool is_stopped;
	bool takes_skipped;
};

/* Copies of the first round behind all others, named "case[2]". */
static int add_round(struct nb_schedule *s)
{
	size_t count = s->run->ncases + s->round_size;
	enum state *states = realloc(s->states, (count + 1) * sizeof(*states));

	if (!states)
		return -1;
	s->states = states;
	s->round++;
	for (size_t i = 0; i < s->round_size; i++) {
		struct nb_case_result copy;
		char *name;

		if (nb_case_result_copy(&s->run->cases[i], &copy) < 0)
			return -1;
		if (asprintf(&name, "%s[%u]", copy.name, s->round) < 0)
			name = NULL;
		free(copy.name);
		copy.name = name;
		copy.verdict = NB_VERDICT_NONE;
		s->states[s->run->ncases] = WAITING;
		*nb_run_add_case(s->run) = copy;
		s->waiting++;
	}
	return 0;
}

struct nb_schedule *nb_schedule_new(struct nb_run *run, const struct nb_options *options,
				    bool takes_skipped)
{
	struct nb_schedule *s = calloc(1, sizeof(*s));

	if (!s)
		return NULL;
	s->run = run;
	s->options = options;
	s->takes_skipped = takes_skipped;
	s->round = 1;
	s->round_size = run->ncases;
	s->waiting = run->ncases;
	s->states = calloc(run->ncases + 1, sizeof(*s->states));
	while (s->states && !options->until_fail && s->round < options->repeat)
		if (add_round(s) < 0)
			break;
	if (!s->states || (!options->until_fail && s->round < options->repeat)) {
		nb_schedule_free(s);
		return NULL;
	}
	return s;
}

void nb_schedule_free(struct nb_schedule *s)
{
	if (s)
		free(s->states);
	free(s);
}

static bool share_a_word(const char *a, const char *b)
{
	for (; a && *a; a += strspn(a, " ")) {
		size_t len = strcspn(a, " ");

		for (const char *other = b; other && *other;) {
			size_t other_len = strcspn(other, " ");

			if (len == other_len && !strncmp(a, other, len))
				return true;
			other += other_len + strspn(other + other_len, " ");
		}
		a += len;
	}
	return false;
}

static bool is_locked(const struct nb_schedule *s, size_t kase)
{
	const char *locks = s->run->cases[kase].locks;

	if (!locks || !s->running)
		return false;
	for (size_t i = 0; i < s->run->ncases; i++)
		if (s->states[i] == RUNNING &&
		    share_a_word(locks, s->run->cases[i].locks))
			return true;
	return false;
}

static bool is_there(const struct nb_schedule *s, size_t kase, enum nb_where where)
{
	return (s->run->cases[kase].guest != NULL) == (where == NB_ELSEWHERE);
}

ssize_t nb_schedule_next(struct nb_schedule *s, enum nb_where where)
{
	if (s->is_stopped || !s->waiting)
		return -1;
	while (s->states[s->first] != WAITING)
		s->first++;
	for (size_t i = s->first; i < s->run->ncases; i++) {
		if (s->states[i] != WAITING || !is_there(s, i, where) || is_locked(s, i))
			continue;
		s->states[i] = RUNNING;
		s->running++;
		s->waiting--;
		return (ssize_t)i;
	}
	return -1;
}

size_t nb_schedule_waiting(const struct nb_schedule *s)
{
	size_t count = 0;

	for (size_t i = s->first; !s->is_stopped && i < s->run->ncases; i++)
		count += s->states[i] == WAITING && is_there(s, i, NB_ELSEWHERE);
	return count;
}

static bool has_failed(const struct nb_schedule *s, enum nb_verdict verdict)
{
	return verdict == NB_VERDICT_FAIL || verdict == NB_VERDICT_ERROR ||
	       (verdict == NB_VERDICT_FLAKY && s->options->flaky == NB_FLAKY_FAIL);
}

static void start_round_if_due(struct nb_schedule *s)
{
	bool is_last = s->options->repeat && s->round >= s->options->repeat;

	if (!s->options->until_fail || s->failed || s->is_stopped || is_last ||
	    s->waiting || s->running)
		return;
	if (add_round(s) < 0)
		s->is_stopped = true;
}

static void try_again(struct nb_schedule *s, size_t index)
{
	s->states[index] = WAITING;
	s->waiting++;
	s->first = index < s->first ? index : s->first;
}

/* What was skipped here for want of a kernel begins anew: that was no attempt. */
static bool goes_elsewhere(const struct nb_schedule *s, struct nb_case_result *kase)
{
	struct nb_attempt *last =
		kase->nattempts ? &kase->attempts[kase->nattempts - 1] : NULL;

	if (!s->takes_skipped || kase->guest || s->is_stopped || !last ||
	    last->verdict != NB_VERDICT_SKIP || !last->missing)
		return false;
	kase->guest = s->options->kernel;
	nb_attempt_release(last);
	kase->nattempts--;
	return true;
}

bool nb_schedule_ended(struct nb_schedule *s, size_t index)
{
	struct nb_case_result *kase = &s->run->cases[index];
	enum nb_verdict verdict = nb_case_judge(kase);
	bool is_failed = verdict == NB_VERDICT_FAIL || verdict == NB_VERDICT_ERROR;

	s->running--;
	if (goes_elsewhere(s, kase) ||
	    (is_failed && kase->nattempts <= s->options->retries && !s->is_stopped)) {
		try_again(s, index);
		return false;
	}
	s->states[index] = ENDED;
	kase->verdict = verdict;
	s->run->count[verdict]++;
	s->failed += has_failed(s, verdict);
	if (s->options->max_fail && s->failed >= s->options->max_fail)
		s->is_stopped = true;
	start_round_if_due(s);
	return true;
}

void nb_schedule_stop(struct nb_schedule *s)
{
	s->is_stopped = true;
}

bool nb_schedule_is_over(const struct nb_schedule *s)
{
	return !s->running && (!s->waiting || s->is_stopped);
}
