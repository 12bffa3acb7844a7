/* SPDX-License-Identifier: MIT */
/* Routing daemons, real ones: FRR and BIRD, alone and together. */
#include "routing.h"

void sh(struct nb_lab *lab, const char *node, const char *line)
{
	nb_assert_command(nb_lab_node(lab, node), line, 0);
}

int main(void)
{
	return bgp() + igp() + failing() + starting();
}
