/* SPDX-License-Identifier: MIT */
/*
 * Records: encode, decode, send, receive, say.
 *
 * Decoding copies the datagram once and ends each text in place: the byte behind a
 * text is the key of the next field, which has been read by then, or the one spare
 * byte behind the copy. So a record is one allocation, whatever it holds.
 */
#include "harness/record.h"

#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "harness/auto.h"
#include "harness/rights.h"

#define FIELD_HEAD 5 /* key byte and length */
#define CUT_MARK "\n[... cut ...]\n"
#define CUT_MARK_LEN (sizeof(CUT_MARK) - 1)

static bool is_number(unsigned int key)
{
	switch (key) {
	case NB_KEY_GROUP_INDEX:
	case NB_KEY_TEST_INDEX:
	case NB_KEY_POINTS:
	case NB_KEY_DEADLINE_MS:
	case NB_KEY_LINE:
	case NB_KEY_STAGE:
	case NB_KEY_SETUP_NS:
	case NB_KEY_BODY_NS:
	case NB_KEY_TEARDOWN_NS:
	case NB_KEY_COUNT:
		return true;
	}
	return false;
}

const char *nb_stage_name(enum nb_stage stage)
{
	static const char *const names[] = {
		[NB_STAGE_START] = "start",	  [NB_STAGE_GROUP_SETUP] = "group-setup",
		[NB_STAGE_BUILD] = "build",	  [NB_STAGE_SERVICES] = "services",
		[NB_STAGE_SETUP] = "setup",	  [NB_STAGE_BODY] = "body",
		[NB_STAGE_TEARDOWN] = "teardown", [NB_STAGE_END] = "end",
	};

	return (unsigned int)stage <= NB_STAGE_END ? names[stage] : "?";
}

/* Bytes of the field on the wire, without its head; 0 = it is left out. */
static size_t field_len(const struct nb_field *field, unsigned int key)
{
	if (is_number(key))
		return field->number ? sizeof(uint64_t) : 0;
	if (!field->text)
		return 0;
	return field->len ? strnlen(field->text, field->len) : strlen(field->text);
}

/* Shorten the longest texts until the record fits; @len has the lengths to write. */
static int fit(size_t len[NB_KEY_LAST], size_t room)
{
	for (;;) {
		unsigned int longest = 0;
		size_t total = 1;

		for (unsigned int key = 1; key < NB_KEY_LAST; key++) {
			total += len[key] ? FIELD_HEAD + len[key] : 0;
			if (!is_number(key) && len[key] > len[longest])
				longest = key;
		}
		if (total <= room)
			return 0;
		if (len[longest] < 4 * CUT_MARK_LEN)
			return -1;
		if (total - room < len[longest] / 2)
			len[longest] -= total - room;
		else
			len[longest] /= 2;
	}
}

static char *put_text(char *at, const char *text, size_t full, size_t len)
{
	size_t head = (len - CUT_MARK_LEN) / 2;
	size_t tail = len - CUT_MARK_LEN - head;

	if (len == full) {
		memcpy(at, text, len);
		return at + len;
	}
	memcpy(at, text, head);
	memcpy(at + head, CUT_MARK, CUT_MARK_LEN);
	memcpy(at + head + CUT_MARK_LEN, text + full - tail, tail);
	return at + len;
}

static char *put_field(char *at, const struct nb_field *field, unsigned int key,
		       size_t len)
{
	uint32_t wire_len = htole32((uint32_t)len);
	uint64_t number = htole64(field->number);

	*at++ = (char)key;
	memcpy(at, &wire_len, sizeof(wire_len));
	at += sizeof(wire_len);
	if (!is_number(key))
		return put_text(at, field->text, field_len(field, key), len);
	memcpy(at, &number, sizeof(number));
	return at + sizeof(number);
}

ssize_t nb_record_encode(const struct nb_record *rec, char *buf, size_t size,
			 struct nb_error *err)
{
	size_t room = size < NB_RECORD_MAX ? size : NB_RECORD_MAX;
	size_t len[NB_KEY_LAST] = { 0 };
	char *at = buf;

	for (unsigned int key = 1; key < NB_KEY_LAST; key++)
		len[key] = field_len(&rec->field[key], key);
	if (fit(len, room) < 0)
		return nb_error_set(err, EMSGSIZE, "record %d", rec->kind);

	*at++ = (char)rec->kind;
	for (unsigned int key = 1; key < NB_KEY_LAST; key++)
		if (len[key])
			at = put_field(at, &rec->field[key], key, len[key]);
	return at - buf;
}

/* One field from @bytes + @at on; returns where the next begins, 0 when it is refused. */
static size_t take_field(char *bytes, size_t size, size_t at, struct nb_record *rec)
{
	unsigned int key = (unsigned char)bytes[at];
	struct nb_field *field = key < NB_KEY_LAST ? &rec->field[key] : NULL;
	uint32_t len;

	if (!key || size - at < FIELD_HEAD)
		return 0;
	memcpy(&len, bytes + at + 1, sizeof(len));
	len = le32toh(len);
	bytes[at] = '\0'; /* ends the text before */
	at += FIELD_HEAD;
	if (len > size - at)
		return 0;
	if (!field)
		return at + len;
	if (field->len || (is_number(key) && len != sizeof(field->number)))
		return 0;
	field->len = len;
	if (is_number(key)) {
		memcpy(&field->number, bytes + at, sizeof(field->number));
		field->number = le64toh(field->number);
	} else if (!len || memchr(bytes + at, '\0', len)) {
		return 0;
	} else {
		field->text = bytes + at;
	}
	return at + len;
}

