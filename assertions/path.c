/* SPDX-License-Identifier: MIT */
/* Paths and path MTUs: judged, then claimed. */
#include "assertions/path.h"

#include <stdlib.h>
#include <string.h>

#include "assertions/reach.h"
#include "assertions/watch.h"
#include "fixtures/address.h"
#include "fixtures/endpoint.h"
#include "fixtures/owner.h"
#include "harness/clock.h"
#include "harness/words.h"
#include "nestbed/state.h"

static void print_hop(struct nb_buffer *to, const struct nb_path_seen *seen, size_t i)
{
	if (i >= seen->path->nhops)
		nb_buffer_puts(to, "no further router");
	else if (!seen->path->hop[i].from[0])
		nb_buffer_puts(to, "silence");
	else if (seen->owner[i])
		nb_buffer_printf(to, "%s (%s)", seen->path->hop[i].from, seen->owner[i]);
	else
		nb_buffer_puts(to, seen->path->hop[i].from);
}

static void add_seen(struct nb_judgement *judgement, const char *to,
		     const struct nb_path_seen *seen)
{
	nb_auto_buffer struct nb_buffer line = { 0 };
	char end[128];

	for (size_t i = 0; i < seen->path->nhops; i++) {
		print_hop(&line, seen, i);
		nb_buffer_puts(&line, ", ");
	}
	if (seen->path->end.kind == NB_ANSWER_YES)
		nb_buffer_puts(&line, to);
	else
		nb_buffer_printf(&line, "then %s",
				 nb_answer_print(&seen->path->end, end, sizeof(end)));
	nb_report_line(&judgement->text, "seen", "%s", line.data);
}

static bool is_hop(const struct nb_path_seen *seen, size_t i, const char *word)
{
	struct nb_ip wanted, got;

	if (i >= seen->path->nhops)
		return false;
	if (!strcmp(word, "*") || (seen->owner[i] && !strcmp(seen->owner[i], word)))
		return true;
	return nb_ip_parse(word, &wanted, NULL) == 0 &&
	       nb_ip_parse(seen->path->hop[i].from, &got, NULL) == 0 &&
	       nb_ip_is_equal(&wanted, &got);
}

static void fail_at_hop(struct nb_judgement *judgement, const char *node, const char *to,
			const struct nb_path_seen *seen, size_t i, const char *word)
{
	nb_auto_buffer struct nb_buffer got = { 0 };

	print_hop(&got, seen, i);
	nb_judgement_set(judgement, NB_FAILS, "%s: path to %s: hop %zu is %s, not %s",
			 node, to, i + 1, got.data, word);
	nb_report_line(&judgement->text, "differs", "hop %zu: want %s, got %s", i + 1,
		       word, got.data);
}

static void compare_hops(struct nb_judgement *judgement, const char *node, const char *to,
			 const char *hops, const struct nb_path_seen *seen)
{
	struct nb_word word;
	char text[64];
	size_t i = 0;

	while (nb_word_next(&hops, &word)) {
		if (!nb_word_copy(&word, text, sizeof(text)))
			text[0] = '\0';
		if (i == seen->path->nhops && !strcmp(text, to))
			continue; /* the destination, at the end */
		if (!is_hop(seen, i, text)) {
			fail_at_hop(judgement, node, to, seen, i, text);
			return;
		}
		i++;
	}
	if (i < seen->path->nhops)
		fail_at_hop(judgement, node, to, seen, i, "the destination");
}

static bool is_complete(struct nb_judgement *judgement, const char *node, const char *to,
			const struct nb_path_seen *seen)
{
	char end[128];

	if (seen->path->end.kind == NB_ANSWER_YES)
		return true;
	nb_judgement_set(judgement, NB_FAILS, "%s: the path does not get to %s: %s", node,
			 to, nb_answer_print(&seen->path->end, end, sizeof(end)));
	return false;
}

static void close_judgement(struct nb_judgement *judgement,
			    const struct nb_path_seen *seen)
{
	if (judgement->ruling == NB_HOLDS) {
		nb_judgement_release(judgement);
		return;
	}
	nb_report_sightings(&judgement->text, seen->sightings);
	nb_report_causes(&judgement->text, seen->why);
}

