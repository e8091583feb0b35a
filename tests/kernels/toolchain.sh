#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: toolchain.sh COMPILER ARCHITECTURE COMMAND...
#
# Runs a command that builds something for an architecture with the compiler of a release
# of Debian: here, if this is that release and its own architecture, or else in a chroot
# of it (tests/chroot.sh), where this tree has the path that it has here.
set -eu

# What builds programs, and what the kernel's build scripts run
PACKAGES="gcc make libc6-dev pkg-config libelf-dev kmod sparse perl"

cross_packages()
{
	case $architecture in
	arm64) echo gcc-aarch64-linux-gnu ;;
	s390x) echo gcc-s390x-linux-gnu ;;
	esac
	# The kernel's Makefile names its compiler by architecture, and its headers
	# bring a vmlinux, of whose types the module gets its own.
	case $compiler in
	trixie | sid) echo gcc-for-host pahole ;;
	esac
}

cd "$(dirname "$0")/../.."
[ $# -ge 3 ] || {
	echo "usage: toolchain.sh COMPILER ARCHITECTURE COMMAND..." >&2
	exit 2
}
compiler=$1
architecture=$2
shift 2
unset MAKEFLAGS MAKELEVEL
case $architecture in
"$(dpkg --print-architecture)" | i386)
	[ "$compiler" != "$(tests/machine.sh release)" ] || exec "$@"
	;;
esac
# shellcheck disable=SC2046,SC2086 # lists of words
root=$(tests/chroot.sh "$compiler" $PACKAGES $(cross_packages))
mkdir -p "$root$PWD"
# shellcheck disable=SC2016 # the inner shell expands it
exec unshare --mount sh -c 'mount --bind "$PWD" "$1$PWD" && shift &&
	exec tests/chroot.sh --in "$@"' sh "$root" "$root" \
	sh -c 'cd "$1" && shift && exec "$@"' sh "$PWD" "$@"
