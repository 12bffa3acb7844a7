/* SPDX-License-Identifier: MIT */
/* How a case ended, in words that all formats share. */
#include "reports/view.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum nb_verdict nb_view_verdict(const struct nb_case_result *kase)
{
	return kase->verdict == NB_VERDICT_NONE ? NB_VERDICT_ERROR : kase->verdict;
}

bool nb_view_is_bad(const struct nb_case_result *kase)
{
	enum nb_verdict verdict = nb_view_verdict(kase);

	return verdict == NB_VERDICT_FAIL || verdict == NB_VERDICT_ERROR;
}

const struct nb_attempt *nb_view_last(const struct nb_case_result *kase)
{
	return kase->nattempts ? &kase->attempts[kase->nattempts - 1] : NULL;
}

uint64_t nb_view_duration_ns(const struct nb_case_result *kase)
{
	const struct nb_attempt *last = nb_view_last(kase);

	return last ? last->duration_ns : 0;
}

const struct nb_finding *nb_view_cause(const struct nb_case_result *kase,
				       const struct nb_attempt *attempt)
{
	static const struct nb_finding not_run = {
		.is_error = true,
		.type = "interrupted",
		.message = "the run ended before this case began",
	};
	static const struct nb_finding cut_short = {
		.is_error = true,
		.type = "interrupted",
		.message = "the run ended before this case did",
	};
	static const struct nb_finding unknown = {
		.is_error = true,
		.type = "unknown",
		.message = "no reason was recorded",
	};

	if (!attempt)
		return &not_run;
	if (attempt->nfindings)
		return &attempt->findings[0];
	if (kase->is_interrupted || attempt->verdict == NB_VERDICT_NONE)
		return &cut_short;
	return &unknown;
}

const char *nb_view_reason(const struct nb_case_result *kase)
{
	const struct nb_attempt *last = nb_view_last(kase);

	if (last && last->skip_reason && last->skip_reason[0])
		return last->skip_reason;
	return "no reason given";
}

const char *nb_view_word(enum nb_verdict verdict, const struct nb_finding *cause)
{
	static const char *const words[][2] = {
		{ "crash", "CRASH" },
		{ "timeout", "TIMEOUT" },
		{ "leak", "LEAK" },
	};

	if (verdict != NB_VERDICT_ERROR || !cause || !cause->type)
		return nb_verdict_name(verdict);
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		size_t len = strlen(words[i][0]);

		if (!strncmp(cause->type, words[i][0], len) &&
		    (cause->type[len] == '.' || !cause->type[len]))
			return words[i][1];
	}
	return nb_verdict_name(verdict);
}

/* Single quotes around what a shell would take apart. */
static void add_word(struct nb_buffer *out, const char *word)
{
	size_t plain = strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789_-+=:,./@%");

	if (*word && !word[plain]) {
		nb_buffer_puts(out, word);
		return;
	}
	nb_buffer_puts(out, "'");
	for (; *word; word++)
		if (*word == '\'')
			nb_buffer_puts(out, "'\\''");
		else
			nb_buffer_add(out, word, 1);
	nb_buffer_puts(out, "'");
}

void nb_view_command(const struct nb_case_result *kase, struct nb_buffer *out)
{
	nb_auto_buffer struct nb_buffer name = { 0 };

	nb_buffer_printf(&name, "%s/%s", kase->suite, kase->name);
	nb_buffer_puts(out, "nestbed run ");
	if (kase->guest) {
		nb_buffer_puts(out, "--kernel ");
		add_word(out, kase->guest);
		nb_buffer_puts(out, " ");
	}
	nb_buffer_puts(out, "--exact ");
	add_word(out, name.data ? name.data : "");
	if (kase->program) {
		nb_buffer_puts(out, " ");
		add_word(out, kase->program);
	}
}

