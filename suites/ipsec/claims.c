/* SPDX-License-Identifier: MIT */
/* Claims about the links of the sites that hold whoever makes the tunnels. */
#include "ipsec.h"

#include <stdio.h>
#include <string.h>

/* Every end of the lab. */
static const char *const all_ends[] = {
	"a1:eth0",  "a2:eth0",	"b1:eth0",  "b2:eth0",	  "s1:eth0",  "s2:eth0",
	"gwA:lan",  "gwB:lan",	"gwS:lan",  "gwA:wan",	  "gwB:wan",  "gwS:wan",
	"router:a", "router:b", "router:s", "router:web", "web:eth0",
};

static void claim_one_way(struct nb_lab *lab, const struct site *from,
			  const struct site *to, const char *ends)
{
	const struct scenario *scenario = scenario_of(lab);
	int family = scenario->outer == 6;
	char filter[2048];

	snprintf(filter, sizeof(filter), "src host %s and dst host %s and %s",
		 from->outside[family], to->outside[family],
		 scenario->technology->is_tunnelled());
	nb_assert_seen_only_on(lab, ends, filter, PATIENCE_MS);
}

void claim_tunnels_only(struct nb_lab *lab)
{
	for (int i = SITE_A; i <= SITE_B; i++) {
		char ends[64];

		snprintf(ends, sizeof(ends), "%s %s", sites[i].ends, sites[SITE_S].ends);
		claim_one_way(lab, &sites[i], &sites[SITE_S], ends);
		claim_one_way(lab, &sites[SITE_S], &sites[i], ends);
	}
	nb_assert_seen_only_on(lab, OUTSIDE, scenario_of(lab)->technology->is_tunnelled(),
			       PATIENCE_MS);
}

void claim_nothing_foreign(struct nb_lab *lab)
{
	nb_assert_not_seen(lab, OUTSIDE, scenario_of(lab)->technology->foreign, 0);
}

void claim_text_only_on(struct nb_lab *lab, const char *ends, const char *text)
{
	char others[512] = "";
	size_t len = 0;

	for (size_t i = 0; i < sizeof(all_ends) / sizeof(all_ends[0]); i++) {
		if (strstr(ends, all_ends[i]))
			nb_assert_payload_seen(lab, all_ends[i], text, strlen(text),
					       PATIENCE_MS);
		else
			len += (size_t)snprintf(others + len, sizeof(others) - len, "%s ",
						all_ends[i]);
	}
	nb_assert_payload_never(lab, others, text, strlen(text), 0);
}
