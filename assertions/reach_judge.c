/* SPDX-License-Identifier: MIT */
/* Reachability, judged: one node, one address. */
#include <stdio.h>
#include <string.h>

#include "assertions/reach.h"
#include "assertions/text.h"

bool nb_judge_overflow(struct nb_judgement *judgement, const char *node,
		       const char *overflow)
{
	if (!overflow)
		return false;
	nb_judgement_set(judgement, NB_CANNOT_TELL, "%s: %s", node, overflow);
	nb_report_line(&judgement->text, "seen", "%s", overflow);
	return true;
}

void nb_report_tries(struct nb_buffer *text, const struct nb_answer *answer)
{
	nb_report_line(text, "waited", "%llu ms, %u %s",
		       (unsigned long long)answer->waited_ms, answer->tries,
		       answer->tries == 1 ? "try" : "tries");
}

void nb_report_causes(struct nb_buffer *text, const char *why)
{
	while (why && *why) {
		size_t len = strcspn(why, "\n");

		nb_report_line(text, "hint", "%.*s", (int)len, why);
		why += len + (why[len] == '\n');
	}
}

struct nb_judgement nb_judge_answered(const struct nb_reach_wish *wish,
				      const struct nb_reach_seen *seen)
{
	struct nb_judgement judgement = { .type = wish->type };
	char answer[128];

	if (nb_judge_overflow(&judgement, wish->node, seen->overflow) ||
	    seen->answer.kind == NB_ANSWER_YES)
		return judgement;
	nb_answer_print(&seen->answer, answer, sizeof(answer));
	nb_judgement_set(&judgement, NB_FAILS, "%s: %s: %s", wish->node, wish->target,
			 answer);
	nb_report_line(&judgement.text, "wanted", "%s %s from %s", wish->target,
		       wish->verb, wish->node);
	nb_report_line(&judgement.text, "seen", "%s", answer);
	nb_report_sightings(&judgement.text, seen->sightings);
	nb_report_tries(&judgement.text, &seen->answer);
	nb_report_causes(&judgement.text, seen->why);
	return judgement;
}

static void judge_control(struct nb_judgement *judgement,
			  const struct nb_reach_wish *wish,
			  const struct nb_reach_seen *seen)
{
	char answer[128];

	nb_report_line(&judgement->text, "wanted",
		       "%s does not answer %s, a control does", wish->target, wish->node);
	if (!seen->control) {
		nb_judgement_set(
			judgement, NB_CANNOT_TELL,
			"%s: %s is silent, but no node of the lab has that address",
			wish->node, wish->target);
		nb_report_line(
			&judgement->text, "hint",
			"name an answer that must come meanwhile: the _while form");
		return;
	}
	nb_answer_print(&seen->control_answer, answer, sizeof(answer));
	nb_judgement_set(judgement, NB_CANNOT_TELL,
			 "%s: %s is silent, but so is the control %s", wish->node,
			 wish->target, seen->control);
	nb_report_line(&judgement->text, "control", "%s: %s", seen->control, answer);
	nb_report_tries(&judgement->text, &seen->control_answer);
}

struct nb_judgement nb_judge_silent(const struct nb_reach_wish *wish,
				    const struct nb_reach_seen *seen)
{
	struct nb_judgement judgement = { .type = wish->type };
	char answer[128];

	if (nb_judge_overflow(&judgement, wish->node, seen->overflow))
		return judgement;
	if (seen->answer.kind != NB_ANSWER_YES) {
		if (!seen->control || seen->control_answer.kind != NB_ANSWER_YES)
			judge_control(&judgement, wish, seen);
		return judgement;
	}
	nb_answer_print(&seen->answer, answer, sizeof(answer));
	nb_judgement_set(&judgement, NB_FAILS, "%s: %s %s, and must not", wish->node,
			 wish->target, wish->verb);
	nb_report_line(&judgement.text, "wanted", "no answer to %s", wish->node);
	nb_report_line(&judgement.text, "seen", "%s", answer);
	nb_report_tries(&judgement.text, &seen->answer);
	return judgement;
}

static void judge_body(struct nb_judgement *judgement, const char *node, const char *url,
		       const char *part, const struct nb_http *http)
{
	nb_auto_buffer struct nb_buffer wanted = { 0 }, near = { 0 };
	const char *nearest;
	unsigned int number;
	size_t len;

	nb_text_quote(&wanted, part, strlen(part));
	nb_judgement_set(judgement, NB_FAILS, "%s: %s: the body lacks %s", node, url,
			 wanted.data);
	nb_report_line(&judgement->text, "wanted", "a body that contains %s",
		       wanted.data);
	nearest = nb_text_nearest(http->body, part, &number, &len);
	if (nearest) {
		nb_text_quote(&near, nearest, len);
		nb_report_line(&judgement->text, "nearest", "line %u: %s", number,
			       near.data);
		return;
	}
	nb_text_quote(&near, http->body, http->body_len);
	nb_report_line(&judgement->text, "seen", "%s, %zu bytes", near.data,
		       http->body_len);
}

struct nb_judgement nb_judge_http(const char *node, const char *url, unsigned int status,
				  const char *part, const struct nb_http *http,
				  const struct nb_reach_seen *seen)
{
	const struct nb_reach_wish wish = { "reach.http", node, url, "answers" };
	struct nb_judgement judgement = { .type = "reach.http" };

	if (seen->overflow || http->answer.kind != NB_ANSWER_YES)
		return nb_judge_answered(&wish, seen);
	if (http->status == 0) {
		nb_judgement_set(&judgement, NB_FAILS, "%s: %s: no HTTP response", node,
				 url);
		nb_report_line(&judgement.text, "wanted", "an HTTP response");
		nb_report_line(&judgement.text, "seen", "connected, then %s",
			       http->head && http->head[0] ? "something else"
							   : "closed without a word");
		return judgement;
	}
	if (status && http->status != status) {
		nb_judgement_set(&judgement, NB_FAILS, "%s: %s: status %u, not %u", node,
				 url, http->status, status);
		nb_report_line(&judgement.text, "wanted", "status %u", status);
		nb_report_line(&judgement.text, "seen", "%.*s",
			       (int)strcspn(http->head, "\r\n"), http->head);
		return judgement;
	}
	if (part && !strstr(http->body, part))
		judge_body(&judgement, node, url, part, http);
	return judgement;
}
