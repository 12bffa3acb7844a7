#!/bin/bash
# Each public header alone: as strict C99, and as C++.
set -u
cd "$(dirname "$0")/.." || exit 1
. ci/tally.sh

strict="-Iinclude -Wall -Wextra -Wpedantic -Werror -fsyntax-only"
for header in include/nestbed/*.h; do
	name=${header#include/}
	expect "$name as C99" \
		sh -c "echo '#include <$name>' | ${CC:-gcc} -x c -std=c99 $strict -"
	expect "$name as C++" \
		sh -c "echo '#include <$name>' | ${CXX:-g++} -x c++ -std=c++11 $strict -"
done
finish
