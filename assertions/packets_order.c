/* SPDX-License-Identifier: MIT */
/*
 * Judging order: a packet that passes the first filter, then one for the second, ...
 *
 * Greedy: the earliest packet for each filter. If any choice is in order, that one is.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "assertions/packets.h"
#include "harness/auto.h"
#include "harness/clock.h"

#define STEPS_MAX 16

/* How far a capture got through the filters. */
struct progress {
	size_t nsteps;
	const char *const *filters;
	const struct nb_filter *compiled[STEPS_MAX];
	size_t found[STEPS_MAX]; /* packet of each step that was reached */
	size_t reached;
};

static int compile(struct progress *progress, const char *const *filters,
		   struct nb_error *err)
{
	*progress = (struct progress){ .filters = filters };
	for (; filters[progress->nsteps]; progress->nsteps++) {
		if (progress->nsteps == STEPS_MAX)
			return nb_error_set(err, E2BIG, "more than %d filters in order",
					    STEPS_MAX);
		progress->compiled[progress->nsteps] =
			nb_filter_get(filters[progress->nsteps], err);
		if (!progress->compiled[progress->nsteps])
			return -1;
	}
	return 0;
}

static void walk(struct progress *progress, const struct nb_wish *wish,
		 struct nb_look *look, size_t count)
{
	struct nb_packet packet;

	look->count = count;
	look->packets = 0;
	progress->reached = 0;
	for (size_t i = 0; i < count && nb_capture_packet(wish->capture, i, &packet);
	     i++) {
		if (!nb_look_is_in(look, wish, i))
			continue;
		look->packets++;
		if (progress->reached < progress->nsteps &&
		    nb_filter_matches(progress->compiled[progress->reached], &packet) &&
		    nb_capture_was_on_wire(wish->capture, &packet))
			progress->found[progress->reached++] = i;
	}
}

static int walk_until(struct progress *progress, const struct nb_wish *wish,
		      struct nb_look *look, struct nb_error *err)
{
	struct nb_deadline deadline = nb_deadline_in(wish->ms);
	ssize_t count = nb_capture_sync(wish->capture, err);

	while (count >= 0) {
		int left_ms = nb_deadline_left_ms(&deadline);

		walk(progress, wish, look, (size_t)count);
		look->waited_ms = nb_deadline_waited_ms(&deadline);
		if (progress->reached == progress->nsteps || left_ms == 0 ||
		    !nb_capture_is_growing(wish->capture))
			return nb_look_dropped(look, wish, false, err);
		count = nb_capture_wait(wish->capture, (size_t)count,
					(unsigned int)left_ms, err);
	}
	return -1;
}

/* Did the missing step come before those that were found? */
static void report_earlier(struct nb_buffer *report, const struct nb_wish *wish,
			   const struct nb_look *look, const struct progress *progress)
{
	char line[NB_PACKET_TEXT];
	struct nb_packet packet;

	for (size_t i = look->count; i-- > 0;) {
		if (!nb_look_is_in(look, wish, i) ||
		    !nb_capture_packet(wish->capture, i, &packet) ||
		    !nb_filter_matches(progress->compiled[progress->reached], &packet) ||
		    !nb_capture_was_on_wire(wish->capture, &packet))
			continue;
		nb_report_line(report, "differs", "\"%s\" came, but earlier:\n%s",
			       progress->filters[progress->reached],
			       nb_report_packet(wish->capture, i, line));
		return;
	}
	nb_report_line(report, "differs", "\"%s\" never came",
		       progress->filters[progress->reached]);
}

static void report(struct nb_judgement *ret, const struct nb_wish *wish,
		   const struct nb_look *look, const struct progress *progress)
{
	nb_auto_buffer struct nb_buffer lines = { 0 };
	const char *at = wish->ends ? wish->ends : "any end";
	char line[NB_PACKET_TEXT];

	for (size_t i = 0; i < progress->nsteps; i++)
		nb_buffer_printf(&lines, "%s\"%s\"", i ? ", then " : "",
				 progress->filters[i]);
	ret->type = "packet.order";
	nb_judgement_set(ret, NB_FAILS, "wanted in order at %s: %s; no %s \"%s\"", at,
			 lines.data, progress->reached ? "later" : "packet",
			 progress->filters[progress->reached]);
	nb_report_line(&ret->text, "wanted", "in order at %s: %s", at, lines.data);
	nb_report_line(&ret->text, "seen", "%zu of %zu steps, in %zu packets",
		       progress->reached, progress->nsteps, look->packets);
	nb_report_recorded(&ret->text, nb_capture_filter(wish->capture));
	report_earlier(&ret->text, wish, look, progress);
	for (size_t i = 0; i < progress->reached; i++)
		nb_report_line(&ret->text, i ? "" : "packets", "%s",
			       nb_report_packet(wish->capture, progress->found[i], line));
	nb_report_waited(&ret->text, wish, look);
}

/* Each step counts: an earlier one that was not recorded would have let others follow. */
static bool doubt(struct nb_judgement *ret, const struct nb_wish *wish,
		  const struct progress *progress)
{
	for (size_t i = 0; i < progress->nsteps; i++) {
		struct nb_wish step = *wish;

		step.filter = progress->filters[i];
		if (nb_packets_doubt(ret, &step))
			return true;
	}
	return false;
}

void nb_packets_judge_order(const struct nb_wish *wish, const char *const *filters,
			    struct nb_judgement *ret)
{
	struct nb_error err = { 0 };
	struct progress progress;
	struct nb_look look = { 0 };

	*ret = (struct nb_judgement){ .ruling = NB_HOLDS };
	if (compile(&progress, filters, &err) != 0 ||
	    nb_look_open(&look, wish, &err) != 0 ||
	    walk_until(&progress, wish, &look, &err) != 0) {
		nb_packets_cannot_tell(ret, wish, &err);
	} else if (progress.reached < progress.nsteps && !doubt(ret, wish, &progress)) {
		report(ret, wish, &look, &progress);
	}
	nb_look_release(&look);
}
