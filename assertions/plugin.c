/* SPDX-License-Identifier: MIT */
/*
 * The cmocka plug-in: cmocka's group runner, interposed.
 *
 * Theory of operation. cmocka_run_group_tests() is a macro round
 * _cmocka_run_group_tests(). A program that was linked with nestbed before cmocka, or
 * runs with nestbed preloaded, calls the one below. What it does is told by the
 * environment (harness/record.h):
 *
 *  - "list": say what cases there are, run none. A program may have several groups; the
 *    end of the list is said when it exits in good order.
 *  - "case": run one test of one group with cmocka's own function, skip all other groups.
 *    That function gets an array of one test whose fixtures and body are trampolines, so
 *    that it is known what began, what came back and how long it took.
 *  - nothing: the program was started by hand. It becomes the runner of itself.
 *  - "agent": such a runner started it in a guest. It does what its command line says.
 *
 * A set-up is given to cmocka only where the author has one, because cmocka then checks
 * the heap at other moments; a teardown always, because that is the first moment at which
 * a body that did not come back can be judged while all it made still stands.
 *
 * cmocka catches SIGSEGV and its like round each function, and goes on in a process that
 * is broken. The trampolines put back what was there before: the case dies of its true
 * signal, and a sanitizer prints its report.
 */
#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "assertions/cmocka.h"
#include "assertions/place.h"
#include "assertions/plugin.h"
#include "assertions/stop.h"
#include "harness/auto.h"
#include "harness/buffer.h"
#include "harness/clock.h"
#include "harness/coverage.h"
#include "harness/exit.h"
#include "harness/main.h"
#include "harness/record.h"
#include "nestbed/cmocka.h"

typedef int nb_run_group_fn(const char *group_name, const struct CMUnitTest *tests,
			    size_t num_tests, CMFixtureFunction group_setup,
			    CMFixtureFunction group_teardown);

enum nb_mode {
	NB_MODE_UNKNOWN = 0,
	NB_MODE_ALONE, /* started by hand */
	NB_MODE_LIST,
	NB_MODE_CASE,
	NB_MODE_AGENT, /* started in a guest by a runner outside */
};

static struct {
	enum nb_mode mode;
	unsigned int wanted_group, wanted_test; /* of NB_MODE_CASE */
	unsigned int next_group;
} plugin;

static const int crash_signals[] = { SIGFPE, SIGILL, SIGSEGV, SIGBUS, SIGSYS };

/* The case that this process runs. */
static struct {
	const struct CMUnitTest *test;
	CMFixtureFunction group_setup, group_teardown;
	void *group_state;
	struct sigaction actions[sizeof(crash_signals) / sizeof(crash_signals[0])];
	uint64_t setup_ns, body_start_ns, body_ns, teardown_ns;
	bool is_over; /* cmocka's own function came back */
} running;

const struct CMUnitTest *nb_plugin_test(void)
{
	return running.test;
}

void *nb_group_state(void)
{
	return running.group_state;
}

/* Take our library out of the list that the loader of every further program would read. */
static void leave_preload(void)
{
	const char *preload = getenv("LD_PRELOAD");
	nb_auto_free char *list = strdup(preload ? preload : "");
	nb_auto_buffer struct nb_buffer others = { 0 };
	char *rest = list;

	for (char *word; (word = strsep(&rest, ": "));)
		if (*word && !strstr(word, "/libnestbed.so"))
			nb_buffer_printf(&others, "%s%s", others.len ? ":" : "", word);
	if (others.len)
		setenv("LD_PRELOAD", others.data, 1);
	else
		unsetenv("LD_PRELOAD");
}

/* Programs under test must find neither our library nor our orders in their environment. */
static void clean_environment(void)
{
	static const char *const ours[] = { NB_ENV_MODE,
					    NB_ENV_CASE,
					    "CMOCKA_TEST_FILTER",
					    "CMOCKA_SKIP_FILTER",
					    "CMOCKA_MESSAGE_OUTPUT",
					    "CMOCKA_XML_FILE" };

	for (size_t i = 0; i < sizeof(ours) / sizeof(ours[0]); i++)
		unsetenv(ours[i]);
	leave_preload();
}

static enum nb_mode find_mode(void)
{
	const char *mode = getenv(NB_ENV_MODE);
	const char *wanted = getenv(NB_ENV_CASE);
	int end = 0;

	if (!mode)
		return NB_MODE_ALONE;
	if (!strcmp(mode, "list"))
		return NB_MODE_LIST;
	if (!strcmp(mode, "agent"))
		return NB_MODE_AGENT;
	if (!strcmp(mode, "case") && wanted &&
	    sscanf(wanted, "%u:%u%n", &plugin.wanted_group, &plugin.wanted_test, &end) ==
		    2 &&
	    !wanted[end])
		return NB_MODE_CASE;
	fprintf(stderr,
		"nestbed: " NB_ENV_MODE "=%s " NB_ENV_CASE "=%s: not understood\n", mode,
		wanted ? wanted : "");
	exit(NB_EXIT_USAGE);
}

