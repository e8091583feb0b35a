#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: module.sh SERIES
#
# Builds nfsl_bench.ko for a kernel that kernels.sh fetched, in a copy under
# build/bench/kmod. Any warning is a failure.
set -eu

die()
{
	echo "module.sh: $*" >&2
	exit 1
}

cd "$(dirname "$0")/../.."
series=${1:-}
[ -s "build/kernels/$series/release" ] || die "kernel '$series' is not there"
release=$(cat "build/kernels/$series/release")
headers=build/kernels/$series/usr/src/linux-headers-$release
copy=build/bench/kmod/$series
log=$copy/log

mkdir -p "$copy"
cp -pu tests/bench/kmod/Kbuild tests/bench/kmod/*.c "$copy/"
if ! env -u MAKEFLAGS -u MAKELEVEL make -C "$headers" M="$PWD/$copy" W=1 \
     modules </dev/null >"$log" 2>&1; then
	grep -E 'error|warning' "$log" >&2 || tail -n 20 "$log" >&2
	die "nfsl_bench does not build for $release"
fi
if grep -E 'warning:|error:' "$log" >&2; then
	die "warnings for $release"
fi
