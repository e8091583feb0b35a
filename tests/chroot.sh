#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: chroot.sh SUITE [PACKAGE...]
#        chroot.sh --copy SUITE DIRECTORY [PACKAGE...]
#        chroot.sh --in DIRECTORY COMMAND...
#        chroot.sh --sources SUITE
#
# A small Debian of another release, or of this machine's, to build and test in; its
# package sources are those of this machine, with the other release's name.
#
# The first form makes build/chroots/SUITE where it is not there, installs what is
# missing of the packages in it, and prints its path. It is made once and keeps what
# it is given; build/chroots/SUITE.tar is how it was at first. --copy makes a fresh one
# in DIRECTORY. --in runs a command in one, with /proc and /dev/pts of its own where that is
# permitted, and without an initramfs for the kernels that are installed in it; set
# NETWORK=no for no network. --sources prints the lines of sources.list.
set -eu

die()
{
	echo "chroot.sh: $*" >&2
	exit 1
}

# archives: "URI SUITE COMPONENT" of each archive of Debian that apt uses here
archives()
{
	# shellcheck disable=SC2016 # apt's own variables
	apt-get indextargets --format '$(REPO_URI) $(CODENAME) $(COMPONENT)' \
		'Created-By: Packages' 'Origin: Debian' | sort -u
}

# sources SUITE: lines of sources.list for it. Only a released suite has others
# beside it, such as its -security.
sources()
{
	mine=$(. /etc/os-release; echo "$VERSION_CODENAME")
	known=$(archives)
	[ -n "$known" ] || {
		apt-get -q update >/dev/null 2>&1 </dev/null ||
			die "apt-get update failed"
		known=$(archives)
	}
	echo "$known" | awk -v mine="$mine" -v suite="$1" '
		$2 == mine || index($2, mine "-") == 1 {
			more = substr($2, length(mine) + 1)
			if (more ~ /^-backports/ || (more != "" &&
			    suite ~ /^(sid|unstable)$|-backports$/))
				next
			print "deb", $1, suite more, $3
		}'
}

# discard DIRECTORY: never what is mounted in it, as a run that was killed may leave
discard()
{
	! grep -qF " $1/" /proc/self/mounts || die "something is mounted in $1"
	rm -rf --one-file-system "$1"
}

# private COMMAND...: what it mounts ends with it, also when it is killed
private()
{
	if unshare --mount true 2>/dev/null; then
		unshare --mount --propagation private "$@"
	else
		"$@"
	fi
}

# inside DIRECTORY COMMAND...
inside()
{
	root=$(realpath "$1")
	shift
	net=
	[ "${NETWORK:-yes}" = yes ] || net=--net
	if unshare --mount --pid $net --fork true 2>/dev/null; then
		# shellcheck disable=SC2016 # the inner shell expands it
		set -- unshare --mount --pid $net --fork sh -c '
			mount --make-rprivate /
			mount -t proc proc "$1/proc"
			mount -t tmpfs -o mode=1777 tmpfs "$1/dev/shm" 2>/dev/null ||
				chmod 1777 "$1/dev/shm"
			mount -t devpts -o newinstance,ptmxmode=0666 devpts \
				"$1/dev/pts" 2>/dev/null || true
			root=$1
			shift
			exec chroot "$root" "$@"' sh "$root" "$@"
	else
		set -- chroot "$root" "$@"
	fi
	exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 \
		TERM="${TERM:-dumb}" DEBIAN_FRONTEND=noninteractive INITRD=No \
		${CI:+CI="$CI"} "$@"
}

# bare SUITE DIRECTORY
bare()
{
	lines=$(sources "$1")
	mirror=$(echo "$lines" | awk -v suite="$1" \
		'$3 == suite && $4 == "main" { print $2; exit }')
	[ -n "$mirror" ] || die "apt knows no archive of Debian on this machine"
	private debootstrap --variant=minbase "$1" "$2" "$mirror" >&2
	echo "$lines" >"$2/etc/apt/sources.list"
	cp /etc/resolv.conf "$2/etc/"
	# How this machine reaches its archives
	apt-config dump | grep -E '^Acquire::(https?|Check[^:]*|Retries)(::.*)? "..*";' \
		>"$2/etc/apt/apt.conf.d/90machine" || true
	# No disk has to be safe against a loss of power
	echo force-unsafe-io >"$2/etc/dpkg/dpkg.cfg.d/90machine"
	# Nothing is started in there.
	printf '#!/bin/sh\nexit 101\n' >"$2/usr/sbin/policy-rc.d"
	chmod 755 "$2/usr/sbin/policy-rc.d"
	(inside "$2" apt-get -q update) >&2
}

# add DIRECTORY PACKAGE...: those that are missing
add()
{
	root=$1
	shift
	todo=
	for package; do
		[ "$(dpkg-query --admindir="$root/var/lib/dpkg" -W \
			-f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] ||
			todo="$todo $package"
	done
	[ -n "$todo" ] || return 0
	# shellcheck disable=SC2086 # a list of words
	(inside "$root" apt-get -q -y --no-install-recommends install $todo) >&2 || {
		(inside "$root" apt-get -q update) >&2
		(inside "$root" apt-get -q -y --no-install-recommends install \
			$todo) >&2
	}
	(inside "$root" apt-get clean) >&2
}

# first SUITE: build/chroots/SUITE.tar
first()
{
	[ ! -s "build/chroots/$1.tar" ] || return 0
	command -v debootstrap >/dev/null ||
		die "there is no debootstrap (tests/deps.sh package)"
	new=$PWD/build/chroots/$1.new
	discard "$new"
	mkdir -p "$new"
	echo "a Debian $1, in build/chroots" >&2
	bare "$1" "$new"
	tar -C "$new" -cf "$new.tar" .
	mv "$new.tar" "build/chroots/$1.tar"
	discard "$new"
}

# unpack SUITE DIRECTORY: as it was at first
unpack()
{
	discard "$2.new"
	mkdir -p "$2.new"
	tar -C "$2.new" -xpf "build/chroots/$1.tar"
	discard "$2"
	mv "$2.new" "$2"
}

case ${1:-} in
--in)
	shift
	inside "$@" ;;
--sources)
	sources "$2"
	exit 0 ;;
esac
directory=
[ "${1:-}" != --copy ] || {
	directory=$(realpath -m "$3")
	suite=$2
	shift 3
	set -- "$suite" "$@"
}
[ $# -gt 0 ] || die "usage: chroot.sh SUITE [PACKAGE...]"
suite=$1
shift
cd "$(dirname "$0")/.."
mkdir -p build/chroots
# One at a time
exec 9>"build/chroots/$suite.lock"
flock 9
first "$suite" 9>&-
if [ -n "$directory" ]; then
	unpack "$suite" "$directory"
	add "$directory" "$@"
	exit 0
fi
directory=$PWD/build/chroots/$suite
[ -d "$directory" ] || unpack "$suite" "$directory"
add "$directory" "$@" 9>&-
echo "$directory"
