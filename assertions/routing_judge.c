/* SPDX-License-Identifier: MIT */
/* Sessions and learnt routes, judged. */
#include "assertions/routing.h"

#include <stdio.h>
#include <string.h>

#include "fixtures/state_read.h"
#include "harness/words.h"

#define MISSING_SHOWN 12

static void add_session(struct nb_buffer *text, const struct nb_session *session)
{
	nb_auto_buffer struct nb_buffer line = { 0 };

	nb_buffer_printf(&line, "%s", session->state);
	if (session->dev[0])
		nb_buffer_printf(&line, ", at %s", session->dev);
	if (session->remote_as)
		nb_buffer_printf(&line, ", AS %u", session->remote_as);
	nb_report_line(text, "seen", "%s, says %s", line.data ? line.data : "",
		       session->daemon);
	if (session->last_error[0])
		nb_report_line(text, "last error", "%s", session->last_error);
}

static void add_others(struct nb_buffer *text, const char *protocol,
		       const struct nb_session *others, size_t count)
{
	nb_auto_buffer struct nb_buffer lines = { 0 };

	for (size_t i = 0; i < count; i++)
		nb_buffer_printf(&lines, "%s%s %s", i ? "\n" : "", others[i].peer,
				 others[i].state);
	if (count)
		nb_report_line(text, "seen", "%s", lines.data ? lines.data : "");
	else
		nb_report_line(text, "seen", "no %s session at all", protocol);
}

static void judge_absent(struct nb_judgement *judgement,
			 const struct nb_session_wish *wish,
			 const struct nb_session *others, size_t count, bool was_heard)
{
	if (!wish->is_up && was_heard)
		return;
	if (wish->is_up)
		nb_judgement_set(judgement, NB_FAILS, "%s: no %s session with %s",
				 wish->node, wish->protocol, wish->peer);
	else
		nb_judgement_set(judgement, NB_CANNOT_TELL,
				 "%s: no %s session with %s, and there never was one",
				 wish->node, wish->protocol, wish->peer);
	nb_report_line(&judgement->text, "wanted", "%s session with %s %s",
		       wish->protocol, wish->peer, wish->is_up ? "up" : "down");
	add_others(&judgement->text, wish->protocol, others, count);
}

struct nb_judgement nb_judge_session(const struct nb_session_wish *wish,
				     const struct nb_session *session,
				     const struct nb_session *others, size_t count,
				     bool was_heard)
{
	struct nb_judgement judgement = { .type = "routing.session" };
	const char *wanted = wish->is_up ? "up" : "down";

	if (!session) {
		judge_absent(&judgement, wish, others, count, was_heard);
		return judgement;
	}
	if (session->is_up == wish->is_up)
		return judgement;
	nb_judgement_set(&judgement, NB_FAILS, "%s: %s session with %s is %s, not %s",
			 wish->node, wish->protocol, wish->peer, session->state, wanted);
	nb_report_line(&judgement.text, "wanted", "%s session with %s %s", wish->protocol,
		       wish->peer, wanted);
	add_session(&judgement.text, session);
	return judgement;
}

static const struct nb_learnt_route *find_best(const struct nb_learnt_seen *seen)
{
	for (size_t i = 0; i < seen->nlearnt; i++)
		if (seen->learnt[i].is_best)
			return &seen->learnt[i];
	return NULL;
}

static bool is_of_daemon(const struct nb_route_state *route)
{
	return strcmp(route->protocol, "kernel") != 0 &&
	       strcmp(route->protocol, "boot") != 0 && strcmp(route->protocol, "ra") != 0;
}

/*
 * Every gateway of the daemon's is one of the kernel's. That may have more: BIRD merges what
 * it knows as several routes.
 */
static bool kernel_has(const struct nb_route_state *route,
		       const struct nb_learnt_route *learnt)
{
	size_t found = 0;

	for (size_t i = 0; i < learnt->nhops; i++) {
		for (size_t k = 0; k < route->nhops; k++) {
			if (strcmp(route->hop[k].via, learnt->hop[i].via) != 0)
				continue;
			found++;
			break;
		}
	}
	return found == learnt->nhops && is_of_daemon(route);
}

