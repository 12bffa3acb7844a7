/* SPDX-License-Identifier: MIT */
/*
 * What is left of bridges when a run ends goes on to end a few at a time: let go at once,
 * 190 of them would stop all builds on the machine for 3 s. When the runner is killed they
 * are.
 */
#include "harness/bridges.h"

#include <poll.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "harness/coverage.h"
#include "harness/openfiles.h"

#define REST_MS 30000 /* for all that a run leaves; it takes 5 s */
#define LOOK_MS 1000  /* if the kernel tells nothing */

/* It has nothing of the runner's but the bridges, and nothing of its user's. */
static _Noreturn void go_on(struct nb_pacing *pacing)
{
	const struct nb_deadline deadline = nb_deadline_in(REST_MS);
	struct pollfd awaited[NB_HELD_HANDFUL];

	prctl(PR_SET_NAME, NB_BRIDGES_NAME);
	setsid();
	if (chdir("/") < 0)
		_exit(EXIT_FAILURE);
	nb_openfiles_let_go_of_output();
	nb_held_close_others(&pacing->held);
	while (pacing->held.backlog->held && !nb_deadline_passed(&deadline)) {
		nb_pacing_step(pacing, false);
		poll(awaited, nb_held_fds(&pacing->held, awaited),
		     nb_pacing_left_ms(pacing, LOOK_MS));
	}
	nb_cov_flush();
	_exit(EXIT_SUCCESS);
}

void nb_bridges_finish(struct nb_pacing *pacing)
{
	nb_held_all_ended(&pacing->held);
	if (pacing->held.backlog->held > NB_HELD_HANDFUL && fork() == 0)
		go_on(pacing);
	nb_pacing_release(pacing);
}
