/* SPDX-License-Identifier: MIT */
/*
 * Topologies by name: the shapes that papers and Mininet made known, chosen by strings.
 *
 *	"minimal"			two hosts at one switch
 *	"single,3"			three hosts at one switch
 *	"reversed,3"			the same, ports of the switch in reverse order
 *	"linear,4,2"			four switches in a row, two hosts at each
 *	"tree,depth=2,fanout=8"		switches to depth 2, hosts below: 64 of them
 *	"star,4,2"			a switch in the middle, four around it, two hosts at each
 *	"ring,5"			five routers in a ring, a host at each
 *	"torus,3,4"			3 x 4 routers with four neighbours each, a host at each
 *	"grid,10,10"			10 x 10 routers, 40 hosts at the border
 *	"mesh,4,2"			four routers, each joined to each, two hosts at each
 *	"vl2,4,4"			VL2: 10 routers, 80 hosts
 *	"fattree,k=4"			the fat tree of routers with four ports: 20, and 16 hosts
 *	"fattree,k=16,r=16,servers=8,vms=10,containers=10"
 *					one plane, two pods, 80 routers, 28,416 nodes below
 *
 * Values go by position or by name; docs/shapes.md and `nestbed topology --help` have all of
 * them, with bounds and defaults.
 *
 * Shapes in which there is one way between any two nodes consist of switches (bridges), those
 * with several of routers: a bridge without spanning tree would send packets round for ever.
 *
 * Switched: hosts h1, h2, ... with eth0 and 10.0.0.1/8, 10.0.0.2/8, ...; switches s1, s2, ...
 * with ports eth1, ... Routed: docs/shapes.md tells names, addresses and routes; hosts reach
 * each other by static routes that use all shortest ways (ECMP). With "routes=0" routers know
 * their own hosts only, and a routing daemon finds the rest.
 */
#ifndef NESTBED_SHAPES_H
#define NESTBED_SHAPES_H

#include <stdbool.h>

#include <nestbed/error.h>
#include <nestbed/topology.h>

#ifdef __cplusplus
extern "C" {
#endif

#define NB_SHAPE_HOSTS_LEARNT \
	16 /* with more hosts, neighbours are NB_NEIGHBOURS_STATIC */
#define NB_SHAPE_AS_FIRST 4200000000u /* private use, Source: RFC 6996 */

/**
 * nb_shape_new() - Make a topology of a shape
 * @shape:	As above; also the name of the topology
 * @hosts:	What all but switches are: NB_HOST or NB_CONTAINER
 *
 * Return: yours, free it with nb_topology_free(); NULL with @err set, which tells what
 *	   is wrong with the string: "fattree: k: 15: must be even, 2 to 64"
 */
struct nb_topology *nb_shape_new(const char *shape, enum nb_node_kind hosts,
				 struct nb_error *err);

/** nb_shape_newf() - The same from numbers: nb_shape_newf(NB_HOST, &err, "tree,%u,%u", 2, 8) */
struct nb_topology *nb_shape_newf(enum nb_node_kind hosts, struct nb_error *err,
				  const char *fmt, ...)
#ifdef __GNUC__
	__attribute__((format(printf, 3, 4)))
#endif
	;

/** nb_shape_is_known() - Does the string start with the name of a shape? */
bool nb_shape_is_known(const char *shape);

/**
 * nb_shape_as() - The AS number of a router of a shape, by its name
 * @router:	"leaf2-7"
 *
 * In a fabric of layers as in RFC 7938 5.2: all tops have NB_SHAPE_AS_FIRST, the spines of
 * pod 2 have 2000 more, leaf 7 of pod 2 has 2007 more. In the other shapes r5 has 5 more,
 * r2-3 has 2003 more. The router's loopback address is in its description (@loopback).
 *
 * Return: the number; 0 when no router of a shape is called so
 */
unsigned int nb_shape_as(const char *router);

#ifdef __cplusplus
}
#endif

#endif /* NESTBED_SHAPES_H */
