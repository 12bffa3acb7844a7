/* SPDX-License-Identifier: MIT */
/* The topologies of the HotNets 2010 paper on Mininet: set-up, stop, memory a host. */
#include "bench/sections.h"
#include "bench/shape.h"

#define MOST_TREE_S 2.0
#define ROUNDS 5

/* Published: of a laptop of 2010; 0 = not known here. Mininet: with learnt neighbours. */
static const struct topology {
	const char *title, *shape, *neighbours;
	double published_setup_s, published_stop_s, published_mb, most_s;
} topologies[] = {
	{ "minimal", "minimal", "learnt" },
	{ "linear(100)", "linear,100", "static", .published_setup_s = 70.7 },
	{ "VL2(4,4)", "vl2,4,4", "static" },
	{ "fat tree(4)", "fattree,4", "static" },
	{ "fat tree(6)", "fattree,6", "static", .published_setup_s = 54.3 },
	{ "mesh(10,10)", "grid,10,10", "static" },
	{ "tree(4^4)", "tree,4,4", "static" },
	{ "tree(16^2)", "tree,2,16", "static" },
	{ "tree(32^2)", "tree,2,32", "learnt", 817.8, 163.6, 492, MOST_TREE_S },
	{ "tree(32^2)", "tree,2,32", "static", 817.8, 163.6, 492, MOST_TREE_S },
};

static void say_published(const struct topology *t)
{
	if (!t->published_setup_s)
		return;
	say("   published: %.1f s", t->published_setup_s);
	if (t->published_stop_s)
		say(", stop %.1f s, %.0f MB", t->published_stop_s, t->published_mb);
}

static void measure(const struct bench *bench, const struct topology *t, const char *form,
		    json_t *list)
{
	int rounds = bench->scale == BENCH_SHORT ? 1 : ROUNDS;
	struct shape_figures got =
		run_shape(bench, t->shape, form, t->neighbours, rounds);
	json_t *told = shape_json(t->shape, form, t->neighbours, &got);

	say("  %-12s %-9s %-7s %4d + %-3d %9.1f %8.1f %8.0f %6.0f", t->title, form,
	    t->neighbours, got.nodes, got.switches, got.built_ms, got.stopped_ms,
	    got.cleared_ms, got.kib / got.nodes);
	say_published(t);
	say_missed(t->most_s != 0 && form[0] == 'h' && got.built_ms > t->most_s * 1e3,
		   "%.0f s", t->most_s);
	say("\n");
	json_object_set_new(told, "topology", json_string(t->title));
	if (t->published_setup_s)
		json_object_set_new(told, "published_2010_setup_s",
				    json_real(t->published_setup_s));
	if (t->published_stop_s)
		json_object_set_new(told, "published_2010_stop_s",
				    json_real(t->published_stop_s));
	json_array_append_new(list, told);
}

void bench_topologies(const struct bench *bench, json_t *ret)
{
	json_t *list = json_array();

	say("  hosts as Mininet's, and containers that have run a program; published: on "
	    "a "
	    "laptop of 2010\n"
	    "  %-12s %-9s %-7s %10s %9s %8s %8s %6s\n",
	    "", "as", "ARP", "nodes", "up, ms", "stop", "cleared", "KiB");
	for (size_t i = 0; i < sizeof(topologies) / sizeof(topologies[0]); i++) {
		measure(bench, &topologies[i], "host", list);
		measure(bench, &topologies[i], "container", list);
	}
	json_object_set_new(ret, "topologies", list);
}
