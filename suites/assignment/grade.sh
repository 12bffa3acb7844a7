#!/bin/sh
# Grade what was handed in: grade.sh BUILD SUBMISSION RESULTS
#
# BUILD has nestbed, its library and suites/assignment; RESULTS gets results.json
# (Gradescope), junit.xml, report.json and the evidence. Untrusted code runs as nobody in a
# user namespace: root of its router, and nobody on this machine. All that it may read is a
# copy of the two scripts; results are written by the judge, where no router can reach.
set -eu
build=$1 submission=$2 results=$3

[ -d "$submission" ] || { echo "grade: no such folder: $submission" >&2; exit 2; }
box=$(mktemp -d "${TMPDIR:-/tmp}/nestbed-grade.XXXXXX")
trap 'rm -rf "$box"' EXIT
mkdir -p "$box/suites" "$box/submission" "$box/report" "$results"
cp "$build/nestbed" "$build"/libnestbed.so.* "$box/"
cp -R "$build/suites/assignment" "$(dirname "$0")/files" "$box/suites/"
for router in r1 r2; do
	script=$submission/$router.startup
	if [ -f "$script" ] && [ ! -L "$script" ]; then
		head -c 65536 "$script" >"$box/submission/$router.startup"
	fi
done
chmod -R a+rX "$box"

as_nobody=
if [ "$(id -u)" = 0 ]; then
	chown 65534:65534 "$box/report"
	as_nobody="setpriv --reuid=65534 --regid=65534 --clear-groups"
fi
status=0
# shellcheck disable=SC2086 # empty or three words
(cd "$box" && env -i PATH="$PATH" HOME=/nonexistent TERM="${TERM:-dumb}" \
	NESTBED_SUBMISSION="$box/submission" \
	$as_nobody ./nestbed run --report-dir "$box/report" \
	--gradescope="$box/report/results.json" suites/assignment) || status=$?
cp -R "$box/report/." "$results/"
exit "$status"
