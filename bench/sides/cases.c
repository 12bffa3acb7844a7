/* SPDX-License-Identifier: MIT */
/* 1,000 trivial cases on a fresh lab of four nodes, for each kind of segment. */
#include <stdio.h>

#include <nestbed/cmocka.h>
#include <nestbed/lab.h>

#define CASES 1000 /* a segment */

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

int main(void)
{
	static const struct {
		const char *name;
		const struct nb_topology *topology;
	} segments[] = { { "lan", &on_lan },
			 { "wire", &on_wires },
			 { "switch", &on_switch } };
	static struct nb_case cases[3];
	static struct CMUnitTest tests[3 * CASES];
	static char names[3 * CASES][16];

	for (size_t i = 0; i < 3 * CASES; i++) {
		size_t segment = i / CASES;

		cases[segment] =
			(struct nb_case){ .magic = NB_CASE_MAGIC,
					  .source = __FILE__,
					  .line = __LINE__,
					  .topology = segments[segment].topology };
		snprintf(names[i], sizeof(names[i]), "%s_%zu", segments[segment].name,
			 i % CASES);
		tests[i] = (struct CMUnitTest){ names[i], has_its_nodes, nb_case_setup,
						nb_case_teardown, &cases[segment] };
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
