/* SPDX-License-Identifier: MIT */
/*
 * The inner side of nestbed/packets.h: a wish, a look at a capture, a judgement.
 *
 * A wish is what the author wrote. Looking counts, end by end, what passes. Judging
 * turns the two into a ruling and, when it is not good, into a report; it stops
 * nothing, so that tests can read it.
 */
#ifndef ASSERTIONS_PACKETS_H
#define ASSERTIONS_PACKETS_H

#include "assertions/judge.h"
#include "fixtures/capture.h"
#include "fixtures/decode.h"
#include "fixtures/filter.h"
#include "nestbed/packets.h"

#define NB_PACKET_TEXT 200
#define NB_TERMS_MAX 12 /* of one filter that are looked at one by one */

/** struct nb_wish - What a claim wants */
struct nb_wish {
	struct nb_capture *capture;
	const char *ends;     /* as written; NULL = all */
	const char *filter;   /* NULL = every packet */
	const uint8_t *bytes; /* instead of a filter: held anywhere */
	size_t len;
	struct nb_count count;
	unsigned int ms;
};

/** struct nb_end_look - What was counted at one end */
struct nb_end_look {
	bool is_in_scope;
	size_t packets;
	size_t matches;
};

/**
 * struct nb_look - What was seen when a wish was last looked at
 * @ends:	One for each of the capture
 * @packets, @matches: In scope
 * @strays:	Matches out of scope
 */
struct nb_look {
	const struct nb_filter *filter; /* NULL when bytes are looked for */
	size_t nends;
	struct nb_end_look *ends;
	uint64_t cursor; /* what lies before is counted */
	size_t count;	 /* packets in the capture */
	size_t packets, matches;
	size_t strays;
	uint64_t waited_ms;
};

/* packets_scope.c */

/**
 * nb_scope_parse() - Which ends do the author's words name?
 * @ret_is_in:	One for each end of the capture
 *
 * Return: 0; -1 with @err set: a word names no end (ENOENT)
 */
int nb_scope_parse(const struct nb_capture *capture, const char *ends, bool *ret_is_in,
		   struct nb_error *err);
/** nb_scope_word() - The next word of a list; false at its end */
bool nb_scope_word(const char **list, char *word, size_t size);
bool nb_scope_word_names(const char *word, const char *end);

/* packets_look.c */

/** nb_look_open() - Compile and resolve; in any case nb_look_release() it */
int nb_look_open(struct nb_look *look, const struct nb_wish *wish, struct nb_error *err);
void nb_look_release(struct nb_look *look);
/**
 * nb_look_until() - Look, and again whenever packets come, until it is decided or
 * @wish->ms have passed
 */
int nb_look_until(struct nb_look *look, const struct nb_wish *wish,
		  bool (*is_decided)(const struct nb_look *look,
				     const struct nb_wish *wish),
		  struct nb_error *err);
bool nb_look_matches(const struct nb_look *look, const struct nb_wish *wish,
		     const struct nb_packet *packet);
/** nb_look_find() - Match number @nth in scope, or out of it; SIZE_MAX = not so many */
size_t nb_look_find(const struct nb_look *look, const struct nb_wish *wish,
		    bool is_in_scope, size_t nth);
/** nb_look_is_in() - Is this packet of the capture in scope? */
bool nb_look_is_in(const struct nb_look *look, const struct nb_wish *wish, size_t index);
/** nb_look_dropped() - -1 with @err set (ENOBUFS) if an end in scope, or any, did */
int nb_look_dropped(const struct nb_look *look, const struct nb_wish *wish,
		    bool everywhere, struct nb_error *err);

/* packets_terms.c */

/** struct nb_terms - The outermost "and" terms of a filter */
struct nb_terms {
	size_t count;
	char text[NB_TERMS_MAX][128];
	const struct nb_filter *filter[NB_TERMS_MAX];
};

/** nb_terms_split() - One term, the whole, where parts would mean something else */
void nb_terms_split(const char *filter, struct nb_terms *ret);
/**
 * nb_term_field() - The field that a term asks about
 * @decoded:	A packet that does not meet it
 * @ret_want:	What it wants of the field, as text
 *
 * Return: "ip.ttl" for "ip[8] == 63"; NULL when it is not so simple
 */
const char *nb_term_field(const char *term, const struct nb_decoded *decoded,
			  char *ret_want, size_t size);

/**
 * nb_packets_are_recorded() - Would each packet that passes a filter have been recorded?
 * @filter:	NULL = every packet, and packets that hold bytes
 *
 * Known where it has all the outermost terms of the recording's own filter.
 *
 * Return: true; false with @err set (EXDEV): what is not in the capture may have been there
 */
bool nb_packets_are_recorded(const struct nb_capture *capture, const char *filter,
			     struct nb_error *err);

/* packets_report.c: lines of a report */

/* "at least 1 packet "icmp" at r1:lan2 within 500 ms" */
char *nb_wish_text(const struct nb_wish *wish, char *text, size_t size);
void nb_report_seen(struct nb_buffer *report, const struct nb_wish *wish,
		    const struct nb_look *look);
void nb_report_nearest(struct nb_buffer *report, const struct nb_wish *wish,
		       const struct nb_look *look);
void nb_report_last_seen(struct nb_buffer *report, const struct nb_wish *wish,
			 const struct nb_look *look);
/** nb_report_around() - Packets before and after one, which is marked */
void nb_report_around(struct nb_buffer *report, const struct nb_wish *wish,
		      const struct nb_look *look, size_t index);
void nb_report_waited(struct nb_buffer *report, const struct nb_wish *wish,
		      const struct nb_look *look);
/* "102.345 r1:lan2 in IP ...", ms after the first packet; @line holds NB_PACKET_TEXT */
char *nb_report_packet(struct nb_capture *capture, size_t index, char *line);

/* packets_hint.c: known causes that packets tell */
void nb_report_hints(struct nb_buffer *report, const struct nb_wish *wish,
		     const struct nb_look *look);

/** nb_packets_cannot_tell() - Rule that nobody can tell, and why */
void nb_packets_cannot_tell(struct nb_judgement *ret, const struct nb_wish *wish,
			    const struct nb_error *err);

/**
 * nb_packets_doubt() - Rule that nobody can tell if a neighbour table overflowed
 * meanwhile, or if such packets were not recorded; for judgements that rest on packets
 * which are not there
 */
bool nb_packets_doubt(struct nb_judgement *ret, const struct nb_wish *wish);

/* Judges; @ret is released by nb_judgement_close() or nb_judgement_release(). */
void nb_packets_judge_seen(const struct nb_wish *wish, struct nb_judgement *ret);
void nb_packets_judge_only_on(const struct nb_wish *wish, struct nb_judgement *ret);
void nb_packets_judge_order(const struct nb_wish *wish, const char *const *filters,
			    struct nb_judgement *ret);

enum nb_fields_wish { NB_FIELDS_SAME, NB_FIELDS_DIFFERENT };
void nb_packets_judge_fields(const struct nb_packet *a, const struct nb_packet *b,
			     const char *fields, enum nb_fields_wish want,
			     struct nb_judgement *ret);
void nb_packets_judge_field(const struct nb_packet *packet, const char *name,
			    const char *value, struct nb_judgement *ret);

#endif /* ASSERTIONS_PACKETS_H */
