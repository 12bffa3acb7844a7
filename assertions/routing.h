/* SPDX-License-Identifier: MIT */
/* Sessions and learnt routes, judged. Pure: from lists that were read to judgements. */
#ifndef ASSERTIONS_ROUTING_H
#define ASSERTIONS_ROUTING_H

#include "assertions/judge.h"
#include "fixtures/address.h"
#include "nestbed/routing.h"
#include "nestbed/state.h"

/** struct nb_session_wish - What is claimed of a session */
struct nb_session_wish {
	const char *node, *protocol, *peer;
	bool is_up;
};

/**
 * nb_judge_session() - Up or down
 * @session:	That with the peer; NULL = there is none
 * @others:	@count sessions of the protocol, for the report
 * @was_heard:	Packets of the peer were received: the control of a neighbour that is forgotten
 */
struct nb_judgement nb_judge_session(const struct nb_session_wish *wish,
				     const struct nb_session *session,
				     const struct nb_session *others, size_t count,
				     bool was_heard);

/** struct nb_learnt_wish - What is claimed of a route; @network is @prefix, parsed */
struct nb_learnt_wish {
	const char *node, *prefix, *via, *protocol;
	struct nb_prefix network;
};

/** struct nb_learnt_seen - What daemon and kernel know; @learnt of that prefix alone */
struct nb_learnt_seen {
	struct nb_learnt_route *learnt;
	size_t nlearnt;
	struct nb_route_state *kernel;
	size_t nkernel;
};

struct nb_judgement nb_judge_learnt(const struct nb_learnt_wish *wish,
				    const struct nb_learnt_seen *seen);
struct nb_judgement nb_judge_not_learnt(const struct nb_learnt_wish *wish,
					const struct nb_learnt_seen *seen);

struct nb_judgement nb_judge_convergence(const char *nodes, const char *prefixes,
					 unsigned int ms,
					 const struct nb_convergence *seen);

#endif /* ASSERTIONS_ROUTING_H */
