/* SPDX-License-Identifier: MIT */
/* Lines that come in pieces, and lines that are none. */
#include "nestbed/cmocka.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "harness/guests/lines.h"

static void a_line_may_come_in_pieces(void **state)
{
	struct nb_lines lines = { 0 };
	json_t *value = NULL;
	int fds[2];

	(void)state;
	assert_int_equal(pipe2(fds, O_NONBLOCK), 0);
	assert_int_equal(nb_lines_read(&lines, fds[0]), -1);
	assert_int_equal(write(fds[1], "{\"a\":1", 6), 6);
	assert_int_equal(nb_lines_read(&lines, fds[0]), 1);
	assert_int_equal(nb_lines_take(&lines, &value), 0);
	assert_int_equal(write(fds[1], "}\n{\"b\":2}\nnone\n{", 16), 16);
	assert_int_equal(nb_lines_read(&lines, fds[0]), 1);
	assert_int_equal(nb_lines_take(&lines, &value), 1);
	assert_int_equal(json_integer_value(json_object_get(value, "a")), 1);
	json_decref(value);
	assert_int_equal(nb_lines_take(&lines, &value), 1);
	assert_int_equal(json_integer_value(json_object_get(value, "b")), 2);
	json_decref(value);
	assert_int_equal(nb_lines_take(&lines, &value), 1);
	assert_null(value);
	assert_int_equal(nb_lines_take(&lines, &value), 0);
	close(fds[1]);
	assert_int_equal(nb_lines_read(&lines, fds[0]), 0);
	close(fds[0]);
	nb_lines_release(&lines);
}

static void what_is_written_is_read(void **state)
{
	struct nb_lines lines = { 0 };
	json_t *value = NULL;
	int fds[2];

	(void)state;
	assert_int_equal(pipe(fds), 0);
	assert_int_equal(nb_lines_write(fds[1], json_pack("{ss}", "text", "a\nb")), 0);
	assert_int_equal(nb_lines_read(&lines, fds[0]), 1);
	assert_int_equal(nb_lines_take(&lines, &value), 1);
	assert_string_equal(json_string_value(json_object_get(value, "text")), "a\nb");
	json_decref(value);
	close(fds[0]);
	close(fds[1]);
	nb_lines_release(&lines);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_may_come_in_pieces),
		cmocka_unit_test(what_is_written_is_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