/* The kernel's route that is as the daemon's; else any to that network, for the report. */
static const struct nb_route_state *find_in_kernel(const struct nb_learnt_wish *wish,
						   const struct nb_learnt_seen *seen,
						   const struct nb_learnt_route *learnt,
						   bool *ret_is_same)
{
	const struct nb_route_state *other = NULL;

	*ret_is_same = false;
	for (size_t i = 0; i < seen->nkernel; i++) {
		if (!nb_route_state_is_to(&seen->kernel[i], &wish->network))
			continue;
		other = &seen->kernel[i];
		*ret_is_same = learnt && kernel_has(other, learnt);
		if (*ret_is_same)
			return other;
	}
	return other;
}

/* Gateways apart by blanks: those of the kernel where it has the route, else the daemon's. */
static void add_gateways(struct nb_buffer *line, const struct nb_learnt_route *best,
			 const struct nb_route_state *kernel)
{
	nb_buffer_puts(line, "");
	for (size_t i = 0; kernel && i < kernel->nhops; i++)
		nb_buffer_printf(line, "%s%s", i ? " " : "", kernel->hop[i].via);
	for (size_t i = 0; !kernel && i < best->nhops; i++)
		nb_buffer_printf(line, "%s%s", i ? " " : "", best->hop[i].via);
}

/* Is each address of @some one of @all, however it is written? Counts those of @some. */
static bool are_among(const char *some, const char *all, size_t *ret_count)
{
	char one[48], other[48];
	struct nb_word word;

	*ret_count = 0;
	while (nb_word_next(&some, &word)) {
		const char *rest = all;
		bool is_there = false;

		if (!nb_word_copy(&word, one, sizeof(one)))
			return false;
		while (!is_there && nb_word_next(&rest, &word))
			is_there = nb_word_copy(&word, other, sizeof(other)) &&
				   nb_address_is_same(other, one);
		if (!is_there)
			return false;
		(*ret_count)++;
	}
	return true;
}

static bool are_same(const char *a, const char *b)
{
	size_t na, nb;

	return are_among(a, b, &na) && are_among(b, a, &nb) && na == nb;
}

/* Lines "field: want ..., got ..."; nothing where the route is as it should be. */
static void compare(struct nb_buffer *differs, const struct nb_learnt_wish *wish,
		    const struct nb_learnt_route *best,
		    const struct nb_route_state *kernel)
{
	nb_auto_buffer struct nb_buffer gateways = { 0 };
	bool is_own =
		!strcmp(best->protocol, "connected") || !strcmp(best->protocol, "kernel");

	if (wish->protocol ? strcmp(best->protocol, wish->protocol) != 0 : is_own)
		nb_buffer_printf(differs, "protocol: want %s, got %s\n",
				 wish->protocol ? wish->protocol : "one that is learnt",
				 best->protocol);
	add_gateways(&gateways, best, kernel);
	if (!wish->via || !gateways.data || are_same(gateways.data, wish->via))
		return;
	nb_buffer_printf(differs, "via: want %s, got %s\n", wish->via,
			 gateways.len ? gateways.data : "none");
}

static void add_learnt(struct nb_buffer *text, const struct nb_learnt_seen *seen)
{
	nb_auto_buffer struct nb_buffer lines = { 0 };
	char line[512];

	for (size_t i = 0; i < seen->nlearnt; i++)
		nb_buffer_printf(
			&lines, "%s%s: %s%s", i ? "\n" : "", seen->learnt[i].daemon,
			nb_learnt_route_print(&seen->learnt[i], line, sizeof(line)),
			seen->learnt[i].is_best ? "" : ", not used");
	nb_report_line(text, "seen", "%s",
		       lines.data ? lines.data : "the daemon knows no such route");
}

