/* SPDX-License-Identifier: MIT */
/*
 * Terms: a filter taken apart at its outermost "and", to say which part a packet missed.
 *
 * Only where that does not change the meaning. It would where "or" stands on the
 * outermost level (it binds as strongly as "and"), behind "vlan" and its like (they
 * move what the rest looks at), and for a lone number or name, which takes its kind
 * from the term before it ("port 80 and 443"). Such filters stay whole: one term.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "assertions/packets.h"

static bool is_one_of(const char *word, size_t len, const char *const *words)
{
	for (; *words; words++) {
		if (strlen(*words) == len && strncmp(word, *words, len) == 0)
			return true;
	}
	return false;
}

/* Primitives of one word; names in braces stand for what has brackets around it. */
static bool is_primitive(const char *word, size_t len)
{
	static const char *const words[] = { "arp",	  "ip",	  "ip6",  "icmp",
					     "icmp6",	  "igmp", "tcp",  "udp",
					     "sctp",	  "esp",  "ah",	  "pim",
					     "vrrp",	  "stp",  "rarp", "broadcast",
					     "multicast", NULL };

	return word[0] == '{' || is_one_of(word, len, words);
}

static bool is_shifting(const char *word, size_t len)
{
	static const char *const words[] = { "vlan",   "mpls", "pppoed", "pppoes",
					     "geneve", "or",   "||",	 NULL };

	return is_one_of(word, len, words);
}

static bool is_and(const char *word, size_t len)
{
	static const char *const words[] = { "and", "&&", NULL };

	return is_one_of(word, len, words);
}

/* The length of the word at @p, with all that stands in brackets behind it. */
static size_t word_len(const char *p)
{
	size_t len = 0;
	int depth = 0;

	while (p[len] && (depth > 0 || p[len] != ' ')) {
		if (p[len] == '(' || p[len] == '[')
			depth++;
		else if (p[len] == ')' || p[len] == ']')
			depth--;
		len++;
	}
	return len;
}

/* Words from @from up to @to are a term; false: it cannot stand alone. */
static bool add_term(struct nb_terms *terms, const char *from, const char *to)
{
	const char *word = from;
	size_t len = (size_t)(to - from);
	char *text;

	while (len && from[len - 1] == ' ')
		len--;
	if (strncmp(from, "not ", 4) == 0)
		word = from + 4;
	if (terms->count == NB_TERMS_MAX || len == 0 || len >= sizeof(terms->text[0]))
		return false;
	if (!memchr(word, ' ', len - (size_t)(word - from)) && !strpbrk(word, "[=<>(") &&
	    !is_primitive(word, len - (size_t)(word - from)))
		return false;
	text = terms->text[terms->count];
	memcpy(text, from, len);
	text[len] = '\0';
	terms->filter[terms->count] = nb_filter_get(text, NULL);
	return terms->filter[terms->count++] != NULL;
}

static bool split(const char *filter, struct nb_terms *terms)
{
	const char *from = filter + strspn(filter, " ");
	const char *p = from;

	while (*p) {
		size_t len = word_len(p);

		if (is_shifting(p, len))
			return false;
		if (is_and(p, len)) {
			if (!add_term(terms, from, p))
				return false;
			from = p + len + strspn(p + len, " ");
		}
		p += len;
		p += strspn(p, " ");
	}
	return add_term(terms, from, p);
}

void nb_terms_split(const char *filter, struct nb_terms *ret)
{
	*ret = (struct nb_terms){ 0 };
	if (!filter || !*filter || split(filter, ret))
		return;
	*ret = (struct nb_terms){ .count = 1 };
	snprintf(ret->text[0], sizeof(ret->text[0]), "%s", filter);
	ret->filter[0] = nb_filter_get(filter, NULL);
}

static void strip_blanks(const char **text, size_t *len)
{
	while (*len && **text == ' ')
		(*text)++, (*len)--;
	while (*len && (*text)[*len - 1] == ' ')
		(*len)--;
}

/* Without the blanks and the brackets around all of it. */
static void strip(const char **text, size_t *len)
{
	strip_blanks(text, len);
	if (*len > 2 && **text == '(' && word_len(*text) >= *len &&
	    strchr(*text, ')') == *text + *len - 1)
		(*text)++, *len -= 2;
	strip_blanks(text, len);
}

static bool are_same(const char *a, const char *b)
{
	size_t alen = strlen(a), blen = strlen(b);

	strip(&a, &alen);
	strip(&b, &blen);
	return alen == blen && !memcmp(a, b, alen);
}

static bool has_term(const struct nb_terms *terms, const char *term)
{
	for (size_t i = 0; i < terms->count; i++)
		if (are_same(terms->text[i], term))
			return true;
	return false;
}

