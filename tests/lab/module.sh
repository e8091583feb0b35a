#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: module.sh SERIES [checked]
#
# Builds nf_slammer.ko for a kernel that kernels.sh fetched, in a copy of the
# sources under build/kmod, so that nothing is left beside them. With "checked" it is
# built in another copy with all warnings of the compiler (W=1) and of sparse (C=2).
# Any warning is a failure.
set -eu

die()
{
	echo "module.sh: $*" >&2
	exit 1
}

# A tree of links to the sources as they are now. Only sources: objects of
# another build that lie beside them must not be taken for ours.
link_sources()
{
	find "$1" -xtype l -delete
	find Kbuild VERSION kmod -name Kbuild -o -name VERSION -o -name '*.[ch]' |
	while IFS= read -r file; do
		mkdir -p "$1/$(dirname "$file")"
		ln -sf "$PWD/$file" "$1/$file"
	done
}

cd "$(dirname "$0")/../.."
series=${1:-}
check=${2:-}
[ -s "build/kernels/$series/release" ] || die "kernel '$series' is not there"
release=$(cat "build/kernels/$series/release")

case $check in
"") set -- ;;
checked) set -- W=1 C=2 ;;
*) die "unknown check '$check' (checked)" ;;
esac

copy=build/kmod/$series${check:+-$check}
mkdir -p "$copy"
link_sources "$copy"
log=$copy/log

headers=build/kernels/$series/usr/src/linux-headers-$release
if ! env -u MAKEFLAGS -u MAKELEVEL make -j2 -C "$headers" M="$PWD/$copy" \
     "$@" modules </dev/null >"$log" 2>&1; then
	grep -E 'error|warning' "$log" >&2 || tail -n 20 "$log" >&2
	die "the module does not build for $release"
fi
# A kernel of another release of Debian was built by another compiler, as it says.
if grep -v 'warning: the compiler differs' "$log" | grep -E 'warning:|error:' >&2; then
	die "warnings for $release${check:+ ($check)}"
fi
