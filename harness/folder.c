/* SPDX-License-Identifier: MIT */
/* The report folder: made, locked, freed of old evidence. */
#include "harness/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/auto.h"

#define EVIDENCE "evidence"
#define MARK EVIDENCE "/.nestbed" /* what may be removed: we have made it */
#define SANITIZER EVIDENCE "/.sanitizer"

const char *nb_folder_default(void)
{
	struct stat st;

	return stat("build", &st) == 0 && S_ISDIR(st.st_mode) ? "build/report"
							      : "nestbed-report";
}

int nb_make_folders(const char *path, struct nb_error *err)
{
	nb_auto_free char *copy = strdup(path);

	if (!copy)
		return nb_error_set(err, ENOMEM, "make the folder %s", path);
	for (char *slash = copy; slash;) {
		slash = strchr(slash + 1, '/');
		if (slash)
			*slash = '\0';
		if (mkdir(copy, 0777) < 0 && errno != EEXIST)
			return nb_error_set(err, errno, "make the folder %s", copy);
		if (slash)
			*slash = '/';
	}
	return 0;
}

static int remove_tree(char *path, struct nb_error *err)
{
	char *const paths[] = { path, NULL };
	FTS *tree = fts_open(paths, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	FTSENT *entry;
	int rc = 0;

	while (tree && (entry = fts_read(tree)))
		if (entry->fts_info != FTS_D && remove(entry->fts_accpath) < 0)
			rc = nb_error_set(err, errno, "remove %s", entry->fts_path);
	if (tree)
		fts_close(tree);
	return rc;
}

static int renew_evidence(const struct nb_folder *folder, struct nb_error *err)
{
	nb_auto_free char *path = NULL;
	nb_auto_fd int mark = -1;

	if (asprintf(&path, "%s/" EVIDENCE, folder->path) < 0)
		return nb_error_set(err, ENOMEM, "%s", folder->path);
	if (faccessat(folder->fd, MARK, F_OK, 0) == 0 && remove_tree(path, err) < 0)
		return -1;
	if (mkdirat(folder->fd, EVIDENCE, 0777) < 0)
		return nb_error_set(err, errno, "make the folder %s", path);
	mark = openat(folder->fd, MARK, O_CREAT | O_WRONLY | O_CLOEXEC, 0666);
	if (mark < 0 || mkdirat(folder->fd, SANITIZER, 0777) < 0)
		return nb_error_set(err, errno, "mark the folder %s", path);
	return 0;
}

int nb_folder_open(const char *path, struct nb_folder *ret, struct nb_error *err)
{
	struct nb_folder folder = { .fd = -1 };

	if (!path)
		path = nb_folder_default();
	if (nb_make_folders(path, err) < 0)
		return -1;
	folder.path = realpath(path, NULL);
	folder.fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (!folder.path || folder.fd < 0)
		nb_error_set(err, errno, "open the report folder %s", path);
	else if (flock(folder.fd, LOCK_EX | LOCK_NB) < 0)
		nb_error_set(err, errno, "report folder %s: another run writes to it",
			     path);
	else if (renew_evidence(&folder, err) == 0) {
		*ret = folder;
		return 0;
	}
	nb_folder_close(&folder);
	return -1;
}

void nb_folder_close(struct nb_folder *folder)
{
	if (folder->fd >= 0) {
		unlinkat(folder->fd, SANITIZER, AT_REMOVEDIR); /* empty by now */
		close(folder->fd);
	}
	free(folder->path);
	*folder = (struct nb_folder){ .fd = -1 };
}
