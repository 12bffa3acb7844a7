/* SPDX-License-Identifier: MIT */
/* The machine of a guest: one process of qemu or user-mode-linux, and what it says. */
#ifndef HARNESS_GUESTS_MACHINE_H
#define HARNESS_GUESTS_MACHINE_H

#include <stdbool.h>
#include <sys/types.h>

#include "harness/guests/initramfs.h"

#define NB_CONSOLE_KEPT 16384 /* bytes of the console's end */

/**
 * struct nb_machine - One that was started
 * @pid:	0 = none
 * @channel:	Socket to the agent inside
 * @console:	Pipe with what kernel and machine print; -1 when it has ended
 * @tail:	Its last bytes, terminated
 */
struct nb_machine {
	pid_t pid;
	int channel;
	int console;
	char tail[NB_CONSOLE_KEPT + 1];
	size_t tail_len;
};

/** nb_machine_channel() - Device of the channel inside such a guest */
const char *nb_machine_channel(const struct nb_guest_kernel *kernel);

/**
 * nb_machine_start() - Start a machine; returns at once
 * @memory_mb:	What the guest has
 *
 * It ends with nb_machine_stop(), or with the calling thread, however that ends.
 */
int nb_machine_start(const struct nb_guest_kernel *kernel,
		     const struct nb_guest_plan *plan, unsigned int memory_mb,
		     struct nb_machine *ret, struct nb_error *err);

/** nb_machine_hear() - Take in what it prints; false when nothing more will come */
bool nb_machine_hear(struct nb_machine *machine);

/** nb_machine_stop() - End it now; NULL-safe when @pid is 0 */
void nb_machine_stop(struct nb_machine *machine);

#endif /* HARNESS_GUESTS_MACHINE_H */
