/* SPDX-License-Identifier: MIT */
/* A trivial case in a guest: one by one, so that many less few is what each takes. */
#include "bench/sections.h"
#include "bench/suites.h"

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

void bench_guests(const struct bench *bench, json_t *ret)
{
	say("a case, s:\n");
	measure(bench, "qemu", "--kernel=qemu", ret);
	measure(bench, "uml", "--kernel=uml", ret);
}
