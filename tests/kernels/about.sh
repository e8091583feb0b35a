#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: about.sh KERNEL	(6.1, 6.12, sanitized, or a name of the matrix)
#
# What scripts of the lab ask of a kernel, in one line of words: COMPILER (a release of
# Debian), and the columns of tests/kernels/architectures. 6.1 and 6.12 are this machine's
# own: built by its compiler, for its architecture.
set -eu

die()
{
	echo "about.sh: $*" >&2
	exit 1
}

# row FILE NAME: without the name
row()
{
	awk -v name="$2" '$1 == name { sub(/^[^ \t]+[ \t]+/, ""); print; exit }' \
		"tests/kernels/$1"
}

cd "$(dirname "$0")/../.."
kernel=${1:-}
case $kernel in
6.1 | 6.12 | sanitized)
	compiler=$(tests/machine.sh release)
	architecture=amd64
	;;
*)
	found=$(row matrix "$kernel")
	[ -n "$found" ] || die "no kernel '$kernel' in tests/kernels/matrix"
	read -r _ _ architecture compiler _ <<-END
	$found
	END
	;;
esac
columns=$(row architectures "$architecture")
[ -n "$columns" ] || die "$kernel: no architecture '$architecture'"
# shellcheck disable=SC2086 # one blank between words
echo $compiler $architecture $columns
