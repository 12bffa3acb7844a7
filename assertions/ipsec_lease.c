/* SPDX-License-Identifier: MIT */
/* The claim about virtual addresses: who was given which. */
#include <stdlib.h>
#include <string.h>

#include "assertions/ipsec.h"
#include "assertions/watch.h"
#include "fixtures/lab.h"
#include "fixtures/strongswan.h"
#include "harness/auto.h"
#include "nestbed/cmocka.h"

#define LOOK_AGAIN_MS 100

struct nb_judgement nb_judge_lease(const char *node, const char *pool,
				   const char *address, const char *identity,
				   const struct nb_ipsec_lease *leases, size_t count)
{
	struct nb_judgement judgement = { .type = "ipsec.lease" };

	for (size_t i = 0; i < count; i++)
		if (leases[i].is_online && !strcmp(leases[i].address, address) &&
		    !strcmp(leases[i].identity, identity))
			return judgement;
	nb_judgement_set(&judgement, NB_FAILS, "%s: wanted %s of pool %s lent to %s",
			 node, address, pool, identity);
	nb_report_line(&judgement.text, "wanted", "%s online, %s", address, identity);
	for (size_t i = 0; i < count; i++)
		nb_report_line(&judgement.text, "seen", "%s %s, %s", leases[i].address,
			       leases[i].is_online ? "online" : "offline",
			       leases[i].identity);
	if (count == 0)
		nb_report_line(&judgement.text, "seen", "nothing is lent");
	return judgement;
}

/* Return: 0 = looked, and judged; -1 with @err set: nobody can tell */
static int look(struct nb_node *node, const char *pool, const char *address,
		const char *identity, struct nb_judgement *ret, struct nb_error *err)
{
	nb_auto_free struct nb_ipsec_lease *leases = NULL;
	size_t count;

	if (nb_ipsec_leases(node, pool, &leases, &count, err) < 0)
		return -1;
	*ret = nb_judge_lease(node->name, pool, address, identity, leases, count);
	return 0;
}

/* charon tells of associations, not of leases, which come and go with them. */
static int wait_for_news(struct nb_node *node, struct nb_error *err)
{
	const struct nb_deadline pause = nb_deadline_in(LOOK_AGAIN_MS);
	struct nb_charon *charon = nb_charon_find(node, err);

	return charon ? nb_charon_listen(charon, &pause, err) : -1;
}

void nb_assert_lease_at(const char *file, int line, struct nb_node *node,
			const char *pool, const char *address, const char *identity,
			unsigned int ms)
{
	const struct nb_place at = { file, line };
	struct nb_judgement judgement = { 0 };
	struct nb_error err = { 0 };
	struct nb_deadline deadline;
	bool is_last = false;

	nb_at(file, line);
	nb_need_node(&at, node);
	deadline = nb_deadline_in(ms);
	for (;;) {
		nb_judgement_release(&judgement);
		if (look(node, pool, address, identity, &judgement, &err) < 0)
			nb_claim_error(&at, "ipsec", err.text, NULL);
		if (judgement.ruling == NB_HOLDS || is_last)
			break;
		is_last = nb_deadline_passed(&deadline);
		if (!is_last && wait_for_news(node, &err) < 0)
			nb_claim_error(&at, "ipsec", err.text, NULL);
	}
	if (judgement.ruling != NB_HOLDS)
		nb_report_line(&judgement.text, "waited", "%u ms", ms);
	nb_judgement_close(&at, &judgement);
}
