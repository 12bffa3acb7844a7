/* SPDX-License-Identifier: MIT */
/* Built with the address sanitizer, never linked with nestbed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>

static void writes_behind_a_block(void **state)
{
	volatile char *volatile block = malloc(10);

	(void)state;
	block[10] = 1;
	free((void *)(uintptr_t)block);
}

static void passes(void **state)
{
	(void)state;
}

int main(void)
{
	const struct CMUnitTest overflows[] = {
		cmocka_unit_test(writes_behind_a_block),
		cmocka_unit_test(passes),
	};

	return cmocka_run_group_tests(overflows, NULL, NULL);
}
