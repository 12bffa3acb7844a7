/* SPDX-License-Identifier: MIT */
/* What a console tells. */
#include "nestbed/cmocka.h"

#include <string.h>

#include "harness/guests/guest.h"

static void a_panic_is_found(void **state)
{
	(void)state;
	assert_null(nb_guest_panic("[ 1.0] all is well\n"));
	assert_string_equal(
		nb_guest_panic("[ 1.0] sysrq\n[ 1.1] Kernel panic - not syncing: x\n"),
		"Kernel panic - not syncing: x\n");
}

static void the_last_lines_are_the_last_lines(void **state)
{
	(void)state;
	assert_string_equal(nb_guest_last_lines("", 2), "");
	assert_string_equal(nb_guest_last_lines("one\n", 2), "one\n");
	assert_string_equal(nb_guest_last_lines("one\ntwo\nthree\n", 2), "two\nthree\n");
	assert_string_equal(nb_guest_last_lines("one\ntwo\nthree", 1), "three");
	assert_string_equal(nb_guest_last_lines("one\ntwo\n\n\n", 1), "two\n\n\n");
}

static void a_guest_that_is_not_up_has_no_place(void **state)
{
	struct nb_guest_case places[1] = { { 0 } };
	struct nb_guest guest = { .state = NB_GUEST_BOOTS,
				  .places = places,
				  .nplaces = 1 };

	(void)state;
	assert_null(nb_guest_free_place(&guest));
	guest.state = NB_GUEST_UP;
	assert_ptr_equal(nb_guest_free_place(&guest), &places[0]);
	places[0] = (struct nb_guest_case){ .is_taken = true, .id = strdup("a/b") };
	guest.taken = 1;
	assert_null(nb_guest_free_place(&guest));
	assert_null(nb_guest_place(&guest, "a/c"));
	assert_ptr_equal(nb_guest_place(&guest, "a/b"), &places[0]);
	nb_guest_leave(&guest, &places[0]);
	assert_int_equal(guest.taken, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_panic_is_found),
		cmocka_unit_test(the_last_lines_are_the_last_lines),
		cmocka_unit_test(a_guest_that_is_not_up_has_no_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
