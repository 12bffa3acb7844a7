#!/bin/bash
# The gateways of bench/sides/ipsec.c as a script has them: ip netns, charon, swanctl, and tcpdump on
# the links of the router. Prints the same three times. Its names stay in a mount namespace.
set -eu
if [ -z "${BENCH_INSIDE-}" ]; then
	BENCH_INSIDE=1 exec unshare --net --mount "$0" "$@"
fi
conf=$(realpath "$(dirname "$0")")/gateways
mount -t tmpfs tmpfs /run

now_ns() {
	local us=${EPOCHREALTIME/[.,]/}

	now=$((us * 1000))
}

# wait_for WHAT COMMAND...: until it succeeds, 10 s at most
wait_for() {
	local what=$1 i

	shift
	for ((i = 0; i < 1000; i++)); do
		"$@" && return
		sleep 0.01
	done
	echo "ipsec.sh: $what does not come" >&2
	exit 1
}

cat >/run/strongswan.conf <<-'EOT'
	charon {
		load = random nonce openssl kdf pem pkcs1 pkcs8 x509 pubkey constraints revocation vici kernel-libipsec kernel-netlink socket-default updown
		filelog {
			stderr {
				default = 1
				flush_line = yes
			}
		}
	}
	swanctl {
		load = random pem pkcs1 pkcs8 x509 pubkey openssl
	}
EOT

# in_node NODE: sets enter, before a command: with /run and the configuration of the node
in_node() {
	# shellcheck disable=SC2016 # the inner shell's own
	enter=(ip netns exec "$1" sh -ec '
		node=$1 conf=$2
		shift 2
		mount --bind /run/strongswan.conf /etc/strongswan.conf
		mount --bind "$conf/$node" /etc/swanctl
		mount --bind "/run/$node" /run
		exec "$@"' sh "$1" "$conf")
}

link() { # NODE END ADDRESS NODE END ADDRESS
	ip link add "$2" netns "$1" type veth peer name "$5" netns "$4"
	ip -n "$1" address add "$3" dev "$2"
	ip -n "$4" address add "$6" dev "$5"
	ip -n "$1" link set dev "$2" up
	ip -n "$4" link set dev "$5" up
}

now_ns
begin=$now
for node in gwA gwB gwS router a1 b1 s1; do
	ip netns add $node
	ip -n $node link set lo up
	mkdir /run/$node
done
link gwA wan 192.0.2.1/24 router a 192.0.2.254/24
link gwB wan 198.51.100.1/24 router b 198.51.100.254/24
link gwS wan 203.0.113.1/24 router s 203.0.113.254/24
link gwA lan 10.1.0.1/24 a1 eth0 10.1.0.11/24
link gwB lan 10.2.0.1/24 b1 eth0 10.2.0.11/24
link gwS lan 10.3.0.1/24 s1 eth0 10.3.0.11/24
ip -n gwA route add default via 192.0.2.254
ip -n gwB route add default via 198.51.100.254
ip -n gwS route add default via 203.0.113.254
ip -n a1 route add default via 10.1.0.1
ip -n b1 route add default via 10.2.0.1
ip -n s1 route add default via 10.3.0.1
for node in gwA gwB gwS router; do
	ip netns exec $node sysctl -qw net.ipv4.ip_forward=1
done
pids=()
for end in a b s; do
	ip netns exec router tcpdump -n -U -i $end -w /run/$end.pcap 2>/run/$end.log &
	pids+=($!)
done
for end in a b s; do
	wait_for "tcpdump on $end" grep -q listening /run/$end.log
done
for node in gwS gwA gwB; do
	in_node $node
	"${enter[@]}" /usr/lib/ipsec/charon 2>/run/$node.log &
	pids+=($!)
done
for node in gwS gwA gwB; do
	wait_for "charon on $node" test -S /run/$node/charon.vici
	in_node $node
	"${enter[@]}" swanctl --load-all >/run/$node.load 2>&1
done
now_ns
built=$now
for device in a1 b1; do
	wait_for "ping from $device" ip netns exec $device \
		ping -q -c 1 -W 1 10.3.0.11 >/run/ping
done
now_ns
answered=$now
kill "${pids[@]}"
wait
for node in /run/netns/*; do
	ip netns delete "${node##*/}"
done
now_ns
echo "$((built - begin)) $((answered - built)) $((now - answered))"
