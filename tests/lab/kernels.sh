#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: kernels.sh SERIES...		(6.1 or 6.12)
#
# Puts Debian's cloud kernel of a series, with its modules, headers and build
# scripts, under build/kernels/SERIES. The packages are only unpacked there:
# installing headers of 6.12 would install that kernel with them, and a user's
# machine keeps the kernels it has. All come from one moment of the archive, so
# headers and image fit; a tree that is complete is used again.
set -eu

die()
{
	echo "kernels.sh: $*" >&2
	exit 1
}

# The package of Debian that always depends on the newest kernel of a series
meta()
{
	case $1 in
	6.1) echo linux-image-cloud-amd64 ;;
	6.12) echo linux-image-6.12-cloud-amd64 ;;
	*) die "no series '$1' (6.1, 6.12)" ;;
	esac
}

# depends PACKAGE PATTERN: the first dependency of a package that matches
depends()
{
	apt-cache depends --important "$1" 2>/dev/null |
		sed -n "s/^[ |]*Depends: \\($2\\)\$/\\1/p" | head -n 1
}

# Names of the four packages of a series
packages()
{
	image=$(depends "$(meta "$1")" 'linux-image-.*-cloud-amd64')
	[ -n "$image" ] || return 1
	headers=linux-headers-${image#linux-image-}
	common=$(depends "$headers" 'linux-headers-.*-common')
	kbuild=$(depends "$headers" 'linux-kbuild-.*')
	[ -n "$common" ] && [ -n "$kbuild" ] || return 1
	echo "$image" "$headers" "$common" "$kbuild"
}

# download DIRECTORY SERIES
download()
{
	list=$(packages "$2") || return 1
	# shellcheck disable=SC2086 # a list of words
	(cd "$1" && apt-get -q -o APT::Sandbox::User=root download $list) \
		>"$1/log" 2>&1
}

# Debian's Makefile names its own place under /usr/src
relocate()
{
	for makefile in "$1"/usr/src/linux-headers-*-cloud-amd64/Makefile; do
		sed -i "s,^include /usr/src/,include $PWD/$1/usr/src/," \
			"$makefile"
	done
}

fetch()
{
	tree=build/kernels/$1
	echo "fetching Debian's kernel $1"
	rm -rf "$tree.new"
	mkdir -p "$tree.new/deb"
	if ! download "$tree.new/deb" "$1"; then
		# no package lists yet, or older than the archive
		apt-get -q update >/dev/null 2>&1 </dev/null ||
			die "apt-get update failed"
		if ! download "$tree.new/deb" "$1"; then
			cat "$tree.new/deb/log" >&2
			die "cannot download the packages of kernel $1"
		fi
	fi
	for deb in "$tree.new"/deb/*.deb; do
		dpkg-deb -x "$deb" "$tree.new"
	done
	rm -r "$tree.new/deb"
	rm -rf "$tree"
	mv "$tree.new" "$tree"
	relocate "$tree"
	release=$(cd "$tree/boot" && echo vmlinuz-*)
	release=${release#vmlinuz-}
	/sbin/depmod -b "$tree" "$release"
	echo "$release" >"$tree/release"
}

cd "$(dirname "$0")/../.."
[ $# -gt 0 ] || die "usage: kernels.sh SERIES..."
# One at a time: apt-get does not share its lists.
mkdir -p build/kernels
exec 9>build/kernels/lock
flock 9
for series; do
	# The headers' Makefile has the path, so a moved tree has to be made again
	if ! [ -s "build/kernels/$series/release" ] ||
	   ! grep -qs "^include $PWD/" build/kernels/"$series"/usr/src/*/Makefile
	then
		fetch "$series"
	fi
done