static bool is_a_test(const struct CMUnitTest *test)
{
	return test->name && (test->test_func || test->setup_func || test->teardown_func);
}

/* Not said by a child that main() forks. */
static void say_listed(int status, void *lister)
{
	struct nb_record rec = { .kind = NB_REC_LISTED, .fd = -1 };

	if (status == 0 && getpid() == (pid_t)(intptr_t)lister)
		nb_say(&rec);
}

static void list_test(const char *group_name, const struct CMUnitTest *test,
		      unsigned int group, size_t index)
{
	struct nb_record rec = { .kind = NB_REC_CASE, .fd = -1 };

	rec.field[NB_KEY_NAME].text = test->name;
	rec.field[NB_KEY_GROUP].text = group_name;
	rec.field[NB_KEY_GROUP_INDEX].number = group;
	rec.field[NB_KEY_TEST_INDEX].number = index;
	nb_case_describe(test, &rec);
	nb_say(&rec);
}

static int list_group(const char *group_name, const struct CMUnitTest *tests,
		      size_t ntests)
{
	for (size_t i = 0; i < ntests; i++)
		if (is_a_test(&tests[i]))
			list_test(group_name, &tests[i], plugin.next_group, i);
	return 0;
}

static void save_crash_actions(void)
{
	for (size_t i = 0; i < sizeof(crash_signals) / sizeof(crash_signals[0]); i++)
		sigaction(crash_signals[i], NULL, &running.actions[i]);
}

static void restore_crash_actions(void)
{
	for (size_t i = 0; i < sizeof(crash_signals) / sizeof(crash_signals[0]); i++)
		sigaction(crash_signals[i], &running.actions[i], NULL);
}

/* Run a fixture of the author's; what it returns is told if nothing else was. */
static int run_fixture(CMFixtureFunction function, void **state, enum nb_stage stage,
		       const char *what)
{
	char message[128];
	int rc;

	nb_stop_begin(stage);
	restore_crash_actions();
	rc = function ? function(state) : 0;
	nb_stop_returned();
	if (!rc)
		return 0;
	snprintf(message, sizeof(message), "the %s returned %d", what, rc);
	nb_stop_returned_failed(message);
	return rc;
}

static int run_group_setup(void **state)
{
	int rc = run_fixture(running.group_setup, state, NB_STAGE_GROUP_SETUP,
			     "group set-up");

	running.group_state = *state;
	return rc;
}

static int run_setup(void **state)
{
	uint64_t start = nb_clock_ns();
	int rc;

	rc = run_fixture(running.test->setup_func, state,
			 nb_case_has_lab(running.test) ? NB_STAGE_BUILD : NB_STAGE_SETUP,
			 "set-up");
	running.setup_ns = nb_clock_ns() - start;
	return rc;
}

static void run_body(void **state)
{
	running.body_start_ns = nb_clock_ns();
	nb_stop_begin(NB_STAGE_BODY);
	restore_crash_actions();
	if (running.test->test_func)
		running.test->test_func(state);
	nb_stop_returned();
}

/* A failed case waits here for its user, if that is wished: nothing is undone yet. */
static void wait_if_kept(void)
{
	struct nb_record rec = { .kind = NB_REC_KEPT, .fd = -1 };

	if (!nb_say_keeps() || !nb_stop_was_told() || nb_stop_was_skipped())
		return;
	nb_say(&rec);
	nb_cov_flush();
	for (;;)
		pause();
}

static int run_teardown(void **state)
{
	uint64_t start = nb_clock_ns();
	int rc;

	running.body_ns = start - running.body_start_ns;
	nb_stop_conclude();
	wait_if_kept();
	rc = run_fixture(running.test->teardown_func, state, NB_STAGE_TEARDOWN,
			 "teardown");
	running.teardown_ns = nb_clock_ns() - start;
	return rc;
}

static int run_group_teardown(void **state)
{
	nb_stop_conclude();
	return run_fixture(running.group_teardown, state, NB_STAGE_TEARDOWN,
			   "group teardown");
}

static void say_done(void)
{
	struct nb_record rec = { .kind = NB_REC_DONE, .fd = -1 };

	rec.field[NB_KEY_SETUP_NS].number = running.setup_ns;
	rec.field[NB_KEY_BODY_NS].number = running.body_ns;
	rec.field[NB_KEY_TEARDOWN_NS].number = running.teardown_ns;
	nb_say(&rec);
}

