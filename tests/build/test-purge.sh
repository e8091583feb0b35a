#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What a purge of each package removes from the folder of the state, what it keeps and
# says: the maintainer scripts, with that folder in another place. And whether
# nf-slammer-advisory alone has the user and the folder that it needs.
# shellcheck disable=SC2317 # functions are called by their names
set -u

cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/results.sh
. tests/results.sh

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
state=$work/state
# What nothing can make again, and what the next start does
KEPT="advisories.db advisories.db-wal gnupg/private-keys-v1.d/key samples/1.pcap
	site/index.html statistics.db statistics.db-wal statistics.db.damaged"
REMOVED="last-good.conf last-good.conf.new pending.conf rolled-back"

fill()
{
	rm -rf "$state" "$work/run"
	mkdir -p "$work/run/nf-slammer"
	for file in $KEPT $REMOVED; do
		mkdir -p "$(dirname "$state/$file")"
		echo mine >"$state/$file"
	done
}

# purge PACKAGE
purge()
{
	sed "s,/var/lib/nf-slammer,$state,g; s,/run/nf-slammer,$work/run/nf-slammer,g
		s,/var/lib/dkms,$work/dkms,g" "debian/$1.postrm" >"$work/postrm"
	sh "$work/postrm" purge >"$work/output" 2>&1 || not_ok "$1: purge fails"
}

# there FILE...: all of them
there()
{
	for file; do
		[ -s "$state/$file" ] || return 1
	done
}

said()
{
	grep -qF -- "$1" "$work/output"
}

# The folder may be a link to one on another disk, or a disk of its own.
for package in nf-slammer nf-slammer-advisory nf-slammer-dkms; do
	rm -rf "$state"
	mkdir -p "$work/elsewhere"
	ln -s "$work/elsewhere" "$state"
	purge $package
	is "$package: a linked folder is purged" [ -d "$work/elsewhere" ]
	rm "$state"
done

for package in nf-slammer nf-slammer-advisory nf-slammer-dkms; do
	fill
	purge $package
	# shellcheck disable=SC2086 # a list of words
	is "$package: keys, register, ledger, site, samples and statistics stay" \
		there $KEPT
	[ $package != nf-slammer-dkms ] || continue
	for file in advisories.db gnupg samples site statistics.db; do
		is "$package: it says that $file stays" said "$state/$file"
	done
	is "$package: it says how to remove them" said "rm -r $state"
done

fill
purge nf-slammer
for file in $REMOVED; do
	is "what the daemon makes again is gone: $file" [ ! -e "$state/$file" ]
done
is "the folder of sockets is gone" [ ! -e "$work/run/nf-slammer" ]

fill
purge nf-slammer-advisory
# shellcheck disable=SC2086 # a list of words
is "the files of the daemon are not those of the bulletins" there $REMOVED

for package in nf-slammer nf-slammer-advisory nf-slammer-dkms; do
	rm -rf "$state"
	mkdir "$state"
	purge $package
	equal "$package: says nothing where nothing stays" "$(cat "$work/output")" ""
done
purge nf-slammer
is "an empty folder is gone" [ ! -e "$state" ]

# with PACKAGES...: a root with the users and folders of these
with()
{
	root=$work/root
	rm -rf "$root"
	mkdir -p "$root/etc" "$root/usr/lib/sysusers.d" "$root/usr/lib/tmpfiles.d"
	cp /etc/passwd /etc/group "$root/etc"
	sed -i /^nf-slammer:/d "$root/etc/passwd" "$root/etc/group"
	for package; do
		cp "etc/$package.sysusers" "$root/usr/lib/sysusers.d/$package.conf"
		cp "etc/$package.tmpfiles" "$root/usr/lib/tmpfiles.d/$package.conf"
	done
	{
		systemd-sysusers --root="$root"
		systemd-tmpfiles --root="$root" --create
	} >"$work/output" 2>&1
}

for packages in nf-slammer-advisory nf-slammer "nf-slammer nf-slammer-advisory"; do
	# shellcheck disable=SC2086 # a list of words
	with $packages
	is "$packages: the user" grep -q ^nf-slammer: "$root/etc/passwd"
	equal "$packages: folder and mode" \
		"$(stat -c %a "$root/var/lib/nf-slammer")" 750
	equal "$packages: its owner" "$(stat -c %u "$root/var/lib/nf-slammer")" \
		"$(sed -n 's/^nf-slammer:x:\([0-9]*\):.*/\1/p' "$root/etc/passwd")"
	equal "$packages: no complaint" \
		"$(grep -v '^Creating' "$work/output")" ""
done
for kind in sysusers tmpfiles; do
	is "the package of the bulletins has its $kind.d" \
		grep -qx "usr/lib/$kind.d/nf-slammer-advisory.conf" \
		debian/nf-slammer-advisory.install
done
finish
