/* SPDX-License-Identifier: MIT */
/* Reachability, judged. Pure: from answers to judgements. */
#ifndef ASSERTIONS_REACH_H
#define ASSERTIONS_REACH_H

#include "assertions/judge.h"
#include "assertions/sightings.h"
#include "nestbed/reach.h"

/**
 * struct nb_reach_wish - What is claimed of one node and one address
 * @type:	"reach.ping"; a literal
 * @node:	Name of the asking node
 * @target:	"10.0.2.2", "10.0.2.2 TCP port 80"
 * @verb:	What an answer is: "answers ping", "accepts a connection"
 */
struct nb_reach_wish {
	const char *type;
	const char *node;
	const char *target;
	const char *verb;
};

/**
 * struct nb_reach_seen - What was seen
 * @why:	Known causes, a sentence a line; NULL or "" = none found
 * @sightings:	Where its packets went; NULL = not recorded
 * @overflow:	The neighbour table was full meanwhile: says so; NULL = it was not
 * @control:	Whom a negative claim rests on: "h2>10.0.2.2"; NULL = there is none
 * @control_answer: What it said
 */
struct nb_reach_seen {
	struct nb_answer answer;
	const char *why;
	const struct nb_sightings *sightings;
	const char *overflow;
	const char *control;
	struct nb_answer control_answer;
};

struct nb_judgement nb_judge_answered(const struct nb_reach_wish *wish,
				      const struct nb_reach_seen *seen);
struct nb_judgement nb_judge_silent(const struct nb_reach_wish *wish,
				    const struct nb_reach_seen *seen);

/** nb_judge_overflow() - For claims of other shapes: true when it has ruled CANNOT_TELL */
bool nb_judge_overflow(struct nb_judgement *judgement, const char *node,
		       const char *overflow);
/** nb_report_tries() - The "waited" line: how long, how many tries */
void nb_report_tries(struct nb_buffer *text, const struct nb_answer *answer);
/** nb_report_causes() - A "hint" line for each known cause */
void nb_report_causes(struct nb_buffer *text, const char *why);

struct nb_judgement nb_judge_http(const char *node, const char *url, unsigned int status,
				  const char *part, const struct nb_http *http,
				  const struct nb_reach_seen *seen);

#endif /* ASSERTIONS_REACH_H */
