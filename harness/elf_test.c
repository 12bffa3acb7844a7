/* SPDX-License-Identifier: MIT */
/* What a program needs is read from its file, and nothing is read beyond its end. */
#include "nestbed/cmocka.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/elf.h"

static void this_program_needs_cmocka(void **state)
{
	struct nb_error err = { 0 };

	(void)state;
	assert_int_equal(nb_elf_needs("/proc/self/exe", "libcmocka.so", &err), 1);
	assert_int_equal(nb_elf_needs("/proc/self/exe", "libnestbed.so", &err), 1);
	assert_int_equal(nb_elf_needs("/proc/self/exe", "libnothing.so", &err), 0);
}

/* A file with the first @len bytes of this program, byte @wrong inverted. */
static int needs_of_part(const char *program, size_t len, size_t wrong,
			 struct nb_error *err)
{
	char path[] = "/tmp/elf_test.XXXXXX";
	int fd = mkstemp(path), rc;
	char *copy = malloc(len + 1);

	assert_true(fd >= 0);
	memcpy(copy, program, len);
	if (wrong < len)
		copy[wrong] = (char)~copy[wrong];
	assert_int_equal(write(fd, copy, len), len);
	close(fd);
	rc = nb_elf_needs(path, "libcmocka.so", err);
	unlink(path);
	free(copy);
	return rc;
}

static void broken_files_are_refused_or_read_within(void **state)
{
	static char program[1 << 20];
	FILE *self = fopen("/proc/self/exe", "r");
	size_t len = fread(program, 1, sizeof(program), self);
	struct nb_error err = { 0 };

	(void)state;
	fclose(self);
	assert_int_equal(needs_of_part(program, 0, 1, &err), -1);
	assert_int_equal(err.code, ENOEXEC);
	assert_int_equal(needs_of_part(program, 40, 41, NULL), -1);
	assert_int_equal(needs_of_part(program, len, 0, NULL), -1);
	for (size_t wrong = 1; wrong < 1024; wrong++) {
		int rc = needs_of_part(program, len, wrong, NULL);

		assert_true(rc >= -1 && rc <= 1);
	}
}

static void a_script_is_no_program(void **state)
{
	struct nb_error err = { 0 };

	(void)state;
	assert_int_equal(nb_elf_needs("/dev/null/x", "lib", &err), -1);
	assert_int_equal(err.code, ENOTDIR);
	assert_int_equal(nb_elf_needs("/etc/passwd", "lib", NULL), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(this_program_needs_cmocka),
		cmocka_unit_test(broken_files_are_refused_or_read_within),
		cmocka_unit_test(a_script_is_no_program),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
