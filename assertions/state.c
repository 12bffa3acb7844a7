/* SPDX-License-Identifier: MIT */
/*
 * State of a node, claimed: read, judge, and read again until it holds or time is over. The
 * report is about the last look.
 */
#include "assertions/state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "assertions/watch.h"
#include "harness/auto.h"
#include "nestbed/checks.h"

/* One look: reads and judges; -1 with @err set when the state cannot be read. */
typedef int (*look_fn)(struct nb_node *node, const void *wish, struct nb_judgement *ret,
		       struct nb_error *err);

static void assert_state(const struct nb_place *at, struct nb_node *node, look_fn look,
			 const void *wish, unsigned int ms)
{
	struct nb_judgement judgement = { 0 };
	struct nb_error err = { 0 };
	struct nb_poll poll;

	nb_need_node(at, node);
	nb_poll_start(&poll, ms);
	do {
		nb_judgement_release(&judgement);
		if (look(node, wish, &judgement, &err) < 0)
			nb_claim_error(at, "state", err.text, NULL);
	} while (judgement.ruling != NB_HOLDS && nb_poll_more(&poll));
	if (judgement.ruling != NB_HOLDS && ms > 0)
		nb_report_line(&judgement.text, "waited", "%u ms, looked %u times", ms,
			       poll.looked);
	nb_judgement_close(at, &judgement);
}

static int look_link(struct nb_node *node, const void *wish, struct nb_judgement *ret,
		     struct nb_error *err)
{
	nb_auto_free struct nb_link_state *links = NULL;
	size_t count = 0;

	if (nb_node_links(node, &links, &count, err) < 0)
		return -1;
	*ret = nb_judge_link(wish, links, count);
	return 0;
}

static const char *name_of(const struct nb_node *node)
{
	return node ? nb_node_name(node) : "?";
}

void nb_assert_link_at(const char *file, int line, struct nb_node *node,
		       const char *ifname, bool is_up, unsigned int ms)
{
	const struct nb_place at = { file, line };
	const struct nb_link_wish wish = { .node = name_of(node),
					   .ifname = ifname,
					   .field = is_up ? NB_LINK_UP : NB_LINK_DOWN };

	assert_state(&at, node, look_link, &wish, ms);
}

void nb_assert_mtu_at(const char *file, int line, struct nb_node *node,
		      const char *ifname, unsigned int mtu, unsigned int ms)
{
	const struct nb_place at = { file, line };
	const struct nb_link_wish wish = {
		.node = name_of(node), .ifname = ifname, .field = NB_LINK_MTU, .mtu = mtu
	};

	assert_state(&at, node, look_link, &wish, ms);
}

void nb_assert_mac_at(const char *file, int line, struct nb_node *node,
		      const char *ifname, const char *mac, unsigned int ms)
{
	const struct nb_place at = { file, line };
	const struct nb_link_wish wish = {
		.node = name_of(node), .ifname = ifname, .field = NB_LINK_MAC, .mac = mac
	};

	assert_state(&at, node, look_link, &wish, ms);
}

void nb_assert_counter_at(const char *file, int line, struct nb_node *node,
			  const char *ifname, enum nb_counter counter, uint64_t least,
			  uint64_t most, unsigned int ms)
{
	const struct nb_place at = { file, line };
	const struct nb_link_wish wish = { .node = name_of(node),
					   .ifname = ifname,
					   .field = NB_LINK_COUNTER,
					   .counter = counter,
					   .least = least,
					   .most = most };

	assert_state(&at, node, look_link, &wish, ms);
}

struct address_wish {
	const char *ifname, *address;
	bool is_there;
};

static int look_address(struct nb_node *node, const void *wish_, struct nb_judgement *ret,
			struct nb_error *err)
{
	nb_auto_free struct nb_address_state *addresses = NULL;
	const struct address_wish *wish = wish_;
	struct nb_link_state link;
	size_t count = 0;

	if (nb_node_addresses(node, &addresses, &count, err) < 0)
		return -1;
	*ret = nb_judge_address(
		nb_node_name(node), wish->ifname, wish->address, wish->is_there,
		nb_node_link(node, wish->ifname, &link, NULL) == 0, addresses, count);
	return 0;
}

void nb_assert_address_at(const char *file, int line, struct nb_node *node,
			  const char *ifname, const char *address, bool is_there,
			  unsigned int ms)
{
	const struct nb_place at = { file, line };
	const struct address_wish wish = { ifname, address, is_there };

	assert_state(&at, node, look_address, &wish, ms);
}

