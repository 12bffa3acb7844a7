#!/bin/bash
# Run unit test programs and count their tests: ci/unit.sh PROGRAM ...
# cmocka's TAP says how many there are, so that a crash in the middle is not lost.
set -u
. "$(dirname "$0")/tally.sh"

count() { # PROGRAM
	local output status=0 planned good bad skips
	local name=${1##*/}

	output=$(CMOCKA_MESSAGE_OUTPUT=TAP timeout -k 5 120 "$1" 2>&1 </dev/null) || status=$?
	planned=$(grep -oE '^1\.\.[0-9]+$' <<<"$output" | awk -F. '{n += $3} END {print n + 0}')
	skips=$(grep -cE '^(not )?ok [0-9]+ .*# SKIP' <<<"$output")
	good=$(grep -E '^ok [0-9]+ ' <<<"$output" | grep -vc '# SKIP')
	bad=$((planned - good - skips))
	passed=$((passed + good)) skipped=$((skipped + skips))
	[ "$skips" = 0 ] || lost+="  skipped  $name: $skips of $planned"$'\n'
	if [ "$status" != 0 ] || [ "$bad" != 0 ] || [ "$planned" = 0 ]; then
		[ "$bad" -gt 0 ] || bad=1
		failed=$((failed + bad))
		lost+="  FAILED   $name: $bad of $planned, status $status"$'\n'
		printf '%s\n' "$output"
	fi
	echo "  $name: $good of $planned"
}

for program in "$@"; do
	count "$program"
done
finish
