/* SPDX-License-Identifier: MIT */
/*
 * A data centre: a fat tree of routers that speak BGP, servers below, VMs in them, containers
 * in those. Small by default; at full size on demand:
 *
 *	nestbed run --tag scale build/suites/datacentre
 */
#include "datacentre.h"

#include <stdio.h>
#include <string.h>

void sh(struct nb_lab *lab, const char *node, const char *line)
{
	nb_assert_command(nb_lab_node(lab, node), line, 0);
}

void must(int rc, const struct nb_error *err)
{
	if (rc < 0)
		fail_msg("%s", err->text);
}

const char *address_of(struct nb_lab *lab, const char *name)
{
	static char addr[ADDRESS];
	char at[2 * NAME];

	snprintf(at, sizeof(at), "%s:eth0", name);
	for (const struct nb_link_spec *l = nb_lab_topology(lab)->links; l->a.at; l++)
		if (!strcmp(l->b.at, at))
			sscanf(l->b.addrs, "%31[^/]", addr);
	return addr;
}

int main(void)
{
	return reaching() + healing() + silence() + scale();
}
