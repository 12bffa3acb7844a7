/* SPDX-License-Identifier: MIT */
/*
 * Single operations, by the public headers: operations N
 *
 * Prints the median of N of each, ns:
 *	a node: a lab of nothing but one host, built; handed back;
 *	a container, until its first command has run; a later command in it;
 *	a command in a host;
 *	a wire more: a lab of two hosts with a wire, less the same without; handed back, the
 *	same way;
 *	a switch more: built; handed back;
 *	a link set down; and up again.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include <nestbed/fault.h>

#include "bench/sides/side.h"

static const struct nb_topology one_host = {
	.name = "one_host",
	.nodes = NB_NODES({ "h1", .kind = NB_HOST }),
	.record = NB_RECORD_NONE,
};
static const struct nb_topology two_hosts = {
	.name = "two_hosts",
	.nodes = NB_NODES({ "h1", .kind = NB_HOST }, { "h2", .kind = NB_HOST }),
	.record = NB_RECORD_NONE,
};
static const struct nb_topology with_a_wire = {
	.name = "with_a_wire",
	.nodes = NB_NODES({ "h1", .kind = NB_HOST }, { "h2", .kind = NB_HOST }),
	.links = NB_LINKS({ { "h1:eth0", "10.0.0.1/24" }, { "h2:eth0", "10.0.0.2/24" } }),
	.record = NB_RECORD_NONE,
};
static const struct nb_topology with_a_switch = {
	.name = "with_a_switch",
	.nodes = NB_NODES({ "h1", .kind = NB_HOST }, { "s1", .kind = NB_SWITCH }),
	.record = NB_RECORD_NONE,
};
static const struct nb_topology one_container = {
	.name = "one_container",
	.nodes = NB_NODES({ "h1" }),
	.record = NB_RECORD_NONE,
};

static unsigned long count;

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static double median(double *values)
{
	qsort(values, count, sizeof(*values), compare);
	return values[count / 2];
}

/** struct life - Medians of a lab's, ns */
struct life {
	double built, gone;
};

static struct life time_lab(const struct nb_topology *topo)
{
	double *built = calloc(count, sizeof(double)),
	       *gone = calloc(count, sizeof(double));
	struct life life;

	must(built && gone ? 0 : -1);
	for (unsigned long i = 0; i < count; i++) {
		uint64_t begin = now_ns(), ending;
		struct nb_lab *lab = side_build(topo);

		ending = now_ns();
		nb_lab_free(lab);
		built[i] = (double)(ending - begin);
		gone[i] = (double)(now_ns() - ending);
	}
	life = (struct life){ median(built), median(gone) };
	free(built);
	free(gone);
	return life;
}

/* Until the first command in a new one has run. */
static double time_container(void)
{
	double *ns = calloc(count, sizeof(double)), ret;

	must(ns ? 0 : -1);
	for (unsigned long i = 0; i < count; i++) {
		uint64_t begin = now_ns();
		struct nb_lab *lab = side_build(&one_container);

		side_run_true(lab, "h1");
		ns[i] = (double)(now_ns() - begin);
		nb_lab_free(lab);
	}
	ret = median(ns);
	free(ns);
	return ret;
}

static void run_command(struct nb_lab *lab)
{
	side_run_true(lab, "h1");
}

static void set_down(struct nb_lab *lab)
{
	must(nb_link_down(lab, "h1:eth0", &side_err));
}

static void set_up(struct nb_lab *lab)
{
	must(nb_link_up(lab, "h1:eth0", &side_err));
}

/* Medians of @step, and of @back after each where there is one. */
static void time_steps(const struct nb_topology *topo, void (*step)(struct nb_lab *),
		       void (*back)(struct nb_lab *), double *ret_step, double *ret_back)
{
	double *there = calloc(count, sizeof(double)),
	       *again = calloc(count, sizeof(double));
	struct nb_lab *lab = side_build(topo);

	must(there && again ? 0 : -1);
	step(lab);
	if (back)
		back(lab);
	for (unsigned long i = 0; i < count; i++) {
		uint64_t begin = now_ns(), middle;

		step(lab);
		middle = now_ns();
		if (back)
			back(lab);
		there[i] = (double)(middle - begin);
		again[i] = (double)(now_ns() - middle);
	}
	*ret_step = median(there);
	if (ret_back)
		*ret_back = median(again);
	nb_lab_free(lab);
	free(there);
	free(again);
}

int main(int argc, char **argv)
{
	struct life host, two, wire, bridge;
	double in_host, in_container, down, up;

	count = argc == 2 ? strtoul(argv[1], NULL, 10) : 0;
	if (!count)
		error(2, 0, "usage: operations N");
	side_begin();
	host = time_lab(&one_host);
	two = time_lab(&two_hosts);
	wire = time_lab(&with_a_wire);
	bridge = time_lab(&with_a_switch);
	time_steps(&one_container, run_command, NULL, &in_container, NULL);
	time_steps(&one_host, run_command, NULL, &in_host, NULL);
	time_steps(&with_a_wire, set_down, set_up, &down, &up);
	printf("%f %f %f %f %f %f %f %f %f %f %f\n", host.built, host.gone,
	       time_container(), in_container, in_host, wire.built - two.built,
	       wire.gone - two.gone, bridge.built - host.built, bridge.gone - host.gone,
	       down, up);
	return 0;
}
