#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: root.sh SUITE ARCHITECTURE
#
# What programs of another architecture are built with and run on: the libraries that
# ours need, with their headers, and the programs that the lab's image takes from Debian.
# The packages are unpacked under build/kernels/roots/SUITE-ARCHITECTURE, and nothing in
# there is run. Prints that path; made once, and again when the list of packages changes.
set -eu

# Beside the libraries: those of a machine of the lab
PACKAGES="libc6-dev busybox-static iproute2 nftables util-linux freetds-bin gojq sqlite3"

die()
{
	echo "root.sh: $*" >&2
	exit 1
}

apt()
{
	tests/kernels/apt.sh "$suite" "$architecture" "$@" </dev/null
}

names()
{
	tests/deps.sh --names programs options | grep -e '-dev$'
	echo "$PACKAGES" | tr -s ' \t' '\n'
}

# download DIRECTORY: the packages, and all that they depend on
download()
{
	mkdir -p "$1/partial"
	apt apt-get -q update
	# shellcheck disable=SC2046 # a list of words
	apt apt-get -q -y --download-only --no-install-recommends \
		-o Dir::Cache::archives="$1/" install $(names)
}

# Their /bin and /lib are links into /usr, whichever of the two a package names.
unpack()
{
	for directory in bin sbin lib lib64; do
		mkdir -p "$1/usr/$directory"
		ln -s "usr/$directory" "$1/$directory"
	done
	for deb in "$1"/deb/*.deb; do
		dpkg-deb --fsys-tarfile "$deb" | tar -C "$1" -xf - --keep-directory-symlink
	done
	rm -r "$1/deb"
}

cd "$(dirname "$0")/../.."
suite=${1:-}
architecture=${2:-}
[ -n "$architecture" ] || die "usage: root.sh SUITE ARCHITECTURE"
root=$PWD/build/kernels/roots/$suite-$architecture
mkdir -p build/kernels/roots
# One at a time: apt-get does not share its lists.
exec 9>build/kernels/lock
flock 9
if ! [ "$(cat "$root/packages" 2>/dev/null)" = "$(names)" ]; then
	rm -rf "$root" "$root.new"
	mkdir -p "$root.new/deb"
	download "$root.new/deb" >"$root.log" 2>&1 || {
		tail -n 20 "$root.log" >&2
		die "no packages of $suite for $architecture"
	}
	unpack "$root.new"
	names >"$root.new/packages"
	mv "$root.new" "$root"
	rm -f "$root.log"
fi
echo "$root"
