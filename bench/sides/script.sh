#!/bin/bash
# The lab of bench/sides/lab.c as a script of ip(8) builds it: bench/sides/script.sh
# host|container switch|lan|router. Prints what the floor prints, of the same: a container
# has its own namespaces and root, and runs true. Its names stay in a mount namespace.
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
middle=$2
now_ns
begin=$now
for i in 0 1 2; do
	ip netns add h$i
	ip -n h$i link set lo up
done
containers="h0 h1 h2"
prefix=24
case $middle in
router)
	ip netns add r1
	ip -n r1 link set lo up
	ip netns exec r1 sysctl -qw net.ipv4.ip_forward=1
	containers="$containers r1"
	prefix=30
	for i in 0 1 2; do
		ip link add eth$i netns r1 type veth peer name eth0 netns h$i
		ip -n r1 address add 10.1.0.$((4 * i + 1))/30 dev eth$i
		ip -n r1 link set eth$i up
	done
	;;
switch)
	ip netns add s1
	ip -n s1 link add br0 type bridge
	ip -n s1 link set br0 up
	for i in 0 1 2; do
		ip link add p$i netns s1 type veth peer name eth0 netns h$i
		ip -n s1 link set p$i master br0 up
	done
	;;
lan)
	ip link add low type veth peer name peer
	ip link set low up
	ip link set peer up
	for i in 0 1 2; do
		ip link add link low eth0 netns h$i type macvlan mode bridge
	done
	;;
esac
for i in 0 1 2; do
	ip -n h$i address add 10.1.0.$((4 * i + 2))/$prefix dev eth0
	ip -n h$i link set eth0 up
	if [ "$middle" = router ]; then
		ip -n h$i route add default via 10.1.0.$((4 * i + 1))
	fi
done
if [ "$form" = container ]; then
	for node in $containers; do
		ip netns exec "$node" unshare --pid --fork --mount --uts --ipc \
			sh -ec "$in_container"
	done
fi
now_ns
built=$now
ip netns exec h0 ping -q -c 1 -W 3 10.1.0.6 >/dev/null
now_ns
answered=$now
for node in /run/netns/*; do
	ip netns delete "${node##*/}"
done
now_ns
echo "$((built - begin)) $((answered - built)) $((now - answered))"
