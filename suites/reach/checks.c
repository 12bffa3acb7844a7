/* SPDX-License-Identifier: MIT */
/* Files and commands of a node, JSON, and time. */
#include "reach.h"

#include <stdio.h>
#include <string.h>

static const struct nb_topology alone = {
	.name = "alone",
	.nodes = NB_NODES({ "c" }),
};

static void files_are_read(void **state)
{
	struct nb_node *c = nb_lab_node(*state, "c");

	nb_assert_no_file(c, "/tmp/note");
	sh(*state, "c", "printf 'one\\ntwo\\n' >/tmp/note");
	nb_assert_file(c, "/tmp/note");
	nb_assert_file(c, "/tmp");
	nb_assert_file_is(c, "/tmp/note", "one\ntwo\n");
	nb_assert_file_contains(c, "/tmp/note", "two");
	nb_assert_file_lacks(c, "/tmp/note", "three");
}

static void claim_no_note(void *lab)
{
	nb_assert_no_file(nb_lab_node(lab, "c"), "/tmp/note");
}

static void claim_a_note(void *lab)
{
	nb_assert_file(nb_lab_node(lab, "c"), "/tmp/none");
}

static void claim_no_folder(void *lab)
{
	nb_assert_no_file(nb_lab_node(lab, "c"), "/tmp/none/note");
}

static void claim_other_text(void *lab)
{
	nb_assert_file_is(nb_lab_node(lab, "c"), "/tmp/note", "one\ntwo \n");
}

static void claim_a_part(void *lab)
{
	nb_assert_file_contains(nb_lab_node(lab, "c"), "/tmp/note", "twofold");
}

static void claim_to_lack(void *lab)
{
	nb_assert_file_lacks(nb_lab_node(lab, "c"), "/tmp/note", "tw");
}

static void claim_text_of_nothing(void *lab)
{
	nb_assert_file_lacks(nb_lab_node(lab, "c"), "/tmp/none", "tw");
}

static void files_fail(void **state)
{
	sh(*state, "c", "printf 'one\\ntwo\\n' >/tmp/note");
	nb_assert_fails(claim_no_note, *state, NB_FAILURE_FAIL, "file.absent",
			"c: /tmp/note exists");
	nb_assert_fails(claim_a_note, *state, NB_FAILURE_FAIL, "file.present",
			"c: /tmp/none does not exist");
	nb_assert_fails(claim_no_folder, *state, NB_FAILURE_ERROR, "file.absent",
			"c: /tmp/none/note is absent, but so is its folder");
	expect_text(nb_assert_fails(claim_other_text, *state, NB_FAILURE_FAIL,
				    "file.content",
				    "c: /tmp/note is not \"one\\ntwo \\n\""),
		    "  wanted     \"one\\ntwo \\n\"\n"
		    "  differs    line 2: want \"two \", got \"two\"\n");
	expect_text(nb_assert_fails(claim_a_part, *state, NB_FAILURE_FAIL, "file.content",
				    "c: /tmp/note does not contain \"twofold\""),
		    "  wanted     a part \"twofold\"\n"
		    "  nearest    line 2: \"two\"\n");
	expect_text(nb_assert_fails(claim_to_lack, *state, NB_FAILURE_FAIL, "file.lacks",
				    "c: /tmp/note contains \"tw\""),
		    "  wanted     nowhere \"tw\"\n"
		    "  seen       line 2: \"two\"\n");
	nb_assert_fails(claim_text_of_nothing, *state, NB_FAILURE_FAIL, "file.lacks",
			"c: /tmp/none does not exist");
}

static void commands_are_run(void **state)
{
	struct nb_node *c = nb_lab_node(*state, "c");

	nb_assert_command(c, "exit 3", 3);
	nb_assert_output_is(c, "hostname", "c\n");
	nb_assert_output_contains(c, "echo one two", "two");
	nb_assert_output_lacks(c, "echo one two", "three");
	nb_assert_json(c, "ip -j link show dev lo",
		       "[{\"ifname\": \"lo\", \"mtu\": 65536}]");
}

static void claim_status(void *lab)
{
	nb_assert_command(nb_lab_node(lab, "c"), "echo so; echo no >&2; exit 4", 0);
}

static void claim_signal(void *lab)
{
	nb_assert_command(nb_lab_node(lab, "c"), "kill -9 $$", 0);
}

static void claim_output(void *lab)
{
	nb_assert_output_is(nb_lab_node(lab, "c"), "echo one", "two\n");
}

static void claim_output_part(void *lab)
{
	nb_assert_output_contains(nb_lab_node(lab, "c"), "echo metric 10", "metric 20");
}

static void claim_no_output(void *lab)
{
	nb_assert_output_lacks(nb_lab_node(lab, "c"), "true", "two");
}

