/* SPDX-License-Identifier: MIT */
/* Commands of a node, judged by their status and output. */
#include "assertions/command.h"

#include <stdio.h>
#include <string.h>

#include "assertions/json.h"
#include "assertions/text.h"
#include "harness/clock.h"

#define TAIL_LINES 6 /* of its output, in a report */

static void print_ending(const struct nb_run_result *result, char *text, size_t size)
{
	if (result->timed_out)
		snprintf(text, size, "killed at its deadline");
	else if (result->signal)
		snprintf(text, size, "killed by signal %d (%s)", result->signal,
			 strsignal(result->signal));
	else
		snprintf(text, size, "exit status %d", result->status);
}

static void add_output(struct nb_buffer *text, const struct nb_run_result *result)
{
	if (result->out && result->out[0])
		nb_report_line(text, "output", "%s",
			       nb_text_tail(result->out, TAIL_LINES));
	if (result->err && result->err[0])
		nb_report_line(text, "errors", "%s",
			       nb_text_tail(result->err, TAIL_LINES));
}

struct nb_judgement nb_judge_status(const char *node, const char *shell, int wanted,
				    const struct nb_run_result *result)
{
	struct nb_judgement judgement = { .type = "command.status" };
	char ending[64];

	if (!result->timed_out && !result->signal && result->status == wanted)
		return judgement;
	print_ending(result, ending, sizeof(ending));
	nb_judgement_set(&judgement, NB_FAILS, "%s: %s: %s, not exit status %d", node,
			 shell, ending, wanted);
	nb_report_line(&judgement.text, "wanted", "exit status %d", wanted);
	nb_report_line(&judgement.text, "seen", "%s", ending);
	nb_report_line(&judgement.text, "waited", "%llu ms",
		       (unsigned long long)(result->duration_ns / NB_NS_PER_MS));
	add_output(&judgement.text, result);
	return judgement;
}

static bool is_as_wished(const char *output, const char *wanted, enum nb_output_wish wish)
{
	switch (wish) {
	case NB_OUTPUT_IS:
		return !strcmp(output, wanted);
	case NB_OUTPUT_CONTAINS:
		return strstr(output, wanted);
	case NB_OUTPUT_LACKS:
		return output[0] && !strstr(output, wanted);
	}
	return false;
}

static void say_difference(struct nb_judgement *judgement, const char *output,
			   const char *wanted, enum nb_output_wish wish)
{
	static const char *const wish_text[] = {
		[NB_OUTPUT_IS] = "output",
		[NB_OUTPUT_CONTAINS] = "output that contains",
		[NB_OUTPUT_LACKS] = "output that lacks",
	};
	nb_auto_buffer struct nb_buffer quoted = { 0 }, differs = { 0 };
	const char *nearest;
	unsigned int number;
	size_t len;

	nb_text_quote(&quoted, wanted, strlen(wanted));
	nb_report_line(&judgement->text, "wanted", "%s %s", wish_text[wish], quoted.data);
	if (wish == NB_OUTPUT_IS && nb_text_differ(&differs, wanted, output))
		nb_report_line(&judgement->text, "differs", "%s", differs.data);
	nearest = nb_text_nearest(output, wanted, &number, &len);
	if (wish != NB_OUTPUT_IS && nearest) {
		nb_text_quote(&differs, nearest, len);
		nb_report_line(&judgement->text,
			       wish == NB_OUTPUT_LACKS ? "seen" : "nearest",
			       "line %u: %s", number, differs.data);
	}
}

struct nb_judgement nb_judge_output(const char *node, const char *shell,
				    const char *wanted, enum nb_output_wish wish,
				    const struct nb_run_result *result)
{
	static const char *const verb[] = { "other output", "output lacks",
					    "output has" };
	struct nb_judgement judgement = nb_judge_status(node, shell, 0, result);
	nb_auto_buffer struct nb_buffer quoted = { 0 };

	if (judgement.ruling != NB_HOLDS)
		return judgement;
	judgement.type = "command.output";
	if (is_as_wished(result->out, wanted, wish))
		return judgement;
	nb_text_quote(&quoted, wanted, strlen(wanted));
	if (wish == NB_OUTPUT_LACKS && !result->out[0])
		nb_judgement_set(&judgement, NB_CANNOT_TELL,
				 "%s: %s: no output at all, so it lacks %s for no reason",
				 node, shell, quoted.data);
	else
		nb_judgement_set(&judgement, NB_FAILS, "%s: %s: %s %s", node, shell,
				 verb[wish],
				 wish == NB_OUTPUT_IS ? "than wanted" : quoted.data);
	say_difference(&judgement, result->out, wanted, wish);
	add_output(&judgement.text, result);
	return judgement;
}

static void run(const struct nb_place *at, struct nb_node *node, const char *shell,
		struct nb_run_result *ret)
{
	struct nb_error err = { 0 };

	if (nb_node_shell(node, shell, NULL, ret, &err) < 0)
		nb_claim_error(at, "command", err.text, NULL);
}

void nb_assert_command_at(const char *file, int line, struct nb_node *node,
			  const char *shell, int status)
{
	const struct nb_place at = { file, line };
	struct nb_judgement judgement;
	struct nb_run_result result;

	run(&at, node, shell, &result);
	judgement = nb_judge_status(nb_node_name(node), shell, status, &result);
	nb_run_release(&result);
	nb_judgement_close(&at, &judgement);
}

void nb_assert_output_at(const char *file, int line, struct nb_node *node,
			 const char *shell, const char *text, enum nb_output_wish wish)
{
	const struct nb_place at = { file, line };
	struct nb_judgement judgement;
	struct nb_run_result result;

	run(&at, node, shell, &result);
	judgement = nb_judge_output(nb_node_name(node), shell, text, wish, &result);
	nb_run_release(&result);
	nb_judgement_close(&at, &judgement);
}

void nb_assert_json_at(const char *file, int line, struct nb_node *node,
		       const char *shell, const char *wanted)
{
	const struct nb_place at = { file, line };
	struct nb_judgement judgement;
	struct nb_run_result result;

	run(&at, node, shell, &result);
	judgement = nb_judge_status(nb_node_name(node), shell, 0, &result);
	if (judgement.ruling == NB_HOLDS)
		judgement = nb_judge_json(nb_node_name(node), shell, wanted, result.out);
	nb_run_release(&result);
	nb_judgement_close(&at, &judgement);
}
