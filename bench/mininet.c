/* SPDX-License-Identifier: MIT */
/* Mininet, where it is installed, and nestbed, side by side on Mininet's shapes. */
#include "bench/sections.h"
#include "bench/shape.h"

#include <unistd.h>

#define INSTALLED "/usr/lib/python3/dist-packages/mininet/net.py"
#define BRCTL "/usr/sbin/brctl"
#define LEAST_TIMES 40.0
#define LEAST_TIMES_MINIMAL 30.0
#define LEAST_TIMES_CONTAINER 20.0
#define ROUNDS 3

static const struct {
	const char *shape;
	enum bench_scale from; /* the smallest run that has it */
	double least_times;
} shapes[] = {
	{ "minimal", BENCH_SHORT, LEAST_TIMES_MINIMAL },
	{ "single,4", BENCH_SHORT, LEAST_TIMES },
	{ "linear,20", BENCH_SHORT, LEAST_TIMES },
	{ "tree,2,8", BENCH_SHORT, LEAST_TIMES },
	{ "linear,100", BENCH_WHOLE, LEAST_TIMES },
	{ "tree,2,16", BENCH_WHOLE, LEAST_TIMES },
	{ "tree,2,32", BENCH_FULL, LEAST_TIMES },
};

static double times(const struct shape_figures *lab, double mininet_ms)
{
	return mininet_ms / (lab->built_ms + lab->stopped_ms);
}

static void say_lab(const char *form, const struct shape_figures *lab, double ratio,
		    double least)
{
	say("  %-9s %8.2f + %-6.2f (cleared %5.0f) %6.0f times", form, lab->built_ms,
	    lab->stopped_ms, lab->cleared_ms, ratio);
	say_missed(ratio < least, "%.0f times", least);
}

/* In turns, of each side the median. */
static void measure(const struct bench *bench, const char *shape, double least_times,
		    json_t *list)
{
	const char *argv[] = { "bench/sides/by_mininet.sh", shape, NULL };
	int rounds = bench->scale == BENCH_SHORT ? 1 : ROUNDS;
	double create_ms[ROUNDS], stop_ms[ROUNDS], got[2], mininet_ms;
	struct shape_figures host, container;
	double create, stop;

	for (int i = 0; i < rounds; i++) {
		run_side(argv, got, 2);
		create_ms[i] = got[0] / 1e6;
		stop_ms[i] = got[1] / 1e6;
	}
	host = run_shape(bench, shape, "host", "learnt", ROUNDS);
	container = run_shape(bench, shape, "container", "learnt", ROUNDS);
	create = quantile(create_ms, (size_t)rounds, 0.5);
	stop = quantile(stop_ms, (size_t)rounds, 0.5);
	mininet_ms = create + stop;
	say("  %-10s mininet %8.0f + %-6.0f ms\n  %10s", shape, create, stop, "");
	say_lab("hosts", &host, times(&host, mininet_ms), least_times);
	say("\n  %10s", "");
	say_lab("containers", &container, times(&container, mininet_ms),
		LEAST_TIMES_CONTAINER);
	say("\n");
	json_array_append_new(
		list,
		json_pack("{s:s, s:f, s:f, s:f, s:f, s:o, s:o}", "shape", shape,
			  "mininet_create_ms", create, "mininet_stop_ms", stop,
			  "times_hosts", times(&host, mininet_ms), "times_containers",
			  times(&container, mininet_ms), "hosts",
			  shape_json(shape, "host", "learnt", &host), "containers",
			  shape_json(shape, "container", "learnt", &container)));
}

void bench_mininet(const struct bench *bench, json_t *ret)
{
	json_t *list;

	if (access(INSTALLED, R_OK) < 0 || access(BRCTL, X_OK) < 0) {
		say("  mininet: not installed (ci/setup.sh bench)\n");
		json_object_set_new(ret, "mininet", json_string("not installed"));
		return;
	}
	list = json_array();
	for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++)
		if (bench->scale >= shapes[i].from)
			measure(bench, shapes[i].shape, shapes[i].least_times, list);
	json_object_set_new(ret, "shapes", list);
}
