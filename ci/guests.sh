#!/bin/bash
# What this machine's kernel lacks, in guests: the cases that were skipped for it in an earlier
# run, and a guest started by a user who is nobody.
#   ci/guests.sh BUILD REPORT EARLIER-REPORT SUITE ...
# User-mode-linux boots in a second and lacks some things itself; qemu has the rest.
set -u
cd "$(dirname "$0")/.." || exit 1
. ci/tally.sh

build=$1
report=$2
earlier=$3/report.json
shift 3
rm -rf "$report"
mkdir -p "$report"

# Features for which user-mode-linux is not enough; what a case lacks here, or needs besides.
only_qemu='wireguard|xfrmi|nft|nft_nat'

choose() { # uml|qemu: names of the cases that this kind of guest is for
	/usr/bin/python3 -c '
import json, re, sys
kind, only_qemu, earlier = sys.argv[1:]
for case in json.load(open(earlier))["cases"]:
	missing = case["attempts"][-1]["missing"] if case["attempts"] else None
	if not missing:
		continue
	words = missing.split() + (case["needs"] or "").split()
	is_qemu = any(re.fullmatch(only_qemu, word) for word in words)
	if is_qemu == (kind == "qemu"):
		print(case["suite"] + "/" + case["name"])' "$1" "$only_qemu" "$earlier"
}

in_guests() { # uml|qemu SUITE ...
	local kind=$1 list=$report/$1.txt

	shift
	if ! choose "$kind" >"$list"; then
		fail "suites in $kind" "no $earlier: run the suites first"
		return
	fi
	if [ ! -s "$list" ]; then
		skip "suites in $kind" "no case was skipped for what this kind of guest is for"
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

kinds="uml qemu"
no_uml=$("$build/nestbed" doctor </dev/null | sed -n 's/^absent *guests *user-mode-linux *//p')
if [ -n "$no_uml" ] && command -v linux.uml >/dev/null; then # it does not run on this processor
	skip "guests of user-mode-linux" "$no_uml"
	kinds=qemu
	only_qemu='.*'
fi
for kind in $kinds; do
	[ "$#" = 0 ] || in_guests "$kind" "$@"
done
if [ "$(id -u)" = 0 ]; then
	for kind in $kinds; do
		as_nobody "$kind"
	done
else
	skip "guests of nobody's" "$(id -un) is an ordinary user already"
fi
finish
