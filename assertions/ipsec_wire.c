/* SPDX-License-Identifier: MIT */
/*
 * IPsec on the wire: protected packets in both directions on each end, and nothing foreign.
 * Made of the claims about packets; the direction is told by the MAC address of the end, or,
 * at a port of a switch, which has no packets of its own, by that of the end it is wired to.
 */
#include <stdio.h>
#include <string.h>

#include "assertions/packets.h"
#include "fixtures/lab.h"
#include "harness/clock.h"
#include "nestbed/cmocka.h"
#include "nestbed/ipsec.h"

static bool is_in(const char *ends, const char *end)
{
	const char *list = ends ? ends : "*";
	char word[256];

	while (nb_scope_word(&list, word, sizeof(word)))
		if (nb_scope_word_names(word, end))
			return true;
	return false;
}

static void close_claim(const struct nb_place *at, struct nb_judgement *judgement,
			const char *hint, const char *end)
{
	if (judgement->ruling != NB_HOLDS)
		nb_report_line(&judgement->text, "hint", "%s %s", hint, end);
	nb_judgement_close(at, judgement);
}

/* At this end, protected packets went @way, "src" or "dst", until the deadline. */
static void assert_protected(const struct nb_place *at, struct nb_lab *lab,
			     const struct nb_end *end, const char *way,
			     const struct nb_deadline *deadline)
{
	const bool is_port = end->node->kind == NB_SWITCH && end->peer;
	const unsigned char *mac = is_port ? end->peer->mac : end->mac;
	struct nb_judgement judgement;
	char filter[96];

	snprintf(filter, sizeof(filter),
		 NB_PROTECTED " and ether %s %02x:%02x:%02x:%02x:%02x:%02x", way, mac[0],
		 mac[1], mac[2], mac[3], mac[4], mac[5]);
	nb_packets_judge_seen(
		&(struct nb_wish){ .capture = nb_lab_capture(lab),
				   .ends = end->at,
				   .filter = filter,
				   .count = nb_at_least(1),
				   .ms = (unsigned int)nb_deadline_left_ms(deadline) },
		&judgement);
	close_claim(at, &judgement,
		    *way == 's' ? "no protected packet was sent from"
				: "no protected packet was received at",
		    end->at);
}

void nb_assert_only_ipsec_at(const char *file, int line, struct nb_lab *lab,
			     const char *ends, unsigned int ms)
{
	const struct nb_place at = { file, line };
	const struct nb_deadline deadline = nb_deadline_in(ms);
	struct nb_wish foreign = { .capture = nb_lab_capture(lab),
				   .ends = ends,
				   .filter = NB_FOREIGN,
				   .count = nb_exactly(0) };
	struct nb_judgement judgement;

	nb_at(file, line);
	for (size_t i = 0; i < lab->nends; i++) {
		if (!is_in(ends, lab->ends[i].at))
			continue;
		assert_protected(&at, lab, &lab->ends[i], "src", &deadline);
		assert_protected(&at, lab, &lab->ends[i], "dst", &deadline);
	}
	nb_packets_judge_seen(&foreign, &judgement);
	close_claim(
		&at, &judgement,
		"only IPsec, ARP, and ICMPv6 of neighbours, routers and listeners may be "
		"on %s",
		ends ? ends : "any end");
}
