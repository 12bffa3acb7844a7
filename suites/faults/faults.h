/* SPDX-License-Identifier: MIT */
/* What the files of this suite share: the lab with two ways, and how to look at failures. */
#ifndef SUITES_FAULTS_H
#define SUITES_FAULTS_H

#include <nestbed/nestbed.h>

#define ANSWER_MS 5000 /* at most, for what must come */
#define BREAK_MS \
	2000 /* an interruption by a change of routes is shorter, on any machine */

/*
 * h1 - r1 ====== r2 - h2: the routers are joined by "main"; when that has no carrier, by
 *        \ r3 /           way of r3.
 */
extern const struct nb_topology two_ways;
/* The same, with a main wire that can be impaired. */
extern const struct nb_topology two_ways_impaired;

/* A stream every 2 ms from h1 to h2, which flows. */
struct nb_stream *stream_there(struct nb_lab *lab);
struct nb_stream *stream_between(struct nb_lab *lab, const char *from, const char *to,
				 const char *address);

/* A call that must succeed: OK(nb_link_down(lab, "r1:main", &err)). */
#define OK(call)                                  \
	do {                                      \
		struct nb_error err = { 0 };      \
                                                  \
		if ((call) != 0)                  \
			fail_msg("%s", err.text); \
	} while (0)

/* A call that must fail, with this text. */
#define REFUSED(call, wanted)                          \
	do {                                           \
		struct nb_error err = { 0 };           \
                                                       \
		assert_int_equal(call, -1);            \
		assert_string_equal(err.text, wanted); \
	} while (0)

/* Each file is a group of cases. */
int links(void);
int partitions(void);
int processes(void);
int streams(void);

#endif /* SUITES_FAULTS_H */
