/* SPDX-License-Identifier: MIT */
/* What a terminal shows, word for word; colours and the block of what is running. */
#include "reports/terminal.h"

#include <fcntl.h>

#include "harness/auto.h"
#include "reports/progress.h"
#include "reports/sample_test.h"
#include "reports/style.h"

static void tell(struct nb_sink *sink, enum nb_event_kind kind, const struct nb_run *run,
		 const struct nb_case_result *kase, const struct nb_attempt *attempt)
{
	const struct nb_event event = {
		.kind = kind,
		.time_ns = attempt ? attempt->start_ns + 1500000000 : 0,
		.run = run,
		.kase = kase,
		.attempt = attempt,
		.text = "waits for sleep(1)"
	};

	sink->event(sink->ctx, &event);
}

/* What is shown of a run, from its start to its end. */
static char *show(const struct nb_run *run, const struct nb_terminal_options *options)
{
	struct nb_error err = { 0 };
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);
	struct nb_sink *sink = nb_terminal_new(out, options, &err);

	assert_non_null(sink);
	nb_replay_tell(run, sink);
	nb_terminal_free(sink);
	fclose(out);
	return text;
}

#define TTL_REPORT                                      \
	"  the TTL drops by one: ip.ttl: want 63, got " \
	"64\n" SAMPLE_TTL_TEXT

static void a_good_run_is_short(void **state)
{
	struct nb_run *run = sample_good_run();
	nb_auto_free char *text = show(run, NULL);

	(void)state;
	assert_string_equal(text, "nestbed " NB_VERSION ": 1 case, 1 at a time\n"
				  "PASS routing/forwards (0.41 s)\n"
				  "\n"
				  "1 case in 0.50 s\n"
				  "1 passed, 0 failed, 0 skipped\n");
	nb_run_free(run);
}

static void a_failure_is_told_at_once_and_again(void **state)
{
	static const char first[] =
		"FAIL routing/ttl_drops (0.41 s) tests/routing.c:31\n" TTL_REPORT
		"  hint       does r1 route?\n"
		"  again      nestbed run --exact routing/ttl_drops "
		"build/suites/routing\n"
		"  output     what it printed:\n"
		"  | pinging\n"
		"  | lost\n"
		"  evidence   /run/7/routing/ttl_drops/1\n";
	struct nb_run *run = sample_run();
	nb_auto_free char *text = show(run, NULL);
	const char *hit = strstr(text, first);

	(void)state;
	assert_non_null(hit);
	assert_true(hit < strstr(text, "CRASH routing/crashes"));
	assert_non_null(strstr(hit + 1, first));
	assert_true(strstr(hit + 1, first) > strstr(text, "\nNot passed:\n"));
	nb_run_free(run);
}

static void each_verdict_has_its_word(void **state)
{
	struct nb_run *run = sample_run();
	nb_auto_free char *text = show(run, NULL);

	(void)state;
	assert_non_null(strstr(text, "nestbed 0.1.0: 9 cases, 2 at a time, shuffled with "
				     "--shuffle=42\n"));
	assert_non_null(strstr(
		text, "\nTRY 1/2 CRASH routing/crashes (0.41 s) tests/routing.c:12\n"
		      "  killed by SIGSEGV in the body\n"));
	assert_non_null(
		strstr(text, "\nSKIP nat/needs_nft (0.41 s): nft is not installed\n"));
	assert_non_null(strstr(text, "\nTRY 1/2 FAIL nat/sometimes (0.41 s)"));
	assert_non_null(strstr(text, "\nFLAKY 2/2 nat/sometimes (0.41 s)\n"));
	assert_non_null(strstr(
		text, "\nTRY 1/2 TIMEOUT nat/never (0.41 s) tests/routing.c:12\n"));
	assert_non_null(
		strstr(text, "\nTRY 2/2 FAIL nat/never (0.41 s) tests/routing.c:31\n"));
	nb_run_free(run);
}

