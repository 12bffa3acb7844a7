/* SPDX-License-Identifier: MIT */
/* Ownership inside a function: what is declared nb_auto_* ends with its scope. */
#ifndef HARNESS_AUTO_H
#define HARNESS_AUTO_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static inline void nb_auto_fd_end(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

static inline void nb_auto_free_end(void *p)
{
	free(*(void **)p);
}

static inline void nb_auto_file_end(FILE **file)
{
	if (*file)
		fclose(*file);
}

#define nb_auto_fd __attribute__((cleanup(nb_auto_fd_end)))
#define nb_auto_free __attribute__((cleanup(nb_auto_free_end)))
#define nb_auto_file __attribute__((cleanup(nb_auto_file_end)))

/** nb_steal_fd() - Hand a descriptor over: the scope no longer ends it */
static inline int nb_steal_fd(int *fd)
{
	int taken = *fd;

	*fd = -1;
	return taken;
}

/** nb_steal() - Hand a pointer over: the scope no longer frees it */
#define nb_steal(pp)                                                                   \
	({                                                                             \
		__typeof__(*(pp)) taken_ = *(pp);                                      \
		*(pp) = NULL;                                                          \
		taken_;                                                                \
	})

#endif /* HARNESS_AUTO_H */
