/* SPDX-License-Identifier: MIT */
/*
 * Turns of the kernel, which destroys bridges, and of the cases, which build.
 *
 * The kernel destroys network namespaces in batches: all that nobody holds any more when
 * it begins with one. A bridge takes it 17 ms there, under a lock that every build on the
 * machine needs (RTNL), so the bridges of one batch are what a build may have to wait for.
 *
 * Therefore they are held (harness/held.c) and let go a handful at a time, so no batch has
 * more. One at a time would be worse: what a batch does without that lock takes 50 to
 * 80 ms, whatever is in it. In this time cases build; they take turns with the kernel:
 *
 *	let go -> the kernel begins -> it has the lock -> it has the lock no more
 *
 * It is told when the kernel has begun. It takes the lock 2 ms later at most. What is
 * started PAUSE_MS later waits for the lock before its program runs, so when one of these
 * begins to build, the lock is free, and for WINDOW_MS more may start. Then none does; when
 * those that build are done the next bridges are let go, mostly before the kernel is
 * through with its batch, so that it does not idle. A build is not held up by MANY bridges
 * or more that way.
 *
 * Until PLENTY are held nobody has to wait: bridges are let go only where no case has built
 * for QUIET_MS, so a run of as many cases is as fast as if they had none.
 *
 * What the kernel cannot keep up with is held, BACKLOG of them at most; then the next case
 * waits.
 */
#include "harness/pacing.h"

#define BACKLOG 192 /* bridges; 0.3 MB each */
#define PLENTY 96   /* bridges for which builds are held up */
#define MANY 3	    /* bridges, about 17 ms each, for which a build should not wait */
#define PATIENCE_MS 2000 /* for the kernel: somebody else may hold one, too */
#define PAUSE_MS 3
#define WINDOW_MS 45
#define START_MS 20 /* those that start after the pause have been started */
#define QUIET_MS 60 /* without a build: then the next is not near */
#define DRAIN_MS 50 /* for builds to be done; large labs take longer */

int nb_pacing_init(struct nb_pacing *pacing, struct nb_backlog *backlog)
{
	*pacing = (struct nb_pacing){ 0 };
	return nb_held_init(&pacing->held, backlog);
}

void nb_pacing_release(struct nb_pacing *pacing)
{
	nb_held_release(&pacing->held);
	*pacing = (struct nb_pacing){ 0 };
}

static unsigned int count_held(const struct nb_pacing *pacing)
{
	return pacing->held.backlog->held;
}

bool nb_pacing_may_start(const struct nb_pacing *pacing)
{
	return count_held(pacing) < BACKLOG && pacing->batch < MANY &&
	       !pacing->is_closing && nb_deadline_passed(&pacing->pause);
}

/* The kernel has begun with the last that were let go. */
static void begin_turn(struct nb_pacing *pacing)
{
	pacing->pause = nb_deadline_in(pacing->batch >= MANY ? PAUSE_MS : 0);
	pacing->window = nb_deadline_in(START_MS);
	pacing->patience = nb_deadline_in(PATIENCE_MS);
	pacing->is_open = false;
	pacing->batch = 0;
}

void nb_pacing_builds(struct nb_pacing *pacing, uint64_t start_ns)
{
	if (pacing->is_open || start_ns < pacing->window.start_ns)
		return;
	pacing->is_open = true;
	pacing->window = nb_deadline_in(WINDOW_MS);
}

/* Where nobody builds nobody is held up; else a run may first be fast, while few are held. */
static bool is_window_over(const struct nb_pacing *pacing)
{
	if (count_held(pacing) >= BACKLOG)
		return true;
	if (!nb_deadline_passed(&pacing->window))
		return false;
	if (nb_deadline_passed(&pacing->quiet))
		return true;
	return count_held(pacing) >= PLENTY &&
	       (pacing->is_open || nb_deadline_passed(&pacing->patience));
}

/* Builds that would be held up are waited for, and none is begun. True: no longer. */
static bool drain(struct nb_pacing *pacing, bool are_building)
{
	if (!are_building || count_held(pacing) < MANY)
		return true;
	if (!pacing->is_closing)
		pacing->drain = nb_deadline_in(DRAIN_MS);
	pacing->is_closing = true;
	return nb_deadline_passed(&pacing->drain);
}

static void let_go(struct nb_pacing *pacing)
{
	nb_held_let_go(&pacing->held);
	pacing->batch = pacing->held.awaited;
	pacing->patience = nb_deadline_in(PATIENCE_MS);
	pacing->is_closing = false;
}

void nb_pacing_step(struct nb_pacing *pacing, bool are_building)
{
	if (are_building)
		pacing->quiet = nb_deadline_in(QUIET_MS);
	nb_held_look(&pacing->held);
	if (pacing->held.awaited && nb_deadline_passed(&pacing->patience))
		nb_held_give_up(&pacing->held);
	if (pacing->batch && !pacing->held.awaited)
		begin_turn(pacing);
	if (!pacing->held.awaited && count_held(pacing) && is_window_over(pacing) &&
	    drain(pacing, are_building))
		let_go(pacing);
}

static int least(int ms, const struct nb_deadline *deadline)
{
	int left = nb_deadline_left_ms(deadline);

	return left && left < ms ? left : ms;
}

int nb_pacing_left_ms(const struct nb_pacing *pacing, int most)
{
	most = least(most, &pacing->pause);
	if (!count_held(pacing) || pacing->held.awaited)
		return most;
	if (pacing->is_closing)
		return least(most, &pacing->drain);
	return least(least(most, &pacing->window), &pacing->quiet);
}
