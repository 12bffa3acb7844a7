/* SPDX-License-Identifier: MIT */
/* What every claim that rests on answers does around its question. */
#include "assertions/watch.h"

void nb_need_node(const struct nb_place *at, const struct nb_node *node)
{
	if (!node)
		nb_claim_error(at, "node",
			       "the node is NULL: nb_lab_node() knows no such name",
			       NULL);
}

void nb_watch_tables(struct nb_watched *watched)
{
	watched->is_known = nb_neighbour_tables_read(&watched->before, NULL) == 0;
}

void nb_watch_start(struct nb_watched *watched, const struct nb_place *at,
		    const struct nb_node *node)
{
	nb_need_node(at, node);
	nb_watch_tables(watched);
}

const char *nb_watch_overflow(struct nb_watched *watched)
{
	struct nb_neighbour_tables after;

	if (!watched->is_known || nb_neighbour_tables_read(&after, NULL) < 0)
		return NULL;
	if (!nb_neighbour_tables_overflowed(&watched->before, &after, watched->text,
					    sizeof(watched->text)))
		return NULL;
	return watched->text;
}
