/* SPDX-License-Identifier: MIT */
/*
 * Records: what the process of a case says to the runner.
 *
 * A record is one datagram on a SOCK_SEQPACKET socket: a kind byte, then fields,
 * each a key byte, a little-endian 32-bit length and that many bytes. Unknown keys
 * are skipped, everything else that is odd is refused: the writer may be hostile.
 * A record that came whole is believed only as far as the verdict table allows.
 */
#ifndef HARNESS_RECORD_H
#define HARNESS_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "nestbed/error.h"

/* The contract between runner, worker and plug-in: environment of a suite program. */
#define NB_ENV_FD "NESTBED_FD" /* descriptor of the record socket */
#define NB_ENV_MODE "NESTBED_MODE" /* "list", "case"; "agent": a runner's in a guest */
#define NB_ENV_CASE "NESTBED_CASE" /* "G:T": number of the group in the program, of the test in it */
#define NB_ENV_EVIDENCE "NESTBED_EVIDENCE" /* absolute folder of this attempt; made when needed */
#define NB_ENV_CACHE "NESTBED_CACHE" /* absolute folder of what the cases of a run share; made when needed */
#define NB_ENV_OWNED "NESTBED_OWNED" /* set for what the lab started itself: no leak */
#define NB_ENV_KEEP "NESTBED_KEEP" /* set: a case that failed says KEPT and waits */

#define NB_RECORD_MAX (120 * 1024) /* bytes on the wire; longer texts are cut in the middle */

enum nb_record_kind {
	NB_REC_CASE = 1, /* while listing: one case */
	NB_REC_LISTED, /* while listing: no more cases will come */
	NB_REC_STAGE, /* STAGE begins; one of nb_stage */
	NB_REC_FAIL, /* a claim does not hold: FILE LINE TYPE MESSAGE TEXT */
	NB_REC_ERROR, /* nestbed cannot tell: TYPE MESSAGE TEXT [FILE LINE] */
	NB_REC_SKIP, /* MESSAGE is the reason [NEEDS] */
	NB_REC_NODE, /* a node stands: NAME, TEXT = words for nsenter(1) run in the case's namespaces */
	NB_REC_PROPERTY, /* NAME TEXT, kept in the reports */
	NB_REC_WITNESS, /* carries a descriptor: the control socket of the lab's witness */
	NB_REC_EVIDENCE, /* TEXT = path in the evidence folder, NAME = what it is */
	NB_REC_STRAY, /* an assertion ran outside the case's process: FILE LINE MESSAGE */
	NB_REC_PLACE, /* carries a descriptor: a file with the last reached assertion, "FILE:LINE" */
	NB_REC_BRIDGES, /* carries a descriptor: COUNT bridges are parked there, see fixtures/bridges.c */
	NB_REC_KEPT, /* the case has failed and waits, its lab standing, see NB_ENV_KEEP */
	NB_REC_DONE, /* the case came to its end: SETUP_NS BODY_NS TEARDOWN_NS */
};

enum nb_record_key {
	NB_KEY_NAME = 1,
	NB_KEY_GROUP,
	NB_KEY_GROUP_INDEX, /* integers: 8 bytes, little-endian */
	NB_KEY_TEST_INDEX,
	NB_KEY_TAGS,
	NB_KEY_LOCKS,
	NB_KEY_HINT,
	NB_KEY_POINTS, /* thousandths, integer */
	NB_KEY_DEADLINE_MS,
	NB_KEY_FILE,
	NB_KEY_LINE,
	NB_KEY_STAGE,
	NB_KEY_TYPE, /* stable dotted id: "packet.absent", "reach.ping", "setup" */
	NB_KEY_MESSAGE, /* one line */
	NB_KEY_TEXT, /* the whole report, lines */
	NB_KEY_SETUP_NS,
	NB_KEY_BODY_NS,
	NB_KEY_TEARDOWN_NS,
	NB_KEY_NEEDS, /* kernel features apart by blanks: of a case; of a skip, what is missing */
	NB_KEY_COUNT,
	NB_KEY_LAST,
};

enum nb_stage {
	NB_STAGE_START = 0, /* namespaces made, program not yet at its case */
	NB_STAGE_GROUP_SETUP,
	NB_STAGE_BUILD, /* namespaces, links, addresses */
	NB_STAGE_SERVICES,
	NB_STAGE_SETUP, /* the author's own set-up */
	NB_STAGE_BODY,
	NB_STAGE_TEARDOWN,
	NB_STAGE_END,
};

const char *nb_stage_name(enum nb_stage stage);

/** struct nb_record - One record; on receipt its fields point into @bytes */
struct nb_record {
	enum nb_record_kind kind;
	struct nb_field {
		const char *text; /* terminated; NULL = absent; integers in @number */
		size_t len;
		uint64_t number;
	} field[NB_KEY_LAST];
	int fd; /* passed along, -1 = none; owned by the receiver */
	char *bytes;
};

/** nb_record_encode() - Put a record into @buf; -1 with @err set if it cannot be said */
ssize_t nb_record_encode(const struct nb_record *rec, char *buf, size_t size,
			 struct nb_error *err);
/** nb_record_decode() - Pure and safe on any bytes; release with nb_record_release() */
int nb_record_decode(const char *bytes, size_t len, struct nb_record *ret, struct nb_error *err);
void nb_record_release(struct nb_record *rec);

int nb_record_send(int sock, const struct nb_record *rec, struct nb_error *err);
/** nb_record_receive() - 1 = a record, 0 = the other side is gone, -1 = error (EAGAIN too) */
int nb_record_receive(int sock, struct nb_record *ret, struct nb_error *err);

/*
 * The process of a case speaks through these; without a runner they do nothing.
 * The socket is taken from NB_ENV_FD at first use, which is then unset and made
 * close-on-exec so that no program under test inherits it.
 */
int nb_say_fd(void); /* -1: no runner */
bool nb_say_keeps(void); /* NB_ENV_KEEP is set: a case that failed shall wait */
void nb_say(const struct nb_record *rec);
void nb_say_stage(enum nb_stage stage);
void nb_say_property(const char *name, const char *value);

#endif /* HARNESS_RECORD_H */
