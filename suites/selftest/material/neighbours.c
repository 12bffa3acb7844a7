/* SPDX-License-Identifier: MIT */
/*
 * The neighbour table is one for the whole machine. When it overflows, packets are dropped
 * and nobody is told: no claim that rests on answers may then say more than that.
 *
 * Not one of the suites, because while it runs every lab of the machine suffers.
 */
#include <nestbed/nestbed.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HOSTS 40 /* learn 40 * 39 neighbours of each other */

static struct nb_topology *crowd(struct nb_error *err)
{
	struct nb_topology *topo = nb_topology_new("crowd");
	struct nb_end_spec ends[HOSTS + 1] = { 0 };
	char at[HOSTS][16], address[HOSTS][24];
	const struct nb_lan_spec lan = { .name = "lan", .ends = ends };

	for (int i = 0; topo && i < HOSTS; i++) {
		const struct nb_node_spec host = { .name = at[i], .kind = NB_HOST };

		snprintf(at[i], sizeof(at[i]), "h%d", i + 1);
		snprintf(address[i], sizeof(address[i]), "10.0.0.%d/24", i + 1);
		ends[i] = (struct nb_end_spec){ .at = at[i], .addrs = address[i] };
		if (nb_topology_add_node(topo, &host, err) < 0)
			return NULL;
		snprintf(at[i], sizeof(at[i]), "h%d:eth0", i + 1);
	}
	return topo && nb_topology_add_lan(topo, &lan, err) == 0 ? topo : NULL;
}

/* A number that ip tells of the table, which is the machine's in every node. */
static unsigned int table(struct nb_lab *lab, const char *word)
{
	struct nb_run_result result;
	const char *at;
	unsigned int found;

	assert_int_equal(nb_node_shell(nb_lab_node(lab, "h1"),
				       "ip -s ntable show name arp_cache", NULL, &result, NULL),
			 0);
	at = strstr(result.out, word);
	assert_non_null(at);
	found = (unsigned int)strtoul(at + strlen(word), NULL, 10);
	nb_run_release(&result);
	return found;
}

/*
 * A table that holds more than the crowd fills is a reason to skip. Entries of labs that
 * have ended are waited for: they would make room again in the midst of the case.
 */
static void need_overflow(struct nb_lab *lab)
{
	unsigned int most = table(lab, "thresh3 ");

	if (most >= HOSTS * (HOSTS - 1)) {
		print_message("gc_thresh3 is %u, more than this lab can fill\n", most);
		skip();
	}
	nb_assert_eventually(table(lab, "entries ") < most / 4, 20000);
}

static void expect_error(const struct nb_failure *failure, const char *type)
{
	assert_non_null(failure);
	assert_string_equal(failure->type, type);
	assert_int_equal(failure->kind, NB_FAILURE_ERROR);
	assert_non_null(
		strstr(failure->message, "the neighbour table of the machine was full"));
	assert_non_null(strstr(failure->message, "net.ipv4.neigh.default.gc_thresh3 = "));
}

static void claim_all(void *lab)
{
	nb_assert_all_pairs(lab, 1000);
}

static void overflow_is_neither_fail_nor_pass(void **state)
{
	need_overflow(*state);
	expect_error(nb_expect_failure(claim_all, *state), "reach.pairs");
}

/* The table is still full: whom a node asks anew is not found. */
static void claim_one(void *lab)
{
	nb_assert_reachable(nb_lab_node(lab, "h1"), "10.0.0.222", 100);
}

static void claim_silence(void *lab)
{
	nb_assert_unreachable(nb_lab_node(lab, "h1"), "10.0.0.223", 100);
}

static void one_address_is_an_error_too(void **state)
{
	need_overflow(*state);
	nb_expect_failure(claim_all, *state);
	expect_error(nb_expect_failure(claim_one, *state), "reach.ping");
	expect_error(nb_expect_failure(claim_silence, *state), "reach.ping");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		nb_unit_test(overflow_is_neither_fail_nor_pass, NULL, .make = crowd),
		nb_unit_test(one_address_is_an_error_too, NULL, .make = crowd),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
