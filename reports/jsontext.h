/* SPDX-License-Identifier: MIT */
/*
 * The parts of the model as JSON objects; report.json, the event stream and result.json
 * are made of them, so one schema and one reader serve all three.
 */
#ifndef REPORTS_JSONTEXT_H
#define REPORTS_JSONTEXT_H

#include <jansson.h>

#include "harness/result.h"

#define NB_JSON_VERSION \
	1 /* of report, list and events; grows when readers must change \
	   */

/* Each returns a new reference, NULL when memory ran out. */
json_t *nb_json_text(const char *text, size_t len); /* repaired UTF-8 */
json_t *nb_json_string(const char *text);	    /* the same; null for NULL */
json_t *nb_json_finding(const struct nb_finding *finding);
json_t *nb_json_attempt(const struct nb_attempt *attempt);
json_t *nb_json_run(const struct nb_run *run); /* without its cases */
/** nb_json_case() - What a case is; with @has_results also how it ended, and its attempts
 */
json_t *nb_json_case(const struct nb_case_result *kase, bool has_results);
/** nb_json_cases() - All of a run, in their order */
json_t *nb_json_cases(const struct nb_run *run, bool have_results);

json_t *nb_json_counts(const struct nb_run *run); /* cases by verdict */
/** nb_json_event() - One line of the event stream */
json_t *nb_json_event(const struct nb_event *event);

/** nb_replay_case() - What a case is, from nb_json_case(); what is not there is zero */
void nb_replay_case(struct nb_case_result *kase, const json_t *object);
/**
 * nb_replay_attempt() - Take in a line of the event stream that is about an attempt
 * @line:	case_start, stage, slow, finding or case_end, whose result replaces all
 *
 * Return: 0; -1 with @err set: it follows on nothing, or memory ran out
 */
int nb_replay_attempt(struct nb_case_result *kase, const json_t *line,
		      struct nb_error *err);

/** nb_json_write() - Write a value, taken over; NULL = memory ran out before */
int nb_json_write(json_t *value, size_t flags, FILE *out, const char *what,
		  struct nb_error *err);

#endif /* REPORTS_JSONTEXT_H */
