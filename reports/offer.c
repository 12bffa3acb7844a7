/* SPDX-License-Identifier: MIT */
/*
 * The offer of a guest. Where all of those cases have declared what they need, the command
 * selects just them; one that found out while it ran is found again by --kernel auto only.
 */
#include "reports/offer.h"

#include <string.h>

#include "reports/view.h"

#define RUN "nestbed run"

static const char *missing_of(const struct nb_case_result *kase)
{
	const struct nb_attempt *last = nb_view_last(kase);

	return kase->verdict == NB_VERDICT_SKIP && last ? last->missing : NULL;
}

static bool has_word(const char *words, const char *word, size_t len)
{
	while (words && *words) {
		size_t here = strcspn(words, ", ");

		if (here == len && !strncmp(words, word, len))
			return true;
		words += here + strspn(words + here, ", ");
	}
	return false;
}

/* Each of @words that is not in @list yet. */
static void add_words(struct nb_buffer *list, const char *words)
{
	while (*words) {
		size_t len = strcspn(words, " ");

		if (!has_word(list->data, words, len))
			nb_buffer_printf(list, "%s%.*s", list->len ? ", " : "", (int)len,
					 words);
		words += len + strspn(words + len, " ");
	}
}

void nb_offer(struct nb_buffer *out, const struct nb_run *run)
{
	const char *rest = run->command_line ? run->command_line : "";
	nb_auto_buffer struct nb_buffer missing = { 0 };
	bool all_declared = true;
	size_t count = 0;

	for (size_t i = 0; i < run->ncases && !run->has_guests; i++) {
		const char *words = missing_of(&run->cases[i]);

		if (!words)
			continue;
		count++;
		add_words(&missing, words);
		all_declared = all_declared && run->cases[i].needs;
	}
	if (!count || !missing.data)
		return;
	rest = strncmp(rest, RUN, strlen(RUN)) ? "" : rest + strlen(RUN);
	nb_buffer_printf(out, "%zu case%s need%s %s: `" RUN " --kernel %s%s` runs %s\n",
			 count, count == 1 ? "" : "s", count == 1 ? "s" : "",
			 missing.data, all_declared ? "qemu --lacking" : "auto", rest,
			 count == 1 ? "it" : "them");
}
