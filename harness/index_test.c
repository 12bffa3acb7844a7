/* SPDX-License-Identifier: MIT */
/* An index finds what was added, keeps the first number, and grows. */
#include "nestbed/cmocka.h"

#include <stdio.h>
#include <string.h>

#include "harness/index.h"

static void keys_are_found_and_the_first_number_stays(void **state)
{
	nb_auto_index struct nb_index index = { 0 };
	size_t number = 0;

	(void)state;
	assert_false(nb_index_find(&index, "r1", 2, &number));
	assert_int_equal(nb_index_add(&index, "r1", 2, 7), 7);
	assert_int_equal(nb_index_add(&index, "r1", 2, 8), 7);
	assert_int_equal(nb_index_add(&index, "r", 1, 9), 9);
	assert_int_equal(nb_index_add(&index, "", 0, 10), 10);
	assert_true(nb_index_find(&index, "r1", 2, &number));
	assert_int_equal(number, 7);
	assert_true(nb_index_find(&index, "", 0, &number));
	assert_int_equal(number, 10);
	assert_true(nb_index_find(&index, "r", 1, NULL));
	assert_false(nb_index_find(&index, "r1\0", 3, NULL));
}

static void it_holds_many(void **state)
{
	nb_auto_index struct nb_index index = { 0 };
	char key[16];

	(void)state;
	for (size_t i = 0; i < 50000; i++) {
		int len = snprintf(key, sizeof(key), "n%zu", i);

		assert_int_equal(nb_index_add(&index, key, (size_t)len, i), i);
	}
	for (size_t i = 0; i < 50000; i++) {
		int len = snprintf(key, sizeof(key), "n%zu", i);
		size_t number = 0;

		assert_true(nb_index_find(&index, key, (size_t)len, &number));
		assert_int_equal(number, i);
	}
	assert_false(nb_index_find(&index, "n50000", 6, NULL));
	assert_false(index.failed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_are_found_and_the_first_number_stays),
		cmocka_unit_test(it_holds_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
