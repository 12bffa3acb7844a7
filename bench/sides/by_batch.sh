#!/bin/bash
# A shape of hosts and switches by ip(8), one -batch for namespaces and wires and one in each
# namespace: bench/sides/by_batch.sh NESTBED SHAPE prints how long it took to build it and to
# let it go, ns. Its names stay in a mount namespace.
set -eu
if [ -z "${BENCH_INSIDE-}" ]; then
	BENCH_INSIDE=1 exec unshare --net --mount "$0" "$@"
fi
mount -t tmpfs tmpfs /run
mkdir /run/lines
"$1" topology show "$2" --json | "${0%.sh}.py" /run/lines

now_us() {
	now=${EPOCHREALTIME/[.,]/}
}

now_us
begin=$now
ip -batch /run/lines/make
for node in /run/lines/nodes/*; do
	ip -n "${node##*/}" -batch "$node"
done
now_us
built=$now
ip -batch /run/lines/end
now_us
echo "$(((built - begin) * 1000)) $(((now - built) * 1000))"
