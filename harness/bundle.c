/* SPDX-License-Identifier: MIT */
/*
 * The evidence folder of an attempt. It is made when there is something to keep: most
 * cases pass, and making a folder for each would cost more than many of them take.
 *
 * Output lies in a memory file that the case and all its children write to, so nobody
 * has to read in time. When it grows large its middle is given back to the system.
 */
#include "harness/bundle.h"

#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/auto.h"
#include "harness/buffer.h"

#define NAME_MAX_SHOWN 100 /* characters of a case's name in a path */
#define OUTPUT_FILE_MAX (16 * 1024 * 1024)
#define TRIM_FROM (64 * 1024 * 1024)
#define TRIM_KEEP (1024 * 1024) /* at each end */
#define SANITIZER_FOLDER "evidence/.sanitizer"
#define CACHE_FOLDER "evidence/.cache"

/* A name as a file name; one that had to be changed gets the number of its case. */
static void put_name(struct nb_buffer *path, const char *name, size_t index)
{
	bool is_changed = name[0] == '.' || strlen(name) > NAME_MAX_SHOWN;

	for (size_t i = 0; i < NAME_MAX_SHOWN && name[i]; i++) {
		bool is_fine = isalnum((unsigned char)name[i]) ||
			       strchr("_-+,=@[]~", name[i]) || (name[i] == '.' && i > 0);

		nb_buffer_add(path, is_fine ? &name[i] : "_", 1);
		is_changed = is_changed || !is_fine;
	}
	if (is_changed)
		nb_buffer_printf(path, "-%zu", index);
}

char *nb_bundle_path(const char *folder, const struct nb_case_result *kase, size_t index,
		     size_t attempt)
{
	struct nb_buffer path = { 0 };

	nb_buffer_printf(&path, "%s/evidence/", folder);
	put_name(&path, kase->suite, index);
	nb_buffer_puts(&path, "/");
	put_name(&path, kase->name, index);
	if (attempt)
		nb_buffer_printf(&path, "~%zu", attempt + 1);
	return nb_buffer_take(&path, NULL);
}

char *nb_bundle_cache_path(const char *folder)
{
	char *path;

	return asprintf(&path, "%s/" CACHE_FOLDER, folder) < 0 ? NULL : path;
}

char *nb_bundle_sanitizer_path(const char *folder, unsigned long serial)
{
	char *path;

	return asprintf(&path, "%s/" SANITIZER_FOLDER "/%lu", folder, serial) < 0 ? NULL
										  : path;
}

static void read_log(struct nb_buffer *text, const char *path)
{
	nb_auto_fd int fd = open(path, O_RDONLY | O_CLOEXEC);
	char bytes[4096];
	ssize_t n;

	while (fd >= 0 && text->len < NB_OUTPUT_MAX &&
	       (n = read(fd, bytes, sizeof(bytes))) > 0)
		nb_buffer_add(text, bytes, (size_t)n);
}

static void take_log(struct nb_buffer *text, const char *from, const char *bundle,
		     const char *name)
{
	nb_auto_free char *to = NULL;

	read_log(text, from);
	if (bundle && asprintf(&to, "%s/sanitizer.%s", bundle, name) >= 0 &&
	    rename(from, to) == 0)
		return;
	unlink(from);
}

char *nb_bundle_take_sanitizer(const char *folder, unsigned long serial,
			       const char *bundle)
{
	nb_auto_free char *directory = NULL;
	struct nb_buffer text = { 0 };
	struct dirent *entry;
	char prefix[24];
	DIR *logs;

	snprintf(prefix, sizeof(prefix), "%lu.", serial);
	if (asprintf(&directory, "%s/" SANITIZER_FOLDER, folder) < 0)
		return NULL;
	logs = opendir(directory);
	while (logs && (entry = readdir(logs))) {
		nb_auto_free char *path = NULL;

		if (strncmp(entry->d_name, prefix, strlen(prefix)) != 0 ||
		    asprintf(&path, "%s/%s", directory, entry->d_name) < 0)
			continue;
		take_log(&text, path, bundle, entry->d_name + strlen(prefix));
	}
	if (logs)
		closedir(logs);
	return text.len ? nb_buffer_take(&text, NULL) : NULL;
}

