/* SPDX-License-Identifier: MIT */
/* What is written is what cpio(1)'s own format says, byte by byte. */
#include "nestbed/cmocka.h"

#include <string.h>
#include <sys/stat.h>

#include "harness/guests/cpio.h"

static void an_entry_is_head_name_and_bytes(void **state)
{
	static const char want[] = "070701"
				   "00000001"
				   "000081A4"
				   "00000000"
				   "00000000"
				   "00000001"
				   "00000000"
				   "00000005"
				   "00000000"
				   "00000000"
				   "00000000"
				   "00000000"
				   "00000002"
				   "00000000"
				   "a\0"
				   "hello\0\0\0";
	struct nb_cpio cpio = { 0 };

	(void)state;
	nb_cpio_add(&cpio, "a", S_IFREG | 0644, "hello", 5);
	assert_int_equal(cpio.bytes.len, sizeof(want) - 1);
	assert_memory_equal(cpio.bytes.data, want, sizeof(want) - 1);
	nb_buffer_release(&cpio.bytes);
}

static void every_part_begins_at_a_multiple_of_four(void **state)
{
	struct nb_cpio cpio = { 0 };

	(void)state;
	for (size_t len = 0; len < 6; len++) {
		nb_cpio_add(&cpio, "folder/abcde" + len, S_IFREG | 0644, "123456", len);
		assert_int_equal(cpio.bytes.len % 4, 0);
	}
	nb_cpio_end(&cpio);
	assert_int_equal(cpio.bytes.len % 4, 0);
	assert_non_null(memmem(cpio.bytes.data, cpio.bytes.len, "TRAILER!!!", 11));
	assert_false(cpio.bytes.failed);
	nb_buffer_release(&cpio.bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_entry_is_head_name_and_bytes),
		cmocka_unit_test(every_part_begins_at_a_multiple_of_four),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
