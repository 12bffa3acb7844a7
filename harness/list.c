/* SPDX-License-Identifier: MIT */
/*
 * Listing: the program runs once with NESTBED_MODE=list, in a worker like a case does, and
 * says a CASE record for each of its tests and LISTED when it leaves in good order. A list
 * without LISTED is none: it may be short.
 */
#include "harness/list.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "harness/auto.h"
#include "harness/clock.h"
#include "harness/elf.h"
#include "harness/environment.h"
#include "harness/worker.h"

#define PLUGIN "libnestbed.so"
#define OUTPUT_SHOWN 200 /* bytes of what a program printed that could not be listed */

struct listing {
	struct nb_run *run;
	const char *path;
	const char *suite;
	bool is_preloaded;
	bool is_listed;
	bool has_ended;
	struct nb_worker worker;
	struct nb_worker_end end;
};

const char *nb_list_library(void)
{
	static char *path;
	Dl_info info;

	if (!path && dladdr((void *)(uintptr_t)nb_list_library, &info))
		path = realpath(info.dli_fname, NULL);
	return path;
}

static char *text_of(const struct nb_record *rec, enum nb_record_key key)
{
	return rec->field[key].text ? strdup(rec->field[key].text) : NULL;
}

static int add_case(struct listing *listing, const struct nb_record *rec,
		    struct nb_error *err)
{
	struct nb_case_result *kase = nb_run_add_case(listing->run);

	if (!kase)
		return nb_error_set(err, ENOMEM, "%s: list its cases", listing->path);
	kase->suite = strdup(listing->suite);
	kase->program = strdup(listing->path);
	kase->is_preloaded = listing->is_preloaded;
	kase->name = text_of(rec, NB_KEY_NAME);
	kase->group = text_of(rec, NB_KEY_GROUP);
	kase->tags = text_of(rec, NB_KEY_TAGS);
	kase->locks = text_of(rec, NB_KEY_LOCKS);
	kase->hint = text_of(rec, NB_KEY_HINT);
	kase->source = text_of(rec, NB_KEY_FILE);
	kase->needs = text_of(rec, NB_KEY_NEEDS);
	kase->line = (int)rec->field[NB_KEY_LINE].number;
	kase->group_index = (unsigned int)rec->field[NB_KEY_GROUP_INDEX].number;
	kase->test_index = (unsigned int)rec->field[NB_KEY_TEST_INDEX].number;
	kase->points = (double)rec->field[NB_KEY_POINTS].number / 1000;
	kase->deadline_ms = (unsigned int)rec->field[NB_KEY_DEADLINE_MS].number;
	if (!kase->suite || !kase->program || !kase->name)
		return nb_error_set(err, EBADMSG, "%s: a case without a name",
				    listing->path);
	return 0;
}

/* Everything said so far; -1 when it cannot be believed. */
static int hear(struct listing *listing, struct nb_error *err)
{
	struct nb_error why = { 0 };
	struct nb_record rec;
	int rc;

	while ((rc = nb_record_receive(listing->worker.records, &rec, &why)) == 1) {
		if (rec.kind == NB_REC_CASE)
			rc = add_case(listing, &rec, err);
		listing->is_listed = listing->is_listed || rec.kind == NB_REC_LISTED;
		nb_record_release(&rec);
		if (rc < 0)
			return -1;
	}
	if (rc < 0 && why.code != EAGAIN) {
		nb_error_set(err, 0, "%s", why.text);
		return nb_error_wrap(err, "%s: list its cases", listing->path);
	}
	return 0;
}

static int wait_for_end(struct listing *listing, struct nb_error *err)
{
	struct nb_deadline deadline = nb_deadline_in(NB_LIST_MS);
	struct pollfd fds[] = { { listing->worker.control, POLLIN, 0 },
				{ listing->worker.records, POLLIN, 0 } };

	while (!listing->has_ended) {
		if (nb_deadline_passed(&deadline))
			return nb_error_set(err, ETIMEDOUT, "%s: list its cases",
					    listing->path);
		if (poll(fds, 2, nb_deadline_left_ms(&deadline)) < 0 && errno != EINTR)
			return nb_error_set(err, errno, "%s: list its cases",
					    listing->path);
		listing->has_ended =
			nb_worker_receive_end(&listing->worker, &listing->end) >= 0;
		if (hear(listing, err) < 0)
			return -1;
	}
	return 0;
}

/* The last that the program printed tells more than its exit status. */
static enum nb_exit fail_unlisted(const struct listing *listing, int output,
				  struct nb_error *err)
{
	char text[OUTPUT_SHOWN + 1];
	struct stat st;
	ssize_t len = 0;
	off_t from;

