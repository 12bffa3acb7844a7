/* SPDX-License-Identifier: MIT */
/* What all figures were measured on: compare those of one run only. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysinfo.h>
#include <sys/utsname.h>
#include <time.h>

#include "bench/sections.h"
#include "harness/auto.h"

/* Of the first "@name : value" in /proc/cpuinfo; "" when there is none. */
static void read_processor(const char *name, char *ret, size_t size)
{
	nb_auto_file FILE *file = fopen("/proc/cpuinfo", "re");
	char line[4096];

	ret[0] = '\0';
	while (file && fgets(line, sizeof(line), file)) {
		const char *value = strchr(line, ':');

		if (strncmp(line, name, strlen(name)) != 0 || !value)
			continue;
		snprintf(ret, size, "%s", value + 1 + strspn(value + 1, " "));
		ret[strcspn(ret, "\n")] = '\0';
		return;
	}
}

void bench_machine(const struct bench *bench, json_t *ret)
{
	char model[128], flags[4096], date[32];
	time_t now = time(NULL);
	struct utsname uts;
	struct sysinfo info;
	struct tm tm;
	bool is_virtual;
	double load;
	int mib;

	must(uname(&uts));
	must(sysinfo(&info));
	read_processor("model name", model, sizeof(model));
	read_processor("flags", flags, sizeof(flags));
	is_virtual = strstr(flags, " hypervisor");
	load = (double)info.loads[0] / (1 << SI_LOAD_SHIFT);
	mib = (int)(info.totalram / (1 << 20) * info.mem_unit);
	strftime(date, sizeof(date), "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&now, &tm));
	say("nestbed " NB_VERSION ", %s\n"
	    "Linux %s, %d processors%s (%s), %d MiB, load %.2f; medians of %d rounds\n",
	    date, uts.release, get_nprocs(), is_virtual ? " of a virtual machine" : "",
	    model, mib, load, bench->rounds);
	json_object_update_new(
		ret, json_pack("{s:s, s:s, s:s, s:i, s:s, s:b, s:i, s:f, s:i, s:i}",
			       "nestbed", NB_VERSION, "date", date, "kernel", uts.release,
			       "processors", get_nprocs(), "model", model, "virtual",
			       is_virtual, "memory_mib", mib, "load", load, "rounds",
			       bench->rounds, "cases", bench->cases));
}