static void claim_json(void *lab)
{
	nb_assert_json(nb_lab_node(lab, "c"), "echo '{\"routes\": [{\"metric\": 10}]}'",
		       "{\"routes\": [{\"metric\": 20}]}");
}

static void claim_no_json(void *lab)
{
	nb_assert_json(nb_lab_node(lab, "c"), "echo hello", "{}");
}

static void commands_fail(void **state)
{
	expect_text(nb_assert_fails(
			    claim_status, *state, NB_FAILURE_FAIL, "command.status",
			    "c: echo so; echo no >&2; exit 4: exit status 4, not exit "
			    "status 0"),
		    "  wanted     exit status 0\n"
		    "  seen       exit status 4\n"
		    "  output     so\n"
		    "  errors     no\n");
	nb_assert_fails(claim_signal, *state, NB_FAILURE_FAIL, "command.status",
			"c: kill -9 $$: killed by signal 9 (Killed), not exit status 0");
	expect_text(nb_assert_fails(claim_output, *state, NB_FAILURE_FAIL,
				    "command.output",
				    "c: echo one: other output than wanted"),
		    "  wanted     output \"two\\n\"\n"
		    "  differs    line 1: want \"two\", got \"one\"\n"
		    "  output     one\n");
	expect_text(nb_assert_fails(claim_output_part, *state, NB_FAILURE_FAIL,
				    "command.output",
				    "c: echo metric 10: output lacks \"metric 20\""),
		    "  wanted     output that contains \"metric 20\"\n"
		    "  nearest    line 1: \"metric 10\"\n"
		    "  output     metric 10\n");
	nb_assert_fails(claim_no_output, *state, NB_FAILURE_ERROR, "command.output",
			"c: true: no output at all, so it lacks \"two\" for no reason");
	expect_text(nb_assert_fails(claim_json, *state, NB_FAILURE_FAIL, "command.json",
				    "c: echo '{\"routes\": [{\"metric\": 10}]}': "
				    "$.routes[0].metric: want 20, got 10"),
		    "  wanted     {\"routes\": [{\"metric\": 20}]}\n"
		    "  differs    $.routes[0].metric: want 20, got 10\n");
	nb_assert_fails(
		claim_no_json, *state, NB_FAILURE_FAIL, "command.json",
		"c: echo hello: JSON: line 1 column 5: invalid token near 'hello': "
		"Invalid "
		"argument (EINVAL)");
}

static int looks;

static void time_is_waited_for(void **state)
{
	(void)state;
	looks = 0;
	nb_assert_eventually(++looks == 3, ANSWER_MS);
	assert_int_equal(looks, 3);
	looks = 0;
	nb_assert_always(++looks > 0, 30);
	assert_true(looks >= 2); /* at once, and at the end */
}

static void claim_never(void *lab)
{
	(void)lab;
	nb_assert_eventually(++looks < 0, 30);
}

static void claim_always(void *lab)
{
	(void)lab;
	nb_assert_always(++looks < 3, ANSWER_MS);
}

static void time_runs_out(void **state)
{
	const struct nb_failure *failure;
	int within_ms = 0, waited_ms, looked; /* a slow machine is given longer */
	char wanted[64];

	(void)state;
	looks = 0;
	failure = nb_assert_fails(claim_never, NULL, NB_FAILURE_FAIL, "time.eventually",
				  "never within ...");
	assert_int_equal(sscanf(failure->message, "never within %d", &within_ms), 1);
	assert_true(within_ms >= 30);
	assert_non_null(strstr(failure->message, " ms: ++looks < 0"));
	snprintf(wanted, sizeof(wanted), "  wanted     ++looks < 0, within %d ms\n",
		 within_ms);
	expect_text(failure, wanted);
	assert_int_equal(sscanf(strstr(failure->text, "  waited"),
				"  waited %d ms, looked %d times", &waited_ms, &looked),
			 2);
	assert_true(waited_ms >= within_ms);
	assert_int_equal(looked, looks);
	looks = 0;
	failure = nb_assert_fails(claim_always, NULL, NB_FAILURE_FAIL, "time.always",
				  "not for ...");
	assert_int_equal(sscanf(failure->message, "not for %d", &within_ms), 1);
	assert_true(within_ms >= ANSWER_MS);
	assert_non_null(strstr(failure->message, " ms: ++looks < 3"));
	assert_int_equal(looks, 3);
}

int checks(void)
{
	const struct CMUnitTest tests[] = {
		nb_unit_test(files_are_read, &alone),
		nb_unit_test(files_fail, &alone),
		nb_unit_test(commands_are_run, &alone),
		nb_unit_test(commands_fail, &alone),
		cmocka_unit_test(time_is_waited_for),
		cmocka_unit_test(time_runs_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
