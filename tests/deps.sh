#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: deps.sh GROUP...	(see below)
#        deps.sh --names GROUP...
#
# Installs the Debian packages of these groups that are missing. It upgrades and
# removes nothing: where installing a package would, an older version of it is taken
# that fits; if there is none, an optional package is left out, and for any other one
# the command fails and says what is in the way.
# Kernels are not installed: tests/lab/kernels.sh unpacks them under build/.
#
# --names installs nothing and prints the names of these groups' packages.
#
# Groups that only the supported releases of Debian can serve fail at once elsewhere:
# see machine.sh.
set -eu

# packages GROUP: "a|b" is the first of the two that this release of Debian has
packages()
{
	case $1 in
	# compiler, and the libraries that the programs cannot do without
	programs)
		echo gcc make libc6-dev pkg-config libconfig-dev libmnl-dev \
			libsqlite3-dev libjansson-dev libunistring-dev \
			libpcap-dev libgcrypt20-dev ;;
	# libraries that a program without them has a feature less for
	options)
		echo libsystemd-dev libmicrohttpd-dev libcap-ng-dev libseccomp-dev \
			libnetfilter-queue-dev libgpgme-dev libxml2-dev \
			libzip-dev libsmartcols-dev zlib1g-dev ;;
	# unit tests and fuzz targets
	unit) echo libcmocka-dev gpg gpg-agent iproute2 sqlite3 ;;
	# checks of sources
	static) echo sparse shellcheck man-db ;;
	# what the kernel's build system runs
	module)
		echo "gcc make libelf1|libelf1t64 xz-utils kmod pahole" ;;
	# what Debian builds modules for the kernels of other releases with
	kernels) echo gcc-12 ;;
	# the compilers of other releases of Debian, whole
	matrix) echo debootstrap perl ;;
	# and machines of the other architectures
	machines)
		echo "qemu-system-arm qemu-system-s390x|qemu-system-misc" ;;
	# the virtual machine, and what is in it
	lab)
		echo "qemu-system-x86 busybox-static|busybox iproute2 nftables kmod cpio binutils \
			freetds-bin gojq sqlite3 libnetfilter-queue-dev" ;;
	# the tests, beside the lab
	check)
		echo jq tmux curl bash-completion gpgv python3 \
			python3-jsonschema chromium fonts-noto-cjk \
			libxml2-utils poppler-utils python3-prometheus-client \
			python3-yaml python3-exabgp zsh fish prometheus \
			prometheus-node-exporter ;;
	deb) echo build-essential debhelper dpkg-dev fakeroot ;;
	package) echo lintian debootstrap e2fsprogs systemd ;;
	# what release.sh needs in the chroot of another release, beside other groups
	release) echo jq python3 lintian ;;
	csaf) echo nodejs npm ;;
	fuzz) echo clang libclang-rt-dev ;;
	bench) echo nftables iptables jq sqlite3 time ;;
	sanitized) echo flex bison bc libelf-dev libssl-dev ;;
	*)
		echo "deps.sh: no group '$1'" >&2
		return 2 ;;
	esac
}

installed()
{
	[ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# available PACKAGE: apt can install it
available()
{
	apt-cache policy "$1" 2>/dev/null | grep -q 'Candidate: [^(]'
}

# choice A|B: the one that is installed, or else available; the first if none is
choice()
{
	case $1 in
	*"|"*) ;;
	*) echo "$1"; return ;;
	esac
	words=$(echo "$1" | tr '|' ' ')
	for package in $words; do
		! installed "$package" || { echo "$package"; return; }
	done
	for package in $words; do
		! available "$package" || { echo "$package"; return; }
	done
	echo "${1%%|*}"
}

# missing GROUP...: packages that are not installed, each once
missing()
{
	for group; do
		for name in $(packages "$group"); do
			package=$(choice "$name")
			installed "$package" || echo "$package"
		done
	done | sort -u
}

# Waits up to ten minutes for another package manager to finish
apt()
{
	DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=600 \
		--no-install-recommends "$@" </dev/null
}

# changes PACKAGE...: packages that would be upgraded or removed
changes()
{
	apt -s install "$@" 2>/dev/null | awk '
		$1 == "Inst" && $3 ~ /^\[/ { print $2 " " $3 " would be upgraded" }
		$1 == "Remv" { print $2 " would be removed" }'
}

# fitting PACKAGE: it, or the version of it, that changes nothing installed; fails if
# there is none
fitting()
{
	if [ -z "$(changes "$1")" ]; then
		echo "$1"
		return
	fi
	for version in $(apt-cache madison "$1" | awk '{ print $3 }' | uniq); do
		[ -n "$(changes "$1=$version")" ] || {
			echo "$1=$version"
			return
		}
	done
	return 1
}

# without_changes PACKAGE...: these, in versions that change nothing installed
without_changes()
{
	optional=" $(packages options | tr '\n' ' ') "
	for package; do
		fitting "$package" || case $optional in
		*" $package "*)
			echo "left out: $package, with which" \
				"$(changes "$package" | head -n 1)" >&2 ;;
		*) echo "$package" ;;
		esac
	done
}

die()
{
	echo "deps.sh: $*" >&2
	exit 1
}

if [ "${1:-}" = --names ]; then
	shift
	for group; do
		packages "$group" | tr -s ' \t' '\n'
	done
	exit 0
fi
for group; do
	packages "$group" >/dev/null
	case $group in
	lab | machines | check | package | bench | sanitized) "$(dirname "$0")/machine.sh" check ;;
	esac
	case $group in
	matrix | package) "$(dirname "$0")/machine.sh" mounts ;;
	esac
done
command -v dpkg-query >/dev/null ||
	die "this is no Debian; what is needed there: $(for group; do
		packages "$group"; done | tr '\n' ' ')"
todo=$(missing "$@")
[ -n "$todo" ] || exit 0

if [ "$(id -u)" -ne 0 ]; then
	# shellcheck disable=SC2086 # a list of words
	die "packages are missing. As root:
    apt-get install --no-install-recommends" $todo
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
apt update >"$log" 2>&1 || { tail -n 5 "$log" >&2; }
# The lists may be the first ones here, so names are chosen now
todo=$(missing "$@")
# shellcheck disable=SC2086 # a list of words
if [ "${UPGRADE:-}" != yes ] && [ -n "$(changes $todo)" ]; then
	todo=$(without_changes $todo)
	[ -n "$todo" ] || exit 0
	[ -z "$(changes $todo)" ] || die "nothing is installed, because
$(changes $todo)
Upgrade the system first, or permit it: make UPGRADE=yes ..."
fi

# shellcheck disable=SC2086 # a list of words
echo "installing:" $todo
# shellcheck disable=SC2086
if ! apt -y install $todo >"$log" 2>&1; then
	tail -n 20 "$log" >&2
	die "apt-get failed"
fi
