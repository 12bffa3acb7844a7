#!/bin/bash
# Static analysis of all rooms: clang-tidy, cppcheck, shellcheck, layers.
# ci/lint.sh JOBS FLAG ...
set -u
cd "$(dirname "$0")/.." || exit 1
. ci/tally.sh

jobs=$1
shift
# What misbehaves on purpose is not read.
mapfile -t sources < <(git ls-files '*.c' ':!suites/selftest/material')
mapfile -t scripts < <(git grep -lE '^#!/bin/(ba)?sh' -- ci .ci bench suites; echo ci/tally.sh)

# shellcheck disable=SC2016 # the inner shell's own
tidy() {
	printf '%s\n' "${sources[@]}" |
		xargs -P "$jobs" -n 1 sh -c \
			'flags=$1; shift; clang-tidy --quiet --warnings-as-errors="*" "$@" -- $flags' \
			sh "$*" 2>&1 | grep -vE '^[0-9]+ warnings? (generated|treated)' | tee "$log"
	! grep -qE '(warning|error):' "$log"
}

log=$(mktemp)
trap 'rm -f "$log"' EXIT
expect "clang-tidy" tidy "$@"
expect "cppcheck" cppcheck --quiet --error-exitcode=1 --inline-suppr -j "$jobs" \
	--enable=warning,performance,portability --std=c11 --suppress=missingIncludeSystem \
	--suppressions-list=ci/cppcheck.suppressions -I. -Iinclude -D_GNU_SOURCE \
	-DNB_VERSION='""' -DNB_PCAP_SONAME='""' "${sources[@]}"
expect "shellcheck" shellcheck -x -P SCRIPTDIR "${scripts[@]}"
expect "layers" ci/check-layers.sh
finish