struct nb_judgement nb_judge_path(const char *node, const char *to, const char *hops,
				  const struct nb_path_seen *seen)
{
	struct nb_judgement judgement = { .type = "reach.path" };

	if (nb_judge_overflow(&judgement, node, seen->overflow))
		return judgement;
	nb_report_line(&judgement.text, "wanted", "%s", *hops ? hops : "no router");
	add_seen(&judgement, to, seen);
	if (is_complete(&judgement, node, to, seen))
		compare_hops(&judgement, node, to, hops, seen);
	close_judgement(&judgement, seen);
	return judgement;
}

/* A router that keeps silent may be the one: then nobody can tell. */
static void look_for_hop(struct nb_judgement *judgement, const char *node, const char *to,
			 const char *hop, const struct nb_path_seen *seen)
{
	for (size_t i = 0; i < seen->path->nhops; i++) {
		if (is_hop(seen, i, hop)) {
			nb_judgement_set(judgement, NB_FAILS,
					 "%s: the path to %s passes %s", node, to, hop);
			return;
		}
		if (!seen->path->hop[i].from[0])
			nb_judgement_set(judgement, NB_CANNOT_TELL,
					 "%s: hop %zu to %s keeps silent, it may be %s",
					 node, i + 1, to, hop);
	}
}

struct nb_judgement nb_judge_path_avoids(const char *node, const char *to,
					 const char *hop, const struct nb_path_seen *seen)
{
	struct nb_judgement judgement = { .type = "reach.path" };

	if (nb_judge_overflow(&judgement, node, seen->overflow))
		return judgement;
	nb_report_line(&judgement.text, "wanted", "a path to %s without %s", to, hop);
	add_seen(&judgement, to, seen);
	if (is_complete(&judgement, node, to, seen))
		look_for_hop(&judgement, node, to, hop, seen);
	close_judgement(&judgement, seen);
	return judgement;
}

struct nb_judgement nb_judge_path_mtu(const char *node, const char *to, unsigned int mtu,
				      bool is_below, const struct nb_path_mtu_seen *seen)
{
	const struct nb_path_mtu_found *found = &seen->found;
	struct nb_judgement judgement = { .type = "reach.mtu" };
	char answer[128];

	if (nb_judge_overflow(&judgement, node, seen->overflow))
		return judgement;
	nb_report_line(&judgement.text, "wanted",
		       is_below ? "less than %u bytes" : "%u bytes", mtu);
	if (found->mtu == 0) {
		nb_judgement_set(&judgement, NB_FAILS, "%s: no path MTU to %s: %s", node,
				 to,
				 nb_answer_print(&found->answer, answer, sizeof(answer)));
		nb_report_line(&judgement.text, "seen", "%s", answer);
		nb_report_sightings(&judgement.text, seen->sightings);
		nb_report_causes(&judgement.text, seen->why);
		return judgement;
	}
	if (is_below ? found->mtu < mtu : found->mtu == mtu) {
		nb_judgement_release(&judgement);
		return judgement;
	}
	nb_judgement_set(&judgement, NB_FAILS, "%s: path MTU to %s is %u, not %s%u", node,
			 to, found->mtu, is_below ? "below " : "", mtu);
	if (found->is_silent)
		nb_report_line(&judgement.text, "seen",
			       "%u bytes; bigger packets vanish, nobody says so",
			       found->mtu);
	else
		nb_report_line(&judgement.text, "seen", "%u bytes, says %s", found->mtu,
			       found->said_by[0] ? found->said_by : "the node itself");
	nb_report_sightings(&judgement.text, seen->sightings);
	return judgement;
}

/* A path and the names that go with it; released before a claim is closed. */
struct traced {
	struct nb_path path;
	const char *owner[NB_HOPS_MAX];
	char *why;
	struct nb_watched watched;
	struct nb_sightings sightings;
	struct nb_path_seen seen;
};

/* Where echo requests to an address went since then; NULL = nobody can tell. */
static const struct nb_sightings *follow(struct nb_node *node, const char *to,
					 unsigned int more_than, uint64_t since_ns,
					 struct nb_sightings *sightings)
{
	struct nb_endpoint endpoint;

	if (nb_endpoint_parse(to, &endpoint, NULL) < 0 ||
	    nb_sightings_find_echo(node, &endpoint.ip, more_than, since_ns, sightings) <
		    0)
		return NULL;
	return sightings;
}

