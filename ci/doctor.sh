#!/bin/bash
# nestbed doctor on machines that can and that cannot: ci/doctor.sh BUILD
set -u
. "$(dirname "$0")/tally.sh"

build=$(realpath "$1")
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
chmod 755 "$room"
cp "$build/nestbed" "$build"/libnestbed.so.* "$room/" # where everybody may read
doctor="$room/nestbed doctor"

# says NAME STATUS PATTERN COMMAND ...: its exit status and a line of what it prints
says() {
	local name=$1 want=$2 pattern=$3 status=0

	shift 3
	"$@" >"$room/said" 2>&1 </dev/null || status=$?
	if [ "$status" = "$want" ] && grep -qE -- "$pattern" "$room/said"; then
		pass "$name"
	else
		fail "$name" "status $status, wanted $want and a line like: $pattern"
		cat "$room/said"
	fi
}

json_agrees() {
	$doctor --json | python3 -c '
import json, sys
told = json.load(sys.stdin)
assert told["can_build"] is True
assert len(told["checks"]) > 30
for check in told["checks"]:
	assert check["ok"] or check["mend"], check
	assert check["ok"] or not check["required"], check'
}

# shellcheck disable=SC2086 # $doctor is a program and its argument
{
	says "this machine can" 0 '^Topologies can be built here' $doctor
	says "each line has a verdict" 0 '^ok +links +veth' $doctor
	refuse "one line each" 1 sh -c "$doctor | grep -vE '^(ok|absent|MISSING) |^Topolog|^$'"
	expect "JSON tells the same" json_agrees
	says "a wrong argument" 2 '^usage:' $doctor --jason
	says "user namespaces are used up" 5 \
		'^MISSING.*\(ENOSPC\) -> sysctl -w user.max_user_namespaces=' \
		unshare -Ur sh -c "echo 0 >/proc/sys/user/max_user_namespaces &&
			exec setpriv --bounding-set=-all $doctor"
	says "/proc/sys is read only" 5 \
		'^MISSING +files +network sysctls.*\(EROFS\) -> docker run' \
		unshare -Urm sh -c "mount --bind /proc/sys /proc/sys &&
			mount -o remount,ro,bind /proc/sys && exec $doctor"
	if [ "$(id -u)" = 0 ]; then
		says "an ordinary user can" 0 'can be built here, by this user' \
			setpriv --reuid 65534 --regid 65534 --clear-groups $doctor
	fi
}
finish
