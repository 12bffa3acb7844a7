/* SPDX-License-Identifier: MIT */
/* Descriptors that go with a message over a unix socket: SCM_RIGHTS, unix(7). */
#ifndef HARNESS_RIGHTS_H
#define HARNESS_RIGHTS_H

#include <stddef.h>
#include <sys/socket.h>

/** NB_RIGHTS() - Room for @count of them beside a message, as a local variable */
#define NB_RIGHTS(name, count) \
	_Alignas(struct cmsghdr) char name[CMSG_SPACE((count) * sizeof(int))]

/**
 * nb_rights_put() - Have descriptors go with a message that is to be sent
 * @room:	NB_RIGHTS() for @count, which lives until it is sent
 */
void nb_rights_put(struct msghdr *msg, void *room, const int *fds, size_t count);

/** nb_rights_take() - The first that came with a message, yours; others are closed. -1 = none */
int nb_rights_take(struct msghdr *msg);

#endif /* HARNESS_RIGHTS_H */
