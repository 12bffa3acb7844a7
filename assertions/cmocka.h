/* SPDX-License-Identifier: MIT */
/* What the rest of nestbed asks of cmocka. */
#ifndef ASSERTIONS_CMOCKA_H
#define ASSERTIONS_CMOCKA_H

#include "assertions/claim.h"

/* Leave the test by cmocka's own way; where there is no cmocka the process exits. */
_Noreturn void nb_cmocka_fail(const struct nb_place *at);
_Noreturn void nb_cmocka_skip(const struct nb_place *at);

/** nb_cmocka_print() - Show @text with cmocka's failure of the case */
void nb_cmocka_print(const char *text);

/** nb_cmocka_use_callbacks() - Hear what cmocka 2.x prints; nothing in 1.x */
void nb_cmocka_use_callbacks(void);
/** nb_cmocka_unfilter() - Forget the pattern that the program gave to cmocka: nestbed selects */
void nb_cmocka_unfilter(void);

#endif /* ASSERTIONS_CMOCKA_H */
