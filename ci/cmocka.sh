#!/bin/bash
# The plug-in against other versions of cmocka: ci/cmocka.sh PREFIX ...
# Each PREFIX is where one was installed, as by cmake -DCMAKE_INSTALL_PREFIX=PREFIX.
set -u
cd "$(dirname "$0")/.." || exit 1
. ci/tally.sh

against() { # PREFIX BUILD: build all of nestbed with it
	PKG_CONFIG_PATH=$1/lib/pkgconfig make -j2 BUILD="$2" \
		VARIANT="-Wno-error -Wl,-rpath,$1/lib" all tests
}

for prefix in "$@"; do
	build=build-cmocka-$(basename "$prefix")
	expect "build with ${prefix##*/}" against "$prefix" "$build"
	step "selftest with ${prefix##*/}" ci/suites.sh "$build" "$build/report" \
		"$build/suites/selftest/traps" "$build/suites/selftest/endings"
done
finish
