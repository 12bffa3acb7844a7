/* SPDX-License-Identifier: MIT */
/* The inner side of nestbed/impair.h: what is claimed of one direction, and its judges. */
#ifndef ASSERTIONS_ONEWAY_H
#define ASSERTIONS_ONEWAY_H

#include "assertions/judge.h"
#include "nestbed/impair.h"

/** struct nb_way - Of which packets something is claimed */
struct nb_way {
	const char *from, *to;
	const char *filter;
};

/*
 * Judges. @stats: NULL = nobody can tell, because of @why. @ret is released by
 * nb_judgement_close() or nb_judgement_release().
 */
void nb_oneway_judge_delay(const struct nb_way *way, const struct nb_one_way_stats *stats,
			   double min_ms, double max_ms, const struct nb_error *why,
			   struct nb_judgement *ret);
/** @min, @max: per cent */
void nb_oneway_judge_fate(const struct nb_way *way, const struct nb_one_way_stats *stats,
			  enum nb_fate fate, double min, double max,
			  const struct nb_error *why, struct nb_judgement *ret);
void nb_oneway_judge_rate(const struct nb_way *way, const struct nb_one_way_stats *stats,
			  double min_bps, double max_bps, const struct nb_error *why,
			  struct nb_judgement *ret);

#endif /* ASSERTIONS_ONEWAY_H */
