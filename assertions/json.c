/* SPDX-License-Identifier: MIT */
/*
 * JSON output against what must be in it: a superset is right. Objects may have further
 * members; arrays further elements, as long as those that are wanted stand in their order.
 */
#include "assertions/json.h"

#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "assertions/text.h"
#include "nestbed/checks.h"

#define DEPTH_MAX 64

/* Where in the tree we are: "$.routes[2].metric". Cut when deep. */
struct path {
	char text[256];
	unsigned int depth;
};

static struct path below(const struct path *path, const char *member, size_t index)
{
	struct path longer = { .depth = path->depth + 1 };
	int len = (int)strlen(path->text);
	int room = (int)sizeof(longer.text) - len;

	memcpy(longer.text, path->text, (size_t)len + 1);
	if (member)
		snprintf(longer.text + len, (size_t)room, ".%s", member);
	else
		snprintf(longer.text + len, (size_t)room, "[%zu]", index);
	return longer;
}

static void add_value(struct nb_buffer *to, const json_t *value)
{
	char *text = json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT | JSON_SORT_KEYS);

	nb_buffer_printf(to, "%.*s%s", NB_TEXT_SHOWN, text ? text : "?",
			 text && strlen(text) > NB_TEXT_SHOWN ? "..." : "");
	free(text);
}

static bool differ(struct nb_buffer *why, const struct path *path, const json_t *wanted,
		   const json_t *got)
{
	if (!why)
		return true;
	nb_buffer_printf(why, "%s: want ", path->text);
	add_value(why, wanted);
	nb_buffer_puts(why, ", got ");
	if (got)
		add_value(why, got);
	else
		nb_buffer_puts(why, "nothing");
	return true;
}

static bool is_missing(const json_t *wanted, const json_t *got, const struct path *path,
		       struct nb_buffer *why);

static bool is_member_missing(const json_t *wanted, const json_t *got,
			      const struct path *path, struct nb_buffer *why)
{
	const char *name;
	json_t *value;

	/* jansson walks an object that it may write to; nothing is written here */
	json_object_foreach((json_t *)(uintptr_t)wanted, name, value)
	{
		struct path member = below(path, name, 0);

		if (is_missing(value, json_object_get(got, name), &member, why))
			return true;
	}
	return false;
}

/* Each wanted element is looked for behind the one found before. */
static bool is_element_missing(const json_t *wanted, const json_t *got,
			       const struct path *path, struct nb_buffer *why)
{
	size_t next = 0;

	for (size_t i = 0; i < json_array_size(wanted); i++) {
		const json_t *want = json_array_get(wanted, i);
		struct path element = below(path, NULL, next);
		size_t j = next;

		while (j < json_array_size(got) &&
		       is_missing(want, json_array_get(got, j), &element, NULL))
			j++;
		if (j == json_array_size(got))
			return is_missing(want, json_array_get(got, next), &element, why);
		next = j + 1;
	}
	return false;
}

static bool is_missing(const json_t *wanted, const json_t *got, const struct path *path,
		       struct nb_buffer *why)
{
	if (!got || path->depth > DEPTH_MAX)
		return differ(why, path, wanted, got);
	if (json_is_object(wanted) && json_is_object(got))
		return is_member_missing(wanted, got, path, why);
	if (json_is_array(wanted) && json_is_array(got))
		return is_element_missing(wanted, got, path, why);
	if (json_is_number(wanted) && json_is_number(got) &&
	    fabs(json_number_value(wanted) - json_number_value(got)) < 1e-9)
		return false;
	return json_equal(wanted, got) ? false : differ(why, path, wanted, got);
}

static json_t *load(const char *text, const char *what, struct nb_error *err)
{
	json_error_t error;
	json_t *json = json_loads(text, JSON_DECODE_ANY | JSON_REJECT_DUPLICATES, &error);

	if (!json)
		nb_error_set(err, EINVAL, "%s: line %d column %d: %s", what, error.line,
			     error.column, error.text);
	return json;
}

int nb_json_difference(const char *wanted, const char *text, char *ret, size_t size,
		       struct nb_error *err)
{
	const struct path root = { .text = "$" };
	nb_auto_buffer struct nb_buffer why = { 0 };
	json_t *want = load(wanted, "wanted JSON", err);
	json_t *got = want ? load(text, "JSON", err) : NULL;
	int rc = -1;

	if (got)
		rc = !is_missing(want, got, &root, &why);
	if (got && ret)
		snprintf(ret, size, "%s", why.data ? why.data : "");
	json_decref(want);
	json_decref(got);
	return rc;
}

struct nb_judgement nb_judge_json(const char *node, const char *shell, const char *wanted,
				  const char *output)
{
	struct nb_judgement judgement = { .type = "command.json" };
	nb_auto_buffer struct nb_buffer shown = { 0 };
	struct nb_error err = { 0 };
	char differs[512];
	int rc = nb_json_difference(wanted, output, differs, sizeof(differs), &err);

	if (rc == 1)
		return judgement;
	nb_report_line(&judgement.text, "wanted", "%s", wanted);
	if (rc == 0) {
		nb_judgement_set(&judgement, NB_FAILS, "%s: %s: %s", node, shell,
				 differs);
		nb_report_line(&judgement.text, "differs", "%s", differs);
		return judgement;
	}
	/* A wish that is no JSON is the author's mistake: it says nothing about the node. */
	nb_judgement_set(&judgement,
			 strncmp(err.text, "wanted", 6) ? NB_FAILS : NB_CANNOT_TELL,
			 "%s: %s: %s", node, shell, err.text);
	nb_text_quote(&shown, output, strlen(output));
	nb_report_line(&judgement.text, "seen", "%s", shown.data);
	return judgement;
}
