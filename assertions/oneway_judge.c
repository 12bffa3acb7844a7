/* SPDX-License-Identifier: MIT */
/* Judging claims about one direction: delay, the fate of a share of packets, rate. */
#include <stdio.h>

#include "assertions/odds.h"
#include "assertions/oneway.h"
#include "harness/clock.h"

#define MIN_RATE_PKTS 100 /* fewer make no rate */
#define BITS_PER_MBIT 1e6

static double in_ms(uint64_t ns)
{
	return (double)ns / (double)NB_NS_PER_MS;
}

static void report_way(struct nb_buffer *text, const struct nb_way *way,
		       const struct nb_one_way_stats *stats)
{
	nb_report_line(text, "seen",
		       "%zu sent, %zu arrived, %zu lost, %zu duplicates, "
		       "%zu reordered, %zu strangers\n%s to %s%s%s",
		       stats->sent, stats->arrived, stats->lost, stats->duplicates,
		       stats->reordered, stats->strangers, way->from, way->to,
		       way->filter ? ": " : "", way->filter ? way->filter : "");
	if (stats->arrived)
		nb_report_line(text, "delay",
			       "%.3f ms at least, %.3f in the median, "
			       "%.3f at most",
			       in_ms(stats->delay_min_ns), in_ms(stats->delay_median_ns),
			       in_ms(stats->delay_max_ns));
}

/* Nobody can tell: there is no measurement, or it rests on no packet. True: ruled. */
static bool is_ruled(const struct nb_way *way, const struct nb_one_way_stats *stats,
		     const struct nb_error *why, struct nb_judgement *ret)
{
	if (!stats) {
		nb_judgement_set(ret, NB_CANNOT_TELL, "cannot tell: %s", why->text);
		return true;
	}
	if (stats->sent)
		return false;
	nb_judgement_set(ret, NB_CANNOT_TELL, "%s sent no packet%s%s%s to measure %s by",
			 way->from, way->filter ? " \"" : "",
			 way->filter ? way->filter : "", way->filter ? "\"" : "",
			 way->to);
	report_way(&ret->text, way, stats);
	return true;
}

static void none_arrived(const struct nb_way *way, const struct nb_one_way_stats *stats,
			 struct nb_judgement *ret)
{
	nb_judgement_set(ret, NB_FAILS, "%s to %s: none of %zu packets arrived",
			 way->from, way->to, stats->sent);
	report_way(&ret->text, way, stats);
}

void nb_oneway_judge_delay(const struct nb_way *way, const struct nb_one_way_stats *stats,
			   double min_ms, double max_ms, const struct nb_error *why,
			   struct nb_judgement *ret)
{
	double least, median;

	*ret = (struct nb_judgement){ .type = "way.delay" };
	if (is_ruled(way, stats, why, ret))
		return;
	if (!stats->arrived) {
		none_arrived(way, stats, ret);
		return;
	}
	least = in_ms(stats->delay_min_ns);
	median = in_ms(stats->delay_median_ns);
	if (least >= min_ms && median <= max_ms)
		return;
	nb_judgement_set(
		ret, NB_FAILS, "%s to %s: wanted a delay of %g to %g ms, got %.3f ms %s",
		way->from, way->to, min_ms, max_ms, least < min_ms ? least : median,
		least < min_ms ? "at least" : "in the median");
	nb_report_line(&ret->text, "wanted",
		       "no packet sooner than %g ms, half of them no "
		       "later than %g ms",
		       min_ms, max_ms);
	report_way(&ret->text, way, stats);
}

/** struct fate - How many met it, of how many */
struct fate {
	const char *verb;
	size_t met, of;
};

static struct fate fate_of(const struct nb_one_way_stats *stats, enum nb_fate fate)
{
	switch (fate) {
	case NB_FATE_LOST:
		return (struct fate){ "lost", stats->lost, stats->sent };
	case NB_FATE_CORRUPTED:
		return (struct fate){ "corrupted", stats->strangers, stats->sent };
	case NB_FATE_DUPLICATED:
		return (struct fate){ "duplicated", stats->duplicates, stats->arrived };
	case NB_FATE_REORDERED:
		return (struct fate){ "reordered", stats->reordered, stats->arrived };
	}
	return (struct fate){ 0 };
}

