/* SPDX-License-Identifier: MIT */
/* The parts of the model as JSON objects. */
#include "reports/jsontext.h"

#include <errno.h>
#include <string.h>

#include "reports/escape.h"
#include "reports/view.h"

json_t *nb_json_text(const char *text, size_t len)
{
	nb_auto_buffer struct nb_buffer clean = { 0 };

	nb_escape(&clean, NB_ESCAPE_UTF8, text, len);
	if (clean.failed)
		return NULL;
	return json_stringn_nocheck(clean.data ? clean.data : "", clean.len);
}

json_t *nb_json_string(const char *text)
{
	return text ? nb_json_text(text, strlen(text)) : json_null();
}

/* Times are numbers of nanoseconds: 2^63 of them last until the year 2262. */
static json_t *ns(uint64_t value)
{
	return json_integer((json_int_t)value);
}

json_t *nb_json_finding(const struct nb_finding *finding)
{
	return json_pack("{sb so so si so so}", "is_error", finding->is_error, "type",
			 nb_json_string(finding->type), "file",
			 nb_json_string(finding->file), "line", finding->line, "message",
			 nb_json_string(finding->message), "text",
			 nb_json_string(finding->text));
}

static json_t *findings(const struct nb_attempt *attempt)
{
	json_t *list = json_array();

	for (size_t i = 0; i < attempt->nfindings; i++)
		json_array_append_new(list, nb_json_finding(&attempt->findings[i]));
	return list;
}

static json_t *properties(const struct nb_attempt *attempt)
{
	json_t *list = json_array();

	for (size_t i = 0; i < attempt->nproperties; i++)
		json_array_append_new(
			list,
			json_pack("{so so}", "name",
				  nb_json_string(attempt->properties[i].name), "value",
				  nb_json_string(attempt->properties[i].value)));
	return list;
}

static json_t *attachments(const struct nb_attempt *attempt)
{
	json_t *list = json_array();

	for (size_t i = 0; i < attempt->nattachments; i++)
		json_array_append_new(
			list,
			json_pack("{so so}", "name",
				  nb_json_string(attempt->attachments[i].name), "path",
				  nb_json_string(attempt->attachments[i].path)));
	return list;
}

static json_t *stages(const struct nb_attempt *attempt)
{
	json_t *object = json_object();

	for (int stage = 0; stage <= NB_STAGE_END; stage++)
		if (attempt->stage_ns[stage])
			json_object_set_new(object, nb_stage_name((enum nb_stage)stage),
					    ns(attempt->stage_ns[stage]));
	return object;
}

json_t *nb_json_attempt(const struct nb_attempt *attempt)
{
	return json_pack(
		"{ss so so so so so ss so so so so so so so so si si}", "verdict",
		nb_verdict_name(attempt->verdict), "start_ns", ns(attempt->start_ns),
		"duration_ns", ns(attempt->duration_ns), "setup_ns",
		ns(attempt->setup_ns), "body_ns", ns(attempt->body_ns), "teardown_ns",
		ns(attempt->teardown_ns), "stage", nb_stage_name(attempt->stage),
		"stages", stages(attempt), "findings", findings(attempt), "skip_reason",
		nb_json_string(attempt->skip_reason), "missing",
		nb_json_string(attempt->missing), "properties", properties(attempt),
		"attachments", attachments(attempt), "evidence",
		nb_json_string(attempt->evidence), "output",
		nb_json_text(attempt->output ? attempt->output : "", attempt->output_len),
		"exit_status", attempt->exit_status, "signal", attempt->signal);
}

static json_t *attempts(const struct nb_case_result *kase)
{
	json_t *list = json_array();

	for (size_t i = 0; i < kase->nattempts; i++)
		json_array_append_new(list, nb_json_attempt(&kase->attempts[i]));
	return list;
}

json_t *nb_json_case(const struct nb_case_result *kase, bool has_results)
{
	json_t *object = json_pack(
		"{so so so si si so so so so so so si sf si}", "suite",
		nb_json_string(kase->suite), "name", nb_json_string(kase->name),
		"program", nb_json_string(kase->program), "group_index",
		(int)kase->group_index, "test_index", (int)kase->test_index, "group",
		nb_json_string(kase->group), "tags", nb_json_string(kase->tags), "locks",
		nb_json_string(kase->locks), "hint", nb_json_string(kase->hint), "needs",
		nb_json_string(kase->needs), "source",
		nb_json_string(kase->source), "line", kase->line, "points", kase->points,
		"deadline_ms", (int)kase->deadline_ms);

	if (object && has_results &&
	    (json_object_set_new(object, "verdict",
				 json_string(nb_verdict_name(kase->verdict))) ||
	     json_object_set_new(object, "is_interrupted",
				 json_boolean(kase->is_interrupted)) ||
	     json_object_set_new(object, "attempts", attempts(kase)))) {
		json_decref(object);
		return NULL;
	}
	return object;
}

json_t *nb_json_cases(const struct nb_run *run, bool have_results)
{
	json_t *list = json_array();

	for (size_t i = 0; i < run->ncases; i++)
		if (json_array_append_new(list,
					  nb_json_case(&run->cases[i], have_results))) {
			json_decref(list);
			return NULL;
		}
	return list;
}

json_t *nb_json_run(const struct nb_run *run)
{
	return json_pack(
		"{so so so so so si si si si sb so so so s{si so}}", "command_line",
		nb_json_string(run->command_line), "folder", nb_json_string(run->folder),
		"start_ns", ns(run->start_ns), "duration_ns", ns(run->duration_ns),
		"seed", ns(run->seed), "jobs", (int)run->jobs, "retries",
		(int)run->retries, "shard_index", (int)run->shard_index, "shard_total",
		(int)run->shard_total, "interrupted", run->interrupted, "kernel",
		nb_json_string(run->kernel), "hostname", nb_json_string(run->hostname),
		"version", nb_json_string(run->version), "backlog", "most",
		(int)run->backlog.most, "longest_ns", ns(run->backlog.longest_ns));
}

int nb_json_write(json_t *value, size_t flags, FILE *out, const char *what,
		  struct nb_error *err)
{
	int rc;

	if (!value)
		return nb_error_set(err, ENOMEM, "write the %s report", what);
	rc = json_dumpf(value, out, flags | JSON_REAL_PRECISION(12));
	json_decref(value);
	if (rc)
		return nb_error_set(err, ferror(out) ? EIO : ENOMEM,
				    "write the %s report", what);
	fputc('\n', out);
	return nb_view_written(out, what, err);
}
