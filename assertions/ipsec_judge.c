/* SPDX-License-Identifier: MIT */
/* Security associations, judged: which fields differ, which one comes nearest. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "assertions/ipsec.h"
#include "fixtures/strongswan.h"

enum field_type {
	TEXT,
	WORDS, /* in any order */
	NUMBER,
	FLAG,
};

/** struct field - A member of a wish, and that of a state it is about */
struct field {
	const char *name;
	enum field_type type;
	size_t wish, state;
};

#define FIELD(of, member, type_)                                    \
	{                                                           \
#member, type_, offsetof(struct of##_wish, member), \
			offsetof(struct of##_state, member)         \
	}

static const struct field ike_fields[] = {
	FIELD(nb_ike, version, NUMBER),
	FIELD(nb_ike, local_id, TEXT),
	FIELD(nb_ike, remote_id, TEXT),
	FIELD(nb_ike, local_host, TEXT),
	FIELD(nb_ike, remote_host, TEXT),
	FIELD(nb_ike, local_port, NUMBER),
	FIELD(nb_ike, remote_port, NUMBER),
	FIELD(nb_ike, encr, TEXT),
	FIELD(nb_ike, integ, TEXT),
	FIELD(nb_ike, prf, TEXT),
	FIELD(nb_ike, dh, TEXT),
	FIELD(nb_ike, local_vips, WORDS),
	FIELD(nb_ike, remote_vips, WORDS),
	{ "initiator", FLAG, offsetof(struct nb_ike_wish, initiator),
	  offsetof(struct nb_ike_state, is_initiator) },
	{ "nat", FLAG, offsetof(struct nb_ike_wish, nat),
	  offsetof(struct nb_ike_state, has_nat) },
	{ 0 },
};

static const struct field child_fields[] = {
	FIELD(nb_child, mode, TEXT),
	FIELD(nb_child, protocol, TEXT),
	FIELD(nb_child, encr, TEXT),
	FIELD(nb_child, integ, TEXT),
	FIELD(nb_child, dh, TEXT),
	FIELD(nb_child, local_ts, WORDS),
	FIELD(nb_child, remote_ts, WORDS),
	FIELD(nb_child, encap, FLAG),
	FIELD(nb_child, esn, FLAG),
	FIELD(nb_child, ipcomp, FLAG),
	{ 0 },
};

/* The word at @*list, which moves behind it; its length, 0 at the end. */
static size_t next_word(const char **list, const char **word)
{
	*list += strspn(*list, " ,");
	*word = *list;
	*list += strcspn(*list, " ,");
	return (size_t)(*list - *word);
}

static bool has_all_words(const char *list, const char *of)
{
	const char *wanted, *word;
	size_t len, other;

	while ((len = next_word(&of, &wanted))) {
		const char *rest = list;

		do
			other = next_word(&rest, &word);
		while (other && (other != len || memcmp(word, wanted, len) != 0));
		if (!other)
			return false;
	}
	return true;
}

static bool is_text_met(enum field_type type, const char *text, const char *got)
{
	if (!text)
		return true;
	if (type == TEXT)
		return !strcasecmp(text, got);
	return has_all_words(got, text) && has_all_words(text, got);
}

static bool is_met(const struct field *field, const void *wish_, const void *state_)
{
	const void *wish = (const char *)wish_ + field->wish;
	const void *state = (const char *)state_ + field->state;
	unsigned int number;

	if (field->type == TEXT || field->type == WORDS)
		return is_text_met(field->type, *(const char *const *)wish, state);
	number = *(const unsigned int *)wish;
	if (field->type == NUMBER)
		return !number || number == *(const unsigned int *)state;
	return number == NB_EITHER || (number == NB_YES) == *(const bool *)state;
}

static void print_value(const struct field *field, const void *at, bool is_wish,
			char *ret, size_t size)
{
	const char *text = at;

	switch (field->type) {
	case TEXT:
	case WORDS:
		if (is_wish)
			text = *(const char *const *)at;
		break;
	case NUMBER:
		snprintf(ret, size, "%u", *(const unsigned int *)at);
		return;
	case FLAG:
		text = (is_wish ? *(const unsigned int *)at == NB_YES : *(const bool *)at)
			       ? "yes"
			       : "no";
		break;
	}
	snprintf(ret, size, "%s", *text ? text : "none");
}

static size_t count_unmet(const struct field *fields, const void *wish, const void *state)
{
	size_t count = 0;

	for (; wish && fields->name; fields++)
		count += !is_met(fields, wish, state);
	return count;
}

static void report_unmet(struct nb_buffer *report, const struct field *fields,
			 const void *wish, const void *state)
{
	char want[256], got[256];

	for (; wish && fields->name; fields++) {
		if (is_met(fields, wish, state))
			continue;
		print_value(fields, (const char *)wish + fields->wish, true, want,
			    sizeof(want));
		print_value(fields, (const char *)state + fields->state, false, got,
			    sizeof(got));
		nb_report_line(report, "differs", "%s: want %s, got %s", fields->name,
			       want, got);
	}
}

/* ", with encr AES_CBC-128, integ NULL" */
static void add_wish(struct nb_buffer *text, const struct field *fields, const void *wish)
{
	const char *between = ", with ";
	char want[256];

	for (; wish && fields->name; fields++) {
		const char *at = (const char *)wish + fields->wish;

		if ((fields->type == TEXT || fields->type == WORDS)
			    ? !*(const char *const *)at
			    : !*(const unsigned int *)at)
			continue;
		print_value(fields, at, true, want, sizeof(want));
		nb_buffer_printf(text, "%s%s %s", between, fields->name, want);
		between = ", ";
	}
}

static void add_ike(struct nb_buffer *text, const struct nb_ike_state *ike)
{
	nb_buffer_printf(text, "%s%s %s, %s:%u [%s] - %s:%u [%s], IKEv%u %s %s %s %s",
			 text->len ? "\n" : "", ike->name, ike->state, ike->local_host,
			 ike->local_port, ike->local_id, ike->remote_host,
			 ike->remote_port, ike->remote_id, ike->version, ike->encr,
			 ike->integ, ike->prf, ike->dh);
}

static void add_child(struct nb_buffer *text, const struct nb_child_state *child)
{
	nb_buffer_printf(text, "%s%s/%s %s, %s %s%s%s%s %s%s%s, %s === %s",
			 text->len ? "\n" : "", child->ike, child->name, child->state,
			 child->mode, child->protocol, child->encap ? " in UDP" : "",
			 child->esn ? " ESN" : "", child->ipcomp ? " IPComp" : "",
			 child->encr, child->integ[0] ? " " : "", child->integ,
			 child->local_ts, child->remote_ts);
}

static void add_all(struct nb_buffer *text, const struct nb_ipsec_state *state,
		    bool children)
{
	for (size_t i = 0; !children && i < state->nikes; i++)
		add_ike(text, &state->ikes[i]);
	for (size_t i = 0; children && i < state->nchildren; i++)
		add_child(text, &state->children[i]);
	if (!text->len)
		nb_buffer_puts(text, children ? "no CHILD_SA" : "no IKE_SA");
}

static void begin(struct nb_judgement *judgement, const char *wanted,
		  const struct nb_ipsec_state *state, bool children)
{
	nb_auto_buffer struct nb_buffer seen = { 0 };

	add_all(&seen, state, children);
	nb_report_line(&judgement->text, "wanted", "%s", wanted);
	nb_report_line(&judgement->text, "seen", "%s", seen.data ? seen.data : "");
}

struct nb_judgement nb_judge_ike(const char *node, const char *conn,
				 const struct nb_ike_wish *wish,
				 const struct nb_ipsec_state *state)
{
	struct nb_judgement judgement = { .type = "ipsec.ike" };
	nb_auto_buffer struct nb_buffer wanted = { 0 };
	const struct nb_ike_state *nearest = NULL;
	const char *how = "there is none";
	size_t unmet = SIZE_MAX;

	for (size_t i = 0; i < state->nikes; i++) {
		const struct nb_ike_state *ike = &state->ikes[i];
		size_t count = count_unmet(ike_fields, wish, ike);

		if (strcmp(ike->name, conn) != 0)
			continue;
		if (strcmp(ike->state, "ESTABLISHED") != 0) {
			how = unmet == SIZE_MAX ? ike->state : how;
			continue;
		}
		if (count == 0)
			return judgement;
		nearest = count < unmet ? ike : nearest;
		unmet = count < unmet ? count : unmet;
		how = "it is different";
	}
	nb_buffer_printf(&wanted, "IKE_SA %s established", conn);
	add_wish(&wanted, ike_fields, wish);
	nb_judgement_set(&judgement, NB_FAILS, "%s: wanted %s: %s", node, wanted.data,
			 how);
	begin(&judgement, wanted.data, state, false);
	if (nearest)
		report_unmet(&judgement.text, ike_fields, wish, nearest);
	return judgement;
}

struct nb_judgement nb_judge_child(const char *node, const char *child,
				   const struct nb_child_wish *wish,
				   const struct nb_ipsec_state *state)
{
	struct nb_judgement judgement = { .type = "ipsec.child" };
	nb_auto_buffer struct nb_buffer wanted = { 0 };
	const struct nb_child_state *nearest = NULL;
	const char *how = "there is none";
	size_t unmet = SIZE_MAX;

	for (size_t i = 0; i < state->nchildren; i++) {
		const struct nb_child_state *sa = &state->children[i];
		size_t count = count_unmet(child_fields, wish, sa);

		if (!nb_ipsec_picks_child(child, sa->ike, sa->name))
			continue;
		if (strcmp(sa->state, "INSTALLED") != 0) {
			how = unmet == SIZE_MAX ? sa->state : how;
			continue;
		}
		if (count == 0)
			return judgement;
		nearest = count < unmet ? sa : nearest;
		unmet = count < unmet ? count : unmet;
		how = "it is different";
	}
	nb_buffer_printf(&wanted, "CHILD_SA %s installed", child);
	add_wish(&wanted, child_fields, wish);
	nb_judgement_set(&judgement, NB_FAILS, "%s: wanted %s: %s", node, wanted.data,
			 how);
	begin(&judgement, wanted.data, state, true);
	if (nearest)
		report_unmet(&judgement.text, child_fields, wish, nearest);
	return judgement;
}

/* Without the control, nobody can tell whether its absence means anything. */
static struct nb_judgement judge_none(const char *node, const char *what,
				      const char *name, bool is_loaded, size_t count,
				      const struct nb_ipsec_state *state, bool children)
{
	struct nb_judgement judgement = { .type = children ? "ipsec.child"
							   : "ipsec.ike" };
	char wanted[160];

	snprintf(wanted, sizeof(wanted), "no %s %s", what, name);
	if (count)
		nb_judgement_set(&judgement, NB_FAILS, "%s: wanted %s, there %s %zu",
				 node, wanted, count == 1 ? "is" : "are", count);
	else if (!is_loaded)
		nb_judgement_set(&judgement, NB_FAILS,
				 "%s: wanted %s, but nothing of that name is loaded",
				 node, wanted);
	else
		return judgement;
	begin(&judgement, wanted, state, children);
	return judgement;
}

struct nb_judgement nb_judge_no_ike(const char *node, const char *conn, bool is_loaded,
				    const struct nb_ipsec_state *state)
{
	size_t count = 0;

	for (size_t i = 0; i < state->nikes; i++)
		count += !strcmp(state->ikes[i].name, conn);
	return judge_none(node, "IKE_SA", conn, is_loaded, count, state, false);
}

struct nb_judgement nb_judge_no_child(const char *node, const char *child, bool is_loaded,
				      const struct nb_ipsec_state *state)
{
	size_t count = 0;

	for (size_t i = 0; i < state->nchildren; i++)
		count += nb_ipsec_picks_child(child, state->children[i].ike,
					      state->children[i].name);
	return judge_none(node, "CHILD_SA", child, is_loaded, count, state, true);
}

struct nb_judgement nb_judge_rekeyed(const char *node, enum nb_ipsec_event_kind kind,
				     const char *name, unsigned int wanted,
				     unsigned int seen)
{
	struct nb_judgement judgement = { .type = "ipsec.rekeyed" };
	const char *what = kind == NB_IKE_REKEYED ? "IKE_SA" : "CHILD_SA";

	if (seen >= wanted)
		return judgement;
	nb_judgement_set(&judgement, NB_FAILS,
			 "%s: wanted %s %s rekeyed %u times or more, seen %u", node, what,
			 name, wanted, seen);
	nb_report_line(&judgement.text, "wanted", "%s %s rekeyed %u times or more", what,
		       name, wanted);
	nb_report_line(&judgement.text, "seen", "%u times", seen);
	return judgement;
}
