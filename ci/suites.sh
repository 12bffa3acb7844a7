#!/bin/bash
# Run suites by `nestbed run` and count its cases from the JUnit report, held against the
# list of cases: ci/suites.sh BUILD REPORT [OPTION ...] SUITE ...
set -u
. "$(dirname "$0")/tally.sh"

nestbed=$1/nestbed
report=$2
shift 2

attribute() { # NAME: of the root of the report
	xmllint --xpath "string(/testsuites/@$1)" "$report/junit.xml" 2>/dev/null
}

failures() { # SUITE/CASE of each that failed
	local case='//testcase[failure or error]'

	xmllint --xpath "$case/@classname | $case/@name" "$report/junit.xml" 2>/dev/null |
		paste -d/ - - | sed -E 's/ *(class)?name="([^"]*)"/\2/g'
}

status=0
rm -rf "$report"
listed=$("$nestbed" run --list "$@" </dev/null | grep -c .)
"$nestbed" run --report-dir "$report" --junit --json "$@" </dev/null || status=$?
tests=$(attribute tests)
failed=$(($(attribute failures) + $(attribute errors)))
skipped=$(attribute skipped)
passed=$((${tests:-0} - failed - ${skipped:-0}))
if [ -z "$tests" ] || [ "$tests" != "$listed" ]; then
	fail "report" "${tests:-no} cases where $listed are listed"
fi
[ "$status" = 0 ] || [ "$failed" -gt 0 ] || fail "nestbed run" "exit status $status"
while IFS= read -r name; do
	lost+="  FAILED   $name"$'\n'
done < <(failures)
finish
