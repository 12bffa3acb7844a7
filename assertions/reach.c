/* SPDX-License-Identifier: MIT */
/*
 * Reachability, claimed: one node, one address.
 *
 * A negative claim asks two questions at once, the one that must stay unanswered and its
 * control, in one run of probes, so that both met the same network.
 */
#include "assertions/reach.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "assertions/watch.h"
#include "fixtures/http.h"
#include "fixtures/owner.h"
#include "fixtures/probe.h"
#include "nestbed/state.h"

/* Bodies of claims; what they hold must be released before the claim is closed. */
struct question {
	struct nb_probe probe[2]; /* the question, its control */
	size_t count;
	char target[128];
	char control[160]; /* "" = none found */
	struct nb_echo *responder;
};

static const struct {
	const char *type, *verb, *port;
} words[] = {
	[NB_PROBE_PING] = { "reach.ping", "answers ping", "" },
	[NB_PROBE_TCP] = { "reach.tcp", "accepts a connection", " TCP port " },
	[NB_PROBE_UDP] = { "reach.udp", "echoes", " UDP port " },
};

static int put_question(struct question *q, enum nb_probe_kind kind, struct nb_node *node,
			const char *to, unsigned int port, struct nb_error *err)
{
	char number[16] = "";

	q->probe[0] = (struct nb_probe){ .kind = kind, .node = node };
	q->count = 1;
	if (nb_endpoint_parse(to, &q->probe[0].to, err) < 0)
		return -1;
	q->probe[0].to.port = port;
	if (port)
		snprintf(number, sizeof(number), "%u", port);
	snprintf(q->target, sizeof(q->target), "%s%s%s", to, words[kind].port, number);
	if (kind == NB_PROBE_UDP)
		q->responder = nb_echo_start_for(node, &q->probe[0].to);
	return 0;
}

/* The node that has the address asks itself the same. */
static void put_own_control(struct question *q)
{
	struct nb_probe *control = &q->probe[1];
	struct nb_node *owner =
		nb_lab_owner(nb_node_lab(q->probe[0].node), &q->probe[0].to.ip, NULL);

	if (!owner)
		return;
	*control = q->probe[0];
	control->node = owner;
	control->takes_no = false;
	snprintf(q->control, sizeof(q->control), "%s>%s", nb_node_name(owner), q->target);
	q->count = 2;
}

/* "[node>]address[:port]" */
static int put_named_control(struct question *q, const char *words_, struct nb_error *err)
{
	struct nb_probe *control = &q->probe[1];
	const char *arrow = strchr(words_, '>');
	char name[NB_NAME_MAX + 1];

	*control = (struct nb_probe){ .node = q->probe[0].node };
	if (arrow) {
		snprintf(name, sizeof(name), "%.*s", (int)(arrow - words_), words_);
		control->node = nb_lab_node(nb_node_lab(q->probe[0].node), name);
	}
	if (!control->node)
		return nb_error_set(err, 0, "control %s: no node %s", words_, name);
	if (nb_endpoint_parse_port(arrow ? arrow + 1 : words_, &control->to, err) < 0)
		return nb_error_wrap(err, "control %s", words_);
	control->kind = control->to.port ? NB_PROBE_TCP : NB_PROBE_PING;
	snprintf(q->control, sizeof(q->control), "%s%s%s", nb_node_name(control->node),
		 ">", arrow ? arrow + 1 : words_);
	q->count = 2;
	return 0;
}

static int put_control(struct question *q, const char *control, struct nb_error *err)
{
	q->probe[0].takes_no = true;
	if (control)
		return put_named_control(q, control, err);
	put_own_control(q);
	return 0;
}

static int ask(struct question *q, unsigned int ms, struct nb_reach_seen *seen,
	       struct nb_error *err)
{
	if (nb_probes_run(q->probe, q->count, ms, err) < 0)
		return -1;
	seen->answer = q->probe[0].answer;
	seen->control = q->control[0] ? q->control : NULL;
	seen->control_answer = q->probe[1].answer;
	return 0;
}

/* Why there was no answer: known causes, and where the packets went. */
struct cause {
	char *why;
	struct nb_sightings sightings;
};

static void print_filters(enum nb_probe_kind kind, const struct nb_endpoint *to,
			  char question[160], char answer[160])
{
	const char *protocol = kind == NB_PROBE_TCP ? "tcp" : "udp";
	char host[INET6_ADDRSTRLEN];

	nb_ip_print(&to->ip, host);
	snprintf(question, 160, "dst host %s and %s dst port %u", host, protocol,
		 to->port);
	snprintf(answer, 160, "src host %s and %s src port %u", host, protocol, to->port);
}