static void print_wish(const struct nb_learnt_wish *wish, char *text, size_t size)
{
	snprintf(text, size, "%s%s%s%s%s", wish->prefix, wish->via ? " via " : "",
		 wish->via ? wish->via : "", wish->protocol ? " proto " : "",
		 wish->protocol ? wish->protocol : "");
}

struct nb_judgement nb_judge_learnt(const struct nb_learnt_wish *wish,
				    const struct nb_learnt_seen *seen)
{
	struct nb_judgement judgement = { .type = "routing.route" };
	nb_auto_buffer struct nb_buffer differs = { 0 };
	const struct nb_learnt_route *best = find_best(seen);
	const struct nb_route_state *kernel;
	char text[256];
	bool is_same;

	kernel = find_in_kernel(wish, seen, best, &is_same);
	if (best)
		compare(&differs, wish, best, is_same ? kernel : NULL);
	if (best && !differs.len && is_same)
		return judgement;
	print_wish(wish, text, sizeof(text));
	nb_judgement_set(&judgement, NB_FAILS,
			 best && !differs.len ? "%s: %s is learnt, but the kernel does "
						"not use it"
					      : "%s: %s is not learnt",
			 wish->node, text);
	nb_report_line(&judgement.text, "wanted", "%s", text);
	add_learnt(&judgement.text, seen);
	nb_report_line(&judgement.text, "", "kernel: %s",
		       kernel ? nb_route_state_print(kernel, text, sizeof(text))
			      : "no such route");
	if (differs.len)
		nb_report_line(&judgement.text, "differs", "%s", differs.data);
	return judgement;
}

struct nb_judgement nb_judge_not_learnt(const struct nb_learnt_wish *wish,
					const struct nb_learnt_seen *seen)
{
	struct nb_judgement judgement = { .type = "routing.route" };
	const struct nb_route_state *kernel;
	char text[256];
	bool is_same;

	kernel = find_in_kernel(wish, seen, NULL, &is_same);
	if (seen->nlearnt == 0 && !kernel) {
		if (seen->nkernel == 0)
			nb_judgement_set(&judgement, NB_CANNOT_TELL,
					 "%s: no route %s, but no other route either",
					 wish->node, wish->prefix);
		return judgement;
	}
	nb_judgement_set(&judgement, NB_FAILS, "%s: has a route %s", wish->node,
			 wish->prefix);
	nb_report_line(&judgement.text, "wanted", "no route %s", wish->prefix);
	add_learnt(&judgement.text, seen);
	nb_report_line(&judgement.text, "", "kernel: %s",
		       kernel ? nb_route_state_print(kernel, text, sizeof(text))
			      : "no such route");
	return judgement;
}

/* The first lines of a text, and how many are left out. */
static void add_missing(struct nb_buffer *text, const struct nb_convergence *seen)
{
	const char *end = seen->text;
	size_t shown = 0;

	while (*end && shown < MISSING_SHOWN) {
		end += strcspn(end, "\n");
		if (++shown < MISSING_SHOWN && *end)
			end++;
	}
	nb_report_line(text, "missing", "%.*s", (int)(end - seen->text), seen->text);
	if (seen->missing > shown)
		nb_report_line(text, "", "and %zu more", seen->missing - shown);
}

struct nb_judgement nb_judge_convergence(const char *nodes, const char *prefixes,
					 unsigned int ms,
					 const struct nb_convergence *seen)
{
	struct nb_judgement judgement = { .type = "routing.converged" };

	if (seen->missing == 0)
		return judgement;
	nb_judgement_set(&judgement, NB_FAILS,
			 "not converged within %u ms: %zu of %zu routes are missing", ms,
			 seen->missing, seen->wanted);
	nb_report_line(&judgement.text, "wanted", "%s on %s", prefixes,
		       nodes ? nodes : "every node with a routing daemon");
	add_missing(&judgement.text, seen);
	nb_report_line(&judgement.text, "waited", "%u ms", seen->ms);
	return judgement;
}
