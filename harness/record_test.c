/* SPDX-License-Identifier: MIT */
/* Records come back as they were said, long texts are cut, odd bytes are refused. */
#include "nestbed/cmocka.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "harness/record.h"

static void a_record_comes_back_as_it_was_said(void **state)
{
	struct nb_record rec = { .kind = NB_REC_FAIL, .fd = -1 }, back;
	char bytes[256];
	ssize_t len;

	(void)state;
	rec.field[NB_KEY_FILE].text = "case.c";
	rec.field[NB_KEY_LINE].number = 42;
	rec.field[NB_KEY_MESSAGE].text = "no packet seen";
	len = nb_record_encode(&rec, bytes, sizeof(bytes), NULL);
	assert_int_equal(nb_record_decode(bytes, (size_t)len, &back, NULL), 0);
	assert_int_equal(back.kind, NB_REC_FAIL);
	assert_string_equal(back.field[NB_KEY_FILE].text, "case.c");
	assert_int_equal(back.field[NB_KEY_LINE].number, 42);
	assert_string_equal(back.field[NB_KEY_MESSAGE].text, "no packet seen");
	assert_null(back.field[NB_KEY_TEXT].text);
	assert_int_equal(back.fd, -1);
	nb_record_release(&back);
}

static void a_long_text_is_cut_in_the_middle(void **state)
{
	static char text[2 * NB_RECORD_MAX], bytes[NB_RECORD_MAX];
	struct nb_record rec = { .kind = NB_REC_FAIL, .fd = -1 }, back;
	ssize_t len;

	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	text[0] = '<';
	text[sizeof(text) - 2] = '>';
	rec.field[NB_KEY_TEXT].text = text;
	rec.field[NB_KEY_MESSAGE].text = "short";
	len = nb_record_encode(&rec, bytes, sizeof(bytes), NULL);
	assert_int_equal(len, NB_RECORD_MAX);
	assert_int_equal(nb_record_decode(bytes, (size_t)len, &back, NULL), 0);
	assert_int_equal(back.field[NB_KEY_TEXT].text[0], '<');
	assert_int_equal(back.field[NB_KEY_TEXT].text[back.field[NB_KEY_TEXT].len - 1],
			 '>');
	assert_non_null(strstr(back.field[NB_KEY_TEXT].text, "\n[... cut ...]\n"));
	assert_string_equal(back.field[NB_KEY_MESSAGE].text, "short");
	nb_record_release(&back);
}

static void what_cannot_fit_is_an_error(void **state)
{
	struct nb_record rec = { .kind = NB_REC_SKIP, .fd = -1 };
	struct nb_error err = { 0 };
	char bytes[8];

	(void)state;
	rec.field[NB_KEY_MESSAGE].text = "longer than eight bytes";
	assert_int_equal(nb_record_encode(&rec, bytes, sizeof(bytes), &err), -1);
	assert_int_equal(err.code, EMSGSIZE);
}

static void odd_bytes_are_refused(void **state)
{
#define BYTES(s) s, sizeof(s) - 1
	static const struct {
		const char *what, *bytes;
		size_t len;
	} odd[] = {
		{ "empty", BYTES("") },
		{ "kind 0", BYTES("\0") },
		{ "kind unknown", BYTES("\x7f") },
		{ "kind negative", BYTES("\xff") },
		{ "key 0", BYTES("\6\0\1\0\0\0x") },
		{ "head cut", BYTES("\6\1\1\0") },
		{ "text beyond the end", BYTES("\6\1\2\0\0\0x") },
		{ "huge length", BYTES("\6\1\xff\xff\xff\xffx") },
		{ "empty text", BYTES("\6\1\0\0\0\0") },
		{ "text with a zero byte", BYTES("\6\1\3\0\0\0x\0y") },
		{ "key twice", BYTES("\6\1\1\0\0\0x\1\1\0\0\0y") },
		{ "number of 4 bytes", BYTES("\6\3\4\0\0\0\1\0\0\0") },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
		struct nb_error err = { 0 };
		struct nb_record rec;

		if (nb_record_decode(odd[i].bytes, odd[i].len, &rec, &err) != -1)
			fail_msg("%s was taken", odd[i].what);
		assert_int_equal(err.code, EBADMSG);
	}
}

static void an_unknown_key_is_skipped(void **state)
{
	struct nb_record rec;

	(void)state;
	assert_int_equal(
		nb_record_decode(BYTES("\6\x60\2\0\0\0??\1\1\0\0\0x"), &rec, NULL), 0);
	assert_string_equal(rec.field[NB_KEY_NAME].text, "x");
	nb_record_release(&rec);
}

static void a_socket_carries_records_and_a_descriptor(void **state)
{
	struct nb_record rec = { .kind = NB_REC_WITNESS }, back;
	struct nb_error err = { 0 };
	int pair[2];

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0, pair), 0);
	rec.fd = STDIN_FILENO;
	assert_int_equal(nb_record_send(pair[0], &rec, &err), 0);
	assert_int_equal(nb_record_receive(pair[1], &back, &err), 1);
	assert_true(back.fd > STDERR_FILENO);
	assert_int_equal(fcntl(back.fd, F_GETFD), FD_CLOEXEC);
	nb_record_release(&back);

	assert_int_equal(nb_record_receive(pair[1], &back, &err), -1);
	assert_int_equal(err.code, EAGAIN);
	close(pair[0]);
	assert_int_equal(nb_record_receive(pair[1], &back, NULL), 0);
	close(pair[1]);
}

static void the_socket_of_the_runner_is_not_inherited(void **state)
{
	struct nb_record rec;
	char number[16];
	int pair[2];

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair), 0);
	snprintf(number, sizeof(number), "%d", pair[0]);
	setenv(NB_ENV_FD, number, 1);
	nb_say_stage(NB_STAGE_BODY);
	assert_int_equal(nb_say_fd(), pair[0]);
	assert_null(getenv(NB_ENV_FD));
	assert_int_equal(fcntl(pair[0], F_GETFD), FD_CLOEXEC);
	assert_int_equal(nb_record_receive(pair[1], &rec, NULL), 1);
	assert_int_equal(rec.kind, NB_REC_STAGE);
	assert_string_equal(nb_stage_name((enum nb_stage)rec.field[NB_KEY_STAGE].number),
			    "body");
	nb_record_release(&rec);

	nb_say_property("kernel", "6.1");
	assert_int_equal(nb_record_receive(pair[1], &rec, NULL), 1);
	assert_string_equal(rec.field[NB_KEY_NAME].text, "kernel");
	assert_string_equal(rec.field[NB_KEY_TEXT].text, "6.1");
	nb_record_release(&rec);
	close(pair[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_record_comes_back_as_it_was_said),
		cmocka_unit_test(a_long_text_is_cut_in_the_middle),
		cmocka_unit_test(what_cannot_fit_is_an_error),
		cmocka_unit_test(odd_bytes_are_refused),
		cmocka_unit_test(an_unknown_key_is_skipped),
		cmocka_unit_test(a_socket_carries_records_and_a_descriptor),
		cmocka_unit_test(the_socket_of_the_runner_is_not_inherited),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
