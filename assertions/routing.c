/* SPDX-License-Identifier: MIT */
/*
 * Routing daemons, claimed: ask, judge, and ask again until it holds or time is over. A route
 * is looked at again when the kernel says that some route has changed, and now and then, as a
 * daemon may know before or after it; a session, now and then.
 */
#include "assertions/routing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "assertions/sightings.h"
#include "assertions/watch.h"
#include "fixtures/routewatch.h"
#include "harness/auto.h"
#include "harness/clock.h"
#include "nestbed/checks.h"
#include "nestbed/cmocka.h"
#include "nestbed/packets.h"

#define PAUSE_MS 20

/* What a protocol sends to a peer or to all, and what comes of the peer. */
static void print_filters(const char *protocol, const char *peer, char question[128],
			  char answer[128])
{
	static const struct {
		const char *protocol, *packets;
		bool is_to_peer;
	} known[] = {
		{ "bgp", "tcp port 179", true },
		{ "ospf", "proto 89", false },
		{ "rip", "udp port 520", false },
		{ "bfd", "udp dst port 3784", true },
	};

	question[0] = answer[0] = '\0';
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
		if (strcmp(known[i].protocol, protocol) != 0)
			continue;
		snprintf(answer, 128, "src host %s and %s", peer, known[i].packets);
		if (known[i].is_to_peer)
			snprintf(question, 128, "dst host %s and %s", peer,
				 known[i].packets);
		else
			snprintf(question, 128, "%s and not src host %s",
				 known[i].packets, peer);
	}
}

static bool was_heard(struct nb_node *node, const char *peer)
{
	char filter[96];

	snprintf(filter, sizeof(filter), "src host %s", peer);
	return nb_packets_count(nb_lab_capture(nb_node_lab(node)), nb_node_name(node),
				filter, NULL) > 0;
}

static bool is_forgotten(const char *protocol)
{
	return !strcmp(protocol, "ospf") || !strcmp(protocol, "rip");
}

static int look_session(struct nb_node *node, const struct nb_session_wish *wish,
			struct nb_judgement *ret, struct nb_error *err)
{
	nb_auto_free struct nb_session *all = NULL;
	struct nb_session session;
	size_t count = 0;
	int rc = nb_session_get(node, wish->protocol, wish->peer, &session, err);

	if (rc < 0 || (rc == 0 && nb_sessions(node, wish->protocol, &all, &count, err)))
		return -1;
	*ret = nb_judge_session(wish, rc ? &session : NULL, all, count,
				rc == 0 && !wish->is_up && is_forgotten(wish->protocol) &&
					was_heard(node, wish->peer));
	return 0;
}

static void add_sightings(struct nb_node *node, const struct nb_session_wish *wish,
			  uint64_t since_ns, struct nb_buffer *text)
{
	struct nb_sightings sightings;
	char question[128], answer[128];

	print_filters(wish->protocol, wish->peer, question, answer);
	if (nb_sightings_find(nb_lab_capture(nb_node_lab(node)), nb_node_name(node),
			      question, answer, since_ns, &sightings) < 0)
		return;
	nb_report_sightings(text, &sightings);
	nb_sightings_release(&sightings);
}

void nb_assert_session_at(const char *file, int line, struct nb_node *node,
			  const char *protocol, const char *peer, bool is_up,
			  unsigned int ms)
{
	const struct nb_place at = { file, line };
	struct nb_session_wish wish = { NULL, protocol, peer, is_up };
	uint64_t since_ns = nb_clock_wall_ns();
	struct nb_judgement judgement = { 0 };
	struct nb_error err = { 0 };
	struct nb_poll poll;

	nb_need_node(&at, node);
	wish.node = nb_node_name(node);
	nb_poll_start(&poll, ms);
	do {
		nb_judgement_release(&judgement);
		if (look_session(node, &wish, &judgement, &err) < 0)
			nb_claim_error(&at, "routing.session", err.text, NULL);
	} while (judgement.ruling != NB_HOLDS && nb_poll_more(&poll));
	if (judgement.ruling == NB_FAILS && is_up)
		add_sightings(node, &wish, since_ns, &judgement.text);
	if (judgement.ruling != NB_HOLDS && ms > 0)
		nb_report_line(&judgement.text, "waited", "%u ms, looked %u times", ms,
			       poll.looked);
	nb_judgement_close(&at, &judgement);
}

