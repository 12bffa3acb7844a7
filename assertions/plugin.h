/* SPDX-License-Identifier: MIT */
/* Between the plug-in and the fixture of cases that have a topology. */
#ifndef ASSERTIONS_PLUGIN_H
#define ASSERTIONS_PLUGIN_H

#include <stdbool.h>

#include "assertions/claim.h"
#include "harness/record.h"
#include "nestbed/cmocka.h"

/** nb_plugin_test() - The test that this process runs, as its author wrote it; NULL =
 * none */
const struct CMUnitTest *nb_plugin_test(void);

/** nb_case_place() - Where it was written; file NULL unless it was made with nb_unit_test() */
struct nb_place nb_case_place(const struct CMUnitTest *test);
/** nb_case_has_lab() - It was made with nb_unit_test() and a topology */
bool nb_case_has_lab(const struct CMUnitTest *test);
/** nb_case_describe() - Add tags, points, place ... of a test made with nb_unit_test() */
void nb_case_describe(const struct CMUnitTest *test, struct nb_record *rec);

#endif /* ASSERTIONS_PLUGIN_H */
