#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: upgrade.sh [--built]	(with the packages that are there already)
#
# A Debian 12 with our packages, a policy, statistics and a bulletin becomes a Debian 13:
# first everything but our packages, then these (upgraded.sh, in a chroot); then it
# boots with the new kernel and systemd (boot.sh). Results are lines "ok NAME" and
# "not ok NAME: why".
set -eu

cd "$(dirname "$0")/../.."
out=$PWD/build/upgrade
from=bookworm
to=trixie
HAS="linux-headers-cloud-amd64 man-db bash-completion jq iproute2 sqlite3
	systemd-sysv"

die()
{
	tail -n 20 "$out/log" >&2
	echo "not ok $*: see build/upgrade/log"
	exit 1
}

# debs SUITE: the folder with its packages
debs()
{
	if [ "$1" = "$(tests/machine.sh release)" ]; then
		echo build/package/debs
	else
		echo "build/package-$1/debs"
	fi
}

# Names of what the packages depend on, the first where there is a choice
depends()
{
	for deb in "$(debs $from)"/newer/*.deb; do
		dpkg-deb -f "$deb" Depends | tr ',' '\n'
	done | sed 's/^ *//; s/[ |(:].*//' | sort -u
}

furnish()
{
	# shellcheck disable=SC2046,SC2086 # lists of words
	tests/package/root.sh $from "$out/base" $HAS $(depends)
	rm -rf "$out/root"
	cp -a --reflink=auto "$out/base" "$out/root"
	mkdir -p "$out/root/work/before" "$out/root/work/after"
	cp "$(debs $from)"/newer/*.deb "$out/root/work/before/"
	cp "$(debs $to)"/newer/*.deb "$out/root/work/after/"
	cp tests/package/upgraded.sh tests/package/tests.sh "$out/root/work/"
	tests/chroot.sh --sources $to >"$out/root/work/sources.list"
	rm -f "$out/root/work"/statistics.db*
	build/scenario outbreak "$out/root/work/statistics.db" --days 1
}

# The new kernel, as boot.sh takes those of kernels.sh
kernel()
{
	image=$(find "$out/root/boot" -name 'vmlinuz-*+deb13-*' | sort -V | tail -n 1)
	[ -n "$image" ] || return 1
	rm -rf build/kernels/upgraded
	mkdir -p build/kernels/upgraded/boot build/kernels/upgraded/lib/modules
	release=${image##*/vmlinuz-}
	cp "$image" build/kernels/upgraded/boot/
	cp -a "$out/root/usr/lib/modules/$release" build/kernels/upgraded/lib/modules/
	echo "$release" >build/kernels/upgraded/release
}

# build: the packages of both releases, each with its own tools
build()
{
	tests/release.sh enter
	for suite in $from $to; do
		tests/package/build.sh "$suite" 0.0.9
	done
}

mkdir -p "$out"
[ "${1:-}" = --built ] || build >"$out/log" 2>&1 || die build
furnish >"$out/log" 2>&1 || die furnish
status=0
tests/chroot.sh --in "$out/root" /work/upgraded.sh || status=1
kernel >"$out/log" 2>&1 || die kernel
tests/package/boot.sh "$out/root" upgraded || status=1
exit $status
