/* SPDX-License-Identifier: MIT */
/* What the files of this suite share: the labs, and how to look at a claim that fails. */
#ifndef SUITES_REACH_H
#define SUITES_REACH_H

#include <nestbed/nestbed.h>

#define ANSWER_MS 2000 /* at most, for what must come */
#define QUIET_MS 80    /* for what must not */

/* h1 - r1 - r2 - h2, the wire between the routers is narrow; h3 is the neighbour of h1. */
extern const struct nb_topology four_hops;

/* The report of a claim is these lines, to the byte; without its lines waited and packets. */
void expect_text(const struct nb_failure *failure, const char *text);

/* A line of shell in a node that must exit 0: how cases break their lab. */
void sh(struct nb_lab *lab, const char *node, const char *line);

/* h2 says "hello from h2" on port 80. */
void start_web(struct nb_lab *lab);

/* Each file is a group of cases. */
int one_address(void);
int paths(void);
int all_pairs(void);
int states(void);
int checks(void);

#endif /* SUITES_REACH_H */
