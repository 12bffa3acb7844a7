/* SPDX-License-Identifier: MIT */
/* Security associations, judged. Pure: from lists that were read to judgements. */
#ifndef ASSERTIONS_IPSEC_H
#define ASSERTIONS_IPSEC_H

#include "assertions/judge.h"
#include "nestbed/ipsec.h"

/** nb_judge_ike() - Is one established that is as wished? @wish NULL = any */
struct nb_judgement nb_judge_ike(const char *node, const char *conn,
				 const struct nb_ike_wish *wish,
				 const struct nb_ipsec_state *state);
/** nb_judge_child() - Is one installed that is as wished? @wish NULL = any */
struct nb_judgement nb_judge_child(const char *node, const char *child,
				   const struct nb_child_wish *wish,
				   const struct nb_ipsec_state *state);
/** nb_judge_no_ike() - Is there none? @is_loaded: the connection is, which is the control */
struct nb_judgement nb_judge_no_ike(const char *node, const char *conn, bool is_loaded,
				    const struct nb_ipsec_state *state);
struct nb_judgement nb_judge_no_child(const char *node, const char *child, bool is_loaded,
				      const struct nb_ipsec_state *state);
/** nb_judge_rekeyed() - @seen: how often */
struct nb_judgement nb_judge_rekeyed(const char *node, enum nb_ipsec_event_kind kind,
				     const char *name, unsigned int wanted,
				     unsigned int seen);

/** nb_judge_lease() - Is @address lent to @identity, who is online? */
struct nb_judgement nb_judge_lease(const char *node, const char *pool,
				   const char *address, const char *identity,
				   const struct nb_ipsec_lease *leases, size_t count);

#endif /* ASSERTIONS_IPSEC_H */
