/* SPDX-License-Identifier: MIT */
/* Claims over streams: how long was traffic interrupted, how much was lost. */
#include "assertions/stream.h"

#include <poll.h>

#include "fixtures/stream.h"
#include "harness/clock.h"
#include "nestbed/cmocka.h"

#define LONGEST_PAUSE_MS 5
#define SPARE_MS 10000 /* for the first packet of a stream on a busy machine */

static double in_ms(uint64_t ns)
{
	return (double)ns / (double)NB_NS_PER_MS;
}

static void report(struct nb_buffer *text, const struct nb_streamed *streamed)
{
	const struct nb_stream_stats *stats = &streamed->stats;

	nb_report_line(text, "seen", "%zu sent, %zu arrived, %zu lost, %zu pending\n%s",
		       stats->sent, stats->arrived, stats->lost, stats->pending,
		       streamed->label);
	if (stats->sent)
		nb_report_line(text, "longest",
			       "%.1f ms, from %.1f ms after the first packet%s",
			       in_ms(stats->longest_ns),
			       in_ms(stats->longest_at_ns - stats->first_ns),
			       stats->pending && stats->longest_at_ns ? " on" : "");
	nb_report_line(text, "waited", "%llu ms",
		       (unsigned long long)streamed->waited_ms);
}

void nb_stream_judge_gap(const struct nb_streamed *streamed, unsigned int ms, bool wanted,
			 struct nb_judgement *ret)
{
	const struct nb_stream_stats *stats = &streamed->stats;
	bool was_long = stats->longest_ns >= ms * NB_NS_PER_MS;

	*ret = (struct nb_judgement){ .type = "stream.interrupted" };
	if (!stats->arrived) { /* then there was nothing to interrupt */
		nb_judgement_set(ret, wanted ? NB_CANNOT_TELL : NB_FAILS,
				 "%s: none of %zu packets has ever arrived",
				 streamed->label, stats->sent);
		report(&ret->text, streamed);
		return;
	}
	if (was_long == wanted)
		return;
	nb_judgement_set(ret, NB_FAILS, "%s: wanted %s %u ms, got %.1f ms",
			 streamed->label,
			 wanted ? "an interruption of at least" : "no interruption of",
			 ms, in_ms(stats->longest_ns));
	nb_report_line(&ret->text, "wanted", "%s %u ms",
		       wanted ? "an interruption of at least" : "no interruption of", ms);
	report(&ret->text, streamed);
}

void nb_stream_judge_loss(const struct nb_streamed *streamed, size_t at_most,
			  struct nb_judgement *ret)
{
	const struct nb_stream_stats *stats = &streamed->stats;

	*ret = (struct nb_judgement){ .type = "stream.lost" };
	if (stats->arrived && stats->lost <= at_most)
		return;
	nb_judgement_set(ret, NB_FAILS, "%s: wanted at most %zu lost, got %zu of %zu",
			 streamed->label, at_most,
			 stats->arrived ? stats->lost : stats->sent, stats->sent);
	nb_report_line(&ret->text, "wanted", "at most %zu packets lost", at_most);
	report(&ret->text, streamed);
}

void nb_stream_judge_flow(const struct nb_streamed *streamed, bool flows, unsigned int ms,
			  struct nb_judgement *ret)
{
	*ret = (struct nb_judgement){ .type = "stream.flows" };
	if (flows)
		return;
	nb_judgement_set(ret, NB_FAILS, "%s: no packet arrived within %u ms",
			 streamed->label, ms);
	nb_report_line(&ret->text, "wanted",
		       "a packet that is sent from now on, within "
		       "%u ms",
		       ms);
	report(&ret->text, streamed);
}

/** struct watch - A stream that is looked at until something is decided */
struct watch {
	struct nb_stream *stream;
	struct nb_streamed streamed;
	struct nb_deadline deadline;
	size_t since; /* number of the first packet that was sent from now on */
};

static void watch_start(struct watch *watch, struct nb_stream *stream, uint64_t ms)
{
	*watch = (struct watch){ .stream = stream,
				 .streamed = { .label = nb_stream_label(stream) },
				 .deadline = nb_deadline_in(ms) };
	nb_stream_measure(stream, &watch->streamed.stats);
	watch->since = watch->streamed.stats.sent;
}

/* What was before is known in full; @pause_ms grows from look to look. */
static bool is_over(struct watch *watch)
{
	if (nb_stream_is_stopped(watch->stream))
		return watch->streamed.stats.pending == 0;
	return nb_stream_has_since(watch->stream, watch->since);
}

static void look(struct watch *watch, int *pause_ms)
{
	poll(NULL, 0, *pause_ms);
	*pause_ms += *pause_ms < LONGEST_PAUSE_MS;
	nb_stream_measure(watch->stream, &watch->streamed.stats);
	watch->streamed.waited_ms = nb_deadline_waited_ms(&watch->deadline);
}

void nb_assert_stream_flows_at(const char *file, int line, struct nb_stream *stream,
			       unsigned int ms)
{
	const struct nb_place at = { file, line };
	struct nb_judgement judgement;
	struct watch watch;
	int pause_ms = 0;
	bool flows;

	nb_at(file, line);
	watch_start(&watch, stream, ms);
	do {
		look(&watch, &pause_ms);
		flows = nb_stream_has_since(stream, watch.since);
	} while (!flows && !nb_deadline_passed(&watch.deadline));
	nb_stream_judge_flow(&watch.streamed, flows, ms, &judgement);
	nb_judgement_close(&at, &judgement);
}

/* An interruption that goes on grows until it is over, or as long as is asked about. */
void nb_assert_interrupted_at(const char *file, int line, struct nb_stream *stream,
			      unsigned int ms, bool wanted)
{
	const struct nb_place at = { file, line };
	struct nb_judgement judgement;
	struct watch watch;
	int pause_ms = 0;

	nb_at(file, line);
	watch_start(&watch, stream, ms + SPARE_MS);
	do
		look(&watch, &pause_ms);
	while (!is_over(&watch) && !nb_deadline_passed(&watch.deadline) &&
	       watch.streamed.stats.longest_ns < ms * NB_NS_PER_MS);
	nb_stream_measure(stream, &watch.streamed.stats);
	nb_stream_judge_gap(&watch.streamed, ms, wanted, &judgement);
	nb_judgement_close(&at, &judgement);
}

void nb_assert_stream_lost_at(const char *file, int line, struct nb_stream *stream,
			      size_t count, unsigned int ms)
{
	const struct nb_place at = { file, line };
	struct nb_judgement judgement;
	struct watch watch;
	int pause_ms = 0;

	nb_at(file, line);
	watch_start(&watch, stream, ms);
	do
		look(&watch, &pause_ms);
	while (!is_over(&watch) && !nb_deadline_passed(&watch.deadline));
	if (!is_over(&watch)) /* they have had their time */
		watch.streamed.stats.lost += watch.streamed.stats.pending;
	nb_stream_judge_loss(&watch.streamed, count, &judgement);
	nb_judgement_close(&at, &judgement);
}
