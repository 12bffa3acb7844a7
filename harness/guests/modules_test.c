/* SPDX-License-Identifier: MIT */
/* The order of modules, from lists made for it. */
#include "nestbed/cmocka.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/guests/modules.h"

static char folder[] = "/tmp/nestbed-modules-XXXXXX";

static void write_file(const char *name, const char *text)
{
	char path[128];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
}

static int make_folder(void **state)
{
	(void)state;
	if (!mkdtemp(folder))
		return -1;
	write_file("modules.dep", "kernel/virtio.ko:\n"
				  "kernel/ring.ko.xz: kernel/virtio.ko\n"
				  "kernel/virtio_pci.ko: kernel/ring.ko.xz "
				  "kernel/virtio.ko\n"
				  "extra/virtio.ko.zst/other.ko:\n"
				  "kernel/net/9pnet_virtio.ko: kernel/net/9pnet.ko "
				  "kernel/virtio.ko kernel/ring.ko.xz\n"
				  "kernel/net/9pnet.ko:\n");
	write_file("modules.builtin", "kernel/fs/overlay.ko\n");
	write_file("plain.ko", "the module");
	return 0;
}

static int remove_folder(void **state)
{
	char line[128];

	(void)state;
	snprintf(line, sizeof(line), "rm -r %s", folder);
	return system(line);
}

static void expect_order(const char *const *names, const char *const *paths)
{
	struct nb_module_list list = { 0 };
	struct nb_error err = { 0 };
	size_t i = 0;

	assert_int_equal(nb_modules_find(folder, names, &list, &err), 0);
	for (; paths[i]; i++) {
		assert_true(i < list.count);
		assert_string_equal(list.path[i], paths[i]);
	}
	assert_int_equal(list.count, i);
	nb_module_list_release(&list);
}

static void what_is_needed_comes_first(void **state)
{
	(void)state;
	expect_order((const char *const[]){ "virtio-pci", NULL },
		     (const char *const[]){ "kernel/virtio.ko", "kernel/ring.ko.xz",
					    "kernel/virtio_pci.ko", NULL });
}

static void nothing_comes_twice_and_builtins_not_at_all(void **state)
{
	(void)state;
	expect_order(
		(const char *const[]){ "overlay", "virtio_pci", "9pnet_virtio", NULL },
		(const char *const[]){ "kernel/virtio.ko", "kernel/ring.ko.xz",
				       "kernel/virtio_pci.ko", "kernel/net/9pnet.ko",
				       "kernel/net/9pnet_virtio.ko", NULL });
}

static void what_is_not_there_is_named(void **state)
{
	struct nb_module_list list = { 0 };
	struct nb_error err = { 0 };

	(void)state;
	assert_int_equal(nb_modules_find(folder, (const char *const[]){ "virt", NULL },
					 &list, &err),
			 -1);
	assert_int_equal(err.code, ENOENT);
	assert_non_null(strstr(err.text, "module virt"));
	assert_int_equal(nb_modules_find("/nowhere", (const char *const[]){ "9p", NULL },
					 &list, &err),
			 -1);
}

static void bytes_are_read_and_unpacked(void **state)
{
	struct nb_error err = { 0 };
	char *bytes, line[256];
	size_t len;

	(void)state;
	assert_int_equal(nb_module_read(folder, "plain.ko", &bytes, &len, &err), 0);
	assert_int_equal(len, 10);
	assert_memory_equal(bytes, "the module", 10);
	free(bytes);
	snprintf(line, sizeof(line), "cd %s && gzip -c plain.ko >packed.ko.gz", folder);
	assert_int_equal(system(line), 0);
	assert_int_equal(nb_module_read(folder, "packed.ko.gz", &bytes, &len, &err), 0);
	assert_int_equal(len, 10);
	assert_memory_equal(bytes, "the module", 10);
	free(bytes);
	write_file("broken.ko.gz", "no archive");
	assert_int_equal(nb_module_read(folder, "broken.ko.gz", &bytes, &len, &err), -1);
	assert_non_null(strstr(err.text, "unpack"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_needed_comes_first),
		cmocka_unit_test(nothing_comes_twice_and_builtins_not_at_all),
		cmocka_unit_test(what_is_not_there_is_named),
		cmocka_unit_test(bytes_are_read_and_unpacked),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
