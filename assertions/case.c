/* SPDX-License-Identifier: MIT */
/*
 * The fixture of a case that has a topology.
 *
 * struct CMUnitTest has one pointer for its fixture, @initial_state, and cmocka does not
 * hand it out when the group has a state of its own. So the case is found by the test
 * that runs, which the plug-in knows, and the state of the group is kept beside.
 *
 * Under a runner nothing is undone in the end: the namespaces die with the process, which
 * is quicker than any order, and holds nobody up.
 */
#include <stdbool.h>
#include <stdio.h>

#include "assertions/cmocka.h"
#include "assertions/plugin.h"
#include "assertions/stop.h"
#include "fixtures/lab.h"
#include "fixtures/topology_path.h"
#include "harness/auto.h"
#include "nestbed/kernel.h"
#include "nestbed/lab.h"

/* What stands for the case of this process; it lives until the process ends. */
static struct {
	const struct nb_topology *topo;
	struct nb_lab *lab;
} up;

static const struct nb_case *case_of(const struct CMUnitTest *test)
{
	const struct nb_case *kase = test ? test->initial_state : NULL;

	if (!kase || test->setup_func != nb_case_setup || kase->magic != NB_CASE_MAGIC)
		return NULL;
	return kase;
}

struct nb_place nb_case_place(const struct CMUnitTest *test)
{
	const struct nb_case *kase = case_of(test);

	return kase ? (struct nb_place){ kase->source, kase->line }
		    : (struct nb_place){ NULL, 0 };
}

bool nb_case_has_lab(const struct CMUnitTest *test)
{
	const struct nb_case *kase = case_of(test);

	return kase && (kase->topology || kase->make || kase->file);
}

/* What it says itself, and what its topology takes, where that is known before it runs. */
static const char *needs_of(const struct nb_case *kase)
{
	static char all[512];
	char of_topology[32] = "";

	if (kase->topology)
		nb_topology_needs(kase->topology, of_topology);
	snprintf(all, sizeof(all), "%s%s%s", kase->needs ? kase->needs : "",
		 kase->needs && of_topology[0] ? " " : "", of_topology);
	return all[0] ? all : NULL;
}

void nb_case_describe(const struct CMUnitTest *test, struct nb_record *rec)
{
	const struct nb_case *kase = case_of(test);

	if (!kase)
		return;
	rec->field[NB_KEY_TAGS].text = kase->tags;
	rec->field[NB_KEY_LOCKS].text = kase->locks;
	rec->field[NB_KEY_HINT].text = kase->hint;
	rec->field[NB_KEY_NEEDS].text = needs_of(kase);
	rec->field[NB_KEY_POINTS].number = (uint64_t)(kase->points * 1000 + 0.5);
	rec->field[NB_KEY_DEADLINE_MS].number = kase->deadline_ms;
	rec->field[NB_KEY_FILE].text = kase->source;
	rec->field[NB_KEY_LINE].number = (uint64_t)kase->line;
}

static const struct nb_topology *read_topology(const char *file, struct nb_error *err)
{
	const struct nb_topology nowhere = { 0 };
	nb_auto_free char *path = nb_topology_path(&nowhere, file, err);

	return path ? nb_topology_read(path, err) : NULL;
}

/* The description of the lab, from where the author has put it; NULL with @err set. */
static const struct nb_topology *find_topology(const struct nb_case *kase,
					       struct nb_error *err)
{
	const struct nb_topology *topo = kase->topology ? kase->topology
					 : kase->make	? kase->make(err)
							: read_topology(kase->file, err);

	if (!topo)
		nb_error_set(err, 0, "the case made no topology");
	return topo;
}

static void tell_mistakes(const struct nb_mistakes *mistakes)
{
	nb_auto_buffer struct nb_buffer report = { 0 };
	char message[512];

	for (size_t i = 0; i < mistakes->count; i++)
		nb_report_line(&report, "mistake", "%s", mistakes->text[i]);
	snprintf(message, sizeof(message), "topology %s: %zu mistake%s: %s",
		 up.topo->name ? up.topo->name : "without a name", mistakes->count,
		 mistakes->count == 1 ? "" : "s, the first", mistakes->text[0]);
	nb_stop_error(&(struct nb_stop){ NULL, "topology", message, report.data });
	nb_cmocka_print(report.data ? report.data : message);
}

static void tell_error(const char *type, const struct nb_error *err)
{
	nb_stop_error(&(struct nb_stop){ NULL, type, err->text, NULL });
	nb_cmocka_print(err->text);
}

static int build(const struct nb_case *kase)
{
	struct nb_mistakes mistakes = { 0 };
	struct nb_error err = { 0 };
	char needs[32];

	up.topo = find_topology(kase, &err);
	if (!up.topo) {
		tell_error("topology", &err);
		return -1;
	}
	if (nb_topology_check(up.topo, &mistakes) < 0) {
		tell_mistakes(&mistakes);
		nb_mistakes_release(&mistakes);
		return -1;
	}
	nb_need_at(kase->source, kase->line, nb_topology_needs(up.topo, needs));
	up.lab = nb_lab_new_of_case(up.topo, &err);
	if (up.lab)
		return 0;
	tell_error("build", &err);
	return -1;
}

int nb_case_setup(void **state)
{
	const struct nb_case *kase = case_of(nb_plugin_test());

	if (!kase) {
		fputs("nestbed: link -lnestbed before -lcmocka\n", stderr);
		return -1;
	}
	nb_topology_set_source(kase->source);
	if (kase->needs)
		nb_need_at(kase->source, kase->line, kase->needs);
	*state = nb_group_state();
	if (nb_case_has_lab(nb_plugin_test())) {
		if (build(kase) < 0)
			return -1;
		*state = up.lab;
	}
	if (!kase->setup)
		return 0;
	nb_stop_begin(NB_STAGE_SETUP);
	return kase->setup(state);
}

/* A service that died says more than what failed for want of it. */
static void check_services(void)
{
	struct nb_error err = { 0 };

	if (up.lab && nb_lab_check_services(up.lab, &err) < 0)
		tell_error("service", &err);
}

int nb_case_teardown(void **state)
{
	const struct nb_case *kase = case_of(nb_plugin_test());
	int rc;

	if (!kase)
		return 0;
	check_services();
	rc = kase->teardown ? kase->teardown(state) : 0;
	if (nb_say_fd() < 0) { /* no runner, no namespaces that die */
		nb_lab_free(up.lab);
		up.lab = NULL;
	}
	return rc;
}