static int follow(const struct nb_probe *probe, uint64_t since_ns,
		  struct nb_sightings *ret)
{
	char question[160], answer[160];

	if (probe->kind == NB_PROBE_PING)
		return nb_sightings_find_echo(probe->node, &probe->to.ip, 0, since_ns,
					      ret);
	print_filters(probe->kind, &probe->to, question, answer);
	return nb_sightings_find(nb_lab_capture(nb_node_lab(probe->node)),
				 nb_node_name(probe->node), question, answer, since_ns,
				 ret);
}

/* Only looked for when there was no answer; what is found is put into @seen as well. */
static void find_cause(struct cause *cause, const struct nb_probe *probe,
		       uint64_t since_ns, struct nb_reach_seen *seen)
{
	char host[INET6_ADDRSTRLEN];

	*cause = (struct cause){ 0 };
	if (seen->answer.kind == NB_ANSWER_YES)
		return;
	if (follow(probe, since_ns, &cause->sightings) == 0)
		seen->sightings = &cause->sightings;
	cause->why = nb_node_why(probe->node, nb_ip_print(&probe->to.ip, host));
	seen->why = cause->why;
}

static void release_cause(struct cause *cause)
{
	free(cause->why);
	nb_sightings_release(&cause->sightings);
}

static void assert_answered(const struct nb_place *at, enum nb_probe_kind kind,
			    struct nb_node *node, const char *to, unsigned int port,
			    unsigned int ms)
{
	struct nb_reach_seen seen = { 0 };
	struct nb_judgement judgement;
	struct nb_error err = { 0 };
	struct nb_watched watched;
	struct question q = { 0 };
	uint64_t since_ns = nb_clock_wall_ns();
	struct cause cause;
	int rc;

	nb_watch_start(&watched, at, node);
	rc = put_question(&q, kind, node, to, port, &err);
	if (rc == 0)
		rc = ask(&q, ms, &seen, &err);
	nb_echo_stop(q.responder);
	if (rc < 0)
		nb_claim_error(at, words[kind].type, err.text, NULL);
	seen.overflow = nb_watch_overflow(&watched);
	find_cause(&cause, &q.probe[0], since_ns, &seen);
	judgement = nb_judge_answered(
		&(struct nb_reach_wish){ words[kind].type, nb_node_name(node), q.target,
					 words[kind].verb },
		&seen);
	release_cause(&cause);
	nb_judgement_close(at, &judgement);
}

static void assert_silent(const struct nb_place *at, enum nb_probe_kind kind,
			  struct nb_node *node, const char *to, unsigned int port,
			  unsigned int ms, const char *control)
{
	struct nb_reach_seen seen = { 0 };
	struct nb_judgement judgement;
	struct nb_error err = { 0 };
	struct nb_watched watched;
	struct question q = { 0 };
	int rc;

	nb_watch_start(&watched, at, node);
	rc = put_question(&q, kind, node, to, port, &err);
	if (rc == 0)
		rc = put_control(&q, control, &err);
	if (rc == 0)
		rc = ask(&q, ms, &seen, &err);
	nb_echo_stop(q.responder);
	if (rc < 0)
		nb_claim_error(at, words[kind].type, err.text, NULL);
	seen.overflow = nb_watch_overflow(&watched);
	judgement = nb_judge_silent(&(struct nb_reach_wish){ words[kind].type,
							     nb_node_name(node), q.target,
							     words[kind].verb },
				    &seen);
	nb_judgement_close(at, &judgement);
}

void nb_assert_reachable_at(const char *file, int line, struct nb_node *node,
			    const char *to, unsigned int ms)
{
	const struct nb_place at = { file, line };

	assert_answered(&at, NB_PROBE_PING, node, to, 0, ms);
}

void nb_assert_unreachable_at(const char *file, int line, struct nb_node *node,
			      const char *to, unsigned int ms, const char *control)
{
	const struct nb_place at = { file, line };

	assert_silent(&at, NB_PROBE_PING, node, to, 0, ms, control);
}

void nb_assert_tcp_at(const char *file, int line, struct nb_node *node, const char *to,
		      unsigned int port, unsigned int ms)
{
	const struct nb_place at = { file, line };

	assert_answered(&at, NB_PROBE_TCP, node, to, port, ms);
}

void nb_assert_no_tcp_at(const char *file, int line, struct nb_node *node, const char *to,
			 unsigned int port, unsigned int ms, const char *control)
{
	const struct nb_place at = { file, line };

	assert_silent(&at, NB_PROBE_TCP, node, to, port, ms, control);
}

