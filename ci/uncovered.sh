#!/bin/sh
# One line a file, the worst first: lines and branches of an lcov tracefile that no test
# reached. ci/uncovered.sh FILE.info
set -eu
awk -F: -v top="$PWD/" '
/^SF:/ { file = substr($0, 4); if (index(file, top) == 1) file = substr(file, length(top) + 1) }
/^L[FH]:/ || /^BR[FH]:/ { n[$1] = $2 }
/^end_of_record/ {
	printf "%5d of %5d lines, %5d of %5d branches not reached  %s\n",
		n["LF"] - n["LH"], n["LF"], n["BRF"] - n["BRH"], n["BRF"], file
	delete n
}' "$1" | sort -rn
