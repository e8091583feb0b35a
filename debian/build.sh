#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: build.sh DIRECTORY [VERSION]
#
# Builds the Debian packages in a copy of the sources, DIRECTORY/source, and puts
# them into DIRECTORY. VERSION is that of the programs; another one is for tests of
# an upgrade.
set -eu

cd "$(dirname "$0")/.."
out=$1
programs=$(cat VERSION)
version=${2:-$programs}
source=$out/source

rm -rf "$source"
mkdir -p "$source"
rm -f "$out"/*.deb "$out"/*.buildinfo "$out"/*.changes
cp -R Kbuild LICENSE Makefile README.md VERSION advisories debian etc kmod tests userspace \
	"$source"
echo "$version" >"$source/VERSION"
sed -i "s/@VERSION@/$version/" "$source"/debian/*.postinst "$source"/debian/*.prerm
# As of the last change that git knows, so that the same sources are the same packages
date=$(git log -1 --format=%ct 2>/dev/null || date +%s)
cat >"$source/debian/changelog" <<END
nf-slammer ($version) unstable; urgency=medium

  * As the history of its repository has it.

 -- The nf-slammer maintainers <nf-slammer@example.org>  $(LC_ALL=C date -u -R -d "@$date")
END
cd "$source"
export DEB_BUILD_OPTIONS="${DEB_BUILD_OPTIONS:-} noautodbgsym"
if ! dpkg-buildpackage -us -uc -b >../log 2>&1; then
	tail -n 40 ../log >&2
	exit 1
fi
cd ..
ls -- *.deb
