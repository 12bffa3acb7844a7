# shellcheck shell=bash
# Sourced: count checks, and end with the line "N passed, N failed, N skipped".
# Nothing is lost: what failed or was skipped is named again before that line.
passed=0 failed=0 skipped=0
lost=""

pass() { # NAME
	passed=$((passed + 1))
	echo "  ok       $1"
}

fail() { # NAME WHY
	failed=$((failed + 1))
	lost+="  FAILED   $1: ${2-}"$'\n'
	echo "  FAILED   $1: ${2-}"
}

skip() { # NAME WHY
	skipped=$((skipped + 1))
	lost+="  skipped  $1: $2"$'\n'
	echo "  skipped  $1: $2"
}

# expect NAME COMMAND ...: passes when the command exits 0; shows its output when not
expect() {
	local name=$1 output status=0

	shift
	output=$("$@" 2>&1 </dev/null) || status=$?
	if [ "$status" = 0 ]; then
		pass "$name"
	else
		fail "$name" "status $status of: $1 ${2-} ..."
		printf '%s\n' "$output" | sed 's/^/           /'
	fi
}

# refuse NAME STATUS COMMAND ...: passes when the command exits with just that status
refuse() {
	local name=$1 want=$2 output status=0

	shift 2
	output=$("$@" 2>&1 </dev/null) || status=$?
	if [ "$status" = "$want" ]; then
		pass "$name"
	else
		fail "$name" "status $status instead of $want of: $1 ${2-} ..."
		printf '%s\n' "$output" | sed 's/^/           /'
	fi
}

# step NAME COMMAND ...: a script with a tally of its own, or else one check
step() {
	local name=$1 log status line start=$SECONDS
	local p f s

	shift
	log=$(mktemp)
	echo "== $name"
	"$@" 2>&1 </dev/null | tee "$log"
	status=${PIPESTATUS[0]}
	line=$(tail -n 1 "$log" | grep -E '^[0-9]+ passed, [0-9]+ failed, [0-9]+ skipped$') ||
		line=""
	if [ -n "$line" ]; then
		read -r p _ f _ s _ <<<"$line"
	else
		p=1 f=0 s=0
		[ "$status" = 0 ] || p=0
	fi
	[ "$status" = 0 ] || [ "$f" -gt 0 ] || f=1
	passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
	[ "$f" = 0 ] || lost+="  FAILED   $name: $f failed, status $status"$'\n'
	lost+=$(grep -E '^  (FAILED|skipped)  ' "$log" | sort -u | sed "s/^/  $name:/")
	[ -z "$lost" ] || [[ $lost == *$'\n' ]] || lost+=$'\n'
	rm -f "$log"
	echo "== $name: $p passed, $f failed, $s skipped ($((SECONDS - start)) s)"
}

# finish: the last line, and the exit status that goes with it
finish() {
	if [ -n "$lost" ]; then
		printf '\nNot passed:\n%s\n' "$lost"
	fi
	echo "$passed passed, $failed failed, $skipped skipped"
	[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
}
