#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: machine.sh [release|other|kernel|architecture|check|mounts]
#
# What this machine is, found out in this one place:
#   release       codename of its release of Debian: bookworm, trixie
#   other         the other release that is supported
#   kernel        the series of the release's own kernel: 6.1, 6.12
#   architecture  as Debian calls it: amd64
#   check         nothing, or why the tests do not run here, and what does (status 1)
#   mounts        the same for tests that build and run in chroots of their own
# Without a word: one line for people, with the compiler and libconfig as well.
set -u

# codename, number, series of its kernel
SUPPORTED="bookworm 12 6.1
trixie 13 6.12"

# field FIELD: of os-release
field()
{
	sed -n "s/^$1=\"\\?\\([^\"]*\\)\"\\?\$/\\1/p" "${OS_RELEASE:-/etc/os-release}" \
		2>/dev/null | head -n 1
}

release()
{
	field VERSION_CODENAME
}

architecture()
{
	dpkg --print-architecture 2>/dev/null || uname -m
}

# column NUMBER: of this release in the table; nothing if it is not there
column()
{
	echo "$SUPPORTED" | awk -v name="$(release)" -v n="$1" '$1 == name { print $n }'
}

other()
{
	echo "$SUPPORTED" | awk -v name="$(release)" '$1 != name { print $1; exit }'
}

name()
{
	system=$(field PRETTY_NAME)
	echo "${system:-an unknown system}, $(architecture)"
}

# Derivatives have Debian's names of packages, but not its kernels.
supported()
{
	[ "$(field ID)" = debian ] && [ -n "$(column 2)" ] &&
		[ "$(architecture)" = amd64 ]
}

check()
{
	! supported || return 0
	cat >&2 <<-END
		This is $(name). The lab and the tests, which start Debian's
		kernels in QEMU, run on Debian $(echo "$SUPPORTED" | awk '
			{ printf "%s%s (%s)", (NR > 1 ? " and " : ""), $2, $1 }'), amd64.
		In a chroot, container or virtual machine of one of these they do as well.
		Here you can still try: make programs, make module, make demo, make install.
	END
	return 1
}

# What such a test mounts ends with it and is seen by no one else, which a container may
# not permit, and a chroot cannot whose / is no mount.
mounts()
{
	! why=$(unshare --mount true 2>&1) || return 0
	cat >&2 <<-END
		The tests of packages and kernels mount file systems in chroots of their own,
		which cannot be done here: $why
		It takes root; in a container, CAP_SYS_ADMIN; and in a chroot, one that is a mount
		of its own: "mount --bind DIRECTORY DIRECTORY" before "chroot DIRECTORY".
	END
	return 1
}

# version PACKAGE
version()
{
	pkg-config --modversion "$1" 2>/dev/null || echo none
}

case ${1:-} in
release | other | architecture | check | mounts) "$1" ;;
kernel) column 3 ;;
"") echo "$(name): gcc $(gcc -dumpfullversion 2>/dev/null || echo none)," \
	"libconfig $(version libconfig)" ;;
*)
	echo "machine.sh: no '$1' (release, other, kernel, architecture, check," \
		"mounts)" >&2
	exit 2 ;;
esac
