/* SPDX-License-Identifier: MIT */
/* A trivial case in a guest: one by one, so that many less few is what each takes. */
#include "bench/sections.h"
#include "bench/suites.h"
#include "harness/guests/kernel.h"

#define MOST_S 5.0
#define FEW 5
#define MANY 25

static void measure(const struct bench *bench, const char *kind, const char *how,
		    json_t *ret)
{
	double few = run_cases(bench, "wire", FEW, how);
	double many = run_cases(bench, "wire", MANY, how);
	double each = (many - few) / (MANY - FEW);

	say("  %-7s %6.2f, and %.1f to boot", kind, each, few - FEW * each);
	say_missed(each > MOST_S, "%.0f s", MOST_S);
	say("\n");
	json_object_set_new(
		ret, kind,
		json_pack("{s:f, s:f}", "case_s", each, "boot_s", few - FEW * each));
}

/* User-mode-linux does not run on every processor. */
static bool has_uml(void)
{
	struct nb_guest_kernel kernel = { .kind = NB_GUEST_UML };
	struct nb_error err = { 0 };
	int rc = nb_guest_kernel_find(&kernel, &err);

	if (rc < 0)
		say("  uml     not measured: %s\n", err.text);
	nb_guest_kernel_release(&kernel);
	return rc == 0;
}

void bench_guests(const struct bench *bench, json_t *ret)
{
	say("a case, s:\n");
	measure(bench, "qemu", "--kernel=qemu", ret);
	if (has_uml())
		measure(bench, "uml", "--kernel=uml", ret);
}
