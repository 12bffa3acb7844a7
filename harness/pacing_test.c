/* SPDX-License-Identifier: MIT */
/* A few bridges at a time, and nobody builds meanwhile. */
#include "harness/held_test.h"
#include "harness/pacing.h"

#define MANY 100 /* that others have left: builds are held up then */

/* As if so much time had passed that it is over. */
static void end(struct nb_deadline *deadline)
{
	*deadline = nb_deadline_in(0);
}

#define FAR_MS 100000

/* The test may be slow: what was to be waited for for some time is so for long. */
static void prolong(struct nb_deadline *deadline)
{
	assert_true(deadline->end_ns > deadline->start_ns);
	*deadline = nb_deadline_in(FAR_MS);
}

/* Cases could have built since the kernel began; none does. */
static void pass_turn(struct nb_pacing *pacing)
{
	nb_pacing_step(pacing, false);
	end(&pacing->window);
	nb_pacing_step(pacing, false);
}

static void the_next_few_follow_when_the_last_are_begun(void **state)
{
	struct nb_backlog backlog = { 0 };
	struct sample_lab a = sample_lab_of(BRIDGES), b = sample_lab_of(5);
	struct pollfd fds[NB_HELD_HANDFUL];
	struct nb_pacing pacing;

	(void)state;
	assert_int_equal(nb_pacing_init(&pacing, &backlog), 0);
	nb_held_take(&pacing.held, 1, a.parked, BRIDGES);
	nb_held_take(&pacing.held, 2, b.parked, 5);
	nb_pacing_step(&pacing, false);
	assert_int_equal(sample_gone(&a) + sample_gone(&b), 0);
	nb_held_ended(&pacing.held, 1);
	nb_held_ended(&pacing.held, 2);
	assert_int_equal(backlog.most, BRIDGES + 5);
	for (int gone = FEW; gone < BRIDGES; gone += FEW) {
		pass_turn(&pacing);
		assert_int_equal(sample_gone(&a), gone);
		assert_int_equal(nb_held_fds(&pacing.held, fds), 1);
		sample_begun(&a, FEW - 1);
		pass_turn(&pacing);
		assert_int_equal(sample_gone(&a), gone);
		sample_begun(&a, 1);
	}
	pass_turn(&pacing); /* the rest of the one, and of the other what has room */
	assert_int_equal(sample_gone(&a), BRIDGES);
	assert_int_equal(sample_gone(&b), FEW - BRIDGES % FEW);
	assert_int_equal(nb_held_fds(&pacing.held, fds), 2);
	sample_begun(&a, BRIDGES % FEW);
	sample_begun(&b, FEW - BRIDGES % FEW);
	pass_turn(&pacing);
	assert_int_equal(sample_gone(&b), 5);
	assert_int_equal(backlog.held, 0);
	assert_true(backlog.longest_ns > 0);
	nb_pacing_release(&pacing);
	sample_forget(&a);
	sample_forget(&b);
}

/*
 * A lab of FEW has ended, and others have left so many. A case builds for so long that the
 * next could be let go.
 */
static struct sample_lab lab_beside_a_build(struct nb_pacing *pacing, unsigned int others)
{
	struct sample_lab lab = sample_ended_lab(&pacing->held, 1, FEW);

	pacing->held.backlog->held += others;
	nb_pacing_builds(pacing, nb_clock_ns());
	end(&pacing->window);
	nb_pacing_step(pacing, true);
	assert_int_equal(sample_gone(&lab), 0);
	return lab;
}

static void expect_look_at_time(const struct nb_pacing *pacing)
{
	assert_in_range(nb_pacing_left_ms(pacing, 2 * FAR_MS), 1, FAR_MS);
}

static void nothing_starts_until_the_kernel_has_the_lock(void **state)
{
	struct nb_backlog backlog = { 0 };
	struct nb_pacing pacing;
	struct sample_lab lab;

	(void)state;
	assert_int_equal(nb_pacing_init(&pacing, &backlog), 0);
	assert_true(nb_pacing_may_start(&pacing));
	lab = sample_ended_lab(&pacing.held, 1, FEW);
	nb_pacing_step(&pacing, false);
	assert_int_equal(sample_gone(&lab), FEW);
	assert_false(nb_pacing_may_start(&pacing));
	sample_begun(&lab, FEW - 1);
	nb_pacing_step(&pacing, false);
	assert_false(nb_pacing_may_start(&pacing));
	sample_begun(&lab, 1);
	nb_pacing_step(&pacing, false);
	prolong(&pacing.pause);
	assert_false(nb_pacing_may_start(&pacing));
	expect_look_at_time(&pacing);
	end(&pacing.pause);
	assert_int_equal(nb_pacing_left_ms(&pacing, 2 * FAR_MS), 2 * FAR_MS);
	assert_true(nb_pacing_may_start(&pacing));
	nb_pacing_release(&pacing);
	sample_forget(&lab);
}

