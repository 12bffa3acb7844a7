/* SPDX-License-Identifier: MIT */
/* Silent pairs, summed up. */
#include "assertions/pairs_groups.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness/auto.h"

#define NODES_MAX 64

typedef bool (*silent)(const char *from, const char *to);

static char names[NODES_MAX][16];

/* All pairs of the first @n names; those that @is_silent names are not answered. */
static struct nb_pairs make_pairs(size_t n, silent is_silent)
{
	struct nb_pairs pairs = { .nnodes = n };

	pairs.pair = calloc(n * n, sizeof(*pairs.pair));
	pairs.node = calloc(n, sizeof(*pairs.node));
	assert_true(pairs.pair && pairs.node);
	for (size_t i = 0; i < n; i++) {
		pairs.node[i] = names[i];
		for (size_t j = 0; j < n; j++) {
			struct nb_pair pair = { names[i], names[j], "10.0.0.1" };

			if (i == j)
				continue;
			if (!is_silent(names[i], names[j]))
				pair.answer.kind = NB_ANSWER_YES;
			pairs.pair[pairs.count++] = pair;
		}
	}
	return pairs;
}

/* srv1-1 to srv4-4, shuffled so that groups do not stand side by side. */
static size_t name_servers(void)
{
	for (size_t i = 0; i < 16; i++)
		snprintf(names[i], sizeof(names[i]), "srv%zu-%zu", i % 4 + 1, i / 4 + 1);
	return 16;
}

static size_t name_servers_and_host(void)
{
	snprintf(names[16], sizeof(names[16]), "gw");
	return name_servers() + 1;
}

static size_t name_hosts(void)
{
	for (size_t i = 0; i < 12; i++)
		snprintf(names[i], sizeof(names[i]), "h%zu", i + 1);
	return 12;
}

static bool begins(const char *name, const char *with)
{
	return !strncmp(name, with, strlen(with));
}

static bool nobody(const char *from, const char *to)
{
	(void)from;
	(void)to;
	return false;
}

static bool everybody(const char *from, const char *to)
{
	(void)from;
	(void)to;
	return true;
}

static bool pod_to_pod(const char *from, const char *to)
{
	return begins(from, "srv3-") && begins(to, "srv2-");
}

static bool pod_is_cut_off(const char *from, const char *to)
{
	return begins(from, "srv3-") != begins(to, "srv3-");
}

static bool pod_is_cut_off_from_servers(const char *from, const char *to)
{
	return pod_is_cut_off(from, to) && strcmp(from, "gw") != 0 &&
	       strcmp(to, "gw") != 0;
}

static bool pod_is_dead(const char *from, const char *to)
{
	return begins(from, "srv3-") || begins(to, "srv3-");
}

static bool within_a_pod(const char *from, const char *to)
{
	return begins(from, "srv1-") && begins(to, "srv1-");
}

static bool one_to_pod(const char *from, const char *to)
{
	return !strcmp(from, "srv1-1") && begins(to, "srv2-");
}

static bool pod_to_one(const char *from, const char *to)
{
	return one_to_pod(to, from);
}

static bool one_pair(const char *from, const char *to)
{
	return !strcmp(from, "srv1-1") && !strcmp(to, "srv2-2");
}

static bool h1_is_dead(const char *from, const char *to)
{
	return !strcmp(from, "h1") || !strcmp(to, "h1");
}

static bool here_and_there(const char *from, const char *to)
{
	return (from[1] + to[1]) % 2;
}

static void groups_are_found(void **state)
{
	static const struct {
		size_t (*name)(void);
		silent is_silent;
		const char *lines;
		size_t unsaid;
	} cases[] = {
		{ name_servers, nobody, "", 0 },
		{ name_servers, everybody, "no node reaches another\n", 0 },
		{ name_servers, pod_to_pod, "no node of srv3-* reaches any of srv2-*\n",
		  0 },
		{ name_servers, pod_is_cut_off,
		  "no other node reaches any of srv3-*\n"
		  "no node of srv3-* reaches any other\n",
		  0 },
		{ name_servers_and_host, pod_is_cut_off_from_servers,
		  "no other node of srv* reaches any of srv3-*\n"
		  "no node of srv3-* reaches any other of srv*\n",
		  0 },
		{ name_servers, pod_is_dead,
		  "no node reaches any of srv3-*\nno node of srv3-* reaches another\n",
		  0 },
		{ name_servers, within_a_pod,
		  "no node of srv1-* reaches another of them\n", 0 },
		{ name_servers, one_to_pod, "srv1-1 reaches none of srv2-*\n", 0 },
		{ name_servers, pod_to_one,
		  "no node of srv2-* reaches srv1-1 (10.0.0.1)\n", 0 },
		{ name_servers, one_pair, "", 1 },
		{ name_hosts, h1_is_dead,
		  "no node reaches h1 (10.0.0.1)\nh1 reaches no node\n", 0 },
		{ name_hosts, here_and_there, "", 64 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		nb_auto_buffer struct nb_buffer lines = { 0 };
		struct nb_pairs pairs = make_pairs(cases[i].name(), cases[i].is_silent);
		bool said[NODES_MAX * NODES_MAX] = { false };
		size_t unsaid = 0;

		nb_pairs_sum_up(&pairs, &lines, 14, said);
		assert_string_equal(lines.data ? lines.data : "", cases[i].lines);
		for (size_t j = 0; j < pairs.count; j++)
			unsaid += nb_pair_is_silent(&pairs.pair[j]) && !said[j];
		assert_int_equal(unsaid, cases[i].unsaid);
		nb_pairs_release(&pairs);
	}
}

/* What must be silent is not asked: it neither makes a pattern nor spoils one. */
static void exceptions_do_not_count(void **state)
{
	nb_auto_buffer struct nb_buffer lines = { 0 };
	struct nb_pairs pairs = make_pairs(name_servers(), pod_to_pod);
	bool said[NODES_MAX * NODES_MAX] = { false };

	(void)state;
	for (size_t i = 0; i < pairs.count; i++) {
		struct nb_pair *pair = &pairs.pair[i];

		if (begins(pair->to, "srv4-"))
			*pair = (struct nb_pair){ pair->from, pair->to, pair->address,
						  .is_excepted = true };
		if (begins(pair->from, "srv3-") && !strcmp(pair->to, "srv2-1"))
			*pair = (struct nb_pair){ pair->from, pair->to, pair->address,
						  .is_excepted = true,
						  .answer.kind = NB_ANSWER_YES };
	}
	assert_int_equal(nb_pairs_sum_up(&pairs, &lines, 14, said), 1);
	assert_string_equal(lines.data, "no node of srv3-* reaches any of srv2-*\n");
	nb_pairs_release(&pairs);
}

static void lines_are_bounded(void **state)
{
	nb_auto_buffer struct nb_buffer lines = { 0 };
	struct nb_pairs pairs = make_pairs(name_servers(), pod_is_cut_off);
	bool said[NODES_MAX * NODES_MAX] = { false };

	(void)state;
	assert_int_equal(nb_pairs_sum_up(&pairs, &lines, 1, said), 1);
	assert_string_equal(lines.data, "no other node reaches any of srv3-*\n");
	nb_pairs_release(&pairs);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(groups_are_found),
		cmocka_unit_test(exceptions_do_not_count),
		cmocka_unit_test(lines_are_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
