#!/bin/bash
# Run every fuzzer of a build directory for some seconds, two at a time, from the seeds in
# ci/corpus/NAME: ci/fuzz.sh BUILD SECONDS
set -u
cd "$(dirname "$0")/.." || exit 1
. ci/tally.sh

build=$1
seconds=$2

fuzz() { # PROGRAM
	local name=${1##*/} seeds work=$build/corpus/${1##*/}

	seeds=ci/corpus/${name%_fuzz}
	mkdir -p "$work" "$build/crashes"
	[ -d "$seeds" ] || seeds=""
	# shellcheck disable=SC2086 # seeds may be absent
	"$1" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=1024 -print_final_stats=1 \
		-artifact_prefix="$build/crashes/$name-" "$work" $seeds \
		>"$build/$name.log" 2>&1 </dev/null
	echo $? >"$build/$name.status"
}

mapfile -t fuzzers < <(find "$build" -name '*_fuzz' -type f -perm -1 | sort)
[ "${#fuzzers[@]}" -gt 0 ] || fail "fuzzers" "there are none below $build"
for ((i = 0; i < ${#fuzzers[@]}; i += 2)); do
	for program in "${fuzzers[@]:i:2}"; do
		fuzz "$program" &
	done
	wait
done
for program in "${fuzzers[@]}"; do
	name=${program##*/}
	runs=$(sed -nE 's/^stat::number_of_executed_units: *//p' "$build/$name.log")
	if [ "$(cat "$build/$name.status")" = 0 ] && [ "${runs:-0}" -gt 0 ]; then
		pass "$name: $runs inputs in $seconds s"
	else
		fail "$name" "see $build/$name.log and $build/crashes"
		tail -n 20 "$build/$name.log"
	fi
done
finish
