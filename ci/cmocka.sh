#!/bin/bash
# The plug-in against other versions of cmocka than this machine's: ci/cmocka.sh BUILD
# They come from Debian's later suites, by this machine's own apt sources with the suite's
# name replaced and everything of apt's below BUILD/cmocka; nothing of the system changes.
# Each version is tried as Debian has linked it, and with -Bsymbolic-functions, as others
# link all libraries: docs/cmocka.md tells what is lost then.
set -u
cd "$(dirname "$0")/.." || exit 1
. ci/tally.sh

build=$1
work=$PWD/$build/cmocka
suites="trixie sid"
# Cases that look at a text or a place that cmocka tells nobody of when it is so linked: just
# these fail then. One that does not any more is to be taken out of the list.
losing() { # VERSION
	printf '%s\n' trap_01_assertion_in_a_forked_child \
		trap_02_assertion_in_another_thread trap_04_failing_setup \
		trap_06_failing_teardown
	[[ $1 != 1.* ]] ||
		printf '%s\n' trap_12_integers what_cmocka_finds_after_the_body_fails_it
}

# The entries of Debian itself, for one suite, with sources: no updates, no backports.
sources() { # SUITE
	awk -v suite="$1" 'BEGIN { RS = ""; ORS = "\n\n" }
		/keyrings\/debian-archive/ && !/-security/ {
			sub(/\nSuites:[^\n]*/, "\nSuites: " suite)
			sub(/Types:[^\n]*/, "Types: deb deb-src")
			print
		}' /etc/apt/sources.list.d/*.sources 2>/dev/null
	awk -v suite="$1" '/^deb / && /debian\/? / && !/security/ {
			sub(/ [a-z]+(-updates|-backports)? main.*/, " " suite " main")
			if (!seen[$0]++) { print; sub(/^deb/, "deb-src"); print }
		}' /etc/apt/sources.list 2>/dev/null
}

# A private apt: lists, cache and sources of its own; trust comes from the system's keys.
make_apt() { # SUITE
	local apt=$work/apt-$1

	mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial" "$apt/parts"
	sources "$1" >"$apt/parts/$1.sources"
	grep -q '^Types:' "$apt/parts/$1.sources" ||
		mv "$apt/parts/$1.sources" "$apt/parts/$1.list"
	printf '%s\n' "Dir::State::lists \"$apt/lists\";" "Dir::Cache \"$apt/cache\";" \
		'Dir::Etc::SourceList "/dev/null";' "Dir::Etc::SourceParts \"$apt/parts\";" \
		'Acquire::Languages "none";' 'Acquire::Retries "1";' \
		'Acquire::http::Timeout "20";' 'APT::Sandbox::User "root";' \
		'APT::Update::Error-Mode "any";' >"$apt/apt.conf"
	echo "$apt/apt.conf"
}

# The packages of a suite: unpacked, with a pkg-config file that points there.
unpack() { # SUITE: prints the version
	local conf downloads=$work/debs-$1 version

	conf=$(make_apt "$1")
	mkdir -p "$downloads"
	[ -n "$(find "$downloads" -name 'libcmocka0_*')" ] || (
		cd "$downloads" && export APT_CONFIG=$conf &&
			apt-get -qq update && apt-get -qq download libcmocka0 libcmocka-dev &&
			{ apt-get -qq source --download-only --tar-only cmocka || true; }
	) >"$work/$1.log" 2>&1 </dev/null || return 1
	rm -rf "${conf%/*}" # lists of 40 MB
	version=$(find "$downloads" -name 'libcmocka0_*.deb' -printf '%f\n' | cut -d_ -f2)
	version=${version%%-*}
	for deb in "$downloads"/*.deb; do
		dpkg-deb -x "$deb" "$work/$version" || return 1
	done
	sed -i "s|^prefix=.*|prefix=$work/$version/usr|; s|=/usr/|=$work/$version/usr/|" \
		"$work/$version"/usr/lib/*/pkgconfig/cmocka.pc
	echo "$version"
}