/* So many packets that none of them, or all of them, could not go with the claim. */
static size_t needed(double min, double max)
{
	size_t low = min > 0 && min < 1 ? nb_odds_needed(1 - min, NB_ODDS_ERROR) : 1;
	size_t high = max > 0 && max < 1 ? nb_odds_needed(max, NB_ODDS_ERROR) : 1;

	return low > high ? low : high;
}

static void range_text(char *text, size_t size, double min, double max)
{
	if (min == max)
		snprintf(text, size, "%g %%", min);
	else
		snprintf(text, size, "%g to %g %%", min, max);
}

static void report_fate(struct nb_judgement *ret, const struct nb_way *way,
			const struct nb_one_way_stats *stats, const struct fate *fate,
			const char *range)
{
	double low, high;

	nb_odds_range(fate->met, fate->of, 2 * NB_ODDS_ERROR, &low, &high);
	nb_judgement_set(
		ret, NB_FAILS,
		"%s to %s: wanted %s %s, got %zu of %zu, which is %.2f to %.2f %%",
		way->from, way->to, range, fate->verb, fate->met, fate->of, 100 * low,
		100 * high);
	nb_report_line(&ret->text, "wanted", "%s of the packets %s", range, fate->verb);
	report_way(&ret->text, way, stats);
	nb_report_line(
		&ret->text, "differs",
		"%zu of %zu: a wire that does this to %.2f to %.2f %%; but for one "
		"time in %.0f",
		fate->met, fate->of, 100 * low, 100 * high, 1 / NB_ODDS_ERROR);
}

static void too_few(struct nb_judgement *ret, const struct nb_way *way,
		    const struct nb_one_way_stats *stats, const struct fate *fate,
		    const char *range, size_t need)
{
	nb_judgement_set(
		ret, NB_CANNOT_TELL,
		"%s to %s: %zu packets are too few to tell whether %s are %s: it "
		"takes %zu",
		way->from, way->to, fate->of, range, fate->verb, need);
	report_way(&ret->text, way, stats);
}

void nb_oneway_judge_fate(const struct nb_way *way, const struct nb_one_way_stats *stats,
			  enum nb_fate which, double min, double max,
			  const struct nb_error *why, struct nb_judgement *ret)
{
	size_t need = needed(min / 100, max / 100);
	struct fate fate;
	char range[64];

	*ret = (struct nb_judgement){ .type = "way.share" };
	if (is_ruled(way, stats, why, ret))
		return;
	range_text(range, sizeof(range), min, max);
	fate = fate_of(stats, which);
	if (!fate.of)
		none_arrived(way, stats, ret);
	else if (nb_odds_at_least(fate.met, fate.of, max / 100) < NB_ODDS_ERROR ||
		 nb_odds_at_most(fate.met, fate.of, min / 100) < NB_ODDS_ERROR)
		report_fate(ret, way, stats, &fate, range);
	else if (fate.of < need)
		too_few(ret, way, stats, &fate, range, need);
}

void nb_oneway_judge_rate(const struct nb_way *way, const struct nb_one_way_stats *stats,
			  double min_bps, double max_bps, const struct nb_error *why,
			  struct nb_judgement *ret)
{
	*ret = (struct nb_judgement){ .type = "way.rate" };
	if (is_ruled(way, stats, why, ret))
		return;
	if (stats->arrived < MIN_RATE_PKTS) {
		nb_judgement_set(ret, NB_CANNOT_TELL,
				 "%s to %s: %zu packets that arrived make no rate: it "
				 "takes %d",
				 way->from, way->to, stats->arrived, MIN_RATE_PKTS);
		report_way(&ret->text, way, stats);
		return;
	}
	if (stats->rate_bps >= min_bps && stats->rate_bps <= max_bps)
		return;
	nb_judgement_set(ret, NB_FAILS, "%s to %s: wanted %g to %g Mbit/s, got %.3f",
			 way->from, way->to, min_bps / BITS_PER_MBIT,
			 max_bps / BITS_PER_MBIT, stats->rate_bps / BITS_PER_MBIT);
	nb_report_line(&ret->text, "wanted",
		       "%g to %g Mbit/s from the first packet to the "
		       "last",
		       min_bps / BITS_PER_MBIT, max_bps / BITS_PER_MBIT);
	report_way(&ret->text, way, stats);
}
