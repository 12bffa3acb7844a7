/* SPDX-License-Identifier: MIT */
/*
 * What the running kernel can do, found out by doing it.
 *
 *	esp4 esp6 ah4 ah6 ipcomp4 xfrm xfrmi	IPsec
 *	netem tbf				queueing disciplines
 *	vlan vxlan macvlan ipvlan vrf gre dummy ifb wireguard tun	links
 *	nft nft_nat				nf_tables, and its NAT chains
 *	overlay					overlayfs
 *
 * A case that needs one says so in struct nb_case, .needs = "esp4 netem", or where it
 * turns out: nb_need("netem"). It is skipped where the kernel lacks it, and can run in a
 * guest: `nestbed run --kernel auto`.
 */
#ifndef NESTBED_KERNEL_H
#define NESTBED_KERNEL_H

#include <stdbool.h>
#include <stddef.h>

#include <nestbed/error.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * nb_kernel_has() - Whether the kernel has a feature
 * @feature:	One of the names above
 *
 * Tried in a child with a network namespace of its own, once a process: some milliseconds,
 * and what it makes ends with it. A module that the kernel finds is loaded by that.
 *
 * Return: false also for a name that is not known
 */
bool nb_kernel_has(const char *feature);

/**
 * nb_kernel_missing() - Which of some features the kernel lacks
 * @features:	Names apart by blanks
 * @ret:	Those that are missing, apart by one blank; "" = none
 * @size:	Of @ret
 *
 * Return: how many are missing; -1 with @err set when a name is not known
 */
int nb_kernel_missing(const char *features, char *ret, size_t size, struct nb_error *err);

/**
 * nb_need() - Go on only if the kernel has all of these, else skip the case
 * @features:	Names apart by blanks; one that is not known is an error of the case
 */
#define nb_need(features) nb_need_at(__FILE__, __LINE__, features)
void nb_need_at(const char *file, int line, const char *features);

#ifdef __cplusplus
}
#endif

#endif /* NESTBED_KERNEL_H */