void nb_assert_udp_echo_at(const char *file, int line, struct nb_node *node,
			   const char *to, unsigned int port, unsigned int ms)
{
	const struct nb_place at = { file, line };

	assert_answered(&at, NB_PROBE_UDP, node, to, port, ms);
}

void nb_assert_no_udp_echo_at(const char *file, int line, struct nb_node *node,
			      const char *to, unsigned int port, unsigned int ms,
			      const char *control)
{
	const struct nb_place at = { file, line };

	assert_silent(&at, NB_PROBE_UDP, node, to, port, ms, control);
}

void nb_assert_udp_sent_at(const char *file, int line, struct nb_node *node,
			   const char *to, unsigned int port, size_t bytes)
{
	const struct nb_place at = { file, line };
	struct nb_buffer text = { 0 };
	struct nb_error err = { 0 };
	char *why;

	nb_need_node(&at, node);
	if (nb_udp_send(node, to, port, bytes, &err) == 0)
		return;
	nb_report_line(&text, "wanted",
		       "a UDP datagram of %zu bytes leaves %s for %s port %u", bytes,
		       nb_node_name(node), to, port);
	nb_report_line(&text, "seen", "%s", err.text);
	why = nb_node_why(node, to);
	nb_report_causes(&text, why);
	free(why);
	nb_claim_fail(&at, "reach.sent", err.text, &text);
}

/* The address of a URL, for hints and controls; "" when it has none. */
static void address_of(const char *url, char *address, unsigned int *ret_port)
{
	struct nb_endpoint to;
	char *request = NULL;

	address[0] = '\0';
	*ret_port = 0;
	if (nb_http_request(url, &to, &request, NULL) < 0)
		return;
	free(request);
	nb_ip_print(&to.ip, address);
	*ret_port = to.port;
}

void nb_assert_http_at(const char *file, int line, struct nb_node *node, const char *url,
		       unsigned int status, const char *part, unsigned int ms)
{
	const struct nb_place at = { file, line };
	struct nb_reach_seen seen = { 0 };
	struct nb_http http = { 0 };
	struct nb_judgement judgement;
	struct nb_error err = { 0 };
	struct nb_watched watched;
	struct nb_probe probe = { .kind = NB_PROBE_TCP, .node = node };
	uint64_t since_ns = nb_clock_wall_ns();
	struct cause cause;
	char *request;

	nb_watch_start(&watched, &at, node);
	if (nb_http_get(node, url, ms, &http, &err) < 0)
		nb_claim_error(&at, "reach.http", err.text, NULL);
	seen.answer = http.answer;
	seen.overflow = nb_watch_overflow(&watched);
	if (nb_http_request(url, &probe.to, &request, NULL) == 0)
		free(request);
	find_cause(&cause, &probe, since_ns, &seen);
	judgement = nb_judge_http(nb_node_name(node), url, status, part, &http, &seen);
	release_cause(&cause);
	nb_http_release(&http);
	nb_judgement_close(&at, &judgement);
}

/*
 * Silence of HTTP is judged by the connection and what comes over it; the control connects
 * only, so that no request is counted that the author did not make.
 */
void nb_assert_no_http_at(const char *file, int line, struct nb_node *node,
			  const char *url, unsigned int ms, const char *control)
{
	const struct nb_place at = { file, line };
	const struct nb_reach_wish wish = { "reach.http", nb_node_name(node), url,
					    "answers HTTP" };
	struct nb_reach_seen seen = { 0 };
	struct nb_judgement judgement;
	struct nb_error err = { 0 };
	struct nb_watched watched;
	struct question q = { 0 };
	char address[INET6_ADDRSTRLEN];
	char *request = NULL;
	unsigned int port;
	int rc;

	nb_watch_start(&watched, &at, node);
	address_of(url, address, &port);
	rc = put_question(&q, NB_PROBE_TCP, node, address, port, &err);
	if (rc == 0)
		rc = put_control(&q, control, &err);
	if (rc == 0)
		rc = nb_http_request(url, &q.probe[0].to, &request, &err);
	q.probe[0].request = request;
	q.probe[0].is_whole = nb_http_is_whole;
	if (rc == 0)
		rc = ask(&q, ms, &seen, &err);
	if (seen.answer.kind == NB_ANSWER_YES && q.probe[0].response.len == 0)
		seen.answer.kind = NB_ANSWER_NONE; /* connected, and never a word */
	nb_probe_release(&q.probe[0]);
	free(request);
	if (rc < 0)
		nb_claim_error(&at, "reach.http", err.text, NULL);
	seen.overflow = nb_watch_overflow(&watched);
	judgement = nb_judge_silent(&wish, &seen);
	nb_judgement_close(&at, &judgement);
}