static void the_end_counts_and_lists(void **state)
{
	static const char end[] =
		"\n9 cases in 2.50 s, reports in /run/7\n"
		"the run was interrupted\n"
		"at most 12 bridges held at a time, at most 0.31 s\n"
		"1 never began\n"
		"1 of those that passed are flaky\n"
		"2 of those that failed are errors: nestbed could not tell\n"
		"1 case needs netem: `nestbed run --kernel qemu --lacking "
		"build/suites/routing` runs it\n"
		"3.5 of 6.5 points\n"
		"2 passed, 5 failed, 1 skipped\n";
	struct nb_run *run = sample_run();
	nb_auto_free char *text = show(run, NULL);

	(void)state;
	assert_non_null(strstr(text, "\nSkipped:\nSKIP nat/needs_nft"));
	assert_non_null(
		strstr(text, "\nFlaky, passed only when tried again:\nFLAKY 2/2"));
	assert_string_equal(text + strlen(text) - strlen(end), end);
	nb_run_free(run);
}

static void hostile_bytes_stay_inside(void **state)
{
	struct nb_run *run = sample_run();
	nb_auto_free char *text = show(run, NULL);

	(void)state;
	assert_null(strchr(text, '\x1b'));
	assert_null(strchr(text, '\x01'));
	assert_null(strstr(text, "\xff"));
	assert_null(strstr(text, "\xe2\x80\xae"));
	assert_non_null(strstr(text,
			       "FAIL routing/a\\x01 bred c]]> <!-- & \"q\" 'r' "
			       "d\\xff\\xc0\\xaf e\\ufffe f\\xed\\xa0\\x80 g\\nok 7"));
	assert_non_null(strstr(text, "\n  | ::error::h"));
	nb_run_free(run);
}

static void options_change_what_is_shown(void **state)
{
	struct nb_terminal_options options = { .durations = 2, .quiet = true };
	struct nb_run *run = sample_run();
	nb_auto_free char *quiet = NULL, *loud = NULL;

	(void)state;
	run->cases[SAMPLE_SKIP].attempts[0].duration_ns = 9000000000u;
	sample_output(&run->cases[SAMPLE_PASS].attempts[0], "hello");
	quiet = show(run, &options);
	assert_null(strstr(quiet, "PASS"));
	assert_non_null(
		strstr(quiet, "\nSlowest:\n    9.00 s  nat/needs_nft  (set-up 0.10, body "
			      "0.30, teardown 0.01)\n    0.41 s  "));
	options = (struct nb_terminal_options){ .output = true };
	loud = show(run, &options);
	assert_non_null(strstr(loud, "PASS routing/forwards (0.41 s)\n"
				     "  output     what it printed:\n  | hello\n"));
	nb_run_free(run);
}

static void only_the_end_of_long_output_is_shown(void **state)
{
	struct nb_run *run = sample_run();
	nb_auto_buffer struct nb_buffer lines = { 0 };
	nb_auto_free char *text = NULL;

	(void)state;
	for (int i = 1; i <= 100; i++)
		nb_buffer_printf(&lines, "line %d\n", i);
	sample_output(&run->cases[SAMPLE_CRASH].attempts[0], lines.data);
	text = show(run, NULL);
	assert_non_null(
		strstr(text, "  output     the end of what it printed:\n  | line 81\n"));
	assert_non_null(strstr(text, "  | line 100\n"));
	assert_null(strstr(text, "line 80\n"));
	nb_run_free(run);
}

static void only_the_start_of_a_long_report_is_shown(void **state)
{
	struct nb_run *run = sample_run();
	nb_auto_buffer struct nb_buffer lines = { 0 };
	nb_auto_free char *text = NULL;

	(void)state;
	for (int i = 1; i <= 100; i++)
		nb_buffer_printf(&lines, "  line %d\n", i);
	sample_finding(&run->cases[SAMPLE_CRASH].attempts[0], true, "x", "y", lines.data);
	text = show(run, NULL);
	assert_non_null(strstr(text,
			       "  line 28\n  and 72 more lines, which the other reports "
			       "have\n  again      nestbed"));
	assert_null(strstr(text, "line 29\n"));
	nb_run_free(run);
}

