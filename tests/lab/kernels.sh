#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: kernels.sh KERNEL...		(6.1, 6.12, or a name of tests/kernels/matrix)
#
# Puts a kernel of Debian, with its modules, headers and build scripts, under
# build/kernels/KERNEL. The packages are only unpacked there: installing headers of 6.12
# would install that kernel with them, and a user's machine keeps the kernels it has.
# All come from one moment of the archive, so headers and image fit; a tree that is
# complete is used again.
#
# 6.1 and 6.12 are the cloud kernels of these series that this machine's release of
# Debian has, or else those of the release that has them. Whatever the packages look
# like, the tree has boot/vmlinuz-RELEASE, lib/modules, usr/lib/modules, and the release
# in the file "release" (see adapt).
set -eu

# Releases of Debian that were made with a kernel of these series
RELEASES="bookworm trixie"

die()
{
	echo "kernels.sh: $*" >&2
	exit 1
}

apt()
{
	tests/kernels/apt.sh "$suite" "$architecture" "$@"
}

# depends PACKAGE PATTERN: the first dependency of a package that matches
depends()
{
	apt apt-cache depends --important "$1" 2>/dev/null |
		sed -n "s/^[ |]*Depends: \\($2\\)\$/\\1/p" | head -n 1
}

# image_of PACKAGE: the image that it is or depends on
image_of()
{
	case $1 in
	linux-image-[0-9]*.*.*) echo "$1" ;;
	*) depends "$1" 'linux-image-[0-9].*' ;;
	esac
}

# In these suites, in this order, these packages may be the series' kernel.
offers()
{
	own=$(. /etc/os-release && echo "$VERSION_CODENAME")
	for release in $own $RELEASES; do
		for pocket in -security ""; do
			for name in "$1-cloud" cloud; do
				echo "$release$pocket linux-image-$name-amd64"
			done
		done
	done
}

# updated: the lists of the suite are there and of now
updated()
{
	case $fresh in
	*" $suite "*) return ;;
	esac
	apt apt-get -q update >"$tree.log" 2>&1 </dev/null || {
		cat "$tree.log" >&2
		return 1
	}
	fresh="$fresh $suite "
}

# choose SERIES: sets suite and image, of this series and of no other
choose()
{
	architecture=amd64
	offers "$1" >"$tree.offers"
	seen=
	while read -r suite package; do
		updated || continue
		image=$(image_of "$package")
		case $image in
		linux-image-"$1".*) return 0 ;;
		esac
		seen="$seen
	$suite: $package is ${image:-not there}"
	done <"$tree.offers"
	die "no cloud kernel of the series $1 in$seen"
}

# Sets suite, architecture and image by the matrix of kernels
look_up()
{
	row=$(awk -v name="$1" '$1 == name { print $2, $3, $4 }' "$matrix")
	[ -n "$row" ] || die "no kernel '$1' (6.1, 6.12$(awk '
		!/^(#|$)/ { printf ", %s", $1 }' "$matrix"))"
	read -r suite package architecture <<-END
	$row
	END
	updated || die "cannot read the packages of $suite"
	image=$(image_of "$package")
	[ -n "$image" ] || die "$suite has no package $package for $architecture"
}

# Names of the packages of an image; late in 7.x it is in four. What is not of the
# kernel's own architecture (build scripts of a cross build) is fetched apart.
packages()
{
	echo "$image"
	for part in binary modules base; do
		depends "$image" "linux-$part-[0-9].*"
	done
	headers=linux-headers-${image#linux-image-}
	echo "$headers"
	depends "$headers" 'linux-headers-.*-common.*'
	kbuild=$(depends "$headers" 'linux-kbuild-.*')
	[ -n "$kbuild" ] || die "$suite has no $headers, or it names no linux-kbuild"
	[ "$architecture" = "$(dpkg --print-architecture)" ] && echo "$kbuild"
	return 0
}

# fetch_packages DIRECTORY PACKAGE...
fetch_packages()
{
	(
		script=$PWD/tests/kernels/apt.sh
		cd "$1"
		shift
		"$script" "$suite" "$architecture" apt-get -q download "$@" \
			>>log 2>&1 </dev/null || {
			cat log >&2
			die "cannot download: $*"
		}
	) || exit 1
}

download()
{
	list=$(packages) || exit 1
	# shellcheck disable=SC2086 # a list of words
	fetch_packages "$1" $list
	case $list in
	*linux-kbuild-*) return 0 ;;
	esac
	kbuild=$(depends "linux-headers-${image#linux-image-}" 'linux-kbuild-.*')
	architecture=$(dpkg --print-architecture)
	apt apt-get -q update >"$tree.log" 2>&1 </dev/null
	fetch_packages "$1" "$kbuild"
}

# The ways in which Debian has packed kernels, made one: modules in lib/ or usr/lib/,
# the kernel itself in boot/ or beside them, and headers whose Makefile names its own
# place under /usr/src
adapt()
{
	if [ -d "$1/usr/lib/modules" ]; then
		[ -e "$1/lib" ] || ln -s usr/lib "$1/lib"
	fi
	if [ -d "$1/lib/modules" ] && ! [ -e "$1/usr/lib/modules" ]; then
		mkdir -p "$1/usr/lib"
		ln -s ../../lib/modules "$1/usr/lib/modules"
	fi
	release=${image#linux-image-}
	mkdir -p "$1/boot"
	[ -e "$1/boot/vmlinuz-$release" ] ||
		ln -s "../usr/lib/modules/$release/vmlinuz" "$1/boot/vmlinuz-$release"
	for file in boot/vmlinuz-"$release" lib/modules/"$release"/kernel; do
		[ -e "$1/$file" ] || die "the packages of $image have no $file"
	done
	sed -i "s,\\(^\\|[ =]\\)/usr/src/,\\1$PWD/$tree/usr/src/,g" \
		"$1/usr/src/linux-headers-$release/Makefile"
	/sbin/depmod -b "$1" "$release"
}

# fetch KERNEL
fetch()
{
	echo "fetching Debian's kernel $1"
	case $1 in
	6.1 | 6.12) choose "$1" ;;
	*) look_up "$1" ;;
	esac
	rm -rf "$tree.new"
	mkdir -p "$tree.new/deb"
	download "$tree.new/deb"
	for deb in "$tree.new"/deb/*.deb; do
		dpkg-deb -x "$deb" "$tree.new"
	done
	rm -r "$tree.new/deb"
	adapt "$tree.new"
	echo "$release" >"$tree.new/release"
	rm -rf "$tree" "$tree.log" "$tree.offers"
	mv "$tree.new" "$tree"
}

cd "$(dirname "$0")/../.."
[ $# -gt 0 ] || die "usage: kernels.sh KERNEL..."
matrix=tests/kernels/matrix
fresh=
# One at a time: apt-get does not share its lists.
mkdir -p build/kernels
exec 9>build/kernels/lock
flock 9
for kernel; do
	tree=build/kernels/$kernel
	# The headers' Makefile has the path, so a moved tree has to be made again
	if ! [ -s "$tree/release" ] ||
	   ! grep -qs "^include $PWD/" "$tree"/usr/src/*/Makefile; then
		fetch "$kernel"
	fi
done