/* The first line tells what, with its place where that is not told elsewhere. */
static void add_finding(struct nb_buffer *out, const struct nb_finding *finding,
			bool has_place)
{
	nb_buffer_puts(out, has_place ? " " : "  ");
	if (has_place && finding->file)
		nb_buffer_printf(out, "%s:%d: ", finding->file, finding->line);
	nb_buffer_printf(out, "%s\n", finding->message ? finding->message : "");
	if (!finding->text)
		return;
	nb_buffer_puts(out, finding->text);
	if (finding->text[0] && finding->text[strlen(finding->text) - 1] != '\n')
		nb_buffer_puts(out, "\n");
}

void nb_view_findings(const struct nb_case_result *kase, const struct nb_attempt *attempt,
		      bool has_place, struct nb_buffer *out)
{
	add_finding(out, nb_view_cause(kase, attempt), has_place);
	for (size_t i = 1; attempt && i < attempt->nfindings; i++)
		add_finding(out, &attempt->findings[i], true);
}

void nb_view_advice(const struct nb_case_result *kase, struct nb_buffer *out)
{
	if (kase->hint)
		nb_buffer_printf(out, "  hint       %s\n", kase->hint);
	nb_buffer_puts(out, "  again      ");
	nb_view_command(kase, out);
	nb_buffer_puts(out, "\n");
}

void nb_view_report(const struct nb_case_result *kase, const struct nb_attempt *attempt,
		    struct nb_buffer *out)
{
	nb_view_findings(kase, attempt, true, out);
	nb_view_advice(kase, out);
}

/* How deep @path lies below @base: "" for the folder itself; NULL = not below it. */
static const char *below(const char *path, const char *base)
{
	size_t len = strlen(base);

	while (len > 1 && base[len - 1] == '/')
		len--;
	if (strncmp(path, base, len) != 0)
		return NULL;
	if (path[len] == '/')
		return path + len + 1;
	return path[len] ? NULL : "";
}

const char *nb_view_relative(const char *path)
{
	char cwd[PATH_MAX];
	const char *rest = getcwd(cwd, sizeof(cwd)) ? below(path, cwd) : NULL;

	return rest && *rest ? rest : path;
}

char *nb_view_path(const struct nb_attempt *attempt,
		   const struct nb_attachment *attachment,
		   const struct nb_report_options *options)
{
	const char *folder = attempt->evidence ? attempt->evidence : ".";
	const char *rest = options && options->attachment_base
				   ? below(folder, options->attachment_base)
				   : NULL;
	char *path;

	if (rest)
		folder = rest;
	if (asprintf(&path, "%s%s%s", folder, *folder ? "/" : "", attachment->path) < 0)
		return NULL;
	return path;
}

void nb_view_count(const struct nb_run *run, const char *suite,
		   size_t ret_count[NB_VERDICT_FLAKY + 1])
{
	memset(ret_count, 0, (NB_VERDICT_FLAKY + 1) * sizeof(ret_count[0]));
	for (size_t i = 0; i < run->ncases; i++)
		if (!suite || !strcmp(suite, run->cases[i].suite))
			ret_count[nb_view_verdict(&run->cases[i])]++;
}

const struct nb_case_result **nb_view_suites(const struct nb_run *run, size_t *ret_count)
{
	const struct nb_case_result **suites = calloc(run->ncases + 1, sizeof(*suites));
	size_t count = 0, known;

	if (!suites)
		return NULL;
	for (size_t i = 0; i < run->ncases; i++) {
		for (known = 0; known < count; known++)
			if (!strcmp(suites[known]->suite, run->cases[i].suite))
				break;
		if (known == count)
			suites[count++] = &run->cases[i];
	}
	*ret_count = count;
	return suites;
}

void nb_view_middle(struct nb_buffer *out, const char *text, size_t len, size_t max)
{
	size_t half = max / 2;

	if (len <= max) {
		nb_buffer_add(out, text, len);
		return;
	}
	nb_buffer_add(out, text, half);
	nb_buffer_printf(out, "\n[... %zu bytes are left out here ...]\n",
			 len - 2 * half);
	nb_buffer_add(out, text + len - half, half);
}

int nb_view_written(FILE *out, const char *what, struct nb_error *err)
{
	errno = 0;
	if (fflush(out) == 0 && !ferror(out))
		return 0;
	return nb_error_set(err, errno ? errno : EIO, "write the %s report", what);
}
