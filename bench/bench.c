/* SPDX-License-Identifier: MIT */
/*
 * What nestbed costs: sections of figures, each against something else in the same run.
 *
 *	bench BUILD ROUNDS CASES default|full [SECTION]...
 *
 * The report goes to the terminal and to BUILD/bench.txt, the same figures to
 * BUILD/bench.json, which is written anew after each section. Fewer than a hundred rounds
 * make a short run.
 *
 * Samples take turns, so that a busy moment hits all of them. Before each the kernel
 * has finished with the namespaces of the one before, see wait_until_quiet().
 */
#include <errno.h>
#include <error.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>

#include "bench/sections.h"
#include "harness/clock.h"

static const struct section {
	const char *name, *title;
	void (*run)(const struct bench *bench, json_t *ret);
} sections[] = {
	{ "memory", "memory a node", bench_memory },
	{ "labs", "three around one: built, pinged, handed back", bench_labs },
	{ "gateways", "three gateways and their tunnels", bench_gateways },
	{ "cases", "many trivial cases", bench_cases },
	{ "guests", "such a case in a guest", bench_guests },
	{ "record", "the recorder: an idle end, packets a second, where it ends",
	  bench_record },
	{ "pings", "the first ping once a lab is built", bench_pings },
	{ "pairs", "all pairs of hosts", bench_pairs },
	{ "topologies", "those of the HotNets 2010 paper", bench_topologies },
	{ "mininet", "Mininet side by side: create + stop", bench_mininet },
	{ "batch", "a script of ip -batch side by side: create + stop", bench_batch },
	{ "chains", "TCP from end to end of a chain", bench_chains },
	{ "operations", "single operations", bench_operations },
	{ "nesting", "containers in containers", bench_nesting },
	{ "fattrees", "fat trees in layers", bench_fattrees },
	{ "growth", "fat trees: how time a node grows", bench_growth },
};

#define SECTIONS (sizeof(sections) / sizeof(sections[0]))

static bool is_wanted(const char *name, char **wanted)
{
	bool is_any = !*wanted;

	for (; *wanted; wanted++)
		is_any |= !strcmp(*wanted, name);
	return is_any;
}

static void check_names(char **wanted)
{
	for (; *wanted; wanted++) {
		size_t i = 0;

		while (i < SECTIONS && strcmp(sections[i].name, *wanted) != 0)
			i++;
		if (i < SECTIONS)
			continue;
		fprintf(stderr, "bench: %s: no such section; there are:", *wanted);
		for (i = 0; i < SECTIONS; i++)
			fprintf(stderr, " %s", sections[i].name);
		error(2, 0, "%s", "");
	}
}

static void run_section(const struct section *section, const struct bench *bench,
			json_t *root)
{
	json_t *part = json_object();
	uint64_t begin = nb_clock_ns();

	say("\n%s: %s\n", section->name, section->title);
	section->run(bench, part);
	json_object_set_new(part, "took_s",
			    json_real((double)(nb_clock_ns() - begin) / 1e9));
	json_object_set_new(root, section->name, part);
}

static void save(const struct bench *bench, const json_t *root)
{
	char *path = path_of(bench, "bench.json");

	if (json_dump_file(root, path, JSON_INDENT(1) | JSON_REAL_PRECISION(6)) < 0)
		error(1, errno, "bench: %s", path);
	free(path);
}

static struct bench read_arguments(int argc, char **argv)
{
	struct bench bench = { 0 };

	if (argc < 5)
		error(2, 0, "usage: bench BUILD ROUNDS CASES default|full [SECTION]...");
	bench.build = argv[1];
	bench.rounds = (int)strtol(argv[2], NULL, 10);
	bench.cases = (int)strtol(argv[3], NULL, 10);
	if (bench.rounds < 1 || bench.rounds > BENCH_ROUNDS_MAX || bench.cases < 1)
		error(2, 0, "rounds: 1 to %d", BENCH_ROUNDS_MAX);
	if (!strcmp(argv[4], "full"))
		bench.scale = BENCH_FULL;
	else if (strcmp(argv[4], "default") != 0)
		error(2, 0, "scale: %s: must be default or full", argv[4]);
	else
		bench.scale =
			bench.rounds < BENCH_ROUNDS_WHOLE ? BENCH_SHORT : BENCH_WHOLE;
	check_names(argv + 5);
	return bench;
}

int main(int argc, char **argv)
{
	struct bench bench = read_arguments(argc, argv);
	char *text = path_of(&bench, "bench.txt");
	json_t *root = json_object(), *machine = json_object();

	must(prctl(PR_SET_CHILD_SUBREAPER, 1));
	must(unshare(CLONE_NEWNET));
	say_to(text);
	free(text);
	bench_machine(&bench, machine);
	json_object_set_new(root, "machine", machine);
	for (size_t i = 0; i < SECTIONS; i++) {
		if (!is_wanted(sections[i].name, argv + 5))
			continue;
		run_section(&sections[i], &bench, root);
		save(&bench, root);
	}
	json_decref(root);
	return 0;
}
