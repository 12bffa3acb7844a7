/* SPDX-License-Identifier: MIT */
/* Descriptors that go with a message over a unix socket. */
#include "harness/rights.h"

#include <string.h>
#include <unistd.h>

void nb_rights_put(struct msghdr *msg, void *room, const int *fds, size_t count)
{
	struct cmsghdr *head = room;

	memset(room, 0, CMSG_SPACE(count * sizeof(int)));
	*head = (struct cmsghdr){ .cmsg_len = CMSG_LEN(count * sizeof(int)),
				  .cmsg_level = SOL_SOCKET,
				  .cmsg_type = SCM_RIGHTS };
	memcpy(CMSG_DATA(head), fds, count * sizeof(int));
	msg->msg_control = room;
	msg->msg_controllen = CMSG_SPACE(count * sizeof(int));
}

int nb_rights_take(struct msghdr *msg)
{
	struct cmsghdr *head;
	int kept = -1;

	for (head = CMSG_FIRSTHDR(msg); head; head = CMSG_NXTHDR(msg, head)) {
		size_t count = (head->cmsg_len - CMSG_LEN(0)) / sizeof(int);

		if (head->cmsg_level != SOL_SOCKET || head->cmsg_type != SCM_RIGHTS)
			continue;
		for (size_t i = 0; i < count; i++) {
			int fd;

			memcpy(&fd, CMSG_DATA(head) + i * sizeof(int), sizeof(int));
			if (kept < 0)
				kept = fd;
			else
				close(fd);
		}
	}
	return kept;
}
