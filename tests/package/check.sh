#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: check.sh
#
# Builds the Debian packages, of this version and of an older one, and has them
# installed, used, upgraded and purged in a Debian of their own (inside.sh), which
# has no network. Results are lines "ok NAME" and "not ok NAME: why".
set -u

cd "$(dirname "$0")/../.." || exit 1
out=$PWD/build/package
OLDER=0.0.9

# Besides what the packages depend on
HAS="linux-headers-cloud-amd64 man-db bash-completion jq"

say()
{
	if [ "$1" -eq 0 ]; then
		echo "ok $2"
	else
		echo "not ok $2: $3"
	fi
}

# The packages as they were: a policy file that is not the one of today. Nobody
# runs them for long, so nothing is optimised.
build_older()
{
	rm -rf "$out/older"
	mkdir -p "$out/older"
	cp -R Kbuild LICENSE Makefile README.md advisories debian etc kmod tests \
		userspace "$out/older" &&
	echo '# As it was shipped before.' >>"$out/older/etc/policy.conf" &&
	DEB_CFLAGS_STRIP=-O2 DEB_CPPFLAGS_STRIP=-D_FORTIFY_SOURCE=2 \
		"$out/older/debian/build.sh" "$out/debs/older" "$OLDER"
}

build()
{
	rm -rf "$out/debs"
	mkdir -p "$out/debs/older" "$out/debs/newer"
	build_older && debian/build.sh "$out/debs/newer"
}

# Names of what the packages depend on, the first where there is a choice
depends()
{
	for deb in "$out"/debs/newer/*.deb; do
		dpkg-deb -f "$deb" Depends | tr ',' '\n'
	done | sed 's/^ *//; s/[ |(:].*//' | sort -u
}

lint()
{
	lintian --fail-on error,warning --tag-display-limit 0 \
		"$out"/debs/newer/*.changes
}

# What the copy needs beside the packages
furnish()
{
	rm -rf "$out/root" &&
	cp -a --reflink=auto "$out/base" "$out/root" &&
	mkdir -p "$out/root/work" &&
	cp -R "$out"/debs/older "$out"/debs/newer tests/package/inside.sh \
		"$out/root/work/"
}

mkdir -p "$out"
for step in build lint; do
	$step >"$out/$step.log" 2>&1
	status=$?
	[ $status -eq 0 ] || tail -n 20 "$out/$step.log"
	say $status "$step" "see build/package/$step.log"
done
# shellcheck disable=SC2046,SC2086 # lists of words
if ! tests/package/root.sh "$out/base" $HAS $(depends) >"$out/root.log" 2>&1 ||
   ! furnish >>"$out/root.log" 2>&1; then
	tail -n 20 "$out/root.log"
	say 1 root "see build/package/root.log"
	exit 1
fi
# No network at all: everything is there; and nothing of what make was called with
# shellcheck disable=SC2016 # the inner shell expands it
env -i PATH="$PATH" HOME=/root unshare --mount --pid --net --fork sh -c '
	mount --make-rprivate /
	mount -t proc proc "$1/proc"
	exec chroot "$1" /work/inside.sh' sh "$out/root"
say $? inside "it ended before its end"
rm -rf "$out/root"