static struct traced *trace(const struct nb_place *at, struct nb_node *node,
			    const char *to, unsigned int ms)
{
	struct traced *traced = calloc(1, sizeof(*traced));
	uint64_t since_ns = nb_clock_wall_ns();
	struct nb_error err = { 0 };
	struct nb_ip ip;

	if (!traced)
		nb_claim_error(at, "reach.path", "out of memory", NULL);
	nb_watch_start(&traced->watched, at, node);
	if (nb_path_trace(node, to, ms, &traced->path, &err) < 0) {
		free(traced);
		nb_claim_error(at, "reach.path", err.text, NULL);
	}
	for (size_t i = 0; i < traced->path.nhops; i++) {
		struct nb_node *owner = NULL;

		if (nb_ip_parse(traced->path.hop[i].from, &ip, NULL) == 0)
			owner = nb_lab_owner(nb_node_lab(node), &ip, NULL);
		traced->owner[i] = owner ? nb_node_name(owner) : NULL;
	}
	if (traced->path.end.kind != NB_ANSWER_YES)
		traced->why = nb_node_why(node, to);
	traced->seen = (struct nb_path_seen){
		.path = &traced->path,
		.owner = traced->owner,
		.why = traced->why,
		.sightings = follow(node, to, 0, since_ns, &traced->sightings),
		.overflow = nb_watch_overflow(&traced->watched),
	};
	return traced;
}

static void close_path(const struct nb_place *at, struct traced *traced,
		       struct nb_judgement *judgement)
{
	nb_sightings_release(&traced->sightings);
	free(traced->why);
	free(traced);
	nb_judgement_close(at, judgement);
}

void nb_assert_path_at(const char *file, int line, struct nb_node *node, const char *to,
		       const char *hops, unsigned int ms)
{
	const struct nb_place at = { file, line };
	struct traced *traced = trace(&at, node, to, ms);
	struct nb_judgement judgement =
		nb_judge_path(nb_node_name(node), to, hops, &traced->seen);

	close_path(&at, traced, &judgement);
}

void nb_assert_path_avoids_at(const char *file, int line, struct nb_node *node,
			      const char *to, const char *hop, unsigned int ms)
{
	const struct nb_place at = { file, line };
	struct traced *traced = trace(&at, node, to, ms);
	struct nb_judgement judgement =
		nb_judge_path_avoids(nb_node_name(node), to, hop, &traced->seen);

	close_path(&at, traced, &judgement);
}

static void assert_mtu(const struct nb_place *at, struct nb_node *node, const char *to,
		       unsigned int mtu, bool is_below, unsigned int ms)
{
	struct nb_path_mtu_seen seen = { 0 };
	uint64_t since_ns = nb_clock_wall_ns();
	struct nb_sightings sightings = { 0 };
	struct nb_judgement judgement;
	struct nb_error err = { 0 };
	struct nb_watched watched;
	char *why = NULL;

	nb_watch_start(&watched, at, node);
	if (nb_path_mtu_measure(node, to, ms, &seen.found, &err) < 0)
		nb_claim_error(at, "reach.mtu", err.text, NULL);
	if (seen.found.mtu == 0)
		why = nb_node_why(node, to);
	seen.why = why;
	seen.sightings = follow(node, to, seen.found.mtu < mtu ? seen.found.mtu : 0,
				since_ns, &sightings);
	seen.overflow = nb_watch_overflow(&watched);
	judgement = nb_judge_path_mtu(nb_node_name(node), to, mtu, is_below, &seen);
	nb_sightings_release(&sightings);
	free(why);
	nb_judgement_close(at, &judgement);
}

void nb_assert_path_mtu_at(const char *file, int line, struct nb_node *node,
			   const char *to, unsigned int mtu, unsigned int ms)
{
	const struct nb_place at = { file, line };

	assert_mtu(&at, node, to, mtu, false, ms);
}

void nb_assert_path_mtu_below_at(const char *file, int line, struct nb_node *node,
				 const char *to, unsigned int mtu, unsigned int ms)
{
	const struct nb_place at = { file, line };

	assert_mtu(&at, node, to, mtu, true, ms);
}
