/* SPDX-License-Identifier: MIT */
/*
 * Judging, apart from stopping: a judge is a pure function from what was wished and what
 * was seen to a judgement. Claims hand it to nb_judgement_close(), tests look at it.
 */
#ifndef ASSERTIONS_JUDGE_H
#define ASSERTIONS_JUDGE_H

#include "assertions/claim.h"
#include "harness/buffer.h"

enum nb_ruling {
	NB_HOLDS = 0,
	NB_FAILS,
	NB_CANNOT_TELL,
};

/**
 * struct nb_judgement - What a judge says
 * @type:	Stable dotted id: "reach.ping"; a literal
 * @message:	One line: wish and what was seen
 * @text:	The lines of the report; empty when it holds
 */
struct nb_judgement {
	enum nb_ruling ruling;
	const char *type;
	char message[512];
	struct nb_buffer text;
};

/** nb_judgement_set() - Rule, with the one-line message; cut if it is too long */
void nb_judgement_set(struct nb_judgement *judgement, enum nb_ruling ruling,
		      const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/**
 * nb_judgement_close() - Let the test go on if it holds, stop it if not
 * @judgement:	Released in any case
 *
 * Return: only when it holds
 */
void nb_judgement_close(const struct nb_place *at, struct nb_judgement *judgement);
void nb_judgement_release(struct nb_judgement *judgement);

#endif /* ASSERTIONS_JUDGE_H */
