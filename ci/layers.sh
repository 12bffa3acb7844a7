#!/bin/bash
# The layers are as drawn, and check-layers.sh finds each kind of breach when one is made.
set -u
cd "$(dirname "$0")/.." || exit 1
. ci/tally.sh

expect "the layers" ci/check-layers.sh

copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
breach() { # NAME FILE HEADER: a copy of the tree with this line in this file
	mkdir -p "$copy/$(dirname "$2")"
	echo "#include $3" >"$copy/$2"
	refuse "$1" 1 ci/check-layers.sh "$copy"
	rm -rf "${copy:?}"/*
}

breach "harness looks up" harness/x.c '"fixtures/lab.h"'
breach "harness looks at its guests" harness/x.c '"harness/guests/pool.h"'
breach "fixtures look up" fixtures/x.c '"assertions/claim.h"'
breach "reports look aside" reports/x.c '"fixtures/lab.h"'
breach "a suite looks inside" suites/a/x.c '"harness/auto.h"'
breach "a measured program looks inside" bench/sides/x.c '"harness/auto.h"'
breach "a measured program looks at a lab from inside" bench/sides/record.c '"fixtures/lab.h"'
breach "a measured program times what it likes" bench/sides/x.c '"fixtures/watch.h"'
breach "a public header looks inside" include/nestbed/x.h '"harness/auto.h"'
breach "a second owner of libnl" fixtures/x.c '<netlink/netlink.h>'
breach "a second owner of libpcap" harness/x.c '<pcap/pcap.h>'
breach "cmocka outside the plug-in" reports/x.c '<cmocka.h>'
breach "cmocka by our own header" fixtures/x.c '"nestbed/cmocka.h"'
breach "jansson in a header" fixtures/x.h '<jansson.h>'
finish
