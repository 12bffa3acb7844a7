/* SPDX-License-Identifier: MIT */
/* What every claim that rests on answers does around its question. */
#ifndef ASSERTIONS_WATCH_H
#define ASSERTIONS_WATCH_H

#include "assertions/claim.h"
#include "fixtures/neighbours.h"
#include "nestbed/lab.h"

/** struct nb_watched - The machine's neighbour tables before a question */
struct nb_watched {
	struct nb_neighbour_tables before;
	bool is_known;
	char text[384];
};

/** nb_need_node() - Stop the test with an ERROR where a claim is given no node */
void nb_need_node(const struct nb_place *at, const struct nb_node *node);

/** nb_watch_tables() - Read the tables before a question */
void nb_watch_tables(struct nb_watched *watched);
/** nb_watch_start() - nb_need_node(), and read the tables before a question */
void nb_watch_start(struct nb_watched *watched, const struct nb_place *at,
		    const struct nb_node *node);
/** nb_watch_overflow() - What to say of an overflow since then; NULL = there was none */
const char *nb_watch_overflow(struct nb_watched *watched);

#endif /* ASSERTIONS_WATCH_H */