static void cases_build_before_the_next_go(void **state)
{
	struct nb_backlog backlog = { 0 };
	struct nb_pacing pacing;
	struct sample_lab first, next;

	(void)state;
	assert_int_equal(nb_pacing_init(&pacing, &backlog), 0);
	first = sample_ended_lab(&pacing.held, 1, FEW);
	next = sample_ended_lab(&pacing.held, 2, FEW);
	backlog.held += MANY;
	nb_pacing_step(&pacing, false);
	sample_begun(&first, FEW);
	nb_pacing_step(&pacing, true);
	end(&pacing.pause);
	/* those that are being started wait for the lock; who has built before tells nothing */
	end(&pacing.window);
	nb_pacing_builds(&pacing, pacing.window.start_ns - 1);
	nb_pacing_step(&pacing, true);
	assert_int_equal(sample_gone(&next), 0);
	nb_pacing_builds(&pacing, nb_clock_ns());
	prolong(&pacing.window);
	end(&pacing.quiet);
	nb_pacing_step(&pacing, false);
	assert_int_equal(sample_gone(&next), 0);
	assert_true(nb_pacing_may_start(&pacing));
	expect_look_at_time(&pacing);
	/* time is up, but not for those that have begun */
	end(&pacing.window);
	nb_pacing_step(&pacing, true);
	assert_int_equal(sample_gone(&next), 0);
	assert_false(nb_pacing_may_start(&pacing));
	nb_pacing_step(&pacing, false);
	assert_int_equal(sample_gone(&next), FEW);
	nb_pacing_release(&pacing);
	sample_forget(&first);
	sample_forget(&next);
}

static void a_long_build_is_not_waited_for(void **state)
{
	struct nb_backlog backlog = { 0 };
	struct nb_pacing pacing;
	struct sample_lab lab;

	(void)state;
	assert_int_equal(nb_pacing_init(&pacing, &backlog), 0);
	lab = lab_beside_a_build(&pacing, MANY);
	prolong(&pacing.drain);
	nb_pacing_step(&pacing, true);
	assert_int_equal(sample_gone(&lab), 0);
	expect_look_at_time(&pacing);
	end(&pacing.drain);
	nb_pacing_step(&pacing, true);
	assert_int_equal(sample_gone(&lab), FEW);
	nb_pacing_release(&pacing);
	sample_forget(&lab);
}

static void while_few_are_held_nobody_waits(void **state)
{
	struct nb_backlog backlog = { 0 };
	struct nb_pacing pacing;
	struct sample_lab lab;

	(void)state;
	assert_int_equal(nb_pacing_init(&pacing, &backlog), 0);
	lab = lab_beside_a_build(&pacing, 0);
	prolong(&pacing.quiet);
	nb_pacing_step(&pacing, false);
	assert_int_equal(sample_gone(&lab), 0);
	assert_true(nb_pacing_may_start(&pacing));
	expect_look_at_time(&pacing);
	/* for as long no case has built */
	end(&pacing.quiet);
	nb_pacing_step(&pacing, false);
	assert_int_equal(sample_gone(&lab), FEW);
	nb_pacing_release(&pacing);
	sample_forget(&lab);
}

static void for_a_single_bridge_nobody_waits(void **state)
{
	struct nb_backlog backlog = { 0 };
	struct nb_pacing pacing;
	struct sample_lab lab;

	(void)state;
	assert_int_equal(nb_pacing_init(&pacing, &backlog), 0);
	lab = sample_ended_lab(&pacing.held, 1, 1);
	nb_pacing_step(&pacing, false);
	assert_int_equal(sample_gone(&lab), 1);
	assert_true(nb_pacing_may_start(&pacing));
	sample_begun(&lab, 1);
	nb_pacing_step(&pacing, true);
	assert_true(nb_pacing_may_start(&pacing));
	nb_pacing_release(&pacing);
	sample_forget(&lab);
}

/* Somebody else may hold one: then the kernel never begins with it. */
static void patience_has_an_end(void **state)
{
	struct nb_backlog backlog = { 0 };
	struct sample_lab lab = sample_lab_of(BRIDGES);
	struct nb_pacing pacing;

	(void)state;
	assert_int_equal(nb_pacing_init(&pacing, &backlog), 0);
	nb_held_take(&pacing.held, 1, lab.parked, BRIDGES);
	nb_held_ended(&pacing.held, 1);
	pass_turn(&pacing);
	assert_int_equal(sample_gone(&lab), FEW);
	end(&pacing.patience);
	pass_turn(&pacing);
	assert_int_equal(sample_gone(&lab), 2 * FEW);
	nb_pacing_release(&pacing);
	assert_int_equal(sample_gone(&lab), BRIDGES);
	sample_forget(&lab);
}

static void the_backlog_is_bounded(void **state)
{
	struct nb_backlog backlog = { 0 };
	struct nb_pacing pacing;
	int nlabs = 0;

	(void)state;
	assert_int_equal(nb_pacing_init(&pacing, &backlog), 0);
	for (; nb_pacing_may_start(&pacing); nlabs++) {
		struct sample_lab lab = sample_lab_of(BRIDGES);

		nb_held_take(&pacing.held, nlabs + 1, lab.parked, BRIDGES);
		nb_held_ended(&pacing.held, nlabs + 1);
		sample_forget(&lab);
	}
	assert_in_range(backlog.held, 192, 192 + BRIDGES);
	nb_pacing_release(&pacing);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_next_few_follow_when_the_last_are_begun),
		cmocka_unit_test(nothing_starts_until_the_kernel_has_the_lock),
		cmocka_unit_test(cases_build_before_the_next_go),
		cmocka_unit_test(a_long_build_is_not_waited_for),
		cmocka_unit_test(while_few_are_held_nobody_waits),
		cmocka_unit_test(for_a_single_bridge_nobody_waits),
		cmocka_unit_test(patience_has_an_end),
		cmocka_unit_test(the_backlog_is_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