/* @len bytes from @offset on, as far as they are there. */
static void read_part(struct nb_buffer *text, int fd, off_t offset, size_t len)
{
	char bytes[4096];
	ssize_t n = 1;

	while (len && n > 0) {
		n = pread(fd, bytes, len < sizeof(bytes) ? len : sizeof(bytes), offset);
		if (n > 0) {
			nb_buffer_add(text, bytes, (size_t)n);
			offset += n;
			len -= (size_t)n;
		}
	}
}

static off_t size_of(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 ? st.st_size : 0;
}

void nb_bundle_read_output(struct nb_attempt *attempt, int fd)
{
	size_t size = (size_t)size_of(fd), half = NB_OUTPUT_MAX / 2;
	struct nb_buffer text = { 0 };

	if (!size)
		return;
	if (size <= NB_OUTPUT_MAX) {
		read_part(&text, fd, 0, size);
	} else {
		read_part(&text, fd, 0, half);
		nb_buffer_printf(&text, "\n[... %zu bytes cut ...]\n", size - 2 * half);
		read_part(&text, fd, (off_t)(size - half), half);
	}
	attempt->output = nb_buffer_take(&text, &attempt->output_len);
}

void nb_bundle_trim_output(int fd)
{
	off_t size = size_of(fd);

	if (size > TRIM_FROM)
		fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, TRIM_KEEP,
			  size - 2 * TRIM_KEEP);
}

int nb_bundle_save_output(const struct nb_attempt *attempt, int fd)
{
	off_t size = size_of(fd),
	      from = size > OUTPUT_FILE_MAX ? size - OUTPUT_FILE_MAX : 0;
	nb_auto_free char *path = NULL;
	nb_auto_fd int file = -1;

	if (!size)
		return 0;
	if (asprintf(&path, "%s/output.txt", attempt->evidence) < 0)
		return -1;
	file = open(path, O_CREAT | O_WRONLY | O_TRUNC | O_CLOEXEC, 0666);
	if (file < 0)
		return -1;
	while (from < size)
		if (sendfile(file, fd, &from, (size_t)(size - from)) <= 0)
			return -1;
	return 0;
}

static const char *kind_of(const char *path)
{
	static const struct {
		const char *start, *kind;
	} kinds[] = {
		{ "packets/filter.txt", "filter of the packets" },
		{ "packets/", "packets" },
		{ "services/", "service log" },
		{ "state/after-setup/", "state after set-up" },
		{ "state/", "state at the failure" },
		{ "sanitizer.", "sanitizer log" },
		{ "output.txt", "output" },
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (!strncmp(path, kinds[i].start, strlen(kinds[i].start)))
			return kinds[i].kind;
	return "file";
}

static bool is_attached(const struct nb_attempt *attempt, const char *path)
{
	for (size_t i = 0; i < attempt->nattachments; i++)
		if (!strcmp(attempt->attachments[i].path, path))
			return true;
	return false;
}

static int by_name(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

void nb_bundle_attach(struct nb_attempt *attempt)
{
	char *const paths[] = { attempt->evidence, NULL };
	FTS *tree = fts_open(paths, FTS_PHYSICAL | FTS_NOCHDIR, by_name);
	size_t start = strlen(attempt->evidence) + 1;
	FTSENT *entry;

	/* Who watches the run writes these two when the attempt has ended. */
	nb_attempt_add_attachment(attempt, "timeline", "timeline.jsonl");
	nb_attempt_add_attachment(attempt, "result", "result.json");
	while (tree && (entry = fts_read(tree))) {
		const char *path = entry->fts_path + start;

		if (entry->fts_info == FTS_F && !is_attached(attempt, path))
			nb_attempt_add_attachment(attempt, kind_of(path), path);
	}
	if (tree)
		fts_close(tree);
}
