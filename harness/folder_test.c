/* SPDX-License-Identifier: MIT */
/* A report folder is made, locked, renewed, and nothing that is not ours is removed. */
#include "nestbed/cmocka.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/folder.h"

static char root[] = "/tmp/folder_test.XXXXXX";

/* Path of @name below the folder of the test; valid until the fourth call after it. */
static const char *below(const char *name)
{
	static char paths[4][256];
	static int turn;

	turn = (turn + 1) % 4;
	snprintf(paths[turn], sizeof(paths[turn]), "%s/%s", root, name);
	return paths[turn];
}

static bool exists(const char *name)
{
	return access(below(name), F_OK) == 0;
}

static int make_root(void **state)
{
	(void)state;
	return mkdtemp(root) ? 0 : -1;
}

static int remove_root(void **state)
{
	char *argv[] = { root, NULL };
	char command[300];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf %s", argv[0]);
	return system(command);
}

static void old_evidence_is_removed(void **state)
{
	struct nb_folder folder;
	struct nb_error err = { 0 };

	(void)state;
	assert_int_equal(nb_folder_open(below("a/report"), &folder, &err), 0);
	assert_int_equal(folder.path[0], '/');
	assert_int_equal(nb_make_folders(below("a/report/evidence/s/c"), &err), 0);
	nb_folder_close(&folder);
	assert_true(exists("a/report/evidence/s/c"));
	assert_int_equal(nb_folder_open(below("a/report"), &folder, &err), 0);
	assert_false(exists("a/report/evidence/s"));
	assert_true(exists("a/report/evidence"));
	nb_folder_close(&folder);
}

static void what_is_not_ours_stays(void **state)
{
	struct nb_folder folder;
	struct nb_error err = { 0 };

	(void)state;
	assert_int_equal(nb_make_folders(below("b/evidence/of a crime"), &err), 0);
	assert_int_equal(nb_folder_open(below("b"), &folder, &err), -1);
	assert_int_equal(err.code, EEXIST);
	assert_true(exists("b/evidence/of a crime"));
}

static void a_second_run_is_refused(void **state)
{
	struct nb_folder folder, second;
	struct nb_error err = { 0 };

	(void)state;
	assert_int_equal(nb_folder_open(below("c"), &folder, &err), 0);
	assert_int_equal(nb_folder_open(below("c"), &second, &err), -1);
	assert_non_null(strstr(err.text, "another run writes to it"));
	nb_folder_close(&folder);
	assert_int_equal(nb_folder_open(below("c"), &folder, NULL), 0);
	nb_folder_close(&folder);
}

static void a_file_in_the_way_is_told(void **state)
{
	struct nb_folder folder;
	struct nb_error err = { 0 };

	(void)state;
	close(open(below("file"), O_CREAT | O_WRONLY, 0600));
	assert_int_equal(nb_folder_open(below("file/report"), &folder, &err), -1);
	assert_int_equal(err.code, ENOTDIR);
}

static void the_default_depends_on_a_build(void **state)
{
	char here[4096];

	(void)state;
	assert_non_null(getcwd(here, sizeof(here)));
	assert_int_equal(chdir(root), 0);
	assert_string_equal(nb_folder_default(), "nestbed-report");
	assert_int_equal(mkdir("build", 0700), 0);
	assert_string_equal(nb_folder_default(), "build/report");
	assert_int_equal(chdir(here), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(old_evidence_is_removed),
		cmocka_unit_test(what_is_not_ours_stays),
		cmocka_unit_test(a_second_run_is_refused),
		cmocka_unit_test(a_file_in_the_way_is_told),
		cmocka_unit_test(the_default_depends_on_a_build),
	};

	return cmocka_run_group_tests(tests, make_root, remove_root);
}
