#!/bin/bash
# Run all tests of the instrumented build and hold what they reached against the limits:
# ci/coverage.sh BUILD. COVERAGE_LINES and COVERAGE_BRANCHES are the limits in per cent.
set -u
cd "$(dirname "$0")/.." || exit 1
. ci/tally.sh

build=$1
rc="--rc lcov_branch_coverage=1 --rc geninfo_unexecuted_blocks=1"
rooms=()
for room in harness fixtures assertions reports; do
	rooms+=("$PWD/$room/*")
done

lcov_quiet() { # its perl prints harmless "Subroutine redefined" lines
	# shellcheck disable=SC2086 # a list of words
	lcov $rc --quiet "$@" 2>&1 | grep -v 'redefined at' >&2
	return "${PIPESTATUS[0]}"
}

per_cent() { # lines|branches
	# shellcheck disable=SC2086 # a list of words
	lcov $rc --summary "$build/coverage.info" 2>/dev/null |
		sed -nE "s/^ +$1\.*: ([0-9.]+)%.*/\1/p"
}

at_least() { # WHAT LIMIT
	local have

	have=$(per_cent "$1")
	echo "$1: ${have:-none} % of harness fixtures assertions reports (limit $2 %)"
	if awk -v have="${have:-0}" -v limit="$2" 'BEGIN { exit !(have + 0 >= limit + 0) }'; then
		pass "$1 covered"
	else
		fail "$1 covered" "${have:-none} %, limit $2 %"
	fi
}

lcov_quiet --zerocounters --directory "$build"
lcov_quiet --capture --initial --directory "$build" --output-file "$build/base.info"
step "tests with coverage" ci/check.sh "$build"
lcov_quiet --capture --directory "$build" --output-file "$build/run.info"
lcov_quiet --add-tracefile "$build/base.info" --add-tracefile "$build/run.info" \
	--output-file "$build/all.info"
lcov_quiet --extract "$build/all.info" "${rooms[@]}" --output-file "$build/rooms.info"
lcov_quiet --remove "$build/rooms.info" '*_test.c' '*_fuzz.c' \
	--output-file "$build/coverage.info"
genhtml --quiet --branch-coverage --output-directory "$build/html" "$build/coverage.info" \
	2>/dev/null
ci/uncovered.sh "$build/coverage.info"
at_least lines "${COVERAGE_LINES:-90}"
at_least branches "${COVERAGE_BRANCHES:-70}"
finish
