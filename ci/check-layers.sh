#!/bin/sh
# Hold every #include against the picture in docs/architecture.md: which room may look
# into which, and which file owns which outside library. ci/check-layers.sh [FOLDER]
set -eu
cd "${1:-$(dirname "$0")/..}"
list=$(mktemp)
trap 'rm -f "$list"' EXIT

find harness fixtures assertions reports suites include bench \
	-name '*.[ch]' 2>/dev/null | sort >"$list" || true
# shellcheck disable=SC2016,SC2046 # awk's own; file names have no blanks
awk '
BEGIN {
	# room: the rooms that it may include, besides include/nestbed
	may["harness"] = "harness"
	may["fixtures"] = "fixtures harness"
	may["assertions"] = "assertions fixtures harness"
	may["reports"] = "reports harness"
	may["harness/guests"] = "harness/guests reports fixtures harness"
	may["suites"] = ""
	may["include"] = ""
	may["bench"] = "bench fixtures harness"
	may["bench/sides"] = "bench/sides"

	# it times one step of a build
	lone["bench/sides/record.c"] = "fixtures/watch.h"
	# it measures the guests that are possible
	lone["bench/guests.c"] = "harness/guests/kernel.h"

	# outside library: the files that own it
	owner["netlink/"] = "^fixtures/netlink\\.c$"
	owner["pcap"] = "^fixtures/pcaplib\\.h$"
	owner["cmocka.h"] = "^(assertions/plugin\\.[ch]|include/nestbed/cmocka\\.h)$"
	owner["jansson.h"] = "^((fixtures|assertions)/[a-z_]+\\.c|(reports|harness/guests)/[a-z_]+\\.[ch])$"
}

function is_word(word, list) {
	return index(" " list " ", " " word " ") > 0
}

# A room within a room is one of its own.
function room_of(path) {
	if (match(path, /^(harness\/guests|bench\/sides)\//))
		return substr(path, 1, RLENGTH - 1)
	sub(/\/.*/, "", path)
	return path
}

function complain(what) {
	printf "%s:%d: %s: %s\n", FILENAME, FNR, what, $0
	bad++
}

FNR == 1 {
	room = room_of(FILENAME)
	is_test = FILENAME ~ /_test\.[ch]$/
}

/^[ \t]*#[ \t]*include[ \t]*[<"]/ {
	header = $0
	sub(/^[^<"]*[<"]/, "", header)
	sub(/[>"].*/, "", header)
	count++

	target = room_of(header)
	if (header ~ /^(harness|fixtures|assertions|reports|suites|bench)\//) {
		if (!is_word(target, may[room]) && FILENAME != "harness/main.c" &&
		    header != lone[FILENAME])
			complain("this room must not include " target "/")
		if (header == "harness/main.h" && room != "harness" && FILENAME !~ /plugin/)
			complain("only the plug-in starts the command")
	}
	if (is_test || room == "suites" || room ~ /^bench/)
		next
	for (library in owner)
		if (index(header, library) == 1 && FILENAME !~ owner[library])
			complain("another file owns this library")
	if (header == "nestbed/cmocka.h" && room != "assertions" && room != "include")
		complain("only the plug-in knows cmocka")
}

END {
	if (!count) {
		print "no #include was seen"
		exit 1
	}
	if (bad)
		exit 1
	printf "%d includes, all as docs/architecture.md says\n", count
}' $(cat "$list")
