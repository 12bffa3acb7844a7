/* SPDX-License-Identifier: MIT */
/* Claims about services: what they have printed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "assertions/judge.h"
#include "assertions/text.h"
#include "assertions/watch.h"
#include "nestbed/checks.h"
#include "nestbed/cmocka.h"
#include "nestbed/ipsec.h"

#define TAIL_LINES 12 /* of its output, in a report */

static bool has_said(struct nb_service *service, const char *text)
{
	char *output = nb_service_output(service, NULL);
	bool has = output && strstr(output, text);

	free(output);
	return has;
}

static struct nb_judgement judge(const char *node, const char *name, const char *text,
				 struct nb_service *service, unsigned int ms)
{
	struct nb_judgement judgement = { .type = "service.output" };
	char *output = nb_service_output(service, NULL);

	nb_judgement_set(&judgement, NB_FAILS, "%s: service %s did not print \"%s\"",
			 node, name, text);
	nb_report_line(&judgement.text, "wanted", "\"%s\"", text);
	nb_report_line(&judgement.text, "output", "%s",
		       output && *output ? nb_text_tail(output, TAIL_LINES) : "none");
	nb_report_line(&judgement.text, "waited", "%u ms", ms);
	free(output);
	return judgement;
}

static _Noreturn void fail_unknown(const struct nb_place *at, struct nb_node *node,
				   const char *name)
{
	char message[256];

	snprintf(message, sizeof(message), "%s: no service %s was started",
		 nb_node_name(node), name);
	nb_claim_error(at, "service.output", message, NULL);
}

void nb_assert_service_said_at(const char *file, int line, struct nb_node *node,
			       const char *name, const char *text, unsigned int ms)
{
	const struct nb_place at = { file, line };
	struct nb_judgement judgement = { 0 };
	struct nb_service *service;
	struct nb_poll poll;
	bool is_over = false;

	nb_at(file, line);
	nb_need_node(&at, node);
	service = nb_node_service(node, name);
	if (!service)
		fail_unknown(&at, node, name);
	nb_poll_start(&poll, ms);
	while (service && !is_over && !has_said(service, text))
		is_over = !nb_poll_more(&poll);
	if (is_over)
		judgement = judge(nb_node_name(node), name, text, service, ms);
	nb_judgement_close(&at, &judgement);
}