/* Texts that were cut prove nothing. */
static bool has_terms_of(const char *filter, const char *recorded)
{
	struct nb_terms ours, theirs;

	if (are_same(filter, recorded))
		return true;
	nb_terms_split(filter, &ours);
	if (ours.count == 1 && strlen(filter) >= sizeof(ours.text[0]))
		return false;
	if (has_term(&ours, recorded))
		return true;
	nb_terms_split(recorded, &theirs);
	if (theirs.count == 1)
		return false;
	for (size_t i = 0; i < theirs.count; i++)
		if (!has_term(&ours, theirs.text[i]))
			return false;
	return theirs.count > 0;
}

bool nb_packets_are_recorded(const struct nb_capture *capture, const char *filter,
			     struct nb_error *err)
{
	const char *recorded = nb_capture_filter(capture);

	if (!recorded || (filter && has_terms_of(filter, recorded)))
		return true;
	nb_error_set(err, 0,
		     "the topology has only \"%s\" recorded: what else there was, nobody "
		     "knows; a filter that begins with \"%s%s%s and\" can be judged",
		     recorded, strstr(recorded, " or ") ? "(" : "", recorded,
		     strstr(recorded, " or ") ? ")" : "");
	if (err)
		err->code = EXDEV;
	return false;
}

/* What stands in front of a value in a term, and the field that it is about. */
static const struct {
	const char *words;
	const char *field;
	const char *other; /* instead, where the packet has that one */
} fields[] = {
	{ "ip[8] ==", "ip.ttl", NULL },
	{ "ip[8] =", "ip.ttl", NULL },
	{ "ip6[7] ==", "ip.ttl", NULL },
	{ "ip6[7] =", "ip.ttl", NULL },
	{ "ip[9] ==", "ip.proto", NULL },
	{ "ip[2:2] ==", "ip.len", NULL },
	{ "ip[4:2] ==", "ip.id", NULL },
	{ "ip proto", "ip.proto", NULL },
	{ "icmp[0] ==", "icmp.type", NULL },
	{ "icmp[0] =", "icmp.type", NULL },
	{ "icmp[1] ==", "icmp.code", NULL },
	{ "icmp[4:2] ==", "icmp.id", NULL },
	{ "icmp[6:2] ==", "icmp.seq", NULL },
	{ "icmp[icmptype] ==", "icmp.type", NULL },
	{ "icmp[icmpcode] ==", "icmp.code", NULL },
	{ "icmp6[0] ==", "icmp.type", NULL },
	{ "icmp6[1] ==", "icmp.code", NULL },
	{ "arp[6:2] ==", "arp.op", NULL },
	{ "tcp[13] ==", "tcp.flags", NULL },
	{ "tcp[tcpflags] ==", "tcp.flags", NULL },
	{ "src host", "ip.src", NULL },
	{ "ip src host", "ip.src", NULL },
	{ "ip src", "ip.src", NULL },
	{ "ip6 src", "ip.src", NULL },
	{ "src", "ip.src", NULL },
	{ "dst host", "ip.dst", NULL },
	{ "ip dst host", "ip.dst", NULL },
	{ "ip dst", "ip.dst", NULL },
	{ "ip6 dst", "ip.dst", NULL },
	{ "dst", "ip.dst", NULL },
	{ "tcp src port", "tcp.sport", NULL },
	{ "tcp dst port", "tcp.dport", NULL },
	{ "udp src port", "udp.sport", NULL },
	{ "udp dst port", "udp.dport", NULL },
	{ "ether src", "eth.src", NULL },
	{ "ether dst", "eth.dst", NULL },
	{ "src port", "tcp.sport", "udp.sport" },
	{ "dst port", "tcp.dport", "udp.dport" },
};

/* "ip[8]==63" and "ip[8]  == 63" as "ip[8] == 63". */
static void normalise(const char *term, char *text, size_t size)
{
	size_t len = 0;

	for (; *term && len + 3 < size; term++) {
		bool opens = *term == '=' && len && text[len - 1] != '=' &&
			     text[len - 1] != ' ' && !strchr("<>!", text[len - 1]);
		bool closes = *term != '=' && *term != ' ' && len && text[len - 1] == '=';

		if (opens || closes)
			text[len++] = ' ';
		if (*term != ' ' || (len && text[len - 1] != ' '))
			text[len++] = *term;
	}
	text[len] = '\0';
}

const char *nb_term_field(const char *term, const struct nb_decoded *decoded,
			  char *ret_want, size_t size)
{
	char text[160];

	normalise(term, text, sizeof(text));
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		size_t len = strlen(fields[i].words);

		if (strncmp(text, fields[i].words, len) != 0 || text[len] != ' ' ||
		    strchr(text + len + 1, ' '))
			continue;
		snprintf(ret_want, size, "%s", text + len + 1);
		return fields[i].other && nb_decoded_get(decoded, fields[i].other)
			       ? fields[i].other
			       : fields[i].field;
	}
	return NULL;
}
