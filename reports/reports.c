/* SPDX-License-Identifier: MIT */
/*
 * The formats, and how one becomes a file: written beside its final place under a name of
 * its own, synced, renamed. Who reads the path sees the old report or the new one, whole.
 */
#include "reports/reports.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/auto.h"
#include "reports/formats.h"

const struct nb_report nb_reports[] = {
	{ "junit", "junit.xml", true, "JUnit XML", nb_junit_report },
	{ "json", "report.json", true, "everything, by reports/report.schema.json",
	  nb_json_report },
	{ "tap", "report.tap", false, "TAP version 14", nb_tap_report },
	{ "gradescope", "results.json", false, "Gradescope's results.json",
	  nb_gradescope_report },
	{ "classroom", "classroom.json", false, "GitHub Classroom's result",
	  nb_classroom_report },
	{ "markdown", "summary.md", false, "a page for a job summary",
	  nb_markdown_report },
	{ 0 },
};

static const struct nb_report_options defaults;

const struct nb_report *nb_report_find(const char *name)
{
	for (const struct nb_report *report = nb_reports; report->name; report++)
		if (!strcmp(report->name, name))
			return report;
	return NULL;
}

/* Standard output, a pipe, a device: nothing that can be replaced by another file. */
static int write_through(const struct nb_report *report, const struct nb_run *run,
			 const char *path, const struct nb_report_options *options,
			 struct nb_error *err)
{
	nb_auto_file FILE *file = NULL;

	if (!strcmp(path, "-"))
		return report->write(run, stdout, options, err);
	file = fopen(path, "we");
	if (!file)
		return nb_error_set(err, errno, "open %s", path);
	return report->write(run, file, options, err);
}

/* The mode that open() would have given; mkostemp() is stricter. */
static mode_t usual_mode(void)
{
	mode_t mask = umask(0);

	umask(mask);
	return 0666 & ~mask;
}

static FILE *open_beside(const char *path, char **ret_name, struct nb_error *err)
{
	nb_auto_free char *name = NULL;
	nb_auto_fd int fd = -1;
	FILE *file;

	if (asprintf(&name, "%s.XXXXXX", path) < 0) {
		name = NULL;
		nb_error_set(err, ENOMEM, "write %s", path);
		return NULL;
	}
	fd = mkostemp(name, O_CLOEXEC);
	if (fd < 0) {
		nb_error_set(err, errno, "make a file beside %s", path);
		return NULL;
	}
	file = fchmod(fd, usual_mode()) ? NULL : fdopen(fd, "w");
	if (!file) {
		nb_error_set(err, errno, "open %s", name);
		unlink(name);
		return NULL;
	}
	nb_steal_fd(&fd);
	*ret_name = nb_steal(&name);
	return file;
}

static int write_and_rename(const struct nb_report *report, const struct nb_run *run,
			    const char *path, const struct nb_report_options *options,
			    struct nb_error *err)
{
	nb_auto_free char *name = NULL;
	FILE *file = open_beside(path, &name, err);
	int rc;

	if (!file)
		return -1;
	rc = report->write(run, file, options, err);
	if (rc == 0 && (fflush(file) || fsync(fileno(file))))
		rc = nb_error_set(err, errno, "write %s", name);
	if (fclose(file) && rc == 0)
		rc = nb_error_set(err, errno, "write %s", name);
	if (rc == 0 && rename(name, path))
		rc = nb_error_set(err, errno, "rename %s to %s", name, path);
	if (rc)
		unlink(name);
	return rc;
}

int nb_report_save(const struct nb_report *report, const struct nb_run *run,
		   const char *path, const struct nb_report_options *options,
		   struct nb_error *err)
{
	struct stat st;
	bool is_special =
		!strcmp(path, "-") || (stat(path, &st) == 0 && !S_ISREG(st.st_mode));
	int rc = is_special ? write_through(report, run, path,
					    options ? options : &defaults, err)
			    : write_and_rename(report, run, path,
					       options ? options : &defaults, err);

	return rc ? nb_error_wrap(err, "%s report", report->name) : 0;
}

int nb_report_save_usual(const struct nb_run *run,
			 const struct nb_report_options *options, struct nb_error *err)
{
	int rc = 0;

	for (const struct nb_report *report = nb_reports; report->name; report++) {
		nb_auto_free char *path = NULL;

		if (!report->is_usual)
			continue;
		if (asprintf(&path, "%s/%s", run->folder, report->file) < 0) {
			path = NULL;
			return nb_error_set(err, ENOMEM, "%s report", report->name);
		}
		if (nb_report_save(report, run, path, options, err))
			rc = -1;
	}
	return rc;
}
