/* SPDX-License-Identifier: MIT */
/* Processes that a case left running, read from /proc. */
#include "harness/leaks.h"

#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/auto.h"
#include "harness/bridges.h"
#include "harness/record.h"

/* Processes of nestbed's own that may outlive the case process for a moment. */
static const char *const own_names[] = { "Name:\tnb-witness\n", "Name:\tnb-stream\n",
					 "Name:\t" NB_BRIDGES_NAME "\n" };

/* What fits of /proc/@pid/@name, terminated; its length, 0 when the process is gone. */
static size_t read_proc(const char *pid, const char *name, char *data, size_t size)
{
	nb_auto_fd int fd = -1;
	char path[64];
	size_t len = 0;
	ssize_t n;

	snprintf(path, sizeof(path), "/proc/%.20s/%s", pid, name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	while (fd >= 0 && len < size - 1 &&
	       (n = read(fd, data + len, size - 1 - len)) > 0)
		len += (size_t)n;
	data[len] = '\0';
	return len;
}

/* "NSpid:\t7\t1": the last number is the PID in the innermost namespace. */
static bool is_nested_init(const char *status)
{
	const char *line = strstr(status, "\nNSpid:");
	const char *end = line ? strchr(line + 1, '\n') : NULL;

	return end && end[-1] == '1' && end[-2] == '\t' &&
	       strchr(line + 8, '\t') < end - 1;
}

/* It is a zombie, or on its way there: its memory is gone, its threads may not be. */
static bool is_ending(const char *status)
{
	const char *state = strstr(status, "\nState:\t");

	return !state || state[8] == 'Z' || state[8] == 'X' ||
	       !strstr(status, "\nVmSize:");
}

/* The environment can be long: it is searched in pieces that overlap. */
static bool is_owned(const char *pid)
{
	static const char mark[] = NB_ENV_OWNED "=";
	char data[4096 + sizeof(mark)];
	nb_auto_fd int fd = -1;
	size_t kept = 0;
	char path[64];
	ssize_t n;

	snprintf(path, sizeof(path), "/proc/%.20s/environ", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	while (fd >= 0 && (n = read(fd, data + kept, 4096)) > 0) {
		size_t len = kept + (size_t)n;

		if (memmem(data, len, mark, sizeof(mark) - 1))
			return true;
		kept = len < sizeof(mark) - 1 ? len : sizeof(mark) - 1;
		memmove(data, data + len - kept, kept);
	}
	return false;
}

static void describe(const char *pid, const char *status, char *line, size_t size)
{
	const char *comm = strchr(status, '\t');
	char args[256];
	size_t len = read_proc(pid, "cmdline", args, sizeof(args));

	for (size_t i = 0; i < len; i++)
		if (iscntrl((unsigned char)args[i]))
			args[i] = ' ';
	while (len && args[len - 1] == ' ')
		args[--len] = '\0';
	snprintf(line, size, "%.*s: %s\n", comm ? (int)strcspn(comm + 1, "\n") : 1,
		 comm ? comm + 1 : "?", args);
}

static bool is_own(const char *status)
{
	for (size_t i = 0; i < sizeof(own_names) / sizeof(own_names[0]); i++)
		if (!strncmp(status, own_names[i], strlen(own_names[i])))
			return true;
	return false;
}

static bool is_leak(const char *pid, char *status, size_t size)
{
	if (!isdigit((unsigned char)pid[0]) || strcmp(pid, "1") == 0 ||
	    !read_proc(pid, "status", status, size))
		return false;
	if (is_own(status) || is_ending(status) || is_nested_init(status) ||
	    is_owned(pid))
		return false;
	/* what has ended since lost its environment, where it says that it is owned */
	return read_proc(pid, "status", status, size) && !is_ending(status);
}

/* Of this namespace and those nested in it: the last field of loadavg; 0 = not to be read. */
static long last_pid(void)
{
	char data[128];
	const char *field;

	read_proc(".", "loadavg", data, sizeof(data));
	field = strrchr(data, ' ');
	return field ? strtol(field, NULL, 10) : 0;
}

size_t nb_leaks_find(char *text, size_t size, bool *ret_is_sure)
{
	long last = last_pid();
	DIR *proc = opendir("/proc");
	struct dirent *entry;
	size_t count = 0, len = 0;
	char status[2048], line[320];

	text[0] = '\0';
	while (proc && (entry = readdir(proc))) {
		if (!is_leak(entry->d_name, status, sizeof(status)))
			continue;
		count++;
		describe(entry->d_name, status, line, sizeof(line));
		if (len + strlen(line) < size)
			len += (size_t)snprintf(text + len, size - len, "%s", line);
	}
	if (proc)
		closedir(proc);
	*ret_is_sure = last == last_pid();
	return count;
}
