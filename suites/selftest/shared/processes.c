/* SPDX-License-Identifier: MIT */
/* Processes by their names, read from /proc. */
#include "processes.h"

#include <nestbed/cmocka.h>

#include <ctype.h>
#include <dirent.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

unsigned int count_processes(const char *name)
{
	DIR *proc = opendir("/proc");
	struct dirent *entry;
	unsigned int count = 0;

	assert_non_null(proc);
	while ((entry = readdir(proc))) {
		char path[300], comm[32] = "";
		FILE *file;

		if (!isdigit((unsigned char)entry->d_name[0]))
			continue;
		snprintf(path, sizeof(path), "/proc/%s/comm", entry->d_name);
		file = fopen(path, "re");
		if (!file)
			continue;
		if (fgets(comm, sizeof(comm), file))
			count += !strncmp(comm, name, strlen(name));
		fclose(file);
	}
	closedir(proc);
	return count;
}

bool processes_come_to(const char *name, bool some, int ms)
{
	for (int waited_ms = 0; waited_ms < ms; waited_ms += 10) {
		if ((count_processes(name) > 0) == some)
			return true;
		poll(NULL, 0, 10);
	}
	return false;
}
