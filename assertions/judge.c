/* SPDX-License-Identifier: MIT */
/* Judging, apart from stopping. */
#include "assertions/judge.h"

#include <stdarg.h>
#include <stdio.h>

void nb_judgement_set(struct nb_judgement *judgement, enum nb_ruling ruling,
		      const char *fmt, ...)
{
	va_list args;

	judgement->ruling = ruling;
	va_start(args, fmt);
	vsnprintf(judgement->message, sizeof(judgement->message), fmt, args);
	va_end(args);
}

void nb_judgement_close(const struct nb_place *at, struct nb_judgement *judgement)
{
	switch (judgement->ruling) {
	case NB_HOLDS:
		nb_judgement_release(judgement);
		return;
	case NB_FAILS:
		nb_claim_fail(at, judgement->type, judgement->message, &judgement->text);
	case NB_CANNOT_TELL:
		nb_claim_error(at, judgement->type, judgement->message, &judgement->text);
	}
}

void nb_judgement_release(struct nb_judgement *judgement)
{
	nb_buffer_release(&judgement->text);
}
