/* SPDX-License-Identifier: MIT */
/*
 * Claims about IPsec. What a claim rests on is looked at at once, again whenever charon tells
 * of an event, and every 100 ms, because an association that was never established ends
 * without one. A claim that fails tells what each charon of the lab gave as a reason.
 */
#include "assertions/ipsec.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "assertions/packets.h"
#include "assertions/watch.h"
#include "fixtures/lab.h"
#include "fixtures/role.h"
#include "fixtures/strongswan.h"
#include "harness/auto.h"
#include "nestbed/cmocka.h"

#define LOOK_AGAIN_MS 100
#define REASONS 2 /* of each charon */

/** struct claim - What is claimed of the associations of a node; one kind of wish is set */
struct claim {
	struct nb_node *node;
	const char *name;
	const struct nb_ike_wish *ike;
	const struct nb_child_wish *child;
	struct nb_judgement (*judge)(const struct claim *claim,
				     const struct nb_ipsec_state *state, bool is_loaded);
};

/* The last lines that name a reason, the latest last. */
static void add_reasons(struct nb_buffer *text, struct nb_service *service)
{
	nb_auto_free char *output = nb_service_output(service, NULL);
	const char *found[REASONS] = { NULL };
	char *rest = output;

	for (char *line; (line = strsep(&rest, "\n"));) {
		if (!nb_strongswan_names_reason(line))
			continue;
		memmove(found, found + 1, (REASONS - 1) * sizeof(*found));
		found[REASONS - 1] = line;
	}
	for (size_t i = 0; i < REASONS; i++)
		if (found[i])
			nb_buffer_printf(text, "%s%s: %.200s", text->len ? "\n" : "",
					 service->node->name, found[i]);
}

static void report_reasons(struct nb_buffer *report, const struct nb_lab *lab)
{
	nb_auto_buffer struct nb_buffer text = { 0 };

	for (size_t i = 0; i < lab->nservices; i++)
		if (lab->services[i]->role == &nb_role_strongswan)
			add_reasons(&text, lab->services[i]);
	if (text.len)
		nb_report_line(report, "said", "%s", text.data);
}

/* Return: 0 = looked, and judged; -1 with @err set: nobody can tell */
static int look(const struct claim *claim, struct nb_judgement *ret, struct nb_error *err)
{
	struct nb_charon *charon = nb_charon_find(claim->node, err);
	struct nb_conn_names names = { 0 };
	struct nb_ipsec_state state;
	bool is_loaded = false;
	int rc;

	if (!charon)
		return -1;
	rc = nb_charon_names(charon, &names, err);
	for (size_t i = 0; rc == 0 && i < names.count && !is_loaded; i++) {
		char conn[64];
		const char *child = nb_ipsec_split(names.name[i], conn);

		is_loaded = !strcmp(names.name[i], claim->name) ||
			    (conn[0] && nb_ipsec_picks_child(claim->name, conn, child));
	}
	nb_conn_names_release(&names);
	if (rc < 0 || nb_ipsec_list(claim->node, &state, err) < 0)
		return -1;
	*ret = claim->judge(claim, &state, is_loaded);
	nb_ipsec_release(&state);
	return 0;
}

/* Until an event comes, or it is time to look again. Return: -1 with @err set */
static int wait_for_news(struct nb_node *node, const struct nb_deadline *deadline,
			 struct nb_error *err)
{
	struct nb_charon *charon = nb_charon_find(node, err);
	struct nb_deadline pause = nb_deadline_in(LOOK_AGAIN_MS);

	if (pause.end_ns > deadline->end_ns)
		pause.end_ns = deadline->end_ns;
	return charon ? nb_charon_listen(charon, &pause, err) : -1;
}