int nb_record_decode(const char *bytes, size_t len, struct nb_record *ret,
		     struct nb_error *err)
{
	struct nb_record rec = { .fd = -1 };
	nb_auto_free char *copy = NULL;
	size_t at = 1;

	if (!len || len > NB_RECORD_MAX || bytes[0] < NB_REC_CASE ||
	    bytes[0] > NB_REC_DONE)
		return nb_error_set(err, EBADMSG, "record of %zu bytes: no such kind",
				    len);
	copy = malloc(len + 1);
	if (!copy)
		return nb_error_set(err, ENOMEM, "record of %zu bytes", len);
	memcpy(copy, bytes, len);
	copy[len] = '\0';
	rec.kind = (enum nb_record_kind)bytes[0];
	while (at < len) {
		at = take_field(copy, len, at, &rec);
		if (!at)
			return nb_error_set(err, EBADMSG, "record of kind %d", rec.kind);
	}
	rec.bytes = nb_steal(&copy);
	*ret = rec;
	return 0;
}

void nb_record_release(struct nb_record *rec)
{
	if (rec->fd >= 0)
		close(rec->fd);
	free(rec->bytes);
	*rec = (struct nb_record){ .fd = -1 };
}

int nb_record_send(int sock, const struct nb_record *rec, struct nb_error *err)
{
	NB_RIGHTS(room, 1);
	nb_auto_free char *bytes = malloc(NB_RECORD_MAX);
	struct iovec iov = { .iov_base = bytes };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1 };
	ssize_t len = bytes ? nb_record_encode(rec, bytes, NB_RECORD_MAX, err)
			    : nb_error_set(err, ENOMEM, "record");
	ssize_t sent;

	if (len < 0)
		return -1;
	iov.iov_len = (size_t)len;
	if (rec->kind == NB_REC_WITNESS || rec->kind == NB_REC_PLACE ||
	    rec->kind == NB_REC_BRIDGES)
		nb_rights_put(&msg, room, &rec->fd, 1);
	do
		sent = sendmsg(sock, &msg, MSG_NOSIGNAL);
	while (sent < 0 && errno == EINTR);
	return sent < 0 ? nb_error_set(err, errno, "send record of kind %d", rec->kind)
			: 0;
}

int nb_record_receive(int sock, struct nb_record *ret, struct nb_error *err)
{
	NB_RIGHTS(room, 4);
	char bytes[NB_RECORD_MAX];
	struct iovec iov = { .iov_base = bytes, .iov_len = sizeof(bytes) };
	struct msghdr msg = { .msg_iov = &iov,
			      .msg_iovlen = 1,
			      .msg_control = room,
			      .msg_controllen = sizeof(room) };
	nb_auto_fd int fd = -1;
	ssize_t len;

	do
		len = recvmsg(sock, &msg, MSG_CMSG_CLOEXEC);
	while (len < 0 && errno == EINTR);
	if (len < 0 && errno == ECONNRESET)
		return 0;
	if (len < 0)
		return nb_error_set(err, errno, "receive a record");
	fd = nb_rights_take(&msg);
	if (len == 0)
		return 0;
	if (msg.msg_flags & MSG_TRUNC)
		return nb_error_set(err, EMSGSIZE, "receive a record");
	if (nb_record_decode(bytes, (size_t)len, ret, err) < 0)
		return -1;
	ret->fd = nb_steal_fd(&fd);
	return 1;
}

int nb_say_fd(void)
{
	static int fd = -2; /* not looked yet */
	const char *value;

	if (fd != -2)
		return fd;
	value = getenv(NB_ENV_FD);
	fd = value ? atoi(value) : -1;
	unsetenv(NB_ENV_FD);
	if (fd >= 0 && fcntl(fd, F_SETFD, FD_CLOEXEC) < 0)
		fd = -1;
	return fd;
}

bool nb_say_keeps(void)
{
	static int keeps = -1; /* not looked yet */

	if (keeps < 0) {
		keeps = getenv(NB_ENV_KEEP) != NULL && nb_say_fd() >= 0;
		unsetenv(NB_ENV_KEEP);
	}
	return keeps;
}

void nb_say(const struct nb_record *rec)
{
	if (nb_say_fd() >= 0)
		nb_record_send(nb_say_fd(), rec, NULL);
}

void nb_say_stage(enum nb_stage stage)
{
	struct nb_record rec = { .kind = NB_REC_STAGE, .fd = -1 };

	rec.field[NB_KEY_STAGE].number = stage;
	nb_say(&rec);
}

void nb_say_property(const char *name, const char *value)
{
	struct nb_record rec = { .kind = NB_REC_PROPERTY, .fd = -1 };

	rec.field[NB_KEY_NAME].text = name;
	rec.field[NB_KEY_TEXT].text = value;
	nb_say(&rec);
}
