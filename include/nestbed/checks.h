/* SPDX-License-Identifier: MIT */
/*
 * Checks: files and commands of a node, JSON output, and time.
 *
 *	nb_assert_file_contains(h1, "/etc/resolv.conf", "nameserver 10.0.0.53");
 *	nb_assert_command(r1, "sysctl -n net.ipv4.ip_forward", 0);
 *	nb_assert_eventually(nb_ping(h1, "10.0.2.2", 100, NULL, NULL) == 1, 5000);
 */
#ifndef NESTBED_CHECKS_H
#define NESTBED_CHECKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <nestbed/error.h>
#include <nestbed/lab.h>

#ifdef __cplusplus
extern "C" {
#endif

/** nb_node_has_file() - 1 = the path exists in the node, 0 = not, -1 = could not tell */
int nb_node_has_file(struct nb_node *node, const char *path, struct nb_error *err);

/**
 * nb_json_difference() - Where a JSON text lacks something of another
 * @wanted:	What must be there. An object may have further members, an array further
 *		elements, as long as those that are wanted stand there in their order
 * @text:	What is there
 * @ret:	"$.routes[2].metric: want 20, got 10"; "" when nothing is missing
 *
 * Return: 1 = nothing is missing, 0 = something is, -1 = one of the two is no JSON
 */
int nb_json_difference(const char *wanted, const char *text, char *ret, size_t size,
		       struct nb_error *err);

/** nb_assert_file() - The file exists in the node */
#define nb_assert_file(node, path) nb_assert_file_at(__FILE__, __LINE__, node, path, true)
/** nb_assert_no_file() - It does not, while the folder that would hold it does */
#define nb_assert_no_file(node, path) \
	nb_assert_file_at(__FILE__, __LINE__, node, path, false)
/** nb_assert_file_is() - Its content is this text, to the byte */
#define nb_assert_file_is(node, path, text) \
	nb_assert_file_text_at(__FILE__, __LINE__, node, path, text, true)
/** nb_assert_file_contains() - Its content has this text somewhere */
#define nb_assert_file_contains(node, path, text) \
	nb_assert_file_text_at(__FILE__, __LINE__, node, path, text, false)
/** nb_assert_file_lacks() - The file exists and its content has the text nowhere */
#define nb_assert_file_lacks(node, path, text) \
	nb_assert_file_lacks_at(__FILE__, __LINE__, node, path, text)

/** nb_assert_command() - A line of shell ends with this exit status in the node */
#define nb_assert_command(node, line, status) \
	nb_assert_command_at(__FILE__, __LINE__, node, line, status)
/** nb_assert_output_is() - It exits 0 and prints this on standard output, to the byte */
#define nb_assert_output_is(node, line, text) \
	nb_assert_output_at(__FILE__, __LINE__, node, line, text, NB_OUTPUT_IS)
#define nb_assert_output_contains(node, line, text) \
	nb_assert_output_at(__FILE__, __LINE__, node, line, text, NB_OUTPUT_CONTAINS)
/** nb_assert_output_lacks() - It exits 0 and prints something, but this nowhere */
#define nb_assert_output_lacks(node, line, text) \
	nb_assert_output_at(__FILE__, __LINE__, node, line, text, NB_OUTPUT_LACKS)
/** nb_assert_json() - It exits 0 and prints JSON that has all of @wanted, see nb_json_difference() */
#define nb_assert_json(node, line, wanted) \
	nb_assert_json_at(__FILE__, __LINE__, node, line, wanted)

/**
 * nb_assert_eventually() - An expression becomes true within so many ms
 * @expression:	Evaluated at once, then again after 1, 2, 4, ... 20 ms, and a last time at
 *		the deadline
 */
#define nb_assert_eventually(expression, within_ms)                                \
	do {                                                                       \
		struct nb_poll nb_poll_ = { 0 };                                   \
		nb_poll_start(&nb_poll_, within_ms);                               \
		while (!(expression))                                              \
			nb_poll_again(&nb_poll_, __FILE__, __LINE__, #expression); \
	} while (0)

/** nb_assert_always() - An expression is true, now and for so many ms; polled likewise */
#define nb_assert_always(expression, for_ms)                                 \
	do {                                                                 \
		struct nb_poll nb_poll_ = { 0 };                             \
		nb_poll_start(&nb_poll_, for_ms);                            \
		do {                                                         \
			if (!(expression))                                   \
				nb_poll_broke(&nb_poll_, __FILE__, __LINE__, \
					      #expression);                  \
		} while (nb_poll_more(&nb_poll_));                           \
	} while (0)

enum nb_output_wish {
	NB_OUTPUT_IS = 0,
	NB_OUTPUT_CONTAINS,
	NB_OUTPUT_LACKS,
};

void nb_assert_file_at(const char *file, int line, struct nb_node *node, const char *path,
		       bool is_there);
void nb_assert_file_text_at(const char *file, int line, struct nb_node *node,
			    const char *path, const char *text, bool is_all);
void nb_assert_file_lacks_at(const char *file, int line, struct nb_node *node,
			     const char *path, const char *text);
void nb_assert_command_at(const char *file, int line, struct nb_node *node,
			  const char *shell, int status);
void nb_assert_output_at(const char *file, int line, struct nb_node *node,
			 const char *shell, const char *text, enum nb_output_wish wish);
void nb_assert_json_at(const char *file, int line, struct nb_node *node,
		       const char *shell, const char *wanted);

/** struct nb_poll - A wait under way; for the macros above and for claims of your own */
struct nb_poll {
	uint64_t start_ns, end_ns;
	unsigned int looked; /* how often */
	unsigned int pause_ms;
	bool is_last; /* the deadline has passed: what comes is the last look */
};

void nb_poll_start(struct nb_poll *poll, unsigned int ms);
/** nb_poll_again() - Wait for the next look; stops the test when there is none any more */
void nb_poll_again(struct nb_poll *poll, const char *file, int line,
		   const char *expression);
/** nb_poll_more() - Wait for the next look; false when the time is over */
bool nb_poll_more(struct nb_poll *poll);
/** nb_poll_broke() - What must always hold does not: stops the test */
void nb_poll_broke(struct nb_poll *poll, const char *file, int line,
		   const char *expression);

#ifdef __cplusplus
}
#endif

#endif /* NESTBED_CHECKS_H */
