#!/bin/bash
# All tests of one variant, and their sum: ci/check.sh BUILD
set -u
cd "$(dirname "$0")/.." || exit 1
. ci/tally.sh

build=$1

programs() { # FOLDER: the programs in it
	find "$1" -maxdepth 1 -type f -perm -1 2>/dev/null | sort
}
mapfile -t suites < <(programs "$build/suites")
mapfile -t selftests < <(programs "$build/suites/selftest")

step "unit tests" sh -c "find $build/test -type f -perm -1 | sort | xargs ci/unit.sh"
step "doctor" ci/doctor.sh "$build"
if [ "$build" = build ]; then
	step "layers" ci/layers.sh
	step "headers" ci/check-headers.sh
	step "examples" ci/examples.sh
	step "readme" ci/readme.sh "$build"
fi
step "suites" ci/suites.sh "$build" "$build/report" "${suites[@]}"
if [ "$build" = build ]; then
	step "guests" ci/guests.sh "$build" "$build/guests-report" "$build/report" "${suites[@]}"
fi
step "selftest" ci/suites.sh "$build" "$build/selftest-report" "${selftests[@]}"
step "grading" ci/grade_test.sh "$build"
# Alone: while it runs, every lab of the machine suffers.
step "neighbour table" ci/suites.sh "$build" "$build/neighbours-report" --jobs=1 \
	"$build/material/neighbours"
if [ "$build" = build ] && [ "$(id -u)" = 0 ]; then
	# As in a sandbox: roots of containers cannot share a layer there.
	step "no devices" setpriv --bounding-set=-mknod --inh-caps=-mknod \
		ci/suites.sh "$build" "$build/no-devices-report" "$build/suites/labs"
fi
step "unprivileged" ci/unprivileged.sh "$build" "${suites[@]}"
finish
