/* SPDX-License-Identifier: MIT */
/*
 * Routes, judged. Each field that the author wrote is compared; a route that has all of them
 * is the one. If none has, the one with most of them is the nearest miss.
 */
#include <stdio.h>
#include <string.h>

#include "assertions/state.h"

#define TABLE_MAIN 254

/* How one route compares to a wish. */
struct comparison {
	unsigned int equal, different;
	struct nb_buffer *differs; /* "via: want a, got b"; NULL = only count */
};

static void compare(struct comparison *c, const char *field, const char *want,
		    const char *got)
{
	if (!strcmp(want, got)) {
		c->equal++;
		return;
	}
	c->different++;
	if (c->differs)
		nb_buffer_printf(c->differs, "%s: want %s, got %s\n", field, want,
				 *got ? got : "none");
}

static void compare_number(struct comparison *c, const char *field, unsigned int want,
			   unsigned int got)
{
	char want_text[16], got_text[16];

	snprintf(want_text, sizeof(want_text), "%u", want);
	snprintf(got_text, sizeof(got_text), "%u", got);
	compare(c, field, want_text, got_text);
}

static void compare_ip(struct comparison *c, const char *field, const struct nb_ip *want,
		       const char *got)
{
	char text[INET6_ADDRSTRLEN];

	if (want->family)
		compare(c, field, nb_ip_print(want, text), got);
}

static void print_dst(const struct nb_route_spec *wish, char *text, size_t size)
{
	struct nb_prefix network = nb_prefix_network(&wish->dst);
	char ip[INET6_ADDRSTRLEN];

	if (wish->dst.len == 0)
		snprintf(text, size, "default");
	else
		snprintf(text, size, "%s/%u", nb_ip_print(&network.ip, ip),
			 wish->dst.len);
}

static void compare_hop(struct comparison *c, const struct nb_nexthop_spec *want,
			const struct nb_route_state *route, size_t hop, bool has_weight)
{
	compare_ip(c, "via", &want->via, hop < route->nhops ? route->hop[hop].via : "");
	if (want->dev[0])
		compare(c, "dev", want->dev,
			hop < route->nhops ? route->hop[hop].dev : "");
	if (has_weight)
		compare_number(c, "weight", want->weight,
			       hop < route->nhops ? route->hop[hop].weight : 0);
}

/* The kernel may list next hops in another order: take the one with least differences. */
static size_t nearest_hop(const struct nb_nexthop_spec *want,
			  const struct nb_route_state *route, bool has_weight)
{
	unsigned int least = ~0u;
	size_t nearest = 0;

	for (size_t i = 0; i < route->nhops; i++) {
		struct comparison c = { 0 };

		compare_hop(&c, want, route, i, has_weight);
		if (c.different < least) {
			least = c.different;
			nearest = i;
		}
	}
	return nearest;
}

static void compare_hops(struct comparison *c, const struct nb_route_spec *wish,
			 const struct nb_route_state *route)
{
	if (wish->is_multipath || (wish->hops_count == 1 && route->nhops > 1))
		compare_number(c, "next hops", (unsigned int)wish->hops_count,
			       (unsigned int)route->nhops);
	for (size_t i = 0; i < wish->hops_count; i++)
		compare_hop(c, &wish->hops[i], route,
			    nearest_hop(&wish->hops[i], route, wish->is_multipath),
			    wish->is_multipath);
}

static void compare_type(struct comparison *c, const struct nb_route_spec *wish,
			 const struct nb_route_state *route)
{
	static const char *const name[] = {
		[NB_ROUTE_UNICAST] = "unicast",
		[NB_ROUTE_BLACKHOLE] = "blackhole",
		[NB_ROUTE_UNREACHABLE] = "unreachable",
		[NB_ROUTE_PROHIBIT] = "prohibit",
	};

	/* A bare destination is any kind of route to it. */
	if (wish->type != NB_ROUTE_UNICAST || wish->hops_count)
		compare(c, "type", name[wish->type], route->type);
}

static void compare_route(struct comparison *c, const struct nb_route_spec *wish,
			  const struct nb_route_state *route)
{
	char dst[64];

	print_dst(wish, dst, sizeof(dst));
	compare_number(c, "family", wish->family == AF_INET ? 4 : 6,
		       (unsigned int)route->family);
	compare(c, "destination", dst, route->dst);
	compare_number(c, "table", wish->table ? wish->table : TABLE_MAIN, route->table);
	compare_type(c, wish, route);
	compare_hops(c, wish, route);
	compare_ip(c, "src", &wish->src, route->src);
	if (wish->metric)
		compare_number(c, "metric", wish->metric, route->metric);
	if (wish->mtu)
		compare_number(c, "mtu", wish->mtu, route->mtu);
}

