#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Lines for ip(8) -batch that build a topology of hosts and switches: by_batch.py FOLDER

Reads the topology as `nestbed topology show SHAPE --json` prints it. Writes FOLDER/make
(namespaces and wires), FOLDER/end (they go) and FOLDER/nodes/NAME, what is inside of each.
"""
import json
import os
import sys


def main():
    folder = sys.argv[1]
    topology = json.load(sys.stdin)
    nodes = {node["name"]: ["link set lo up"] for node in topology["nodes"]}
    switches = {node["name"] for node in topology["nodes"] if node.get("kind") == "switch"}
    make = [f"netns add {name}" for name in nodes]
    for name in switches:
        nodes[name] += ["link add br0 type bridge", "link set br0 up"]
    for link in topology["links"]:
        (a, a_if), (b, b_if) = (link[side]["at"].split(":") for side in "ab")
        make.append(f"link add {a_if} netns {a} type veth peer name {b_if} netns {b}")
        for side, name, interface in ("a", a, a_if), ("b", b, b_if):
            master = " master br0" if name in switches else ""
            if "addrs" in link[side]:
                nodes[name].append(f"address add {link[side]['addrs']} dev {interface}")
            nodes[name].append(f"link set {interface}{master} up")
    os.mkdir(f"{folder}/nodes")
    for path, lines in [("make", make), ("end", [f"netns delete {name}" for name in nodes]),
                        *((f"nodes/{name}", lines) for name, lines in nodes.items())]:
        with open(f"{folder}/{path}", "w", encoding="ascii") as file:
            file.write("\n".join(lines) + "\n")


main()
