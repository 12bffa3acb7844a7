/* SPDX-License-Identifier: MIT */
/* Where the packets of an unanswered question went, by what the lab has recorded. */
#ifndef ASSERTIONS_SIGHTINGS_H
#define ASSERTIONS_SIGHTINGS_H

#include "fixtures/address.h"
#include "harness/buffer.h"
#include "nestbed/capture.h"
#include "nestbed/lab.h"

/**
 * struct nb_sightings - What became of the last try, or of the last that was refused
 * @way:	"h1:eth0 out > r1:lan in"; "" when no end saw it
 * @back:	The same of the answer to it; "" when there was none
 * @packets:	Some packets of the lab since that try, before the next, a line each
 * @recorded:	Only what passes this filter was recorded; NULL = all; borrowed from the lab
 */
struct nb_sightings {
	struct nb_buffer way, back, packets;
	const char *recorded;
};

/**
 * nb_sightings_find() - Follow the last try through a capture
 * @node:	Name of the node that asked
 * @question:	libpcap filter of its packets; @answer: of what comes back
 * @since_ns:	CLOCK_REALTIME of the first try
 *
 * Return: 0; -1 when nobody can tell, with @ret empty
 */
int nb_sightings_find(struct nb_capture *capture, const char *node, const char *question,
		      const char *answer, uint64_t since_ns, struct nb_sightings *ret);
/**
 * nb_sightings_find_echo() - The same of echo requests; answers are replies, and ICMP
 *	errors about the requests, which refuse them
 * @more_than:	Only of packets of more bytes, IP header included; 0 = of all
 */
int nb_sightings_find_echo(struct nb_node *node, const struct nb_ip *to,
			   unsigned int more_than, uint64_t since_ns,
			   struct nb_sightings *ret);
void nb_sightings_release(struct nb_sightings *sightings);

/**
 * nb_report_sightings_of() - The lines "last seen", "recorded" and "packets" of a report
 * @of:		Whose packets; NULL = there is only one question
 * @sightings:	NULL = not recorded: no lines
 */
void nb_report_sightings_of(struct nb_buffer *text, const char *of,
			    const struct nb_sightings *sightings);
void nb_report_sightings(struct nb_buffer *text, const struct nb_sightings *sightings);

#endif /* ASSERTIONS_SIGHTINGS_H */
