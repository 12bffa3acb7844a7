#!/bin/bash
# What this machine's kernel lacks, in guests: the cases of the suites that need it, and a
# guest started by a user who is nobody: ci/guests.sh BUILD REPORT SUITE ...
# User-mode-linux boots in a second and lacks some things itself; qemu has the rest.
set -u
cd "$(dirname "$0")/.." || exit 1
. ci/tally.sh

build=$1
report=$2
shift 2
rm -rf "$report"
mkdir -p "$report"

# Words of .needs for which user-mode-linux is not enough.
only_qemu='wireguard|xfrmi|nft|nft_nat'

choose() { # uml|qemu SUITE ...: names of the cases that this kind of guest is for
	local kind=$1

	shift
	"$build/nestbed" run --list=json --lacking "$@" 2>/dev/null | /usr/bin/python3 -c '
import json, re, sys
kind, only_qemu = sys.argv[1:]
text = sys.stdin.read()
for case in json.loads(text)["cases"] if text else []:
	words = case["needs"].split()
	is_qemu = any(re.fullmatch(only_qemu, word) for word in words)
	if is_qemu == (kind == "qemu"):
		print(case["suite"] + "/" + case["name"])' "$kind" "$only_qemu"
}

in_guests() { # uml|qemu SUITE ...
	local kind=$1 list=$report/$1.txt

	shift
	choose "$kind" "$@" >"$list"
	if [ ! -s "$list" ]; then
		skip "suites in $kind" "no case needs what only that has"
		return
	fi
	step "suites in $kind" ci/suites.sh "$build" "$report/$kind" "--kernel=$kind" \
		--jobs=2 "@$list" "$@"
}

as_nobody() { # KIND
	local copy status=0

	copy=$(mktemp -d)
	cp "$build/nestbed" "$build"/libnestbed.so.* "$build/material/guest" "$copy/"
	chown -R 65534:65534 "$copy"
	(cd "$copy" && setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps=-all \
		--bounding-set=-all env HOME="$copy" LD_LIBRARY_PATH="$copy" ./nestbed run \
		--kernel "$1" --report-dir "$copy/report" '*/pings' '*/fails_with_evidence' \
		./guest) </dev/null >"$report/nobody-$1.log" 2>&1 || status=$?
	if [ "$status" = 1 ] && grep -q '^1 passed, 1 failed, 0 skipped' "$report/nobody-$1.log" &&
		[ "$(stat -c %u "$copy"/report/evidence/guest/*/packets/h1.eth0.pcap)" = 65534 ]; then
		pass "a guest of nobody's: $1"
	else
		fail "a guest of nobody's: $1" "status $status"
		cat "$report/nobody-$1.log"
	fi
	rm -rf "$copy"
}

if [ "$#" -gt 0 ]; then
	in_guests uml "$@"
	in_guests qemu "$@"
fi
if [ "$(id -u)" = 0 ]; then
	as_nobody uml
	as_nobody qemu
else
	skip "guests of nobody's" "$(id -un) is an ordinary user already"
fi
finish