struct route_wish {
	const char *to, *words;
	bool is_there;
	const struct nb_route_spec *spec; /* NULL: no way at all */
};

static int look_route(struct nb_node *node, const void *wish_, struct nb_judgement *ret,
		      struct nb_error *err)
{
	nb_auto_free struct nb_route_state *routes = NULL;
	const struct route_wish *wish = wish_;
	size_t count = 0;

	if (nb_node_routes(node, &routes, &count, err) < 0)
		return -1;
	*ret = nb_judge_route(nb_node_name(node), wish->words, wish->spec, wish->is_there,
			      routes, count);
	return 0;
}

void nb_assert_route_at(const char *file, int line, struct nb_node *node,
			const char *words, bool is_there, unsigned int ms)
{
	const struct nb_place at = { file, line };
	struct nb_error err = { 0 };
	struct nb_route_spec spec;
	const struct route_wish wish = { NULL, words, is_there, &spec };

	if (nb_route_parse_pattern(words, &spec, &err) < 0)
		nb_claim_error(&at, "state.route", err.text, NULL);
	assert_state(&at, node, look_route, &wish, ms);
}

static int look_lookup(struct nb_node *node, const void *wish_, struct nb_judgement *ret,
		       struct nb_error *err)
{
	const struct route_wish *wish = wish_;
	struct nb_route_state route;
	struct nb_error no_way = { 0 };
	bool has_way;

	(void)err;
	has_way = nb_node_lookup(node, wish->to, &route, &no_way) == 0 && route.nhops > 0;
	*ret = nb_judge_lookup(nb_node_name(node), wish->to, wish->words, wish->spec,
			       has_way ? &route : NULL, no_way.text);
	return 0;
}

void nb_assert_route_lookup_at(const char *file, int line, struct nb_node *node,
			       const char *to, const char *words, unsigned int ms)
{
	const struct nb_place at = { file, line };
	struct nb_error err = { 0 };
	struct nb_route_spec spec;
	const struct route_wish wish = { to, words, words != NULL, words ? &spec : NULL };
	char whole[512];

	snprintf(whole, sizeof(whole), "%s %s", to, words ? words : "");
	if (words && nb_route_parse_pattern(whole, &spec, &err) < 0)
		nb_claim_error(&at, "state.lookup", err.text, NULL);
	assert_state(&at, node, look_lookup, &wish, ms);
}

struct neighbour_wish {
	const char *address, *mac, *port;
	bool is_there;
};

static int look_neighbour(struct nb_node *node, const void *wish_,
			  struct nb_judgement *ret, struct nb_error *err)
{
	nb_auto_free struct nb_neighbour_state *entries = NULL;
	const struct neighbour_wish *wish = wish_;
	struct nb_route_state route;
	size_t count = 0;

	if (nb_node_neighbours(node, &entries, &count, err) < 0)
		return -1;
	*ret = nb_judge_neighbour(
		nb_node_name(node), wish->address, wish->mac, wish->is_there,
		nb_node_lookup(node, wish->address, &route, NULL) == 0, entries, count);
	return 0;
}

void nb_assert_neighbour_at(const char *file, int line, struct nb_node *node,
			    const char *address, const char *mac, bool is_there,
			    unsigned int ms)
{
	const struct nb_place at = { file, line };
	const struct neighbour_wish wish = { address, mac, NULL, is_there };

	assert_state(&at, node, look_neighbour, &wish, ms);
}

static int look_fdb(struct nb_node *node, const void *wish_, struct nb_judgement *ret,
		    struct nb_error *err)
{
	nb_auto_free struct nb_fdb_state *entries = NULL;
	const struct neighbour_wish *wish = wish_;
	size_t count = 0;

	if (nb_node_fdb(node, &entries, &count, err) < 0)
		return -1;
	*ret = nb_judge_fdb(nb_node_name(node), wish->port, wish->mac, wish->is_there,
			    entries, count);
	return 0;
}

void nb_assert_fdb_at(const char *file, int line, struct nb_node *node, const char *port,
		      const char *mac, bool is_there, unsigned int ms)
{
	const struct nb_place at = { file, line };
	const struct neighbour_wish wish = { NULL, mac, port, is_there };

	assert_state(&at, node, look_fdb, &wish, ms);
}
