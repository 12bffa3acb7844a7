/* SPDX-License-Identifier: MIT */
/* The report folder of a run: the only place where a run leaves files. */
#ifndef HARNESS_FOLDER_H
#define HARNESS_FOLDER_H

#include "nestbed/error.h"

/**
 * struct nb_folder - A report folder in use
 * @path:	Absolute
 * @fd:		Keeps it locked against a second run
 */
struct nb_folder {
	char *path;
	int fd;
};

/**
 * nb_folder_open() - Make a report folder, or take one over
 * @path:	NULL = "build/report" where there is a "build", else "nestbed-report"
 *
 * Evidence that an earlier run left in it is removed; a folder "evidence" that is not
 * ours is refused (EEXIST). EWOULDBLOCK: another run writes to it.
 */
int nb_folder_open(const char *path, struct nb_folder *ret, struct nb_error *err);
void nb_folder_close(struct nb_folder *folder);

/** nb_folder_default() - The path that NULL stands for */
const char *nb_folder_default(void);

/** nb_make_folders() - A folder and those above it; 0, also when it is there */
int nb_make_folders(const char *path, struct nb_error *err);

#endif /* HARNESS_FOLDER_H */
