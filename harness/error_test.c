/* SPDX-License-Identifier: MIT */
/* Errors read from the wish to the cause, and keep the cause when they grow too long. */
#include "nestbed/cmocka.h"

#include <errno.h>
#include <string.h>

#include "nestbed/error.h"

static void a_chain_reads_from_wish_to_cause(void **state)
{
	struct nb_error err = { 0 };

	(void)state;
	assert_int_equal(nb_error_set(&err, ENOENT, "open %s", "/x"), -1);
	nb_error_wrap(&err, "node %s", "gwA");
	assert_string_equal(err.text, "node gwA: open /x: No such file or directory (ENOENT)");
	assert_int_equal(err.code, ENOENT);
}

static void the_first_failure_wins(void **state)
{
	struct nb_error err = { 0 };

	(void)state;
	nb_error_set(&err, 0, "first");
	nb_error_set(&err, EIO, "second");
	assert_string_equal(err.text, "first");
}

static void context_is_cut_and_never_the_cause(void **state)
{
	struct nb_error err = { 0 };
	char longish[2 * NB_ERROR_TEXT];

	(void)state;
	memset(longish, 'x', sizeof(longish) - 1);
	longish[sizeof(longish) - 1] = '\0';
	nb_error_set(&err, EPERM, "%s", longish);
	assert_non_null(strstr(err.text, "Operation not permitted (EPERM)"));
	assert_true(strlen(err.text) < sizeof(err.text));

	err = (struct nb_error){ 0 };
	nb_error_set(&err, EPERM, "unshare");
	for (int i = 0; i < 3; i++)
		nb_error_wrap(&err, "%s", longish);
	assert_non_null(strstr(err.text, "unshare: Operation not permitted (EPERM)"));
	assert_true(strlen(err.text) < sizeof(err.text));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_chain_reads_from_wish_to_cause),
		cmocka_unit_test(the_first_failure_wins),
		cmocka_unit_test(context_is_cut_and_never_the_cause),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
