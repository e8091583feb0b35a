#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: check.sh [SUITE]	(default: this machine's release of Debian)
#
# Builds the Debian packages, of this version and of an older one, and installs,
# uses, upgrades and purges them in a Debian of their own without a network
# (inside.sh); then installs them in another one and boots it (boot.sh). Those of
# another release are built in the chroot where release.sh has built the programs, and
# are not booted. Results are lines "ok NAME" and "not ok NAME: why".
set -u

cd "$(dirname "$0")/../.." || exit 1
mine=$(tests/machine.sh release)
suite=${1:-$mine}
out=$PWD/build/package
[ "$suite" = "$mine" ] || out=$out-$suite
OLDER=0.0.9

# The kernel that boots. HAS is what that Debian has beside the dependencies of the
# packages: the headers of this kernel, and what the tests use.
SERIES=$(tests/machine.sh kernel)
HAS="linux-headers-cloud-amd64 man-db bash-completion jq iproute2 sqlite3"

say()
{
	if [ "$1" -eq 0 ]; then
		echo "ok $2"
	else
		echo "not ok $2: $3"
	fi
}

# Without a warning of the compiler of that release, with Debian's options for hardening
build()
{
	tests/package/build.sh "$suite" "$OLDER" &&
		! grep -E '^[^ ]+:[0-9]+:.* warning: ' "$out"/debs/*/log
}

# Names of what the packages depend on, the first where there is a choice
depends()
{
	for deb in "$out"/debs/newer/*.deb; do
		dpkg-deb -f "$deb" Depends | tr ',' '\n'
	done | sed 's/^ *//; s/[ |(:].*//' | sort -u
}

# By the lintian of that release
lint()
{
	set -- lintian --fail-on error,warning --tag-display-limit 0
	if [ "$suite" = "$mine" ]; then
		"$@" "$out"/debs/newer/*.changes
	else
		# shellcheck disable=SC2016 # the inner shell expands it
		tests/chroot.sh --in "build/chroots/$suite" sh -c \
			'"$@" /nf-slammer/build/package*/debs/newer/*.changes' sh "$@"
	fi
}

# A copy of the base, with the packages and the tests
furnish()
{
	rm -rf "$out/root" &&
	cp -a --reflink=auto "$out/base" "$out/root" &&
	mkdir -p "$out/root/work" &&
	cp -R "$out"/debs/older "$out"/debs/newer tests/package/inside.sh \
		tests/package/tests.sh "$out/root/work/"
}

# in_root COMMAND...: in the copy, without a network and without the environment of
# make
in_root()
{
	# shellcheck disable=SC2016 # the inner shell expands it
	env -i PATH="$PATH" HOME=/root DEBIAN_FRONTEND=noninteractive \
		unshare --mount --pid --net --fork sh -c '
		mount --make-rprivate /
		mount -t proc proc "$1/proc"
		root=$1
		shift
		exec chroot "$root" "$@"' sh "$out/root" "$@"
}

install_newer()
{
	furnish && in_root sh -c 'exec dpkg -i /work/newer/*.deb' &&
		tests/lab/kernels.sh "$SERIES"
}

mkdir -p "$out"
for step in build lint; do
	$step >"$out/$step.log" 2>&1
	status=$?
	[ $status -eq 0 ] || tail -n 20 "$out/$step.log"
	say $status "$step" "see $out/$step.log"
done
# shellcheck disable=SC2046,SC2086 # lists of words
if ! tests/package/root.sh "$suite" "$out/base" $HAS $(depends) >"$out/root.log" 2>&1 ||
   ! furnish >>"$out/root.log" 2>&1; then
	tail -n 20 "$out/root.log"
	say 1 root "see $out/root.log"
	exit 1
fi
in_root /work/inside.sh
say $? inside "it stopped early"
[ "$suite" = "$mine" ] || { rm -rf "$out/root"; exit 0; }
if install_newer >"$out/boot.log" 2>&1; then
	tests/package/boot.sh "$out/root" "$SERIES"
	say $? boot "see build/lab/systemd/files/journal.txt"
else
	tail -n 20 "$out/boot.log"
	say 1 boot "see $out/boot.log"
fi
rm -rf "$out/root"
