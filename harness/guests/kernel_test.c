/* SPDX-License-Identifier: MIT */
/* What --kernel understands. */
#include "nestbed/cmocka.h"

#include <errno.h>
#include <string.h>

#include "harness/guests/kernel.h"

static void every_form_is_understood(void **state)
{
	static const struct {
		const char *text;
		enum nb_guest_kind kind;
		bool is_auto;
		const char *image, *modules;
	} rows[] = {
		{ "qemu", NB_GUEST_QEMU, false, NULL, NULL },
		{ "auto", NB_GUEST_QEMU, true, NULL, NULL },
		{ "uml", NB_GUEST_UML, false, NULL, NULL },
		{ "qemu:/boot/vmlinuz-6.1", NB_GUEST_QEMU, false, "/boot/vmlinuz-6.1",
		  NULL },
		{ "qemu:bzImage,modules=/m/6.9", NB_GUEST_QEMU, false, "bzImage",
		  "/m/6.9" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct nb_guest_kernel kernel;
		struct nb_error err = { 0 };

		assert_int_equal(nb_guest_kernel_parse(rows[i].text, &kernel, &err), 0);
		assert_int_equal(kernel.kind, rows[i].kind);
		assert_int_equal(kernel.is_auto, rows[i].is_auto);
		if (rows[i].image)
			assert_string_equal(kernel.image, rows[i].image);
		else
			assert_null(kernel.image);
		if (rows[i].modules)
			assert_string_equal(kernel.modules, rows[i].modules);
		else
			assert_null(kernel.modules);
		nb_guest_kernel_release(&kernel);
	}
}

static void what_is_none_is_refused(void **state)
{
	static const char *const texts[] = {
		"", "qemu:", "qemu:x,module=y", "qemu:x,modules=", "kvm", "uml:x", "autos"
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct nb_guest_kernel kernel;
		struct nb_error err = { 0 };

		assert_int_equal(nb_guest_kernel_parse(texts[i], &kernel, &err), -1);
		assert_ptr_equal(strstr(err.text, "--kernel: "), err.text);
	}
}

static void an_image_without_modules_is_told(void **state)
{
	struct nb_guest_kernel kernel;
	struct nb_error err = { 0 };

	(void)state;
	assert_int_equal(
		nb_guest_kernel_parse("qemu:/dev/null,modules=/nowhere", &kernel, &err),
		0);
	assert_int_equal(nb_guest_kernel_find(&kernel, &err), -1);
	assert_true(strstr(err.text, "/nowhere") || strstr(err.text, "apt-get install"));
	nb_guest_kernel_release(&kernel);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_form_is_understood),
		cmocka_unit_test(what_is_none_is_refused),
		cmocka_unit_test(an_image_without_modules_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
