/* SPDX-License-Identifier: MIT */
/* An arena gives zeroed, aligned pieces that do not overlap. */
#include "nestbed/cmocka.h"

#include <stdint.h>
#include <string.h>

#include "harness/arena.h"

static void pieces_are_zero_aligned_and_apart(void **state)
{
	static const size_t sizes[] = { 1, 0, 17, 5000, 5000, 100000, 8, 8192, 3 };
	nb_auto_arena struct nb_arena arena = { 0 };
	char *pieces[sizeof(sizes) / sizeof(sizes[0])];

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		pieces[i] = nb_arena_get(&arena, sizes[i]);
		assert_non_null(pieces[i]);
		assert_int_equal((uintptr_t)pieces[i] % _Alignof(max_align_t), 0);
		for (size_t k = 0; k < sizes[i]; k++)
			assert_int_equal(pieces[i][k], 0);
		memset(pieces[i], (int)i + 1, sizes[i]);
	}
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
		for (size_t k = 0; k < sizes[i]; k++)
			assert_int_equal(pieces[i][k], (int)i + 1);
	assert_string_equal(nb_arena_text(&arena, "r1"), "r1");
	nb_arena_release(&arena);
	assert_null(arena.chunks);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pieces_are_zero_aligned_and_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
