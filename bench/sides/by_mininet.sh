#!/bin/sh
# A shape by Mininet, in namespaces of its own so that it touches nothing of this machine:
# bench/sides/by_mininet.sh SHAPE prints what bench/sides/by_mininet.py does.
# shellcheck disable=SC2016 # the inner shell's own
exec unshare --net --mount --pid --fork --kill-child --mount-proc --uts --ipc sh -ec '
	mount --bind /proc/sys /proc/sys
	mount -o remount,bind,ro /proc/sys
	exec /usr/bin/python3 "$@"' sh "${0%.sh}.py" "$@"