static void what_is_slow_is_told(void **state)
{
	struct nb_run *run = sample_good_run();
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);
	struct nb_sink *sink = nb_terminal_new(out, NULL, NULL);

	(void)state;
	tell(sink, NB_EVENT_SLOW, run, &run->cases[0], &run->cases[0].attempts[0]);
	nb_terminal_free(sink);
	fclose(out);
	assert_string_equal(text,
			    "SLOW routing/forwards (1.50 s so far) in body: waits for "
			    "sleep(1)\n");
	free(text);
	nb_run_free(run);
}

static void github_takes_no_command_from_a_case(void **state)
{
	struct nb_run *run = sample_run();
	nb_auto_free char *text = NULL;
	char resume[64];

	(void)state;
	setenv("GITHUB_ACTIONS", "true", 1);
	text = show(run, NULL);
	unsetenv("GITHUB_ACTIONS");
	assert_int_equal(strncmp(text, "::stop-commands::", 17), 0);
	snprintf(resume, sizeof(resume), "\n::%.32s::\n", text + 17);
	assert_non_null(strstr(text, resume));
	assert_true(strstr(text, resume) > strstr(text, "\nNot passed:"));
	assert_true(strstr(text, "\n::error file=") > strstr(text, resume));
	nb_run_free(run);
}

/* What the environment says of colours, and of GitHub. */
static void forget_environment(void)
{
	static const char *const names[] = { "NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE",
					     "FORCE_COLOR", "GITHUB_ACTIONS" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		unsetenv(names[i]);
}

static void colours_are_wanted_or_not(void **state)
{
	static const struct {
		const char *no, *clicolor_force, *force;
		enum nb_color color;
		bool want;
	} rows[] = {
		{ NULL, NULL, NULL, NB_COLOR_AUTO, false }, /* a file is no terminal */
		{ "1", NULL, NULL, NB_COLOR_ALWAYS, true },
		{ NULL, "1", "1", NB_COLOR_NEVER, false },
		{ NULL, "1", NULL, NB_COLOR_AUTO, true },
		{ NULL, NULL, "1", NB_COLOR_AUTO, true },
		{ NULL, "0", "0", NB_COLOR_AUTO, false },
		{ "", "1", NULL, NB_COLOR_AUTO, true },
		{ "0", "1", NULL, NB_COLOR_AUTO, false },
	};
	nb_auto_file FILE *file = fopen("/dev/null", "we");

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		forget_environment();
		if (rows[i].no)
			setenv("NO_COLOR", rows[i].no, 1);
		if (rows[i].clicolor_force)
			setenv("CLICOLOR_FORCE", rows[i].clicolor_force, 1);
		if (rows[i].force)
			setenv("FORCE_COLOR", rows[i].force, 1);
		assert_int_equal(nb_style_wanted(file, rows[i].color), rows[i].want);
	}
	forget_environment();
}

static void coloured_lines_end_uncoloured(void **state)
{
	struct nb_terminal_options options = { .color = NB_COLOR_ALWAYS };
	struct nb_run *run = sample_good_run();
	nb_auto_free char *text = show(run, &options);

	(void)state;
	assert_non_null(strstr(text, "\n\x1b[32mPASS\x1b[0m routing/forwards"));
	assert_non_null(strstr(text, "\n1 passed, 0 failed, 0 skipped\n"));
	nb_run_free(run);
}

/* A run with four cases running, started a second apart. */
static struct nb_run *busy_run(void)
{
	struct nb_run *run = sample_good_run();

	run->start_ns = 1767225600000000000u;
	for (int i = 0; i < 4; i++) {
		static const char *const names[] = { "d", "c", "b", "a" };
		struct nb_case_result *kase =
			sample_case(run, "busy", names[i], NB_VERDICT_NONE);
		struct nb_attempt *attempt = sample_attempt(kase, NB_VERDICT_NONE);

		attempt->start_ns = run->start_ns + (uint64_t)(4 - i) * 1000000000u;
		attempt->stage = NB_STAGE_BUILD;
	}
	sample_case(run, "busy", "waiting", NB_VERDICT_NONE);
	return run;
}

