/* SPDX-License-Identifier: MIT */
/* State of a node, judged: interfaces, addresses, neighbours, bridge tables. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "assertions/state.h"
#include "fixtures/address.h"

static const char *const counter_name[] = {
	[NB_RX_PKTS] = "received packets",    [NB_TX_PKTS] = "sent packets",
	[NB_RX_BYTES] = "received bytes",     [NB_TX_BYTES] = "sent bytes",
	[NB_RX_ERRORS] = "receive errors",    [NB_TX_ERRORS] = "send errors",
	[NB_RX_DROPPED] = "dropped received", [NB_TX_DROPPED] = "dropped sent",
};

static uint64_t counter_of(const struct nb_link_state *link, enum nb_counter counter)
{
	switch (counter) {
	case NB_RX_PKTS:
		return link->rx_pkts;
	case NB_TX_PKTS:
		return link->tx_pkts;
	case NB_RX_BYTES:
		return link->rx_bytes;
	case NB_TX_BYTES:
		return link->tx_bytes;
	case NB_RX_ERRORS:
		return link->rx_errors;
	case NB_TX_ERRORS:
		return link->tx_errors;
	case NB_RX_DROPPED:
		return link->rx_dropped;
	case NB_TX_DROPPED:
		return link->tx_dropped;
	}
	return 0;
}

static const char *is_text(const struct nb_link_state *link)
{
	if (!link->is_up)
		return "down";
	return link->has_carrier ? "up, with carrier" : "up, without carrier";
}

static bool is_as_wished(const struct nb_link_wish *wish,
			 const struct nb_link_state *link)
{
	uint64_t value = counter_of(link, wish->counter);

	switch (wish->field) {
	case NB_LINK_UP:
		return link->is_up && link->has_carrier;
	case NB_LINK_DOWN:
		return !link->is_up || !link->has_carrier;
	case NB_LINK_MTU:
		return link->mtu == wish->mtu;
	case NB_LINK_MAC:
		return !strcasecmp(link->mac, wish->mac);
	case NB_LINK_COUNTER:
		return value >= wish->least && value <= wish->most;
	}
	return false;
}

/* The two halves of "want ..., got ...", by field. */
static void print_field(const struct nb_link_wish *wish, const struct nb_link_state *link,
			char want[96], char got[96])
{
	switch (wish->field) {
	case NB_LINK_UP:
	case NB_LINK_DOWN:
		snprintf(want, 96, "%s",
			 wish->field == NB_LINK_UP ? "up, with carrier" : "down");
		snprintf(got, 96, "%s", is_text(link));
		break;
	case NB_LINK_MTU:
		snprintf(want, 96, "MTU %u", wish->mtu);
		snprintf(got, 96, "MTU %u", link->mtu);
		break;
	case NB_LINK_MAC:
		snprintf(want, 96, "MAC %s", wish->mac);
		snprintf(got, 96, "MAC %s", link->mac);
		break;
	case NB_LINK_COUNTER:
		if (wish->most == UINT64_MAX)
			snprintf(want, 96, "at least %" PRIu64 " %s", wish->least,
				 counter_name[wish->counter]);
		else
			snprintf(want, 96, "%" PRIu64 " to %" PRIu64 " %s", wish->least,
				 wish->most, counter_name[wish->counter]);
		snprintf(got, 96, "%" PRIu64, counter_of(link, wish->counter));
		break;
	}
}

struct nb_judgement nb_judge_link(const struct nb_link_wish *wish,
				  const struct nb_link_state *links, size_t count)
{
	struct nb_judgement judgement = { .type = "state.link" };
	nb_auto_buffer struct nb_buffer names = { 0 };
	char want[96], got[96];

	for (size_t i = 0; i < count; i++) {
		nb_buffer_printf(&names, "%s%s", i ? " " : "", links[i].name);
		if (strcmp(links[i].name, wish->ifname) != 0)
			continue;
		if (is_as_wished(wish, &links[i]))
			return judgement;
		print_field(wish, &links[i], want, got);
		nb_judgement_set(&judgement, NB_FAILS, "%s:%s: want %s, got %s",
				 wish->node, wish->ifname, want, got);
		nb_report_line(&judgement.text, "wanted", "%s", want);
		nb_report_line(&judgement.text, "seen", "%s", got);
		return judgement;
	}
	nb_judgement_set(&judgement, NB_FAILS, "%s: no interface %s", wish->node,
			 wish->ifname);
	nb_report_line(&judgement.text, "wanted", "an interface %s", wish->ifname);
	nb_report_line(&judgement.text, "seen", "%s", names.len ? names.data : "none");
	return judgement;
}

static void judge_address_there(struct nb_judgement *judgement, const char *node,
				const char *ifname, const char *address,
				const struct nb_address_state *addresses, size_t count)
{
	const struct nb_address_state *nearest = NULL;
	nb_auto_buffer struct nb_buffer seen = { 0 };

	for (size_t i = 0; i < count; i++) {
		const struct nb_address_state *a = &addresses[i];
		const char *flaw = a->has_failed_dad ? " (duplicate)"
				   : a->is_tentative ? " (tentative)"
						     : "";

		if (!strcmp(a->dev, ifname))
			nb_buffer_printf(&seen, "%s%s%s", seen.len ? " " : "", a->address,
					 flaw);
		if (!nb_address_is_same(a->address, address))
			continue;
		if (!strcmp(a->dev, ifname) && !*flaw)
			return;
		nearest = a;
	}
	nb_judgement_set(judgement, NB_FAILS, "%s:%s does not have %s", node, ifname,
			 address);
	nb_report_line(&judgement->text, "seen", "%s",
		       seen.len ? seen.data : "no address");
	if (nearest && strcmp(nearest->dev, ifname) != 0)
		nb_report_line(&judgement->text, "nearest", "%s on %s", nearest->address,
			       nearest->dev);
}

