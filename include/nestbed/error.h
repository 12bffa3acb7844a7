/* SPDX-License-Identifier: MIT */
/* Errors of nestbed: one sentence, from what was wanted to what the kernel said. */
#ifndef NESTBED_ERROR_H
#define NESTBED_ERROR_H

#ifdef __cplusplus
extern "C" {
#endif

#define NB_ERROR_TEXT 508 /* bytes, with the terminator */

/**
 * struct nb_error - Why something failed
 * @code:	errno of the cause, or 0 when there is none
 * @text:	The chain, outermost first, always terminated; "" = no error
 *
 * Plain data, owned by the caller, needs no free and survives a longjmp().
 * Start with `struct nb_error err = {0};`. The first failure wins: setting an
 * error that is already set changes nothing, so a clean-up that fails as well
 * cannot hide the cause.
 */
struct nb_error {
	int code;
	char text[NB_ERROR_TEXT];
};

/**
 * nb_error_set() - Record a failure at the point where it happened
 * @err:	Where, NULL is fine
 * @code:	errno value of the cause, appended as ": text (ENAME)"; 0 = none
 * @fmt:	printf() format: the object and what was wanted of it
 *
 * Return: always -1, so that a failing line is one statement
 */
int nb_error_set(struct nb_error *err, int code, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/**
 * nb_error_wrap() - Put what the caller knows in front of an error: "fmt: text"
 * @err:	An error that is set, NULL is fine
 * @fmt:	printf() format: "node %s: link %s"
 *
 * When the chain grows too long the new context is cut, never the cause.
 *
 * Return: always -1
 */
int nb_error_wrap(struct nb_error *err, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#ifdef __cplusplus
}
#endif

#endif /* NESTBED_ERROR_H */
