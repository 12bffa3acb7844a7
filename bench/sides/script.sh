#!/bin/bash
# The lab {h1 - segment - r1 - h2} as a script of ip(8) builds it: bench/sides/script.sh
# host|container switch|lan|wire. Prints what the floor prints, of the same: a container has
# its own namespaces and root, and runs true. Its names stay in a mount namespace.
set -eu
if [ -z "${BENCH_INSIDE-}" ]; then
	BENCH_INSIDE=1 exec unshare --net --mount "$0" "$@"
fi
mount -t tmpfs tmpfs /run

now_ns() {
	local us=${EPOCHREALTIME/[.,]/}

	now=$((us * 1000))
}

# shellcheck disable=SC2016 # the inner shell's own
in_container='hostname node
	mount -t tmpfs tmpfs /mnt
	mkdir /mnt/up /mnt/work /mnt/root
	mount -t overlay overlay -o lowerdir=/,upperdir=/mnt/up,workdir=/mnt/work /mnt/root
	cd /mnt/root
	pivot_root . mnt
	mount -t proc proc /proc
	mount -t tmpfs tmpfs /run
	mount -t tmpfs tmpfs /tmp
	exec true'

form=$1
segment=$2
now_ns
begin=$now
for node in h1 r1 h2; do
	ip netns add $node
	ip -n $node link set lo up
done
case $segment in
wire)
	ip link add eth0 netns h1 type veth peer name lan netns r1
	;;
switch)
	ip netns add s1
	ip -n s1 link add br0 type bridge
	ip -n s1 link set br0 up
	ip link add eth0 netns h1 type veth peer name p1 netns s1
	ip link add lan netns r1 type veth peer name p2 netns s1
	ip -n s1 link set p1 master br0 up
	ip -n s1 link set p2 master br0 up
	;;
lan)
	ip link add low type veth peer name peer
	ip link set low up
	ip link set peer up
	ip link add link low eth0 netns h1 type macvlan mode bridge
	ip link add link low lan netns r1 type macvlan mode bridge
	;;
esac
ip link add wan netns r1 type veth peer name eth0 netns h2
ip -n h1 address add 10.0.1.2/24 dev eth0
ip -n r1 address add 10.0.1.1/24 dev lan
ip -n r1 address add 10.0.2.1/24 dev wan
ip -n h2 address add 10.0.2.2/24 dev eth0
ip -n h1 link set eth0 up
ip -n r1 link set lan up
ip -n r1 link set wan up
ip -n h2 link set eth0 up
ip -n h1 route add default via 10.0.1.1
ip -n h2 route add default via 10.0.2.1
ip netns exec r1 sysctl -qw net.ipv4.ip_forward=1
if [ "$form" = container ]; then
	for node in h1 r1 h2; do
		ip netns exec $node unshare --pid --fork --mount --uts --ipc \
			sh -ec "$in_container"
	done
fi
now_ns
built=$now
ip netns exec h1 ping -q -c 1 -W 3 10.0.2.2 >/dev/null
now_ns
answered=$now
for node in /run/netns/*; do
	ip netns delete "${node##*/}"
done
now_ns
echo "$((built - begin)) $((answered - built)) $((now - answered))"
