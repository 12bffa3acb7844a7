/* SPDX-License-Identifier: MIT */
/* Paths and path MTUs, judged. Pure. */
#ifndef ASSERTIONS_PATH_H
#define ASSERTIONS_PATH_H

#include "assertions/judge.h"
#include "assertions/sightings.h"
#include "nestbed/reach.h"

/**
 * struct nb_path_seen - A path that was traced
 * @owner:	Name of the node that has the address of each hop; NULL = not of the lab
 * @why:	Known causes when it does not end at the destination; may be NULL
 * @sightings:	Where the last probe went; NULL = not recorded
 * @overflow:	See struct nb_reach_seen
 */
struct nb_path_seen {
	const struct nb_path *path;
	const char *const *owner;
	const char *why;
	const struct nb_sightings *sightings;
	const char *overflow;
};

struct nb_judgement nb_judge_path(const char *node, const char *to, const char *hops,
				  const struct nb_path_seen *seen);
struct nb_judgement nb_judge_path_avoids(const char *node, const char *to,
					 const char *hop,
					 const struct nb_path_seen *seen);

/**
 * struct nb_path_mtu_seen - A path MTU that was measured
 * @sightings:	Where the last packet went that was bigger, or none of any size was answered
 */
struct nb_path_mtu_seen {
	struct nb_path_mtu_found found;
	const char *why;
	const struct nb_sightings *sightings;
	const char *overflow;
};

/** nb_judge_path_mtu() - Exactly @mtu, or less than it (@is_below) */
struct nb_judgement nb_judge_path_mtu(const char *node, const char *to, unsigned int mtu,
				      bool is_below, const struct nb_path_mtu_seen *seen);

#endif /* ASSERTIONS_PATH_H */
