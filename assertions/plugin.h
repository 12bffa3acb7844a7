/* SPDX-License-Identifier: MIT */
/* Between the plug-in and the fixture of cases that have a topology. */
#ifndef ASSERTIONS_PLUGIN_H
#define ASSERTIONS_PLUGIN_H

#include "nestbed/cmocka.h"

/** nb_plugin_test() - The test that this process runs, as its author wrote it; NULL =
 * none */
const struct CMUnitTest *nb_plugin_test(void);

#endif /* ASSERTIONS_PLUGIN_H */
