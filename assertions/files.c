/* SPDX-License-Identifier: MIT */
/* Files of a node, judged by their presence and content. */
#include "assertions/files.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "assertions/text.h"
#include "harness/auto.h"
#include "nestbed/checks.h"

struct nb_judgement nb_judge_presence(const char *node, const char *path, bool wanted,
				      const struct nb_file_seen *seen)
{
	struct nb_judgement judgement = { .type = wanted ? "file.present"
							 : "file.absent" };

	if (seen->is_there == wanted && (wanted || seen->has_folder))
		return judgement;
	nb_report_line(&judgement.text, "wanted",
		       wanted ? "%s exists" : "%s does not exist", path);
	if (seen->is_there == wanted) {
		nb_judgement_set(&judgement, NB_CANNOT_TELL,
				 "%s: %s is absent, but so is its folder", node, path);
		nb_report_line(&judgement.text, "hint", "is the path mistyped?");
		return judgement;
	}
	nb_judgement_set(&judgement, NB_FAILS, "%s: %s %s", node, path,
			 wanted ? "does not exist" : "exists");
	if (wanted)
		nb_report_line(&judgement.text, "seen", "%s",
			       seen->has_folder ? "its folder is there, the file is not"
						: "its folder is not there either");
	return judgement;
}

static bool is_readable(struct nb_judgement *judgement, const char *node,
			const char *path, const struct nb_file_seen *seen)
{
	if (seen->content)
		return true;
	nb_judgement_set(judgement, NB_FAILS, "%s: %s does not exist", node, path);
	nb_report_line(&judgement->text, "wanted", "%s exists", path);
	return false;
}

struct nb_judgement nb_judge_content(const char *node, const char *path,
				     const char *wanted, bool is_all,
				     const struct nb_file_seen *seen)
{
	struct nb_judgement judgement = { .type = "file.content" };
	nb_auto_buffer struct nb_buffer quoted = { 0 }, differs = { 0 };
	unsigned int number;
	const char *nearest;
	size_t len;

	if (!is_readable(&judgement, node, path, seen) ||
	    (is_all ? !strcmp(seen->content, wanted)
		    : strstr(seen->content, wanted) != NULL))
		return judgement;
	nb_text_quote(&quoted, wanted, strlen(wanted));
	nb_judgement_set(&judgement, NB_FAILS, "%s: %s %s %s", node, path,
			 is_all ? "is not" : "does not contain", quoted.data);
	nb_report_line(&judgement.text, "wanted", "%s%s", is_all ? "" : "a part ",
		       quoted.data);
	if (is_all && nb_text_differ(&differs, wanted, seen->content))
		nb_report_line(&judgement.text, "differs", "%s", differs.data);
	nearest = is_all ? NULL : nb_text_nearest(seen->content, wanted, &number, &len);
	if (nearest) {
		nb_text_quote(&differs, nearest, len);
		nb_report_line(&judgement.text, "nearest", "line %u: %s", number,
			       differs.data);
	}
	if (!seen->content[0])
		nb_report_line(&judgement.text, "seen", "the file is empty");
	return judgement;
}

struct nb_judgement nb_judge_lack(const char *node, const char *path,
				  const char *unwanted, const struct nb_file_seen *seen)
{
	struct nb_judgement judgement = { .type = "file.lacks" };
	nb_auto_buffer struct nb_buffer quoted = { 0 }, line = { 0 };
	const char *at;
	unsigned int number = 1;

	if (!is_readable(&judgement, node, path, seen))
		return judgement;
	at = strstr(seen->content, unwanted);
	if (!at)
		return judgement;
	nb_text_quote(&quoted, unwanted, strlen(unwanted));
	for (const char *c = seen->content; c < at; c++)
		number += *c == '\n';
	while (at > seen->content && at[-1] != '\n')
		at--;
	nb_text_quote(&line, at, strcspn(at, "\n"));
	nb_judgement_set(&judgement, NB_FAILS, "%s: %s contains %s", node, path,
			 quoted.data);
	nb_report_line(&judgement.text, "wanted", "nowhere %s", quoted.data);
	nb_report_line(&judgement.text, "seen", "line %u: %s", number, line.data);
	return judgement;
}

/* A file that is there and cannot be read is there. */
int nb_node_has_file(struct nb_node *node, const char *path, struct nb_error *err)
{
	nb_auto_free char *data = NULL;
	struct nb_error why = { 0 };

	if (nb_node_read_file(node, path, &data, NULL, &why) == 0)
		return 1;
	if (why.code == ENOENT || why.code == ENOTDIR)
		return 0;
	if (why.code == EISDIR || why.code == EACCES)
		return 1;
	if (err && !err->text[0])
		*err = why;
	return -1;
}

static bool has(const struct nb_place *at, struct nb_node *node, const char *path)
{
	struct nb_error err = { 0 };
	int rc = nb_node_has_file(node, path, &err);

	if (rc < 0)
		nb_claim_error(at, "file", err.text, NULL);
	return rc;
}

static bool has_folder(const struct nb_place *at, struct nb_node *node, const char *path)
{
	const char *slash = strrchr(path, '/');
	char folder[4096] = "/";

	if (slash > path && (size_t)(slash - path) < sizeof(folder)) {
		memcpy(folder, path, (size_t)(slash - path));
		folder[slash - path] = '\0';
	}
	return has(at, node, folder);
}

void nb_assert_file_at(const char *file, int line, struct nb_node *node, const char *path,
		       bool is_there)
{
	const struct nb_place at = { file, line };
	struct nb_file_seen seen = { .is_there = has(&at, node, path) };
	struct nb_judgement judgement;

	seen.has_folder = seen.is_there || has_folder(&at, node, path);
	judgement = nb_judge_presence(nb_node_name(node), path, is_there, &seen);
	nb_judgement_close(&at, &judgement);
}

/* NULL when there is no such file. */
static char *content(const struct nb_place *at, struct nb_node *node, const char *path)
{
	struct nb_error err = { 0 };
	char *data;

	if (nb_node_read_file(node, path, &data, NULL, &err) == 0)
		return data;
	if (err.code != ENOENT && err.code != ENOTDIR)
		nb_claim_error(at, "file", err.text, NULL);
	return NULL;
}

void nb_assert_file_text_at(const char *file, int line, struct nb_node *node,
			    const char *path, const char *text, bool is_all)
{
	const struct nb_place at = { file, line };
	char *data = content(&at, node, path);
	struct nb_file_seen seen = { .is_there = data, .content = data };
	struct nb_judgement judgement =
		nb_judge_content(nb_node_name(node), path, text, is_all, &seen);

	free(data);
	nb_judgement_close(&at, &judgement);
}

void nb_assert_file_lacks_at(const char *file, int line, struct nb_node *node,
			     const char *path, const char *text)
{
	const struct nb_place at = { file, line };
	char *data = content(&at, node, path);
	struct nb_file_seen seen = { .is_there = data, .content = data };
	struct nb_judgement judgement =
		nb_judge_lack(nb_node_name(node), path, text, &seen);

	free(data);
	nb_judgement_close(&at, &judgement);
}
