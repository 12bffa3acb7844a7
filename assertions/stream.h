/* SPDX-License-Identifier: MIT */
/* Judges of claims over streams, nestbed/fault.h. */
#ifndef ASSERTIONS_STREAM_H
#define ASSERTIONS_STREAM_H

#include "assertions/judge.h"
#include "nestbed/fault.h"

/** struct nb_streamed - What is judged: @label names the stream */
struct nb_streamed {
	const char *label;
	struct nb_stream_stats stats;
	uint64_t waited_ms;
};

/** nb_stream_judge_gap() - @wanted: an interruption of @ms or more; else there must be none */
void nb_stream_judge_gap(const struct nb_streamed *streamed, unsigned int ms, bool wanted,
			 struct nb_judgement *ret);
void nb_stream_judge_loss(const struct nb_streamed *streamed, size_t at_most,
			  struct nb_judgement *ret);
void nb_stream_judge_flow(const struct nb_streamed *streamed, bool flows, unsigned int ms,
			  struct nb_judgement *ret);

#endif /* ASSERTIONS_STREAM_H */
