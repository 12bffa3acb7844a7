/* SPDX-License-Identifier: MIT */
/* What a run could not do here, and the command that does it. */
#ifndef REPORTS_OFFER_H
#define REPORTS_OFFER_H

#include "harness/buffer.h"
#include "harness/result.h"

/**
 * nb_offer() - Add a line about the cases that were skipped for what the kernel lacks
 * @out:	"12 cases need netem, esp4: `nestbed run --kernel qemu ...` runs them\n";
 *		nothing when there are none, or when the run had guests
 */
void nb_offer(struct nb_buffer *out, const struct nb_run *run);

#endif /* REPORTS_OFFER_H */
