/* SPDX-License-Identifier: MIT */
/* One guest of a pool: its machine, the cases that run in it, and how it ends. */
#ifndef HARNESS_GUESTS_GUEST_H
#define HARNESS_GUESTS_GUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "harness/guests/lines.h"
#include "harness/guests/machine.h"
#include "harness/buffer.h"
#include "harness/clock.h"

#define NB_GUEST_SILENT_MS 30000 /* a guest that says nothing for so long hangs */

enum nb_guest_state {
	NB_GUEST_OFF = 0,
	NB_GUEST_BOOTS, /* started, has not said hello */
	NB_GUEST_UP,
	NB_GUEST_ENDED, /* by itself: see @why */
};

/** struct nb_guest_case - A place of a guest, and the case in it */
struct nb_guest_case {
	bool is_taken;
	size_t kase;	   /* index in the run */
	char *id;	   /* as events name it: "suite/case" */
	uint64_t start_ns; /* CLOCK_MONOTONIC */
};

/**
 * struct nb_guest - A guest
 * @kernel:	What uname -r says in it; NULL = it is not up
 * @places:	@nplaces of them
 * @patience:	Until when it must come up, or say something
 */
struct nb_guest {
	enum nb_guest_state state;
	struct nb_machine machine;
	struct nb_lines lines;
	char *kernel;
	struct nb_guest_case *places;
	unsigned int nplaces, taken;
	struct nb_deadline patience;
	struct nb_error why;
	const char *type; /* of its end: "guest.panic", "guest.hung", "guest.ended" */
	struct nb_buffer console; /* last lines of it, when it has ended */
};

/** nb_guest_watch() - See whether it lives: NB_GUEST_ENDED with @why if it does not */
void nb_guest_watch(struct nb_guest *guest);

/** nb_guest_stop() - End its machine and forget what is in it: NB_GUEST_OFF */
void nb_guest_stop(struct nb_guest *guest);

/** nb_guest_place() - The place of a case by its id; NULL = not here */
struct nb_guest_case *nb_guest_place(struct nb_guest *guest, const char *id);
/** nb_guest_free_place() - A place without a case; NULL = none, or it is not up */
struct nb_guest_case *nb_guest_free_place(struct nb_guest *guest);
void nb_guest_leave(struct nb_guest *guest, struct nb_guest_case *place);

/** nb_guest_panic() - The line of a console that tells of a panic; NULL = none. Pure */
const char *nb_guest_panic(const char *console);
/** nb_guest_last_lines() - The last @count lines of a console; pure, points into it */
const char *nb_guest_last_lines(const char *console, unsigned int count);

#endif /* HARNESS_GUESTS_GUEST_H */
