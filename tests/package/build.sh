#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: build.sh SUITE OLDER
#
# Builds the Debian packages with the tools of that release: this version into
# debs/newer and one that calls itself OLDER into debs/older, below build/package or, for
# another release than this machine's, build/package-SUITE. That one is built in the
# chroot that release.sh has furnished.
set -eu

cd "$(dirname "$0")/../.."
suite=$1
older=$2
folder=build/package
tree=$PWD
chroot=
if [ "$suite" != "$(tests/machine.sh release)" ]; then
	folder=build/package-$suite
	tree=/nf-slammer
	chroot=$PWD/build/chroots/$suite
fi

# at COMMAND...: in our tree, here or in the chroot
at()
{
	if [ -z "$chroot" ]; then
		"$@"
	else
		# shellcheck disable=SC2016 # the inner shell expands it
		tests/chroot.sh --in "$chroot" sh -c 'cd "$0" && exec "$@"' \
			"$tree" "$@"
	fi
}

# Both versions, from the same folders: what does not depend on the version is
# compiled once.
made=$tree/$folder
at rm -rf "$made/debs" "$made/source" "$made/objects"
for version in "$older" "$(cat VERSION)"; do
	[ "$version" = "$older" ] && age=older || age=newer
	at env SOURCE="$made/source" OBJECTS="$made/objects" \
		debian/build.sh "$made/debs/$age" "$version"
done
if [ -n "$chroot" ]; then
	mkdir -p "$folder"
	rm -rf "$folder/debs"
	cp -R "$chroot$made/debs" "$folder/"
fi
