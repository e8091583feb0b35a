#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: build.sh DIRECTORY [VERSION]
#
# Builds the Debian packages in a copy of the sources, DIRECTORY/source, and puts
# them into DIRECTORY. A VERSION other than that of the sources is for tests of an
# upgrade. SOURCE and OBJECTS may name other folders for the copy and for what is
# compiled: a second build with the same ones compiles only what differs.
#
# The packages' revision names the release of Debian, so that those of the next release
# replace those of this one when the machine is upgraded.
set -eu

cd "$(dirname "$0")/.."
out=$(realpath -m "$1")
programs=$(cat VERSION)
version=${2:-$programs}
source=$(realpath -m "${SOURCE:-$out/source}")

rm -rf "$source"
mkdir -p "$source" "$out"
rm -f "$out"/*.deb "$out"/*.buildinfo "$out"/*.changes
find . -mindepth 1 -maxdepth 1 ! -name build ! -name .git \
	-exec cp -a -t "$source" {} +
if [ "$version" != "$programs" ]; then
	echo "$version" >"$source/VERSION"
	sed -i "1s/($programs-/($version-/" "$source/debian/changelog"
	# Another version ships another policy file.
	echo "# As shipped with $version." >>"$source/etc/policy.conf"
fi
release=$(. /etc/os-release && [ "$ID" = debian ] && echo "${VERSION_ID:-}") || true
[ -z "$release" ] || sed -i "1s/)/~deb$release)/" "$source/debian/changelog"
cd "$source"
export DEB_BUILD_OPTIONS="${DEB_BUILD_OPTIONS:-} noautodbgsym"
if ! dpkg-buildpackage -us -uc -b >"$out/log" 2>&1; then
	tail -n 40 "$out/log" >&2
	exit 1
fi
cd ..
[ "$PWD" = "$out" ] || mv -- *.deb *.buildinfo *.changes "$out"
cd "$out"
ls -- *.deb
