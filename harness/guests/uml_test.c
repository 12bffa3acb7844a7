/* SPDX-License-Identifier: MIT */
/* Whether user-mode-linux runs on this processor: held against what the processor says. */
#include "nestbed/cmocka.h"

#include <string.h>

#include "harness/guests/kernel.h"

#if defined(__x86_64__)
#include <cpuid.h>

#define XSAVE 0x0d

/* Bytes of registers that are in use, as CPUID tells; 0 = it has no such words. */
static unsigned int registers_of_processor(void)
{
	unsigned int eax, ebx = 0, ecx, edx;

	return __get_cpuid_count(XSAVE, 0, &eax, &ebx, &ecx, &edx) ? ebx : 0;
}
#else
static unsigned int registers_of_processor(void)
{
	return 0;
}
#endif

static void old_ones_run_where_all_registers_have_room(void **state)
{
	struct nb_error err = { 0 };
	int rc = nb_guest_uml_try("6.1.176", &err);

	(void)state;
	if (registers_of_processor() > 2696) {
		assert_int_equal(rc, -1);
		assert_non_null(strstr(err.text, "bytes of registers"));
		assert_non_null(strstr(err.text, "use qemu"));
	} else {
		assert_int_equal(rc, 0);
	}
}

static void new_ones_have_room_for_all(void **state)
{
	(void)state;
	assert_int_equal(nb_guest_uml_try("6.13", NULL), 0);
	assert_int_equal(nb_guest_uml_try("6.18.3", NULL), 0);
	assert_int_equal(nb_guest_uml_try("10.0", NULL), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(old_ones_run_where_all_registers_have_room),
		cmocka_unit_test(new_ones_have_room_for_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