/* A destination that fits weighs more than any other field. */
static unsigned int likeness(const struct comparison *c, const struct nb_route_spec *wish,
			     const struct nb_route_state *route)
{
	char dst[64];

	print_dst(wish, dst, sizeof(dst));
	return c->equal + (strcmp(dst, route->dst) ? 0 : 100);
}

static void add_nearest(struct nb_judgement *judgement, const struct nb_route_spec *wish,
			const struct nb_route_state *nearest)
{
	nb_auto_buffer struct nb_buffer differs = { 0 };
	struct comparison c = { .differs = &differs };
	char text[256];

	compare_route(&c, wish, nearest);
	nb_report_line(&judgement->text, "differs", "%s",
		       differs.data ? differs.data : "");
	nb_report_line(&judgement->text, "nearest", "%s",
		       nb_route_state_print(nearest, text, sizeof(text)));
}

static void judge_absence(struct nb_judgement *judgement, const char *node,
			  const char *words, const struct nb_route_state *equal,
			  size_t count)
{
	char text[256];

	if (equal) {
		nb_judgement_set(judgement, NB_FAILS, "%s: has a route %s", node, words);
		nb_report_line(&judgement->text, "wanted", "no route %s", words);
		nb_report_line(&judgement->text, "seen", "%s",
			       nb_route_state_print(equal, text, sizeof(text)));
	} else if (count == 0) {
		nb_judgement_set(judgement, NB_CANNOT_TELL,
				 "%s: no route %s, but no other route either", node,
				 words);
		nb_report_line(&judgement->text, "wanted", "no route %s, but some route",
			       words);
	}
}

struct nb_judgement nb_judge_route(const char *node, const char *words,
				   const struct nb_route_spec *wish, bool is_there,
				   const struct nb_route_state *routes, size_t count)
{
	struct nb_judgement judgement = { .type = "state.route" };
	const struct nb_route_state *equal = NULL, *nearest = NULL;
	unsigned int best = 0;

	for (size_t i = 0; i < count; i++) {
		struct comparison c = { 0 };

		compare_route(&c, wish, &routes[i]);
		if (c.different == 0)
			equal = &routes[i];
		if (likeness(&c, wish, &routes[i]) > best) {
			best = likeness(&c, wish, &routes[i]);
			nearest = &routes[i];
		}
	}
	if (!is_there)
		judge_absence(&judgement, node, words, equal, count);
	if (!is_there || equal)
		return judgement;
	nb_judgement_set(&judgement, NB_FAILS, "%s: no route %s", node, words);
	nb_report_line(&judgement.text, "wanted", "%s", words);
	if (nearest)
		add_nearest(&judgement, wish, nearest);
	else
		nb_report_line(&judgement.text, "seen", "no route at all");
	return judgement;
}

struct nb_judgement nb_judge_lookup(const char *node, const char *to, const char *words,
				    const struct nb_route_spec *wish,
				    const struct nb_route_state *route, const char *error)
{
	struct nb_judgement judgement = { .type = "state.lookup" };
	nb_auto_buffer struct nb_buffer differs = { 0 };
	struct comparison c = { .differs = &differs };
	char text[256];

	if (!wish && !route)
		return judgement;
	if (wish && route) {
		compare_type(&c, wish, route);
		compare_hops(&c, wish, route);
		compare_ip(&c, "src", &wish->src, route->src);
		if (c.different == 0)
			return judgement;
	}
	nb_judgement_set(&judgement, NB_FAILS, "%s: a packet to %s %s%s", node, to,
			 !wish	  ? "has a way"
			 : !route ? "has no way, not "
				  : "does not go ",
			 wish ? words : "");
	nb_report_line(&judgement.text, "wanted", "%s", wish ? words : "no way");
	nb_report_line(&judgement.text, "seen", "%s",
		       route ? nb_route_state_print(route, text, sizeof(text)) : error);
	if (differs.len)
		nb_report_line(&judgement.text, "differs", "%s", differs.data);
	return judgement;
}
