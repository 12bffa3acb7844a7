/* SPDX-License-Identifier: MIT */
/*
 * Time: what becomes true, and what stays true. Looked at at once, then after pauses that
 * grow from 1 to 20 ms, and once more when the time is over.
 */
#include <poll.h>
#include <stdio.h>

#include "assertions/judge.h"
#include "harness/clock.h"
#include "nestbed/checks.h"

#define PAUSE_MAX_MS 20
#define MESSAGE_SIZE 512 /* bytes; nothing to free, since a claim leaves by longjmp() */

void nb_poll_start(struct nb_poll *poll, unsigned int ms)
{
	struct nb_deadline deadline = nb_deadline_in(ms);

	*poll = (struct nb_poll){ .start_ns = deadline.start_ns,
				  .end_ns = deadline.end_ns,
				  .pause_ms = 1 };
}

static uint64_t waited_ms(const struct nb_poll *poll)
{
	return (nb_clock_ns() - poll->start_ns) / NB_NS_PER_MS;
}

bool nb_poll_more(struct nb_poll *poll_)
{
	const struct nb_deadline deadline = { poll_->start_ns, poll_->end_ns };
	int left_ms = nb_deadline_left_ms(&deadline);
	int pause_ms = (int)poll_->pause_ms;

	poll_->looked++;
	if (poll_->is_last)
		return false;
	poll(NULL, 0, pause_ms < left_ms ? pause_ms : left_ms);
	poll_->is_last = nb_deadline_passed(&deadline);
	poll_->pause_ms =
		poll_->pause_ms * 2 < PAUSE_MAX_MS ? poll_->pause_ms * 2 : PAUSE_MAX_MS;
	return true;
}

static void add_waited(struct nb_buffer *text, const struct nb_poll *poll)
{
	nb_report_line(text, "waited", "%llu ms, looked %u %s",
		       (unsigned long long)waited_ms(poll), poll->looked,
		       poll->looked == 1 ? "time" : "times");
}

static unsigned long long asked_ms(const struct nb_poll *poll)
{
	return (poll->end_ns - poll->start_ns) / NB_NS_PER_MS;
}

void nb_poll_again(struct nb_poll *poll, const char *file, int line,
		   const char *expression)
{
	struct nb_judgement judgement = { .type = "time.eventually" };
	const struct nb_place at = { file, line };

	if (nb_poll_more(poll))
		return;
	nb_judgement_set(&judgement, NB_FAILS, "never within %llu ms: %s", asked_ms(poll),
			 expression);
	nb_report_line(&judgement.text, "wanted", "%s, within %llu ms", expression,
		       asked_ms(poll));
	add_waited(&judgement.text, poll);
	nb_judgement_close(&at, &judgement);
}

void nb_poll_broke(struct nb_poll *poll, const char *file, int line,
		   const char *expression)
{
	struct nb_judgement judgement = { .type = "time.always" };
	const struct nb_place at = { file, line };

	poll->looked++;
	nb_judgement_set(&judgement, NB_FAILS, "not for %llu ms: %s", asked_ms(poll),
			 expression);
	nb_report_line(&judgement.text, "wanted", "%s, for %llu ms", expression,
		       asked_ms(poll));
	nb_report_line(&judgement.text, "seen", "false after %llu ms",
		       (unsigned long long)waited_ms(poll));
	add_waited(&judgement.text, poll);
	nb_judgement_close(&at, &judgement);
}
