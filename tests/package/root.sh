#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: root.sh DIRECTORY PACKAGE...
#
# A small Debian in DIRECTORY, of this machine's release and package sources, with
# these packages in it. Made once, and again when the list of packages changes.
set -eu

directory=$1
shift
wanted=$(printf '%s\n' "$@" | sort -u)
[ "$(cat "$directory.holds" 2>/dev/null)" != "$wanted" ] || exit 0

# sources: the archives of Debian that this machine uses, one a line
sources()
{
	# shellcheck disable=SC2016 # apt's own variables
	apt-get indextargets --format '$(REPO_URI) $(CODENAME) $(COMPONENT)' \
		'Created-By: Packages' 'Origin: Debian' |
		awk '$2 ~ /^'"$codename"'(-|$)/ { print "deb", $0 }' | sort -u
}

# inside COMMAND...: in the new root, with a /proc of its own
inside()
{
	# shellcheck disable=SC2016 # the inner shell expands it
	unshare --mount --pid --fork sh -c '
		mount --make-rprivate /
		mount -t proc proc "$1/proc"
		root=$1
		shift
		exec chroot "$root" "$@"' sh "$directory.new" "$@"
}

codename=$(. /etc/os-release; echo "$VERSION_CODENAME")
mirror=$(sources | awk -v codename="$codename" \
	'$3 == codename && $4 == "main" { print $2; exit }')
[ -n "$mirror" ] || {
	echo "root.sh: apt knows no archive of Debian $codename" >&2
	exit 1
}

rm -rf "$directory" "$directory.new" "$directory.holds"
mkdir -p "$directory.new"
echo "a Debian $codename in $directory"
debootstrap --variant=minbase "$codename" "$directory.new" "$mirror"
sources >"$directory.new/etc/apt/sources.list"
cp /etc/resolv.conf "$directory.new/etc/"
# Nothing is started in there.
printf '#!/bin/sh\nexit 101\n' >"$directory.new/usr/sbin/policy-rc.d"
chmod 755 "$directory.new/usr/sbin/policy-rc.d"
inside apt-get -q update
# shellcheck disable=SC2086 # a list of words
inside env DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends \
	install $wanted
inside apt-get clean
mv "$directory.new" "$directory"
echo "$wanted" >"$directory.holds"
