/* SPDX-License-Identifier: MIT */
/* What must be on the wire, and what must not. */
#include "hosts.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const char *esp(void)
{
	return nb_ipsec_backend() == NB_IPSEC_USER_UDP ? NB_ESP_IN_UDP : NB_ESP;
}

void need_kernel_esp(void)
{
	if (nb_ipsec_backend() != NB_IPSEC_KERNEL)
		nb_skip("ESP that charon makes itself (%s) cannot do this",
			nb_ipsec_backend_name(nb_ipsec_backend()));
}

void claim_both_ways(struct nb_lab *lab, const char *end, const char *filter,
		     const char *a, const char *b)
{
	char one_way[2048];

	for (int i = 0; i < 2; i++) {
		snprintf(one_way, sizeof(one_way), "src host %s and dst host %s and %s",
			 i ? b : a, i ? a : b, filter);
		nb_assert_seen(lab, end, one_way, nb_at_least(1), PATIENCE_MS);
	}
}

void carry(struct nb_lab *lab, const char *from, const char *to, const char *address,
	   const char *inside)
{
	static unsigned int count;
	char text[128], ends[128];
	char *rest = ends;

	snprintf(text, sizeof(text), "%s tells %s a secret, number %u", from, to,
		 ++count);
	snprintf(ends, sizeof(ends), "%s", inside ? inside : "");
	exchange_udp(lab, from, to, address, text);
	for (char *end; (end = strsep(&rest, " "));)
		if (*end)
			nb_assert_payload_seen(lab, end, text, strlen(text), PATIENCE_MS);
	nb_assert_payload_never(lab, "wire", text, strlen(text), 0);
}

void ping_once(struct nb_lab *lab, const char *node, const char *to, unsigned int bytes)
{
	run(lab, node, "ping -n -c 1 -W 10 -s %u -p deadbeef %s", bytes, to);
}

void claim_nothing_protected(struct nb_lab *lab)
{
	nb_assert_seen(lab, "wire", NB_IKE, nb_at_least(2), PATIENCE_MS);
	nb_assert_not_seen(lab, "wire", NB_PROTECTED, 0);
}

void run(struct nb_lab *lab, const char *node, const char *fmt, ...)
{
	char line[512];
	va_list args;
	int len;

	va_start(args, fmt);
	len = vsnprintf(line, sizeof(line), fmt, args);
	va_end(args);
	assert_true(len < (int)sizeof(line));
	nb_assert_command(nb_lab_node(lab, node), line, 0);
}

/*
 * By a wrong MAC address of the other: packets are sent, cross the wire, and nobody takes
 * them. It needs nothing of the kernel, and shows on the wire what was tried in vain.
 */
void silence(struct nb_lab *lab, const char *a, const char *b)
{
	for (int i = 0; i < 2; i++)
		run(lab, i ? b : a,
		    "ip neigh replace %s lladdr 02:00:00:00:00:99 dev eth0 nud permanent",
		    address_of(i ? a : b, 4));
}

void end_silence(struct nb_lab *lab, const char *a, const char *b)
{
	for (int i = 0; i < 2; i++)
		run(lab, i ? b : a, "ip neigh del %s dev eth0", address_of(i ? a : b, 4));
}
