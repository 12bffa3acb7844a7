/* SPDX-License-Identifier: MIT */
/* Speed: the best of some tries, because all that disturbs makes them longer. */
#include "harness/guests/speed.h"

#include <sys/wait.h>
#include <unistd.h>

#include "harness/clock.h"

#define TRIES 20
#define SCALE_MAX 20.0 /* beyond, a hang would cost too much time */

uint64_t nb_speed_ns(void)
{
	uint64_t best = UINT64_MAX;

	for (int i = 0; i < TRIES; i++) {
		uint64_t start = nb_clock_ns(), took;
		pid_t pid = fork();

		if (pid == 0)
			_exit(0);
		if (pid > 0)
			waitpid(pid, NULL, 0);
		took = nb_clock_ns() - start;
		best = took < best ? took : best;
	}
	return best;
}

double nb_speed_scale(uint64_t here_ns, uint64_t host_ns)
{
	double scale = host_ns ? (double)here_ns / (double)host_ns : 1.0;

	return scale < 1.0 ? 1.0 : scale > SCALE_MAX ? SCALE_MAX : scale;
}
