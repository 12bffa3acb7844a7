/* SPDX-License-Identifier: MIT */
/* 1,000 trivial cases on a fresh lab of four nodes, for each kind of segment. */
#include <nestbed/cmocka.h>
#include <nestbed/lab.h>

static const struct nb_topology on_lan = {
	.name = "on_lan",
	.nodes = NB_NODES({ "h1" }, { "h2" }, { "h3" }, { "h4" }),
	.lans = NB_LANS({ "lan1", .ends = NB_ENDS({ "h1:eth0", "10.0.0.1/24" },
						  { "h2:eth0", "10.0.0.2/24" },
						  { "h3:eth0", "10.0.0.3/24" },
						  { "h4:eth0", "10.0.0.4/24" }) }),
};

static const struct nb_topology on_wires = {
	.name = "on_wires",
	.nodes = NB_NODES({ "r1", .forward = true }, { "h1" }, { "h2" }, { "h3" }),
	.links = NB_LINKS({ { "r1:eth1", "10.0.1.1/24" }, { "h1:eth0", "10.0.1.2/24" } },
			  { { "r1:eth2", "10.0.2.1/24" }, { "h2:eth0", "10.0.2.2/24" } },
			  { { "r1:eth3", "10.0.3.1/24" }, { "h3:eth0", "10.0.3.2/24" } }),
};

static const struct nb_topology on_switch = {
	.name = "on_switch",
	.nodes = NB_NODES({ "s1", .kind = NB_SWITCH }, { "h1" }, { "h2" }, { "h3" }),
	.links = NB_LINKS({ { "s1" }, { "h1:eth0", "10.0.0.1/24" } },
			  { { "s1" }, { "h2:eth0", "10.0.0.2/24" } },
			  { { "s1" }, { "h3:eth0", "10.0.0.3/24" } }),
};

static void has_its_nodes(void **state)
{
	assert_non_null(nb_lab_node(*state, "h1"));
	assert_non_null(nb_lab_node(*state, "h3"));
	assert_null(nb_lab_node(*state, "h9"));
}

#define ON(topology_)                                                     \
	{                                                                 \
		NB_CASE_MAGIC, __FILE__, __LINE__, .topology = &topology_ \
	}

enum { LAN, WIRE, SWITCH };
static struct nb_case on[] = {
	[LAN] = ON(on_lan),
	[WIRE] = ON(on_wires),
	[SWITCH] = ON(on_switch),
};

/* A table, as suites have: what each process would do first counts for each case. */
#define CASE(name, segment)                                                        \
	{                                                                          \
		name, has_its_nodes, nb_case_setup, nb_case_teardown, &on[segment] \
	}
#define TEN(name, segment)                                                         \
	CASE(name "0", segment), CASE(name "1", segment), CASE(name "2", segment), \
		CASE(name "3", segment), CASE(name "4", segment),                  \
		CASE(name "5", segment), CASE(name "6", segment),                  \
		CASE(name "7", segment), CASE(name "8", segment),                  \
		CASE(name "9", segment)
#define HUNDRED(name, segment)                                                          \
	TEN(name "0", segment), TEN(name "1", segment), TEN(name "2", segment),         \
		TEN(name "3", segment), TEN(name "4", segment), TEN(name "5", segment), \
		TEN(name "6", segment), TEN(name "7", segment), TEN(name "8", segment), \
		TEN(name "9", segment)
#define THOUSAND(name, segment)                                         \
	HUNDRED(name "0", segment), HUNDRED(name "1", segment),         \
		HUNDRED(name "2", segment), HUNDRED(name "3", segment), \
		HUNDRED(name "4", segment), HUNDRED(name "5", segment), \
		HUNDRED(name "6", segment), HUNDRED(name "7", segment), \
		HUNDRED(name "8", segment), HUNDRED(name "9", segment)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		THOUSAND("lan_", LAN),
		THOUSAND("wire_", WIRE),
		THOUSAND("switch_", SWITCH),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
