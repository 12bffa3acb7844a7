/* SPDX-License-Identifier: MIT */
/* All of nestbed: topologies, labs, captures, claims, and the cmocka plug-in. */
#ifndef NESTBED_NESTBED_H
#define NESTBED_NESTBED_H

#include <nestbed/topology.h>
#include <nestbed/shapes.h>
#include <nestbed/lab.h>
#include <nestbed/capture.h>
#include <nestbed/fault.h>
#include <nestbed/impair.h>
#include <nestbed/kernel.h>
#include <nestbed/routing.h>
#include <nestbed/assertions.h>
#include <nestbed/ipsec.h>
#include <nestbed/testing.h>
#include <nestbed/cmocka.h>

#endif /* NESTBED_NESTBED_H */