typedef struct nb_judgement (*judge_fn)(const struct nb_learnt_wish *wish,
					const struct nb_learnt_seen *seen);

static int look_route(struct nb_node *node, const struct nb_learnt_wish *wish,
		      judge_fn judge, struct nb_judgement *ret, struct nb_error *err)
{
	struct nb_learnt_seen seen = { 0 };
	int rc = 0;

	if (nb_learnt_routes(node, wish->prefix, &seen.learnt, &seen.nlearnt, err) < 0 ||
	    nb_node_routes(node, &seen.kernel, &seen.nkernel, err) < 0)
		rc = -1;
	else
		*ret = judge(wish, &seen);
	free(seen.learnt);
	free(seen.kernel);
	return rc;
}

static int look_until(struct nb_node *node, const struct nb_learnt_wish *wish,
		      judge_fn judge, unsigned int ms, struct nb_judgement *ret,
		      struct nb_error *err)
{
	struct nb_deadline deadline = nb_deadline_in(ms);
	struct nb_routewatch watch = { .fd = -1 };
	bool is_over = false;
	int rc = nb_routewatch_open(node, &watch, err);

	while (rc == 0) {
		int left_ms;

		nb_judgement_release(ret);
		rc = look_route(node, wish, judge, ret, err);
		if (rc < 0 || ret->ruling == NB_HOLDS || is_over)
			break;
		left_ms = nb_deadline_left_ms(&deadline);
		rc = nb_routewatch_wait(&watch, 1,
					left_ms < PAUSE_MS ? left_ms : PAUSE_MS, err);
		is_over = nb_deadline_passed(&deadline);
	}
	nb_routewatch_close(&watch);
	return rc;
}

static void assert_route(const struct nb_place *at, struct nb_node *node,
			 struct nb_learnt_wish *wish, judge_fn judge, unsigned int ms)
{
	const struct nb_word word = { wish->prefix, strlen(wish->prefix) };
	struct nb_judgement judgement = { 0 };
	struct nb_error err = { 0 };

	nb_need_node(at, node);
	wish->node = nb_node_name(node);
	if (nb_prefix_parse_word(&word, &wish->network, &err) < 0)
		nb_claim_error(at, "routing.route", err.text, NULL);
	wish->network = nb_prefix_network(&wish->network);
	if (look_until(node, wish, judge, ms, &judgement, &err) < 0)
		nb_claim_error(at, "routing.route", err.text, NULL);
	if (judgement.ruling != NB_HOLDS && ms > 0)
		nb_report_line(&judgement.text, "waited", "%u ms", ms);
	nb_judgement_close(at, &judgement);
}

void nb_assert_learnt_at(const char *file, int line, struct nb_node *node,
			 const char *prefix, const char *via, const char *protocol,
			 unsigned int ms)
{
	const struct nb_place at = { file, line };
	struct nb_learnt_wish wish = { .prefix = prefix,
				       .via = via,
				       .protocol = protocol };

	assert_route(&at, node, &wish, nb_judge_learnt, ms);
}

void nb_assert_not_learnt_at(const char *file, int line, struct nb_node *node,
			     const char *prefix, unsigned int ms)
{
	const struct nb_place at = { file, line };
	struct nb_learnt_wish wish = { .prefix = prefix };

	assert_route(&at, node, &wish, nb_judge_not_learnt, ms);
}

unsigned int nb_assert_converged_at(const char *file, int line, struct nb_lab *lab,
				    const char *nodes, const char *prefixes,
				    unsigned int ms)
{
	const struct nb_place at = { file, line };
	struct nb_judgement judgement;
	struct nb_convergence seen;
	struct nb_error err = { 0 };

	if (nb_converge(lab, nodes, prefixes, ms, &seen, &err) < 0)
		nb_claim_error(&at, "routing.converged", err.text, NULL);
	judgement = nb_judge_convergence(nodes, prefixes, ms, &seen);
	free(seen.text);
	if (judgement.ruling == NB_HOLDS)
		nb_note("converged_ms", "%u", seen.ms);
	nb_judgement_close(&at, &judgement);
	return seen.ms;
}
