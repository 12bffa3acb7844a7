/* SPDX-License-Identifier: MIT */
/*
 * The event stream: one line of JSON an event. docs/reports.md describes it, and
 * reports/events.schema.json holds it; replay.c builds the model from it again.
 *
 * Each line is written by one write(2), so that who follows the file sees whole lines and
 * a killed runner loses nothing that it had told.
 */
#include "reports/reports.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/auto.h"
#include "harness/buffer.h"
#include "reports/jsontext.h"

static const char *const names[] = {
	[NB_EVENT_RUN_START] = "run_start", [NB_EVENT_CASE_START] = "case_start",
	[NB_EVENT_STAGE] = "stage",	    [NB_EVENT_SLOW] = "slow",
	[NB_EVENT_FINDING] = "finding",	    [NB_EVENT_CASE_END] = "case_end",
	[NB_EVENT_VERDICT] = "verdict",	    [NB_EVENT_RUN_END] = "run_end",
	[NB_EVENT_NOTE] = "note",
};

struct events {
	struct nb_sink sink;
	int fd;
	struct nb_error err;
};

/* What a kind of event says besides its head. */
static int add_details(json_t *line, const struct nb_event *event)
{
	switch (event->kind) {
	case NB_EVENT_RUN_START:
		return json_object_update_new(
			line, json_pack("{si so so}", "nestbed_events", NB_JSON_VERSION,
					"run", nb_json_run(event->run), "cases",
					nb_json_cases(event->run, false)));
	case NB_EVENT_CASE_START:
		return 0;
	case NB_EVENT_STAGE:
		return json_object_set_new(
			line, "stage", json_string(nb_stage_name(event->attempt->stage)));
	case NB_EVENT_SLOW:
	case NB_EVENT_NOTE:
		return json_object_set_new(line, "text", nb_json_string(event->text));
	case NB_EVENT_FINDING:
		return json_object_set_new(line, "finding",
					   nb_json_finding(event->finding));
	case NB_EVENT_CASE_END:
		return json_object_set_new(line, "result",
					   nb_json_attempt(event->attempt));
	case NB_EVENT_VERDICT:
		return json_object_update_new(
			line, json_pack("{ss sb}", "verdict",
					nb_verdict_name(event->kase->verdict),
					"is_interrupted", event->kase->is_interrupted));
	case NB_EVENT_RUN_END:
		return json_object_update_new(
			line, json_pack("{so so}", "run", nb_json_run(event->run),
					"counts", nb_json_counts(event->run)));
	}
	return -1;
}

/* "suite/name" and the number of the attempt: which case an event is about. */
static int add_case(json_t *line, const struct nb_event *event)
{
	const struct nb_case_result *kase = event->kase;
	nb_auto_buffer struct nb_buffer id = { 0 };

	if (!kase)
		return 0;
	nb_buffer_printf(&id, "%s/%s", kase->suite, kase->name);
	if (id.failed || json_object_set_new(line, "case", nb_json_text(id.data, id.len)))
		return -1;
	if (!event->attempt)
		return 0;
	return json_object_set_new(line, "attempt",
				   json_integer(event->attempt - kase->attempts + 1));
}

json_t *nb_json_event(const struct nb_event *event)
{
	json_t *line = json_pack("{ss sI}", "event", names[event->kind], "time_ns",
				 (json_int_t)event->time_ns);

	if (line && (add_case(line, event) || add_details(line, event))) {
		json_decref(line);
		return NULL;
	}
	return line;
}

static int write_all(int fd, const char *text, size_t len)
{
	while (len) {
		ssize_t n = write(fd, text, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		text += n;
		len -= (size_t)n;
	}
	return 0;
}

static void on_event(void *ctx, const struct nb_event *event)
{
	struct events *events = ctx;
	nb_auto_free char *text = NULL;
	json_t *line;
	size_t len;

	if (events->err.text[0])
		return;
	line = nb_json_event(event);
	text = line ? json_dumps(line, JSON_COMPACT) : NULL;
	json_decref(line);
	if (!text) {
		nb_error_set(&events->err, ENOMEM, "write an event");
		return;
	}
	len = strlen(text);
	text[len] = '\n'; /* in place of its end: one write a line */
	if (write_all(events->fd, text, len + 1))
		nb_error_set(&events->err, errno, "write an event");
}

static int open_stream(const char *path, struct nb_error *err)
{
	int fd;

	if (!strcmp(path, "-"))
		fd = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
	else if (!strncmp(path, "fd:", 3))
		fd = fcntl(atoi(path + 3), F_DUPFD_CLOEXEC, 3);
	else
		fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (fd < 0)
		return nb_error_set(err, errno, "open the event stream %s", path);
	return fd;
}

struct nb_sink *nb_events_new(const char *path, struct nb_error *err)
{
	struct events *events = calloc(1, sizeof(*events));

	if (!events) {
		nb_error_set(err, ENOMEM, "open the event stream %s", path);
		return NULL;
	}
	events->sink = (struct nb_sink){ .event = on_event, .ctx = events };
	events->fd = open_stream(path, err);
	if (events->fd < 0) {
		free(events);
		return NULL;
	}
	return &events->sink;
}

int nb_events_free(struct nb_sink *sink, struct nb_error *err)
{
	struct events *events = sink ? sink->ctx : NULL;
	int rc = 0;

	if (!events)
		return 0;
	if (events->err.text[0])
		rc = nb_error_set(err, events->err.code,
				  "the event stream could not be written");
	close(events->fd);
	free(events);
	return rc;
}