static void progress_shows_the_longest_first(void **state)
{
	struct nb_run *run = busy_run();
	nb_auto_buffer struct nb_buffer out = { 0 }, few = { 0 }, narrow = { 0 };
	uint64_t now = run->start_ns + 65000000000u;

	(void)state;
	run->backlog.held = 3;
	assert_int_equal(nb_progress_compose(run, now, 79, 12, &out), 5);
	assert_string_equal(out.data, "[01:05] 1 of 6 done, 4 running, 3 bridges held\n"
				      "  build         64.0 s  busy/a\n"
				      "  build         63.0 s  busy/b\n"
				      "  build         62.0 s  busy/c\n"
				      "  build         61.0 s  busy/d\n");
	assert_int_equal(nb_progress_compose(run, now, 79, 4, &few), 4);
	assert_non_null(strstr(few.data, "busy/b\n  and 2 more\n"));
	assert_int_equal(nb_progress_compose(run, now, 10, 1, &narrow), 1);
	assert_string_equal(narrow.data, "[01:05] 1 \n");
	nb_run_free(run);
}

static void a_terminal_gets_a_block_that_goes_away(void **state)
{
	nb_auto_fd int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	struct nb_run *run = busy_run();
	struct nb_sink *sink;
	char got[4096] = "", *told;
	size_t have = 0;
	ssize_t n;
	FILE *out;

	(void)state;
	assert_true(master >= 0);
	assert_int_equal(grantpt(master), 0);
	assert_int_equal(unlockpt(master), 0);
	out = fopen(ptsname(master), "r+e");
	assert_non_null(out);
	setenv("TERM", "dumb", 1);
	sink = nb_terminal_new(out, NULL, NULL);
	assert_null(sink->tick);
	nb_terminal_free(sink);

	setenv("TERM", "xterm", 1);
	sink = nb_terminal_new(out, NULL, NULL);
	assert_non_null(sink->tick);
	sink->tick(sink->ctx, run);
	tell(sink, NB_EVENT_VERDICT, run, &run->cases[0], NULL);
	sink->tick(sink->ctx, run);
	tell(sink, NB_EVENT_NOTE, run, NULL, NULL);
	nb_terminal_free(sink);
	fclose(out); /* then the other side reads all, and an error */
	while ((n = read(master, got + have, sizeof(got) - 1 - have)) > 0)
		have += (size_t)n;
	assert_non_null(strstr(got, "1 of 6 done, 4 running\r\n  build"));
	told = strstr(
		got,
		"busy/d\r\n\r\x1b[5A\x1b[J\x1b[32mPASS\x1b[0m routing/forwards (0.41 s)"
		"\r\n[");
	assert_non_null(told);
	assert_null(strstr(told + 30, "PASS"));
	assert_string_equal(got + have - 26, "\r\x1b[5A\x1b[Jwaits for sleep(1)");
	nb_run_free(run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(colours_are_wanted_or_not), /* forgets the environment */
		cmocka_unit_test(a_good_run_is_short),
		cmocka_unit_test(a_failure_is_told_at_once_and_again),
		cmocka_unit_test(each_verdict_has_its_word),
		cmocka_unit_test(the_end_counts_and_lists),
		cmocka_unit_test(hostile_bytes_stay_inside),
		cmocka_unit_test(options_change_what_is_shown),
		cmocka_unit_test(only_the_end_of_long_output_is_shown),
		cmocka_unit_test(only_the_start_of_a_long_report_is_shown),
		cmocka_unit_test(what_is_slow_is_told),
		cmocka_unit_test(github_takes_no_command_from_a_case),
		cmocka_unit_test(coloured_lines_end_uncoloured),
		cmocka_unit_test(progress_shows_the_longest_first),
		cmocka_unit_test(a_terminal_gets_a_block_that_goes_away),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
