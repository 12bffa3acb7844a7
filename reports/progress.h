/* SPDX-License-Identifier: MIT */
/* The lines at the bottom of a terminal that tell what is running right now. */
#ifndef REPORTS_PROGRESS_H
#define REPORTS_PROGRESS_H

#include "harness/buffer.h"
#include "harness/result.h"

/**
 * nb_progress_compose() - How far a run is, and the cases that run, the longest first
 * @run:	Cases without a verdict whose last attempt has none are running
 * @now_ns:	CLOCK_REALTIME
 * @columns:	No line is longer
 * @rows:	No more lines than this, at least 1
 * @out:	Lines, each with its end
 *
 * Return: how many lines
 */
size_t nb_progress_compose(const struct nb_run *run, uint64_t now_ns, size_t columns,
			   size_t rows, struct nb_buffer *out);

#endif /* REPORTS_PROGRESS_H */