static void assert_claim(const struct nb_place *at, const struct claim *claim,
			 unsigned int ms)
{
	struct nb_judgement judgement = { 0 };
	struct nb_error err = { 0 };
	struct nb_deadline deadline;
	bool is_last = false;

	nb_at(at->file, at->line);
	nb_need_node(at, claim->node);
	deadline = nb_deadline_in(ms);
	for (;;) {
		nb_judgement_release(&judgement);
		if (look(claim, &judgement, &err) < 0)
			nb_claim_error(at, "ipsec", err.text, NULL);
		if (judgement.ruling == NB_HOLDS || is_last)
			break;
		is_last = nb_deadline_passed(&deadline);
		if (!is_last && wait_for_news(claim->node, &deadline, &err) < 0)
			nb_claim_error(at, "ipsec", err.text, NULL);
	}
	if (judgement.ruling != NB_HOLDS) {
		report_reasons(&judgement.text, claim->node->lab);
		nb_report_line(&judgement.text, "waited", "%u ms", ms);
	}
	nb_judgement_close(at, &judgement);
}

static struct nb_judgement judge_ike(const struct claim *claim,
				     const struct nb_ipsec_state *state, bool is_loaded)
{
	(void)is_loaded;
	return nb_judge_ike(claim->node->name, claim->name, claim->ike, state);
}

static struct nb_judgement judge_child(const struct claim *claim,
				       const struct nb_ipsec_state *state, bool is_loaded)
{
	(void)is_loaded;
	return nb_judge_child(claim->node->name, claim->name, claim->child, state);
}

static struct nb_judgement judge_no_ike(const struct claim *claim,
					const struct nb_ipsec_state *state,
					bool is_loaded)
{
	return nb_judge_no_ike(claim->node->name, claim->name, is_loaded, state);
}

static struct nb_judgement judge_no_child(const struct claim *claim,
					  const struct nb_ipsec_state *state,
					  bool is_loaded)
{
	return nb_judge_no_child(claim->node->name, claim->name, is_loaded, state);
}

void nb_assert_ike_up_at(const char *file, int line, struct nb_node *node,
			 const char *conn, const struct nb_ike_wish *wish,
			 unsigned int ms)
{
	assert_claim(
		&(struct nb_place){ file, line },
		&(struct claim){
			.node = node, .name = conn, .ike = wish, .judge = judge_ike },
		ms);
}

void nb_assert_child_up_at(const char *file, int line, struct nb_node *node,
			   const char *child, const struct nb_child_wish *wish,
			   unsigned int ms)
{
	assert_claim(&(struct nb_place){ file, line },
		     &(struct claim){ .node = node,
				      .name = child,
				      .child = wish,
				      .judge = judge_child },
		     ms);
}

void nb_assert_no_sa_at(const char *file, int line, struct nb_node *node,
			const char *conn, unsigned int ms)
{
	assert_claim(&(struct nb_place){ file, line },
		     &(struct claim){ .node = node, .name = conn, .judge = judge_no_ike },
		     ms);
}

void nb_assert_no_child_at(const char *file, int line, struct nb_node *node,
			   const char *child, unsigned int ms)
{
	assert_claim(
		&(struct nb_place){ file, line },
		&(struct claim){ .node = node, .name = child, .judge = judge_no_child },
		ms);
}

void nb_assert_rekeyed_at(const char *file, int line, struct nb_node *node,
			  enum nb_ipsec_event_kind kind, const char *name,
			  unsigned int times, unsigned int ms)
{
	const struct nb_place at = { file, line };
	struct nb_judgement judgement;
	struct nb_error err = { 0 };
	int seen;

	nb_at(file, line);
	nb_need_node(&at, node);
	seen = nb_ipsec_wait(node, kind, name, times, ms, &err);
	if (seen < 0)
		nb_claim_error(&at, "ipsec", err.text, NULL);
	judgement = nb_judge_rekeyed(node->name, kind, name, times, (unsigned int)seen);
	if (judgement.ruling != NB_HOLDS) {
		report_reasons(&judgement.text, node->lab);
		nb_report_line(&judgement.text, "waited", "%u ms", ms);
	}
	nb_judgement_close(&at, &judgement);
}
