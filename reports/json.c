/* SPDX-License-Identifier: MIT */
/* report.json: everything the model holds. reports/report.schema.json describes it. */
#include "reports/formats.h"

#include "reports/jsontext.h"
#include "reports/view.h"

json_t *nb_json_counts(const struct nb_run *run)
{
	size_t count[NB_VERDICT_FLAKY + 1];
	json_t *object = json_object();

	nb_view_count(run, NULL, count);
	for (int i = NB_VERDICT_PASS; i <= NB_VERDICT_FLAKY; i++)
		json_object_set_new(object, nb_verdict_name((enum nb_verdict)i),
				    json_integer((json_int_t)count[i]));
	return object;
}

int nb_json_report(const struct nb_run *run, FILE *out,
		   const struct nb_report_options *options, struct nb_error *err)
{
	json_t *root = json_pack("{si so so so}", "nestbed_report", NB_JSON_VERSION,
				 "run", nb_json_run(run), "counts", nb_json_counts(run),
				 "cases", nb_json_cases(run, true));

	(void)options;
	return nb_json_write(root, JSON_INDENT(1), out, "JSON", err);
}

int nb_list_write(const struct nb_run *run, FILE *out, struct nb_error *err)
{
	json_t *root = json_pack("{si so}", "nestbed_list", NB_JSON_VERSION, "cases",
				 nb_json_cases(run, false));

	return nb_json_write(root, JSON_INDENT(1), out, "list of cases", err);
}
