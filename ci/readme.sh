#!/bin/bash
# The README is true: what it shows is built, run and compared, against an installed nestbed.
# ci/readme.sh BUILD
set -u
cd "$(dirname "$0")/.." || exit 1
. ci/tally.sh

build=$1
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
chmod 755 "$stage"

# block KIND NAME: the block of the README that follows <!-- KIND: NAME -->
block() {
	awk -v mark="<!-- $1: $2 -->" '
		$0 == mark { found = 1; next }
		found && /^```/ { if (inside) exit; inside = 1; next }
		inside { print }' README.md
}

installs() {
	make BUILD="$build" PREFIX="$stage/usr" install &&
		[ -x "$stage/usr/bin/nestbed" ] && [ -e "$stage/usr/lib/libnestbed.so" ]
}

stages() {
	make BUILD="$build" DESTDIR="$stage/package" PREFIX=/usr install &&
		[ -x "$stage/package/usr/bin/nestbed" ] &&
		grep -qx 'prefix=/usr' "$stage/package/usr/lib/pkgconfig/nestbed.pc"
}

uninstalls() {
	make BUILD="$build" PREFIX="$stage/usr" uninstall || return 1
	[ -z "$(find "$stage/usr" ! -type d)" ] || find "$stage/usr" ! -type d
	[ -z "$(find "$stage/usr" ! -type d)" ]
}

# The library comes before cmocka, or the plug-in would not be found.
links_in_order() {
	pkg-config --libs nestbed | grep -qE -- '-lnestbed.* -lcmocka'
}

# Times, paths and the machine differ from run to run.
normal() {
	sed -E 's/[0-9]+\.[0-9]{2,3} /T /g; s/ id [0-9]+ / id N /; s/ at 02:[0-9a-f:]+/ at MAC/; s/[0-9]+ ms$/T ms/; s/^ +//; s/ +/ /g' "$1"
}

fails_as_shown() {
	local status=0

	(cd "$stage/broken" && make -C tests routes && cd tests && ./routes --color=never) \
		>"$stage/said" 2>&1 </dev/null || status=$?
	block output routes >"$stage/shown"
	normal "$stage/shown" | grep . >"$stage/shown.normal"
	normal "$stage/said" >"$stage/said.normal"
	[ "$status" != 0 ] || return 1
	[ -s "$stage/shown.normal" ] || return 1
	if ! grep -Fxvf "$stage/said.normal" "$stage/shown.normal" >"$stage/lost"; then
		return 0
	fi
	echo "the README shows what was not printed:"
	cat "$stage/lost"
	echo "printed was:"
	cat "$stage/said"
	return 1
}

# Every line of a sh block is run, or is a target that make knows.
run_line() { # LINE
	case $1 in
	"make -C tests check" | "tests/routes "* | "nestbed "*)
		(cd "$stage/work" && eval "$1")
		;;
	"make "*) # itself under test right now
		make -n "${1#make }"
		;;
	*)
		echo "this test does not know how to try: $1"
		return 1
		;;
	esac
}

expect "make install" installs
expect "make install DESTDIR" stages
export PATH="$stage/usr/bin:$PATH" LD_LIBRARY_PATH="$stage/usr/lib"
export PKG_CONFIG_PATH="$stage/usr/lib/pkgconfig"
[ "$build" != build-asan ] || export CFLAGS="-fsanitize=address,undefined"
expect "pkg-config names nestbed before cmocka" links_in_order

mkdir -p "$stage/work/tests" "$stage/broken/tests"
for name in tests/routes.c tests/Makefile; do
	block file "$name" >"$stage/work/$name"
	expect "the README has $name" [ -s "$stage/work/$name" ]
	sed 's/ip\[8\] == 63/ip[8] == 64/' "$stage/work/$name" >"$stage/broken/$name"
done
while read -r line; do
	expect "README: $line" run_line "$line"
done < <(awk '/^```sh/ { inside = 1; next } /^```/ { inside = 0 } inside { sub(/ +#.*/, ""); print }' \
	README.md)
expect "the README's report was written" xmllint --noout "$stage/work/tests/report/junit.xml"
expect "its test fails as the README shows" fails_as_shown
for page in docs/man/*.[1-9]; do
	expect "manual ${page##*/} is well-formed" \
		sh -c "! man --warnings -E UTF-8 -l '$page' 2>&1 >/dev/null | grep ."
	expect "manual ${page##*/} is installed" \
		[ -s "$stage/usr/share/man/man${page##*.}/${page##*/}" ]
done
while read -r link; do
	expect "link $link leads somewhere" [ -e "$link" ]
done < <(grep -ohE '\]\([^)]+\)' README.md CONTRIBUTING.md | sed 's/.*](//; s/)//')
expect "make uninstall leaves nothing" uninstalls
finish
