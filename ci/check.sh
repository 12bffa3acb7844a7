#!/bin/bash
# All tests of one variant, and their sum: ci/check.sh BUILD
set -u
cd "$(dirname "$0")/.." || exit 1
. ci/tally.sh

build=$1
report=$build/report

suites=("$build"/suites/*)
for i in "${!suites[@]}"; do # programs, not folders
	if [ -d "${suites[i]}" ] || [ ! -x "${suites[i]}" ]; then
		unset "suites[i]"
	fi
done

step "unit tests" sh -c "find $build/test -type f -perm -1 | sort | xargs ci/unit.sh"
step "doctor" ci/doctor.sh "$build"
if [ "$build" = build ]; then
	step "layers" ci/layers.sh
	step "headers" ci/check-headers.sh
fi
if [ "${#suites[@]}" -gt 0 ]; then
	step "suites" ci/suites.sh "$build" "$report" "${suites[@]}"
fi
finish
