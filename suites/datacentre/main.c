/* SPDX-License-Identifier: MIT */
/*
 * A data centre: a fat tree of routers that speak BGP, servers below, VMs in them, containers
 * in those. Small by default; at full size on demand:
 *
 *	nestbed run --tag scale build/suites/datacentre
 */
#include "datacentre.h"

void sh(struct nb_lab *lab, const char *node, const char *line)
{
	nb_assert_command(nb_lab_node(lab, node), line, 0);
}

int main(void)
{
	return reaching() + healing() + scale();
}