# The same source, linked as some distributions link everything.
build_symbolic() { # SUITE VERSION
	local source=$work/source-$2 prefix=$work/$2-symbolic

	[ ! -e "$prefix/lib/pkgconfig/cmocka.pc" ] || return 0
	mkdir -p "$source"
	tar -C "$source" --strip-components=1 -xf "$work/debs-$1"/cmocka_*.orig.tar.?z &&
		cmake -S "$source" -B "$source/build" -DCMAKE_INSTALL_PREFIX="$prefix" \
			-DCMAKE_INSTALL_LIBDIR=lib -DCMAKE_BUILD_TYPE=Release \
			-DCMAKE_SHARED_LINKER_FLAGS=-Wl,-Bsymbolic-functions \
			-DWITH_EXAMPLES=OFF -DUNIT_TESTING=OFF -Wno-dev &&
		cmake --build "$source/build" -j2 && cmake --install "$source/build"
}

# Nothing is compiled again that does not include cmocka.h.
against() { # NAME: of a folder in $work
	local to=$work/$1/build pc programs

	pc=$(dirname "$(find "$work/$1" -name cmocka.pc)")
	rm -rf "$to"
	mkdir -p "$to"
	(cd "$build" && find harness fixtures assertions reports -name '*.o' -print0 |
		xargs -0 cp -a --parents -t "$to")
	(cd "$build" && grep -rl --include='*.d' '/cmocka\.h' assertions fixtures) |
		sed 's/\.d$/.o/' | (cd "$to" && xargs rm -f)
	programs=$(find suites/selftest/material -name '*.c' -printf "$to/material/%f\n")
	# shellcheck disable=SC2086 # a list of words
	PKG_CONFIG_PATH=$pc make -j2 BUILD="$to" CFLAGS='-O0 -g' \
		VARIANT="-Wno-error -Wl,-rpath,${pc%/pkgconfig}" "$to/nestbed" \
		${programs//.c/} "$to/suites/selftest/traps" "$to/suites/selftest/endings"
}

try() { # NAME
	local to=$work/$1/build

	expect "build with cmocka $1" against "$1"
	step "cmocka $1" ci/suites.sh "$to" "$to/report" "$to/suites/selftest/traps" \
		"$to/suites/selftest/endings"
}

try_symbolic() { # NAME
	local to=$work/$1/build name=$1 seen all bad="//testcase[failure or error]"

	expect "build with cmocka $name" against "$name"
	"$to/nestbed" run --report-dir "$to/report" --junit "$to/suites/selftest/traps" \
		"$to/suites/selftest/endings" >"$to/log" 2>&1 </dev/null
	seen=$(xmllint --xpath "$bad/@name" "$to/report/junit.xml" 2>/dev/null |
		sed 's/.*name="//; s/"$//' | sort | xargs)
	all=$(xmllint --xpath "count(//testcase)" "$to/report/junit.xml" 2>/dev/null)
	if [ "$seen" = "$(losing "$name" | sort | xargs)" ] && [ "${all:-0}" -gt 25 ]; then
		pass "cmocka $name: of $all cases just these lose a text or place: $seen"
	else
		fail "cmocka $name" "fails in: ${seen:-nothing}; of ${all:-no} cases"
		grep -v '^PASS' "$to/log"
	fi
}

mkdir -p "$work"
for suite in $suites; do
	if ! version=$(unpack "$suite"); then
		skip "cmocka of $suite" "$(tail -n 1 "$work/$suite.log")"
		continue
	fi
	try "$version"
	if [ -z "$(find "$work/debs-$suite" -name '*.orig.tar.?z')" ]; then
		skip "cmocka $version with -Bsymbolic-functions" "its source is not there"
	elif build_symbolic "$suite" "$version" >"$work/$version-symbolic.log" 2>&1; then
		try_symbolic "$version-symbolic"
	else
		fail "link cmocka $version with -Bsymbolic-functions" \
			"$(tail -n 1 "$work/$version-symbolic.log")"
	fi
done
finish
