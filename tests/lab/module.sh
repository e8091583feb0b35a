#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: module.sh KERNEL [checked]
#
# Builds nf_slammer.ko for a kernel that kernels.sh fetched, in a copy of the sources
# under build/kmod, so that nothing is left beside them. With "checked" it is built in
# another copy, with all warnings of the compiler (W=1) and of sparse (C=2). Any warning
# is a failure.
#
# 6.1 and 6.12 are built by this machine's compiler, others by that of the release of
# Debian that tests/kernels/matrix names, in a chroot of it where it is another one, and
# always with W=1, for which the kernel's scripts need all of perl.
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

# Variables of make for the architecture
for_architecture()
{
	case $architecture in
	amd64) return ;;
	i386) echo "ARCH=$arch" ;;
	*) echo "ARCH=$arch CROSS_COMPILE=$triplet-" ;;
	esac
}

cd "$(dirname "$0")/../.."
kernel=${1:-}
check=${2:-}
[ -s "build/kernels/$kernel/release" ] || die "kernel '$kernel' is not there"
release=$(cat "build/kernels/$kernel/release")

# Debian's own kernels of this machine are built for as a user would.
case $kernel in
6.1 | 6.12 | sanitized) warnings= ;;
*) warnings=W=1 ;;
esac
read -r compiler architecture arch triplet _ <<END
$(tests/kernels/about.sh "$kernel")
END
[ -n "$triplet" ] || exit 1

case $check in
"") set -- $warnings ;;
checked) set -- W=1 C=2 ;;
*) die "unknown check '$check' (checked)" ;;
esac

copy=build/kmod/$kernel${check:+-$check}
mkdir -p "$copy"
link_sources "$copy"
log=$copy/log

headers=$PWD/build/kernels/$kernel/usr/src/linux-headers-$release
more=$(for_architecture)
# shellcheck disable=SC2086 # a list of words
if ! tests/kernels/toolchain.sh "$compiler" "$architecture" \
     make -j2 -C "$headers" M="$PWD/$copy" $more "$@" modules \
     </dev/null >"$log" 2>&1; then
	grep -E 'error:|warning:|not found' "$log" >&2 || tail -n 20 "$log" >&2
	die "the module does not build for $release"
fi
# A kernel of another release of Debian was built by another compiler, as it says.
if grep -Ev 'warning: (the compiler|pahole version) differs' "$log" |
   grep -E 'warning:|error:' >&2; then
	die "warnings for $release${check:+ ($check)}"
fi
