/* SPDX-License-Identifier: MIT */
/*
 * The index of the evidence: result.json, the attempt as in report.json, and
 * timeline.jsonl, its lines of the event stream. The lines wait in memory until the attempt
 * has ended, because only then it is known whether there is a folder.
 */
#include "reports/reports.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "harness/auto.h"
#include "harness/buffer.h"
#include "reports/jsontext.h"

struct timeline {
	const struct nb_case_result *kase; /* only compared */
	struct nb_buffer lines;
	struct timeline *next;
};

struct evidence {
	struct nb_sink sink;
	struct timeline *running;
	struct nb_error err;
};

static struct timeline *find(struct evidence *evidence, const struct nb_case_result *kase)
{
	struct timeline *timeline;

	for (timeline = evidence->running; timeline; timeline = timeline->next)
		if (timeline->kase == kase)
			return timeline;
	timeline = calloc(1, sizeof(*timeline));
	if (!timeline)
		return NULL;
	timeline->kase = kase;
	timeline->next = evidence->running;
	evidence->running = timeline;
	return timeline;
}

static void forget(struct evidence *evidence, struct timeline *timeline)
{
	struct timeline **at = &evidence->running;

	while (*at != timeline)
		at = &(*at)->next;
	*at = timeline->next;
	nb_buffer_release(&timeline->lines);
	free(timeline);
}

static int add_line(struct timeline *timeline, const struct nb_event *event)
{
	json_t *line = nb_json_event(event);
	nb_auto_free char *text = line ? json_dumps(line, JSON_COMPACT) : NULL;

	json_decref(line);
	if (!text)
		return -1;
	nb_buffer_puts(&timeline->lines, text);
	nb_buffer_puts(&timeline->lines, "\n");
	return timeline->lines.failed ? -1 : 0;
}

static FILE *open_in(const char *folder, const char *name, struct nb_error *err)
{
	nb_auto_free char *path = NULL;
	FILE *file;

	if (asprintf(&path, "%s/%s", folder, name) < 0) {
		path = NULL;
		nb_error_set(err, ENOMEM, "write %s", name);
		return NULL;
	}
	file = fopen(path, "we");
	if (!file)
		nb_error_set(err, errno, "write %s", path);
	return file;
}

static int write_both(const struct nb_attempt *attempt, const struct timeline *timeline,
		      struct nb_error *err)
{
	nb_auto_file FILE *lines = open_in(attempt->evidence, "timeline.jsonl", err);
	nb_auto_file FILE *result = open_in(attempt->evidence, "result.json", err);

	if (!lines || !result)
		return -1;
	if (fwrite(timeline->lines.data, 1, timeline->lines.len, lines) !=
		    timeline->lines.len ||
	    fflush(lines))
		return nb_error_set(err, EIO, "write the timeline in %s",
				    attempt->evidence);
	return nb_json_write(nb_json_attempt(attempt), JSON_INDENT(1), result, "attempt",
			     err);
}

static void on_event(void *ctx, const struct nb_event *event)
{
	struct evidence *evidence = ctx;
	struct timeline *timeline;

	if (!event->attempt || event->kind == NB_EVENT_VERDICT)
		return;
	timeline = find(evidence, event->kase);
	if (timeline && event->kind == NB_EVENT_CASE_END && !event->attempt->evidence) {
		forget(evidence, timeline);
		return;
	}
	if (!timeline || add_line(timeline, event)) {
		nb_error_set(&evidence->err, ENOMEM, "write the timeline of %s",
			     event->kase->name);
		return;
	}
	if (event->kind != NB_EVENT_CASE_END)
		return;
	write_both(event->attempt, timeline, &evidence->err);
	forget(evidence, timeline);
}

struct nb_sink *nb_evidence_new(struct nb_error *err)
{
	struct evidence *evidence = calloc(1, sizeof(*evidence));

	if (!evidence) {
		nb_error_set(err, ENOMEM, "keep evidence");
		return NULL;
	}
	evidence->sink = (struct nb_sink){ .event = on_event, .ctx = evidence };
	return &evidence->sink;
}

int nb_evidence_free(struct nb_sink *sink, struct nb_error *err)
{
	struct evidence *evidence = sink ? sink->ctx : NULL;
	int rc = 0;

	if (!evidence)
		return 0;
	while (evidence->running)
		forget(evidence, evidence->running);
	if (evidence->err.text[0])
		rc = nb_error_set(err, 0, "%s", evidence->err.text);
	free(evidence);
	return rc;
}
