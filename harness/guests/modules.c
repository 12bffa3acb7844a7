/* SPDX-License-Identifier: MIT */
/*
 * modules.dep has a line for each module: its path, a colon, the paths of all that it
 * needs, deepest last. modules.builtin has the paths of those that are no files.
 * Source: depmod(8), modules.dep(5)
 */
#include "harness/guests/modules.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "harness/auto.h"
#include "harness/buffer.h"

/* Whether a path is that of a module: ".../NAME.ko" or ".../NAME.ko.xz". */
static bool is_named(const char *path, const char *name)
{
	const char *slash = strrchr(path, '/');
	const char *base = slash ? slash + 1 : path;

	for (; *name; name++, base++)
		if (*base != *name && !(strchr("-_", *base) && strchr("-_", *name)))
			return false;
	return !strncmp(base, ".ko", 3);
}

static FILE *open_list(const char *folder, const char *name, struct nb_error *err)
{
	nb_auto_free char *path = NULL;
	FILE *file;

	if (asprintf(&path, "%s/%s", folder, name) < 0) {
		nb_error_set(err, ENOMEM, "modules");
		return NULL;
	}
	file = fopen(path, "re");
	if (!file)
		nb_error_set(err, errno, "open %s", path);
	return file;
}

static int add(struct nb_module_list *list, const char *path, struct nb_error *err)
{
	char **bigger;

	for (size_t i = 0; i < list->count; i++)
		if (!strcmp(list->path[i], path))
			return 0;
	bigger = realloc(list->path, (list->count + 1) * sizeof(*bigger));
	if (!bigger)
		return nb_error_set(err, ENOMEM, "modules");
	list->path = bigger;
	list->path[list->count] = strdup(path);
	return list->path[list->count++] ? 0 : nb_error_set(err, ENOMEM, "modules");
}

/* The words of a line from its last to its first. */
static int add_backwards(struct nb_module_list *list, char *words, struct nb_error *err)
{
	for (char *blank; (blank = strrchr(words, ' ')); *blank = '\0')
		if (blank[1] && add(list, blank + 1, err) < 0)
			return -1;
	return *words ? add(list, words, err) : 0;
}

/* 1 = found and added, 0 = not there, -1 = error. */
static int find_file(const char *folder, const char *name, struct nb_module_list *list,
		     struct nb_error *err)
{
	nb_auto_file FILE *file = open_list(folder, "modules.dep", err);
	nb_auto_free char *line = NULL;
	size_t size = 0;

	if (!file)
		return -1;
	while (getline(&line, &size, file) >= 0) {
		char *colon = strchr(line, ':');

		line[strcspn(line, "\n")] = '\0';
		if (!colon)
			continue;
		*colon = '\0';
		if (!is_named(line, name))
			continue;
		if (add_backwards(list, colon + 1 + strspn(colon + 1, " "), err) < 0 ||
		    add(list, line, err) < 0)
			return -1;
		return 1;
	}
	return 0;
}

static bool is_builtin(const char *folder, const char *name)
{
	nb_auto_file FILE *file = open_list(folder, "modules.builtin", NULL);
	nb_auto_free char *line = NULL;
	size_t size = 0;

	while (file && getline(&line, &size, file) >= 0)
		if (is_named(line, name))
			return true;
	return false;
}

int nb_modules_find(const char *folder, const char *const *names,
		    struct nb_module_list *ret, struct nb_error *err)
{
	struct nb_module_list list = { 0 };

	for (; *names; names++) {
		int rc = find_file(folder, *names, &list, err);

		if (rc == 0 && !is_builtin(folder, *names))
			rc = nb_error_set(err, ENOENT, "%s: module %s", folder, *names);
		if (rc < 0) {
			nb_module_list_release(&list);
			return -1;
		}
	}
	*ret = list;
	return 0;
}

void nb_module_list_release(struct nb_module_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		free(list->path[i]);
	free(list->path);
	*list = (struct nb_module_list){ 0 };
}

/* Who unpacks it; NULL = it is not packed. */
static const char *unpacker(const char *path)
{
	static const struct {
		const char *end, *command;
	} known[] = { { ".xz", "xz" }, { ".zst", "zstd" }, { ".gz", "gzip" } };
	const char *dot = strrchr(path, '.');

	for (size_t i = 0; dot && i < sizeof(known) / sizeof(known[0]); i++)
		if (!strcmp(dot, known[i].end))
			return known[i].command;
	return NULL;
}

static int read_all(FILE *from, struct nb_buffer *bytes)
{
	char part[16384];
	size_t len;

	while ((len = fread(part, 1, sizeof(part), from)) > 0)
		nb_buffer_add(bytes, part, len);
	return ferror(from) || bytes->failed ? -1 : 0;
}

/* Its standard input is the file, so no name needs to be quoted. */
static int read_packed(const char *command, int fd, struct nb_buffer *bytes)
{
	char line[64];
	FILE *from;
	int rc;

	snprintf(line, sizeof(line), "%s -dc </proc/self/fd/%d", command, fd);
	from = popen(line, "r");
	if (!from)
		return -1;
	rc = read_all(from, bytes);
	return pclose(from) == 0 ? rc : -1;
}

int nb_module_read(const char *folder, const char *path, char **ret, size_t *ret_len,
		   struct nb_error *err)
{
	nb_auto_buffer struct nb_buffer bytes = { 0 };
	nb_auto_free char *whole = NULL;
	nb_auto_file FILE *file = NULL;
	int fd, rc;

	if (asprintf(&whole, "%s/%s", folder, path) < 0)
		return nb_error_set(err, ENOMEM, "module %s", path);
	file = fopen(whole, "r"); /* inherited by who unpacks it */
	if (!file)
		return nb_error_set(err, errno, "open %s", whole);
	fd = fileno(file);
	rc = unpacker(path) ? read_packed(unpacker(path), fd, &bytes)
			    : read_all(file, &bytes);
	if (rc < 0 || !bytes.len)
		return nb_error_set(err, EIO, "%s %s", unpacker(path) ? "unpack" : "read",
				    whole);
	*ret = nb_buffer_take(&bytes, ret_len);
	return 0;
}