static void conclude_case(int failures)
{
	nb_stop_conclude_case(failures != 0);
	if (!nb_stop_was_told() && !running.body_start_ns)
		nb_stop_error(&(struct nb_stop){
			.type = "cmocka", .message = "cmocka did not run the test" });
	nb_say_stage(NB_STAGE_END);
	say_done();
}

/* cmocka looks for leaked blocks once more after the group, and then exits. */
static void say_exit_of_cmocka(void)
{
	if (running.test && !running.is_over && nb_stop_is_ours() && !nb_stop_is_inside())
		nb_stop_conclude_case(true);
}

static int run_case(nb_run_group_fn *real, const char *group_name,
		    const struct CMUnitTest *test, CMFixtureFunction group_setup,
		    CMFixtureFunction group_teardown)
{
	const struct CMUnitTest one = { test->name, run_body,
					test->setup_func ? run_setup : NULL, run_teardown,
					test->initial_state };
	struct nb_place written;
	int failures;

	running.test = test;
	running.group_setup = group_setup;
	running.group_teardown = group_teardown;
	save_crash_actions();
	written = nb_case_place(test);
	nb_stop_arm(&written);
	nb_cmocka_use_callbacks();
	nb_place_arm();
	atexit(say_exit_of_cmocka);
	nb_cmocka_unfilter();
	failures = real(group_name, &one, 1, group_setup ? run_group_setup : NULL,
			group_teardown ? run_group_teardown : NULL);
	running.is_over = true;
	conclude_case(failures);
	return nb_stop_was_skipped() ? 0 : failures;
}

/* The command line of this process as `nestbed run SELF ...`; lives as long as it does. */
static struct {
	char self[PATH_MAX];
	struct nb_buffer words;
	char **argv;
	int argc;
} own;

static bool read_own_command(void)
{
	ssize_t len = readlink("/proc/self/exe", own.self, sizeof(own.self) - 1);
	nb_auto_file FILE *file = fopen("/proc/self/cmdline", "re");
	char chunk[4096];
	size_t got, count = 0;

	while (file && (got = fread(chunk, 1, sizeof(chunk), file)) > 0)
		nb_buffer_add(&own.words, chunk, got);
	for (size_t i = 0; i < own.words.len; i++)
		count += !own.words.data[i];
	own.argv = calloc(count + 3, sizeof(*own.argv));
	return len > 0 && own.words.len && !own.words.failed && own.argv;
}

static void split_own_command(bool is_run)
{
	char *end = own.words.data + own.words.len;
	static char run[] = "run";

	for (char *word = own.words.data; word < end; word += strlen(word) + 1) {
		own.argv[own.argc++] = word;
		if (own.argc > 1 || !is_run)
			continue;
		own.argv[own.argc++] = run;
		own.argv[own.argc++] = own.self;
	}
}

/* Started by hand: be the runner of this program; or be the command as it is. */
static _Noreturn void be_command(bool is_run)
{
	if (!read_own_command()) {
		fprintf(stderr, "nestbed: /proc/self: %s\n", strerror(errno));
		exit(NB_EXIT_BROKEN);
	}
	split_own_command(is_run);
	exit(nb_main(own.argc, own.argv));
}

static nb_run_group_fn *real_function(void)
{
	nb_run_group_fn *real =
		(nb_run_group_fn *)dlsym(RTLD_NEXT, "_cmocka_run_group_tests");

	if (real)
		return real;
	fputs("nestbed: no cmocka behind nestbed: link -lnestbed before a shared "
	      "-lcmocka\n",
	      stderr);
	exit(NB_EXIT_BROKEN);
}

static void start(void)
{
	plugin.mode = find_mode();
	if (plugin.mode == NB_MODE_ALONE || plugin.mode == NB_MODE_AGENT)
		be_command(plugin.mode == NB_MODE_ALONE);
	nb_say_fd(); /* taken out of the environment */
	nb_say_keeps();
	clean_environment();
	if (plugin.mode == NB_MODE_LIST)
		on_exit(say_listed, (void *)(intptr_t)getpid());
}

int _cmocka_run_group_tests(const char *group_name, const struct CMUnitTest *const tests,
			    const size_t num_tests, CMFixtureFunction group_setup,
			    CMFixtureFunction group_teardown)
{
	unsigned int group;
	int rc = 0;

	if (plugin.mode == NB_MODE_UNKNOWN)
		start();
	group = plugin.next_group;
	if (plugin.mode == NB_MODE_LIST)
		rc = list_group(group_name, tests, num_tests);
	else if (group == plugin.wanted_group && plugin.wanted_test < num_tests)
		rc = run_case(real_function(), group_name, &tests[plugin.wanted_test],
			      group_setup, group_teardown);
	plugin.next_group++;
	return rc;
}
