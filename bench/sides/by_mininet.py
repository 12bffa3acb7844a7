#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""A shape by Mininet's own API, switches as Linux bridges: by_mininet.py SHAPE

Prints how long it took to create and to stop it, ns, without the start of Python. Run it by
by_mininet.sh, in namespaces of its own.
"""
import sys
import time

from mininet.log import setLogLevel
from mininet.net import Mininet
from mininet.nodelib import LinuxBridge
from mininet.topo import LinearTopo, MinimalTopo, SingleSwitchTopo
from mininet.topolib import TreeTopo

SHAPES = {"minimal": MinimalTopo, "single": SingleSwitchTopo, "linear": LinearTopo,
          "tree": TreeTopo}


def main():
    setLogLevel("error")  # it warns of sysctls that it may not set here
    name, *values = sys.argv[1].split(",")
    topo = SHAPES[name](*(int(value) for value in values))
    begin = time.monotonic_ns()
    net = Mininet(topo=topo, switch=LinuxBridge, controller=None, waitConnected=False)
    net.start()
    built = time.monotonic_ns()
    net.stop()
    print(built - begin, time.monotonic_ns() - built)


main()
