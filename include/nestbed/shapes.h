/* SPDX-License-Identifier: MIT */
/*
 * Topologies by name: switches and hosts in the shapes that Mininet made known
 * (Lantz, Heller, McKeown: A Network in a Laptop, HotNets 2010), chosen by the
 * same strings.
 *
 *	"minimal"			two hosts at one switch
 *	"single,3"			three hosts at one switch; 2 without a number
 *	"reversed,3"			the same, ports of the switch in reverse order
 *	"linear,4"			four switches in a row, a host at each; 2 without
 *	"linear,4,2"			two hosts at each
 *	"tree,depth=2,fanout=8"		switches to depth 2, hosts below: 64 of them
 *	"tree,2,8"			the same
 *
 * Values go by position or by name: k (single, reversed), k and n (linear), depth and
 * fanout (tree; 1 and 2 without). Hosts are h1, h2, ... with the interface eth0 and the
 * addresses 10.0.0.1/8, 10.0.0.2/8, ...; switches are s1, s2, ... with ports eth1, ...
 */
#ifndef NESTBED_SHAPES_H
#define NESTBED_SHAPES_H

#include <stdbool.h>

#include <nestbed/error.h>
#include <nestbed/topology.h>

#ifdef __cplusplus
extern "C" {
#endif

#define NB_SHAPE_HOSTS_LEARNT 16 /* with more hosts, neighbours are NB_NEIGHBOURS_STATIC */

/**
 * nb_shape_new() - Make a topology of a shape
 * @shape:	As above; also the name of the topology
 * @hosts:	What the hosts are: NB_HOST or NB_CONTAINER
 *
 * Return: yours, free it with nb_topology_free(); NULL with @err set, which tells what
 *	   is wrong with the string
 */
struct nb_topology *nb_shape_new(const char *shape, enum nb_node_kind hosts,
				 struct nb_error *err);

/** nb_shape_is_known() - Does the string start with the name of a shape? */
bool nb_shape_is_known(const char *shape);

#ifdef __cplusplus
}
#endif

#endif /* NESTBED_SHAPES_H */
