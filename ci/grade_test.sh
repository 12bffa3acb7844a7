#!/bin/bash
# Every submission of the assignment gets the points that it deserves: ci/grade_test.sh BUILD
set -u
cd "$(dirname "$0")/.." || exit 1
. ci/tally.sh
build=$1
mkdir -p "$build/grade"

# The score of a results.json, and what every case of it was worth.
points() {
	/usr/bin/python3 -c '
import json, sys
tests = json.load(open(sys.argv[1]))["tests"]
print("%g of %g" % (sum(t["score"] for t in tests), sum(t["max_score"] for t in tests)))' "$1"
}

deserves() { # SUBMISSION POINTS
	local out=$build/grade/$1 got
	rm -rf "$out"
	suites/assignment/grade.sh "$build" "suites/assignment/submissions/$1" "$out" \
		>"$build/grade-$1.log" 2>&1
	got=$(points "$out/results.json") || got="no result"
	[ "$got" = "$2 of 10" ] && return
	echo "submission $1: deserves $2 of 10, got $got:"
	cat "$build/grade-$1.log"
	return 1
}

expect "grade right" deserves right 10
expect "grade half" deserves half 4
expect "grade empty" deserves empty 0
expect "grade hostile" deserves hostile 1
finish
