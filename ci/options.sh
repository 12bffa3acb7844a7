#!/bin/bash
# Write what is made from the table of options: ci/options.sh BUILD
set -eu
cd "$(dirname "$0")/.."
nestbed=$1/nestbed
page=docs/man/nestbed.1

"$nestbed" run --help=bash >docs/completion/nestbed.bash
"$nestbed" run --help=zsh >docs/completion/_nestbed
"$nestbed" run --help=man | sed -i -e '/^\.\\" The list is made by/r /dev/stdin' \
	-e '/^\.\\" The list is made by/,/^\.\\" end of the list/{/^\.\\"/!d}' "$page"
