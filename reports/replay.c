/* SPDX-License-Identifier: MIT */
/*
 * The model of a run, built again from its event stream: what shows that every report is a
 * view of the one, and what makes a report of a run whose runner was killed.
 *
 * A result replaces all that was told of its attempt before. What was told of an attempt
 * without a result stays: it was cut short. The file is trusted to be JSON up to its last
 * line, which may have been cut in the middle; a member that is not there is zero.
 */
#include "reports/reports.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "harness/auto.h"
#include "reports/jsontext.h"

struct replay {
	struct nb_run *run;
	json_t *index; /* "suite/name" -> number of the case */
	uint64_t last_ns;
	bool has_begun;
	bool has_ended;
};

static uint64_t number(const json_t *object, const char *key)
{
	json_int_t value = json_integer_value(json_object_get(object, key));

	return value > 0 ? (uint64_t)value : 0;
}

static const char *text(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

/* Replace *@to by a copy of a member, or by NULL. */
static void take(char **to, const json_t *object, const char *key)
{
	const char *value = text(object, key);

	free(*to);
	*to = value ? strdup(value) : NULL;
}

static enum nb_verdict verdict(const json_t *object)
{
	const char *name = text(object, "verdict");

	for (int i = NB_VERDICT_NONE; name && i <= NB_VERDICT_FLAKY; i++)
		if (!strcmp(name, nb_verdict_name((enum nb_verdict)i)))
			return (enum nb_verdict)i;
	return NB_VERDICT_NONE;
}

static enum nb_stage stage(const char *name)
{
	for (int i = 0; name && i <= NB_STAGE_END; i++)
		if (!strcmp(name, nb_stage_name((enum nb_stage)i)))
			return (enum nb_stage)i;
	return NB_STAGE_START;
}

static void take_run(struct nb_run *run, const json_t *object)
{
	const json_t *backlog;

	take(&run->command_line, object, "command_line");
	take(&run->folder, object, "folder");
	take(&run->kernel, object, "kernel");
	take(&run->hostname, object, "hostname");
	take(&run->version, object, "version");
	run->start_ns = number(object, "start_ns");
	run->duration_ns = number(object, "duration_ns");
	run->seed = (uint64_t)json_integer_value(json_object_get(object, "seed"));
	run->jobs = (unsigned int)number(object, "jobs");
	run->retries = (unsigned int)number(object, "retries");
	run->shard_index = (unsigned int)number(object, "shard_index");
	run->shard_total = (unsigned int)number(object, "shard_total");
	run->interrupted = json_is_true(json_object_get(object, "interrupted"));
	backlog = json_object_get(object, "backlog");
	run->backlog.most = (unsigned int)number(backlog, "most");
	run->backlog.longest_ns = number(backlog, "longest_ns");
}

void nb_replay_case(struct nb_case_result *kase, const json_t *object)
{
	take(&kase->suite, object, "suite");
	take(&kase->name, object, "name");
	take(&kase->program, object, "program");
	take(&kase->group, object, "group");
	take(&kase->tags, object, "tags");
	take(&kase->locks, object, "locks");
	take(&kase->hint, object, "hint");
	take(&kase->source, object, "source");
	take(&kase->needs, object, "needs");
	kase->group_index = (unsigned int)number(object, "group_index");
	kase->test_index = (unsigned int)number(object, "test_index");
	kase->line = (int)number(object, "line");
	kase->points = json_number_value(json_object_get(object, "points"));
	kase->deadline_ms = (unsigned int)number(object, "deadline_ms");
}

static int take_case(struct replay *replay, const json_t *object, struct nb_error *err)
{
	struct nb_case_result *kase;
	json_t *id;

	if (!text(object, "suite") || !text(object, "name"))
		return nb_error_set(err, 0, "a case has no suite or no name");
	id = json_sprintf("%s/%s", text(object, "suite"), text(object, "name"));
	kase = id ? nb_run_add_case(replay->run) : NULL;
	if (!kase ||
	    json_object_set_new(replay->index, json_string_value(id),
				json_integer((json_int_t)replay->run->ncases - 1))) {
		json_decref(id);
		return nb_error_set(err, ENOMEM, "case %s", text(object, "name"));
	}
	json_decref(id);
	nb_replay_case(kase, object);
	return kase->suite && kase->name ? 0 : nb_error_set(err, ENOMEM, "a case");
}

static int on_run_start(struct replay *replay, const json_t *line, struct nb_error *err)
{
	const json_t *kase;
	size_t i;

	if (number(line, "nestbed_events") != 1)
		return nb_error_set(err, 0, "not an event stream of version 1");
	if (replay->has_begun)
		return nb_error_set(err, 0, "a second run begins");
	replay->has_begun = true;
	take_run(replay->run, json_object_get(line, "run"));
	json_array_foreach(json_object_get(line, "cases"), i,
			   kase) if (take_case(replay, kase, err)) return -1;
	return 0;
}

static int take_finding(struct nb_attempt *attempt, const json_t *object,
			struct nb_error *err)
{
	struct nb_finding *finding = nb_attempt_add_finding(attempt);

	if (!finding)
		return nb_error_set(err, ENOMEM, "a finding");
	finding->is_error = json_is_true(json_object_get(object, "is_error"));
	take(&finding->type, object, "type");
	take(&finding->file, object, "file");
	take(&finding->message, object, "message");
	take(&finding->text, object, "text");
	finding->line = (int)number(object, "line");
	return 0;
}

/* Properties or attachments: pairs of a name and a second member. */
static int take_pairs(struct nb_attempt *attempt, const json_t *list, const char *second,
		      int (*add)(struct nb_attempt *attempt, const char *, const char *),
		      struct nb_error *err)
{
	const json_t *pair;
	size_t i;

	json_array_foreach(
		list, i,
		pair) if (text(pair, "name") && text(pair, second) &&
			  add(attempt, text(pair, "name"),
			      text(pair, second))) return nb_error_set(err, ENOMEM,
								       "a %s", second);
	return 0;
}

static int take_output(struct nb_attempt *attempt, const json_t *output,
		       struct nb_error *err)
{
	size_t len = json_string_length(output);
	char *copy = malloc(len + 1);

	if (!copy)
		return nb_error_set(err, ENOMEM, "the output");
	if (len)
		memcpy(copy, json_string_value(output), len);
	copy[len] = '\0';
	free(attempt->output);
	attempt->output = copy;
	attempt->output_len = len;
	return 0;
}

static void take_stages(struct nb_attempt *attempt, const json_t *stages)
{
	for (int i = 0; i <= NB_STAGE_END; i++)
		attempt->stage_ns[i] = number(stages, nb_stage_name((enum nb_stage)i));
}

static int take_result(struct nb_attempt *attempt, const json_t *object,
		       struct nb_error *err)
{
	const json_t *finding;
	size_t i;

	nb_attempt_release(attempt); /* told before, one by one */
	attempt->verdict = verdict(object);
	attempt->start_ns = number(object, "start_ns");
	attempt->duration_ns = number(object, "duration_ns");
	attempt->setup_ns = number(object, "setup_ns");
	attempt->body_ns = number(object, "body_ns");
	attempt->teardown_ns = number(object, "teardown_ns");
	attempt->stage = stage(text(object, "stage"));
	attempt->exit_status =
		(int)json_integer_value(json_object_get(object, "exit_status"));
	attempt->signal = (int)number(object, "signal");
	take_stages(attempt, json_object_get(object, "stages"));
	take(&attempt->skip_reason, object, "skip_reason");
	take(&attempt->missing, object, "missing");
	take(&attempt->evidence, object, "evidence");
	json_array_foreach(json_object_get(object, "findings"), i,
			   finding) if (take_finding(attempt, finding, err)) return -1;
	if (take_pairs(attempt, json_object_get(object, "properties"), "value",
		       nb_attempt_add_property, err) ||
	    take_pairs(attempt, json_object_get(object, "attachments"), "path",
		       nb_attempt_add_attachment, err))
		return -1;
	return take_output(attempt, json_object_get(object, "output"), err);
}

/* The attempt that a line is about; one more when it is the next. */
static struct nb_attempt *find_attempt(struct nb_case_result *kase, const json_t *line,
				       struct nb_error *err)
{
	uint64_t wanted = number(line, "attempt");
	struct nb_attempt *attempt;

	if (wanted >= 1 && wanted <= kase->nattempts)
		return &kase->attempts[wanted - 1];
	attempt = wanted == kase->nattempts + 1 ? nb_case_result_add_attempt(kase) : NULL;
	if (!attempt)
		nb_error_set(err, 0, "attempt %llu does not follow",
			     (unsigned long long)wanted);
	else
		attempt->start_ns = number(line, "time_ns");
	return attempt;
}

int nb_replay_attempt(struct nb_case_result *kase, const json_t *line,
		      struct nb_error *err)
{
	const char *event = text(line, "event");
	struct nb_attempt *attempt = find_attempt(kase, line, err);

	if (!attempt || !event)
		return -1;
	if (!strcmp(event, "case_end"))
		return take_result(attempt, json_object_get(line, "result"), err);
	if (!strcmp(event, "finding"))
		return take_finding(attempt, json_object_get(line, "finding"), err);
	if (!strcmp(event, "stage"))
		attempt->stage = stage(text(line, "stage"));
	return 0;
}

static int on_case(struct replay *replay, const char *event, const json_t *line,
		   struct nb_error *err)
{
	const char *id = text(line, "case");
	const json_t *number_of = id ? json_object_get(replay->index, id) : NULL;
	struct nb_case_result *kase;

	if (!number_of || !replay->run->cases)
		return nb_error_set(err, 0, "case %s was not announced",
				    id ? id : "without name");
	kase = &replay->run->cases[json_integer_value(number_of)];
	if (strcmp(event, "verdict") != 0)
		return nb_replay_attempt(kase, line, err);
	kase->verdict = verdict(line);
	kase->is_interrupted = json_is_true(json_object_get(line, "is_interrupted"));
	return 0;
}

static int on_line(struct replay *replay, const json_t *line, struct nb_error *err)
{
	const char *event = text(line, "event");

	if (!event)
		return nb_error_set(err, 0, "no event");
	replay->last_ns = number(line, "time_ns");
	if (!strcmp(event, "run_start"))
		return on_run_start(replay, line, err);
	if (!strcmp(event, "note"))
		return 0;
	if (strcmp(event, "run_end") != 0)
		return on_case(replay, event, line, err);
	take_run(replay->run, json_object_get(line, "run"));
	replay->has_ended = true;
	return 0;
}

static uint64_t since(const struct replay *replay, uint64_t start_ns)
{
	return replay->last_ns > start_ns ? replay->last_ns - start_ns : 0;
}

/* The stream ends before its run: so does what was running. */
static void cut_short(struct replay *replay)
{
	struct nb_run *run = replay->run;

	run->interrupted = true;
	run->duration_ns = since(replay, run->start_ns);
	for (size_t i = 0; i < run->ncases; i++) {
		struct nb_case_result *kase = &run->cases[i];
		struct nb_attempt *last;

		if (kase->verdict != NB_VERDICT_NONE || !kase->nattempts)
			continue;
		kase->is_interrupted = true;
		last = &kase->attempts[kase->nattempts - 1];
		if (last->verdict == NB_VERDICT_NONE)
			last->duration_ns = since(replay, last->start_ns);
	}
}

static void count(struct nb_run *run)
{
	for (size_t i = 0; i < run->ncases; i++)
		run->count[run->cases[i].verdict]++;
}

static int read_lines(struct replay *replay, FILE *file, struct nb_error *err)
{
	nb_auto_free char *buf = NULL;
	size_t size = 0, lines = 0;
	ssize_t len;

	while ((len = getline(&buf, &size, file)) > 0) {
		json_t *line = json_loadb(buf, (size_t)len, JSON_ALLOW_NUL, NULL);
		int rc;

		lines++;
		if (!line && buf[len - 1] != '\n')
			break; /* the writer was killed here */
		rc = line ? on_line(replay, line, err) : nb_error_set(err, 0, "not JSON");
		json_decref(line);
		if (rc)
			return nb_error_wrap(err, "line %zu", lines);
	}
	if (ferror(file))
		return nb_error_set(err, errno, "read");
	return replay->has_begun ? 0 : nb_error_set(err, 0, "no run begins there");
}

struct nb_run *nb_replay(const char *path, struct nb_error *err)
{
	struct replay replay = { .run = calloc(1, sizeof(*replay.run)),
				 .index = json_object() };
	nb_auto_file FILE *file = fopen(path, "re");
	int rc;

	if (!file)
		rc = nb_error_set(err, errno, "open");
	else if (!replay.run || !replay.index)
		rc = nb_error_set(err, ENOMEM, "read");
	else
		rc = read_lines(&replay, file, err);
	json_decref(replay.index);
	if (rc) {
		nb_error_wrap(err, "%s", path);
		nb_run_free(replay.run);
		return NULL;
	}
	if (!replay.has_ended)
		cut_short(&replay);
	count(replay.run);
	return replay.run;
}

void nb_replay_tell(const struct nb_run *run, const struct nb_sink *sink)
{
	struct nb_event event = { .kind = NB_EVENT_RUN_START, .run = run };

	sink->event(sink->ctx, &event);
	for (size_t i = 0; i < run->ncases; i++) {
		event.kase = &run->cases[i];
		event.kind = NB_EVENT_CASE_END;
		for (size_t j = 0; j < event.kase->nattempts; j++) {
			event.attempt = &event.kase->attempts[j];
			sink->event(sink->ctx, &event);
		}
		event.attempt = NULL;
		event.kind = NB_EVENT_VERDICT;
		sink->event(sink->ctx, &event);
	}
	event.kase = NULL;
	event.kind = NB_EVENT_RUN_END;
	sink->event(sink->ctx, &event);
}
