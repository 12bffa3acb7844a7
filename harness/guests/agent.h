/* SPDX-License-Identifier: MIT */
/* The agent: runs cases inside a guest as the host orders them. */
#ifndef HARNESS_GUESTS_AGENT_H
#define HARNESS_GUESTS_AGENT_H

#define NB_AGENT_CHANNEL 3     /* descriptor of the channel to the host */
#define NB_AGENT_ALIVE_MS 1000 /* how often it says that it lives */

/**
 * nb_guest_agent() - The command of a guest: `nestbed agent OPTION ...`
 *
 * Options are those of run: --report-dir, --evidence, --slow, --jobs.
 *
 * Return: exit status, when the host has hung up or a case cannot be started
 */
int nb_guest_agent(int argc, char **argv);

#endif /* HARNESS_GUESTS_AGENT_H */
