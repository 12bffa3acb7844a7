#!/bin/sh
# Install what nestbed needs from Debian's packages: the one list of them.
#   ci/setup.sh          to build, run and test
#   ci/setup.sh gate     and what the whole gate needs: lint, coverage, fuzzers
#   ci/setup.sh bench    and what the bench compares with: Mininet
# Does nothing when all is there. Without root it prints the line to run, and stops.
set -eu

build="gcc g++ make libc6-dev pkg-config libcmocka-dev libnl-3-dev libpcap-dev libjansson-dev"
suites="iproute2 isc-dhcp-client iputils-ping nftables curl dnsmasq-base radvd python3-flask
	graphviz"
ipsec="strongswan-charon strongswan-swanctl strongswan-pki strongswan-libcharon
	libcharon-extra-plugins libstrongswan-standard-plugins libstrongswan-extra-plugins
	conntrack iptables openssl wireguard-tools"
routing="frr bird2"
guests="qemu-system-x86 linux-image-amd64 user-mode-linux kmod"
tests="procps tcpdump libxml2-utils python3 python3-jsonschema python3-yaml util-linux man-db"
bench="mininet bridge-utils"
gate="cmake lcov clang libclang-rt-14-dev clang-tidy clang-format cppcheck shellcheck"

is_installed() {
	dpkg-query -W -f='${db:Status-Abbrev}' "$1" 2>/dev/null | grep -q '^ii'
}

packages="$build $suites $ipsec $routing $guests $tests"
[ "${1-}" != gate ] || packages="$packages $gate"
[ "${1-}" != bench ] || packages="$packages $bench"

if ! command -v dpkg-query >/dev/null; then
	echo "setup: this is not Debian; nestbed needs what there is called: $packages" >&2
	exit 0
fi
missing=""
for package in $packages; do
	is_installed "$package" || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" != 0 ]; then
	echo "setup: packages are missing. Run this line, then try again:" >&2
	echo "sudo apt-get update && sudo apt-get install -y --no-install-recommends$missing" >&2
	exit 1
fi
echo "setup: installing$missing" >&2
export DEBIAN_FRONTEND=noninteractive

# The daemons are for the nodes of labs: none of them shall start on this machine.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
	trap 'rm -f "$policy"' EXIT
	printf '#!/bin/sh\nexit 101\n' >"$policy"
	chmod 755 "$policy"
fi
apt-get update -qq >&2
# shellcheck disable=SC2086 # a list of words
apt-get install -y -qq --no-install-recommends $missing </dev/null >&2
