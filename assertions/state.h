/* SPDX-License-Identifier: MIT */
/* State of a node, judged. Pure: from lists that were read to judgements. */
#ifndef ASSERTIONS_STATE_H
#define ASSERTIONS_STATE_H

#include "assertions/judge.h"
#include "fixtures/routespec.h"
#include "nestbed/state.h"

enum nb_link_field {
	NB_LINK_UP = 0,
	NB_LINK_DOWN,
	NB_LINK_MTU,
	NB_LINK_MAC,
	NB_LINK_COUNTER,
};

/** struct nb_link_wish - What is claimed of an interface; the members that @field needs */
struct nb_link_wish {
	const char *node, *ifname;
	enum nb_link_field field;
	unsigned int mtu;
	const char *mac;
	enum nb_counter counter;
	uint64_t least, most;
};

struct nb_judgement nb_judge_link(const struct nb_link_wish *wish,
				  const struct nb_link_state *links, size_t count);

/** nb_judge_address() - @address may lack its prefix length: any will do */
struct nb_judgement nb_judge_address(const char *node, const char *ifname,
				     const char *address, bool is_there,
				     bool has_interface,
				     const struct nb_address_state *addresses,
				     size_t count);

/** nb_judge_neighbour() - @mac NULL = any; @has_route: the control of absence */
struct nb_judgement nb_judge_neighbour(const char *node, const char *address,
				       const char *mac, bool is_there, bool has_route,
				       const struct nb_neighbour_state *entries,
				       size_t count);

/** nb_judge_fdb() - @port NULL = any */
struct nb_judgement nb_judge_fdb(const char *node, const char *port, const char *mac,
				 bool is_there, const struct nb_fdb_state *entries,
				 size_t count);

/** nb_judge_route() - @words as the author wrote them, @wish the same, parsed */
struct nb_judgement nb_judge_route(const char *node, const char *words,
				   const struct nb_route_spec *wish, bool is_there,
				   const struct nb_route_state *routes, size_t count);

/** nb_judge_lookup() - @wish NULL = no way at all; @route NULL = none, @error says why */
struct nb_judgement nb_judge_lookup(const char *node, const char *to, const char *words,
				    const struct nb_route_spec *wish,
				    const struct nb_route_state *route,
				    const char *error);

#endif /* ASSERTIONS_STATE_H */
