#!/bin/bash
# The suites once more, by a user who is nobody: ci/unprivileged.sh BUILD SUITE ...
# In a copy of the tree that this user may read and nobody else writes.
set -u
cd "$(dirname "$0")/.." || exit 1
. ci/tally.sh

if [ "$(id -u)" != 0 ]; then
	skip "suites as an ordinary user" "they have run as user $(id -un) already"
	finish
	exit
fi
build=$1
shift
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
mkdir -p "$copy/$build/suites"
cp -r suites ci "$copy/"
cp -P "$build/nestbed" "$build"/libnestbed.so* "$copy/$build/"
cp "$@" "$copy/$build/suites/"
# An instrumented build adds to counts that root has begun.
find "$build" -name '*.gcda' -exec chmod a+rw {} +
chown -R 65534:65534 "$copy"
cd "$copy" || exit 1
exec setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps=-all --bounding-set=-all \
	env HOME="$copy" ci/suites.sh "$build" "$copy/report" "$@"
