#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What the tests take a machine for, and how they refuse one that cannot run them, before
# anything is installed or built: machine.sh with the os-release of others.
# shellcheck disable=SC2317 # functions are called by their names
set -u

cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/results.sh
. tests/results.sh

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export OS_RELEASE="$work/os-release"
PATH=$work:$PATH
unset MAKEFLAGS MAKELEVEL

# machine ID CODENAME NAME [ARCHITECTURE]: it is that from now on
machine()
{
	printf 'PRETTY_NAME="%s"\nID=%s\nVERSION_CODENAME=%s\n' "$3" "$1" "$2" \
		>"$OS_RELEASE"
	printf '#!/bin/sh\necho %s\n' "${4:-amd64}" >"$work/dpkg"
	chmod 755 "$work/dpkg"
}

# refused COMMAND...: it fails, and says what this machine is and what is supported
refused()
{
	! "$@" >"$work/said" 2>&1 && grep -qF "This is $this." "$work/said" &&
		grep -qF "12 (bookworm) and 13 (trixie), amd64" "$work/said"
}

# unsupported ID CODENAME NAME [ARCHITECTURE]
unsupported()
{
	machine "$@"
	this="$3, ${4:-amd64}"
	is "$this: check" refused tests/machine.sh check
	is "$this: packages for the lab" refused tests/deps.sh programs lab
	is "$this: make run" refused make run
	is "$this: make run builds and installs nothing" \
		sh -c "! grep -qE 'installing|building' '$work/said'"
}

# supported CODENAME NAME OTHER KERNEL
supported()
{
	machine debian "$1" "$2"
	is "$1: check" tests/machine.sh check
	equal "$1: release" "$(tests/machine.sh release)" "$1"
	equal "$1: other" "$(tests/machine.sh other)" "$3"
	equal "$1: kernel" "$(tests/machine.sh kernel)" "$4"
	equal "$1: make run" "$(make -n run | sed -n 's/.*lab-image-//p' | head -n 1)" "$4"
}

supported bookworm "Debian GNU/Linux 12 (bookworm)" trixie 6.1
supported trixie "Debian GNU/Linux 13 (trixie)" bookworm 6.12
unsupported debian bullseye "Debian GNU/Linux 11 (bullseye)"
unsupported debian trixie "Debian GNU/Linux 13 (trixie)" arm64
unsupported ubuntu noble "Ubuntu 24.04.2 LTS"
unsupported fedora "" "Fedora Linux 42" x86_64
: >"$OS_RELEASE"
is "one without a name" sh -c \
	'tests/machine.sh check 2>&1 | grep -q "an unknown system"'

# As it is in a chroot whose / is no mount
machine debian trixie "Debian GNU/Linux 13 (trixie)"
printf '#!/bin/sh\necho "unshare: cannot change root" >&2\nexit 1\n' >"$work/unshare"
chmod 755 "$work/unshare"
for group in matrix package; do
	is "$group in a chroot that cannot mount" sh -c "! tests/deps.sh $group 2>&1 |
		grep -q installing && tests/deps.sh $group 2>&1 | grep -q 'mount --bind'"
done
is "make run needs no mounts" tests/machine.sh check
finish
