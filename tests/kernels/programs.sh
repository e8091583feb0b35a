#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: programs.sh COMPILER ARCHITECTURE TRIPLET [TARGET...]
#
# Builds the programs and the tools of the lab, or other targets of the Makefile, for
# another architecture, with the libraries of root.sh, under build/cross. Prints the
# folder; any warning is a failure. For this machine's own architecture it builds nothing:
# `make programs tools` has built them in build/.
set -eu

die()
{
	echo "programs.sh: $*" >&2
	exit 1
}

cd "$(dirname "$0")/../.."
[ $# -ge 3 ] || die "usage: programs.sh COMPILER ARCHITECTURE TRIPLET [TARGET...]"
compiler=$1 architecture=$2 triplet=$3
shift 3
if [ "$architecture" = "$(dpkg --print-architecture)" ]; then
	echo build
	exit 0
fi
root=$(tests/kernels/root.sh "$compiler" "$architecture")
out=build/cross/$compiler-$architecture
mkdir -p "$out"
[ $# -gt 0 ] || set -- "$out/slammerd" "$out/slammerctl" "$out/slammer-advisory" tools
status=0
tests/kernels/toolchain.sh "$compiler" "$architecture" env \
	PKG_CONFIG_SYSROOT_DIR="$root" \
	PKG_CONFIG_LIBDIR="$root/usr/lib/$triplet/pkgconfig:$root/usr/share/pkgconfig" \
	make -s -j2 BUILD="$out" CC="$triplet-gcc --sysroot=$root" AR="$triplet-ar" "$@" \
	</dev/null >"$out/log" 2>&1 || status=$?
grep -E 'error:|warning:' "$out/log" >&2 && status=1
[ "$status" -eq 0 ] || {
	tail -n 20 "$out/log" >&2
	die "the programs do not build for $architecture by the compiler of $compiler"
}
echo "$out"
