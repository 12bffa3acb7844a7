/* SPDX-License-Identifier: MIT */
/* The result model: growing it and releasing it. */
#include "harness/result.h"

#include <stdlib.h>
#include <string.h>

#include "harness/auto.h"

const char *nb_verdict_name(enum nb_verdict verdict)
{
	static const char *const names[] = {
		[NB_VERDICT_NONE] = "NONE", [NB_VERDICT_PASS] = "PASS",
		[NB_VERDICT_FAIL] = "FAIL", [NB_VERDICT_ERROR] = "ERROR",
		[NB_VERDICT_SKIP] = "SKIP", [NB_VERDICT_FLAKY] = "FLAKY",
	};

	return (unsigned int)verdict <= NB_VERDICT_FLAKY ? names[verdict] : "?";
}

/* One more zeroed element behind *@array of *@count; NULL when memory ran out. */
static void *grow(void *array, size_t *count, size_t size)
{
	char *bigger = realloc(*(void **)array, (*count + 1) * size);

	if (!bigger)
		return NULL;
	*(void **)array = bigger;
	return memset(bigger + (*count)++ * size, 0, size);
}

struct nb_attempt *nb_case_result_add_attempt(struct nb_case_result *kase)
{
	return grow(&kase->attempts, &kase->nattempts, sizeof(*kase->attempts));
}

struct nb_finding *nb_attempt_add_finding(struct nb_attempt *attempt)
{
	return grow(&attempt->findings, &attempt->nfindings, sizeof(*attempt->findings));
}

int nb_attempt_add_property(struct nb_attempt *attempt, const char *name,
			    const char *value)
{
	nb_auto_free char *n = strdup(name), *v = strdup(value);
	struct nb_property *property;

	if (!n || !v)
		return -1;
	for (size_t i = 0; i < attempt->nproperties; i++) {
		property = &attempt->properties[i];
		if (strcmp(property->name, name) != 0)
			continue;
		free(property->value);
		property->value = nb_steal(&v);
		return 0;
	}
	property = grow(&attempt->properties, &attempt->nproperties, sizeof(*property));
	if (!property)
		return -1;
	*property = (struct nb_property){ nb_steal(&n), nb_steal(&v) };
	return 0;
}

int nb_attempt_add_attachment(struct nb_attempt *attempt, const char *name,
			      const char *path)
{
	nb_auto_free char *n = strdup(name), *p = strdup(path);
	struct nb_attachment *attachment;

	if (!n || !p)
		return -1;
	attachment =
		grow(&attempt->attachments, &attempt->nattachments, sizeof(*attachment));
	if (!attachment)
		return -1;
	*attachment = (struct nb_attachment){ nb_steal(&n), nb_steal(&p) };
	return 0;
}

static void finding_release(struct nb_finding *finding)
{
	free(finding->type);
	free(finding->file);
	free(finding->message);
	free(finding->text);
}

void nb_attempt_release(struct nb_attempt *attempt)
{
	for (size_t i = 0; i < attempt->nfindings; i++)
		finding_release(&attempt->findings[i]);
	for (size_t i = 0; i < attempt->nproperties; i++) {
		free(attempt->properties[i].name);
		free(attempt->properties[i].value);
	}
	for (size_t i = 0; i < attempt->nattachments; i++) {
		free(attempt->attachments[i].name);
		free(attempt->attachments[i].path);
	}
	free(attempt->findings);
	free(attempt->properties);
	free(attempt->attachments);
	free(attempt->skip_reason);
	free(attempt->missing);
	free(attempt->evidence);
	free(attempt->output);
	*attempt = (struct nb_attempt){ 0 };
}

void nb_case_result_release(struct nb_case_result *kase)
{
	for (size_t i = 0; i < kase->nattempts; i++)
		nb_attempt_release(&kase->attempts[i]);
	free(kase->attempts);
	free(kase->suite);
	free(kase->name);
	free(kase->program);
	free(kase->group);
	free(kase->tags);
	free(kase->locks);
	free(kase->hint);
	free(kase->source);
	free(kase->needs);
	*kase = (struct nb_case_result){ 0 };
}

static char *copy(const char *text, bool *ok)
{
	char *dup = text ? strdup(text) : NULL;

	*ok = *ok && (dup || !text);
	return dup;
}

int nb_case_result_copy(const struct nb_case_result *from, struct nb_case_result *ret)
{
	struct nb_case_result kase = *from;
	bool ok = true;

	kase.attempts = NULL;
	kase.nattempts = 0;
	kase.suite = copy(from->suite, &ok);
	kase.name = copy(from->name, &ok);
	kase.program = copy(from->program, &ok);
	kase.group = copy(from->group, &ok);
	kase.tags = copy(from->tags, &ok);
	kase.locks = copy(from->locks, &ok);
	kase.hint = copy(from->hint, &ok);
	kase.source = copy(from->source, &ok);
	kase.needs = copy(from->needs, &ok);
	if (!ok) {
		nb_case_result_release(&kase);
		return -1;
	}
	*ret = kase;
	return 0;
}

struct nb_case_result *nb_run_add_case(struct nb_run *run)
{
	return grow(&run->cases, &run->ncases, sizeof(*run->cases));
}

void nb_run_free(struct nb_run *run)
{
	if (!run)
		return;
	for (size_t i = 0; i < run->ncases; i++)
		nb_case_result_release(&run->cases[i]);
	free(run->cases);
	free(run->command_line);
	free(run->folder);
	free(run->kernel);
	free(run->hostname);
	free(run->version);
	free(run);
}