struct nb_judgement nb_judge_address(const char *node, const char *ifname,
				     const char *address, bool is_there,
				     bool has_interface,
				     const struct nb_address_state *addresses,
				     size_t count)
{
	struct nb_judgement judgement = { .type = "state.address" };

	nb_report_line(&judgement.text, "wanted", "%s%s on %s:%s", is_there ? "" : "no ",
		       address, node, ifname);
	if (!has_interface) {
		nb_judgement_set(&judgement, is_there ? NB_FAILS : NB_CANNOT_TELL,
				 "%s: no interface %s", node, ifname);
		return judgement;
	}
	if (is_there)
		judge_address_there(&judgement, node, ifname, address, addresses, count);
	for (size_t i = 0; !is_there && i < count; i++)
		if (!strcmp(addresses[i].dev, ifname) &&
		    nb_address_is_same(addresses[i].address, address))
			nb_judgement_set(&judgement, NB_FAILS, "%s:%s has %s", node,
					 ifname, addresses[i].address);
	if (judgement.ruling == NB_HOLDS)
		nb_judgement_release(&judgement);
	return judgement;
}

static bool is_known(const struct nb_neighbour_state *entry)
{
	return entry->mac[0] && strcmp(entry->state, "FAILED") != 0 &&
	       strcmp(entry->state, "INCOMPLETE") != 0;
}

static void add_neighbour(struct nb_buffer *text, const char *label,
			  const struct nb_neighbour_state *entry)
{
	nb_report_line(text, label, "%s at %s on %s, %s", entry->address,
		       entry->mac[0] ? entry->mac : "no MAC", entry->dev, entry->state);
}

struct nb_judgement nb_judge_neighbour(const char *node, const char *address,
				       const char *mac, bool is_there, bool has_route,
				       const struct nb_neighbour_state *entries,
				       size_t count)
{
	struct nb_judgement judgement = { .type = "state.neighbour" };
	const struct nb_neighbour_state *found = NULL;

	for (size_t i = 0; i < count; i++)
		if (nb_address_is_same(entries[i].address, address) &&
		    (!found || is_known(&entries[i])))
			found = &entries[i];
	if (is_there && found && is_known(found) &&
	    (!mac || !strcasecmp(found->mac, mac)))
		return judgement;
	if (!is_there && !(found && is_known(found)) && has_route)
		return judgement;
	nb_report_line(&judgement.text, "wanted",
		       is_there ? "%s at %s" : "no neighbour %s", address,
		       mac ? mac : "some MAC");
	if (found)
		add_neighbour(&judgement.text, "seen", found);
	if (is_there)
		nb_judgement_set(&judgement, NB_FAILS, "%s: neighbour %s: %s", node,
				 address,
				 !found		    ? "no entry"
				 : !is_known(found) ? found->state
						    : "another MAC");
	else if (found && is_known(found))
		nb_judgement_set(&judgement, NB_FAILS, "%s: knows the neighbour %s", node,
				 address);
	else
		nb_judgement_set(&judgement, NB_CANNOT_TELL,
				 "%s: no neighbour %s, but no route to it either", node,
				 address);
	return judgement;
}

static bool is_fdb(const struct nb_fdb_state *entry, const char *port, const char *mac)
{
	return !entry->is_permanent && (!port || !strcmp(entry->dev, port)) &&
	       (!mac || !strcasecmp(entry->mac, mac));
}

static const struct nb_fdb_state *find_fdb(const struct nb_fdb_state *entries,
					   size_t count, const char *port,
					   const char *mac)
{
	for (size_t i = 0; i < count; i++)
		if (is_fdb(&entries[i], port, mac))
			return &entries[i];
	return NULL;
}

struct nb_judgement nb_judge_fdb(const char *node, const char *port, const char *mac,
				 bool is_there, const struct nb_fdb_state *entries,
				 size_t count)
{
	struct nb_judgement judgement = { .type = "state.fdb" };
	const struct nb_fdb_state *found = find_fdb(entries, count, port, mac);
	const struct nb_fdb_state *elsewhere = find_fdb(entries, count, NULL, mac);
	const char *where = port ? port : "any port";

	if (is_there ? found != NULL : !found && find_fdb(entries, count, port, NULL))
		return judgement;
	nb_report_line(&judgement.text, "wanted", "%s %s at %s", mac,
		       is_there ? "learnt" : "not learnt", where);
	if (is_there)
		nb_judgement_set(&judgement, NB_FAILS, "%s: has not learnt %s at %s",
				 node, mac, where);
	else if (found)
		nb_judgement_set(&judgement, NB_FAILS, "%s: has learnt %s at %s", node,
				 mac, found->dev);
	else
		nb_judgement_set(&judgement, NB_CANNOT_TELL,
				 "%s: has not learnt %s at %s, nor anything else", node,
				 mac, where);
	if (is_there && elsewhere)
		nb_report_line(&judgement.text, "nearest", "learnt at %s",
			       elsewhere->dev);
	else if (is_there)
		nb_report_line(&judgement.text, "seen", "no port has learnt it");
	return judgement;
}
