/* SPDX-License-Identifier: MIT */
/*
 * A run inside a case: nestbed runs programs that misbehave, the case reads the report.
 *
 *	static void names_the_signal(void **state)
 *	{
 *		struct nested *run = nested_run(*state, "material/plain_crash");
 *
 *		expect_case(run, "plain_crash/divides", .verdict = "ERROR",
 *			    .type = "crash.SIGFPE");
 *	}
 */
#ifndef SELFTEST_NESTED_H
#define SELFTEST_NESTED_H

#include <nestbed/cmocka.h>

#include <jansson.h>

/** struct nested - One run, valid until the case ends */
struct nested {
	char folder[64]; /* made for it: report.json, junit.xml, evidence */
	int status;	 /* exit status of nestbed; -1 = ended by a signal */
	char *output;	 /* what it printed */
	json_t *report;	 /* report.json; NULL = there is none */
};

/* The fixture: *state is a struct nested. */
int nested_setup(void **state);
int nested_teardown(void **state);

#define nested_unit_test(function) \
	cmocka_unit_test_setup_teardown(function, nested_setup, nested_teardown)

/**
 * nested_run() - Run `nestbed run ARGUMENT ...` and read its report
 * @...:	Arguments; what begins with "material/" is a path below the build folder
 *
 * Return: @run
 */
#define nested_run(run, ...) \
	nested_execute(run, (const char *const[]){ "nestbed", "run", __VA_ARGS__, NULL })

/** nested_execute() - The same for any program: argv[0], below the build folder or absolute */
struct nested *nested_execute(struct nested *run, const char *const *argv);
/** nested_become() - In a child: execute that, its output going to @output */
_Noreturn void nested_become(const struct nested *run, int output,
			     const char *const *argv);

/** struct expected - What is expected of a case; NULL = anything, "" = there is none */
struct expected {
	const char *verdict;
	const char *type;    /* of the first finding */
	const char *message; /* contained in the first finding's */
	const char *text;    /* contained in the first finding's */
	const char *file;    /* the end of the first finding's */
	const char *second;  /* type of the second finding */
	const char *reason;  /* contained in that of a skip */
	const char *output;  /* contained in that of the case */
};

/** expect_case() - A case of the report, "suite/name", is as expected */
#define expect_case(run, name, ...)                                                 \
	nested_expect(run, name, &(const struct expected){ __VA_ARGS__ }, __FILE__, \
		      __LINE__)
void nested_expect(const struct nested *run, const char *name,
		   const struct expected *expected, const char *file, int line);

/** nested_case() - A case of the report; fails the test when it is not there */
json_t *nested_case(const struct nested *run, const char *name);
/** nested_attempt() - Its last attempt */
json_t *nested_attempt(const struct nested *run, const char *name);
/** nested_count() - Cases of the report */
size_t nested_count(const struct nested *run);
/** nested_file() - A file of the report folder, terminated; free() it */
char *nested_file(const struct nested *run, const char *name);

#endif /* SELFTEST_NESTED_H */
