/* SPDX-License-Identifier: MIT */
/* What the files of this suite share. */
#ifndef SUITES_IMPAIR_H
#define SUITES_IMPAIR_H

#include <nestbed/nestbed.h>

#define SLOWEST 1e6 /* of 8 Mbit/s: the sender may be held up, on a busy machine */
#define THERE "udp and src host 10.0.0.1 and dst port 9"
#define BACK "udp and src host 10.0.0.2 and dst port 9"

/* Send numbered UDP packets from one host to the other's port 9, as fast as it goes. */
void burst(struct nb_lab *lab, const char *from, const char *to, unsigned int count,
	   size_t bytes);

/* Each file is a group of cases. */
int anywhere(void);
int netem(void);
int vlan(void);

#endif /* SUITES_IMPAIR_H */