	if (fstat(output, &st) == 0) {
		from = st.st_size > OUTPUT_SHOWN ? st.st_size - OUTPUT_SHOWN : 0;
		len = pread(output, text, OUTPUT_SHOWN, from);
	}
	text[len > 0 ? len : 0] = '\0';
	text[strcspn(text, "\n")] = '\0';
	nb_error_set(
		err, 0,
		"%s: told no cases (status %d%s%s): is it a cmocka program, and nestbed "
		"before cmocka where it is linked?",
		listing->path,
		WIFEXITED(listing->end.status) ? WEXITSTATUS(listing->end.status) : -1,
		text[0] ? ": " : "", text);
	return NB_EXIT_USAGE;
}

static enum nb_exit conclude(const struct listing *listing, int output,
			     struct nb_error *err)
{
	if (listing->end.how != NB_WORKER_ENDED) {
		if (err)
			*err = listing->end.err;
		return listing->end.how == NB_WORKER_NO_NAMESPACES ? NB_EXIT_NO_LABS
								   : NB_EXIT_USAGE;
	}
	if (!listing->is_listed)
		return fail_unlisted(listing, output, err);
	return NB_EXIT_PASSED;
}

static enum nb_exit run_listing(struct listing *listing, struct nb_error *err)
{
	struct nb_environment wanted = { .mode = "list",
					 .preload = listing->is_preloaded
							    ? nb_list_library()
							    : NULL };
	nb_auto_fd int output = memfd_create("nestbed-list", MFD_CLOEXEC);
	char **env = nb_environment_new(&wanted);
	struct nb_worker_spec spec = { listing->path, (const char *const *)env, output };
	enum nb_exit status = NB_EXIT_USAGE;

	if (output < 0 || !env) {
		nb_error_set(err, errno, "%s: list its cases", listing->path);
		status = NB_EXIT_BROKEN;
	} else if (nb_worker_start(&spec, &listing->worker, err) < 0) {
		status = NB_EXIT_NO_LABS;
	} else {
		if (wait_for_end(listing, err) == 0)
			status = conclude(listing, output, err);
		nb_worker_kill(&listing->worker);
		nb_worker_wait(&listing->worker);
	}
	nb_environment_free(env);
	return status;
}

static bool has_suite(const struct nb_run *run, const char *suite)
{
	for (size_t i = 0; i < run->ncases; i++)
		if (!strcmp(run->cases[i].suite, suite))
			return true;
	return false;
}

/* The program's base name; "name~2" when a program of that name was there before. */
static char *suite_name(const struct nb_run *run, const char *path)
{
	const char *slash = strrchr(path, '/');
	char *name = strdup(slash ? slash + 1 : path);

	for (int number = 2; name && has_suite(run, name); number++) {
		char *next;

		if (asprintf(&next, "%s~%d", slash ? slash + 1 : path, number) < 0)
			next = NULL;
		free(name);
		name = next;
	}
	return name;
}

static bool is_taken(const struct nb_run *run, size_t first, size_t last,
		     const char *name)
{
	for (size_t i = first; i < last; i++)
		if (!strcmp(run->cases[i].name, name))
			return true;
	return false;
}

/* Two tests of a name: "group.name", and a number where that is not enough. */
static int make_unique(struct nb_run *run, size_t first, struct nb_error *err)
{
	for (size_t i = first; i < run->ncases; i++) {
		struct nb_case_result *kase = &run->cases[i];
		nb_auto_free char *plain = NULL;

		if (!is_taken(run, first, i, kase->name))
			continue;
		plain = kase->name;
		kase->name = NULL;
		if (asprintf(&kase->name, "%s.%s", kase->group ? kase->group : "",
			     plain) < 0)
			return nb_error_set(err, ENOMEM, "list");
		for (int number = 2; is_taken(run, first, i, kase->name); number++) {
			free(kase->name);
			if (asprintf(&kase->name, "%s~%d", plain, number) < 0)
				return nb_error_set(err, ENOMEM, "list");
		}
	}
	return 0;
}

enum nb_exit nb_list_program(struct nb_run *run, const char *path, struct nb_error *err)
{
	nb_auto_free char *suite = suite_name(run, path);
	struct listing listing = { .run = run, .path = path, .suite = suite };
	int needs = nb_elf_needs(path, PLUGIN, err);
	size_t first = run->ncases;
	enum nb_exit status;

	if (needs < 0)
		return NB_EXIT_USAGE;
	if (!suite)
		return NB_EXIT_BROKEN;
	listing.is_preloaded = !needs;
	status = run_listing(&listing, err);
	if (status == NB_EXIT_PASSED && make_unique(run, first, err) < 0)
		status = NB_EXIT_BROKEN;
	return status;
}
