/* SPDX-License-Identifier: MIT */
/* What is kept of an attempt: where, how much of it, and under which names. */
#include "nestbed/cmocka.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/bundle.h"
#include "harness/folder.h"

static char root[] = "/tmp/bundle_test.XXXXXX";

static int make_root(void **state)
{
	(void)state;
	return mkdtemp(root) ? 0 : -1;
}

static int remove_root(void **state)
{
	char command[64];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf %s", root);
	return system(command);
}

static void put_file(const char *path, const char *text)
{
	int fd = open(path, O_CREAT | O_WRONLY, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
}

static void no_name_leaves_the_folder(void **state)
{
	static const struct {
		const char *name;
		size_t attempt;
		const char *path;
	} rows[] = {
		{ "plain", 0, "/r/evidence/s/plain" },
		{ "plain", 1, "/r/evidence/s/plain~2" },
		{ "a[2]", 0, "/r/evidence/s/a[2]" },
		{ "..", 0, "/r/evidence/s/_.-7" },
		{ "../../etc/passwd", 0, "/r/evidence/s/_._.._etc_passwd-7" },
		{ "a b\n", 0, "/r/evidence/s/a_b_-7" },
		{ "", 0, "/r/evidence/s/" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char suite[] = "s", name[32];
		struct nb_case_result kase = { .suite = suite, .name = name };
		char *path;

		snprintf(name, sizeof(name), "%s", rows[i].name);
		path = nb_bundle_path("/r", &kase, 7, rows[i].attempt);
		assert_string_equal(path, rows[i].path);
		free(path);
	}
}

static void a_long_name_is_cut_and_numbered(void **state)
{
	char suite[] = "s", name[300];
	struct nb_case_result kase = { .suite = suite, .name = name };
	char *path;

	(void)state;
	memset(name, 'n', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	path = nb_bundle_path("/r", &kase, 7, 0);
	assert_true(strlen(path) < 130);
	assert_string_equal(path + strlen(path) - 3, "n-7");
	free(path);
}

static void output_is_cut_in_the_middle(void **state)
{
	struct nb_run *run = calloc(1, sizeof(*run));
	struct nb_attempt *attempt = nb_case_result_add_attempt(nb_run_add_case(run));
	int fd = memfd_create("output", 0);

	(void)state;
	assert_int_equal(write(fd, "first", 5), 5);
	assert_int_equal(ftruncate(fd, 100 << 20), 0);
	assert_int_equal(pwrite(fd, "last", 4, (100 << 20) - 4), 4);
	nb_bundle_trim_output(fd);
	nb_bundle_read_output(attempt, fd);
	assert_memory_equal(attempt->output, "first", 5);
	assert_memory_equal(attempt->output + attempt->output_len - 4, "last", 4);
	assert_true(attempt->output_len < NB_OUTPUT_MAX + 100);
	close(fd);
	nb_run_free(run);
}

static void a_flood_of_output_gives_its_memory_back(void **state)
{
	static char chunk[1 << 20];
	int fd = memfd_create("output", 0);
	struct stat before, after;

	(void)state;
	memset(chunk, 'x', sizeof(chunk));
	for (int i = 0; i < 70; i++)
		assert_int_equal(write(fd, chunk, sizeof(chunk)), sizeof(chunk));
	fstat(fd, &before);
	nb_bundle_trim_output(fd);
	fstat(fd, &after);
	assert_int_equal(before.st_size, after.st_size);
	assert_true(after.st_blocks < before.st_blocks / 10);
	close(fd);
}

static const char *kind_of(const struct nb_attempt *attempt, const char *path)
{
	for (size_t i = 0; i < attempt->nattachments; i++)
		if (!strcmp(attempt->attachments[i].path, path))
			return attempt->attachments[i].name;
	return "none";
}

static void files_become_attachments(void **state)
{
	struct nb_run *run = calloc(1, sizeof(*run));
	struct nb_attempt *attempt = nb_case_result_add_attempt(nb_run_add_case(run));
	char path[128];

	(void)state;
	assert_true(asprintf(&attempt->evidence, "%s/attempt", root) > 0);
	snprintf(path, sizeof(path), "%s/packets", attempt->evidence);
	assert_int_equal(nb_make_folders(path, NULL), 0);
	snprintf(path, sizeof(path), "%s/packets/h1.eth0.pcap", attempt->evidence);
	put_file(path, "pcap");
	snprintf(path, sizeof(path), "%s/packets/filter.txt", attempt->evidence);
	put_file(path, "icmp");
	snprintf(path, sizeof(path), "%s/odd", attempt->evidence);
	put_file(path, "?");
	nb_attempt_add_attachment(attempt, "what it is", "odd");
	nb_bundle_attach(attempt);
	assert_string_equal(kind_of(attempt, "packets/h1.eth0.pcap"), "packets");
	assert_string_equal(kind_of(attempt, "packets/filter.txt"),
			    "filter of the packets");
	assert_string_equal(attempt->attachments[0].name, "what it is"); /* once */
	nb_run_free(run);
}

static void logs_of_sanitizers_are_taken_and_moved(void **state)
{
	struct nb_folder folder;
	char path[160], bundle[128];
	char *text;

	(void)state;
	snprintf(path, sizeof(path), "%s/report", root);
	assert_int_equal(nb_folder_open(path, &folder, NULL), 0);
	snprintf(bundle, sizeof(bundle), "%s/report/evidence/s/c", root);
	assert_int_equal(nb_make_folders(bundle, NULL), 0);
	assert_null(nb_bundle_take_sanitizer(folder.path, 4, bundle));
	text = nb_bundle_sanitizer_path(folder.path, 4);
	snprintf(path, sizeof(path), "%s.77", text);
	free(text);
	put_file(path, "ERROR: AddressSanitizer");
	assert_null(nb_bundle_take_sanitizer(folder.path, 40, bundle));
	text = nb_bundle_take_sanitizer(folder.path, 4, bundle);
	assert_string_equal(text, "ERROR: AddressSanitizer");
	free(text);
	assert_int_equal(access(path, F_OK), -1);
	snprintf(path, sizeof(path), "%s/sanitizer.77", bundle);
	assert_int_equal(access(path, F_OK), 0);
	nb_folder_close(&folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_name_leaves_the_folder),
		cmocka_unit_test(a_long_name_is_cut_and_numbered),
		cmocka_unit_test(output_is_cut_in_the_middle),
		cmocka_unit_test(a_flood_of_output_gives_its_memory_back),
		cmocka_unit_test(files_become_attachments),
		cmocka_unit_test(logs_of_sanitizers_are_taken_and_moved),
	};

	return cmocka_run_group_tests(tests, make_root, remove_root);
}
